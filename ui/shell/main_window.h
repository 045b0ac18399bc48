#pragma once

#include "runner/session/runner_api.h"
#include "ui/sessions/new_session_dialog.h"
#include "ui/sessions/radar_watch.h"
#include "ui/theme/theme.h"

#include <QMainWindow>

class QActionGroup;
class QSplitter;
class QStackedWidget;

namespace pilothouse {

class AttemptsView;
class Banner;
class Drafts;
class InboxView;
class Language;
class SessionView;
class Sidebar;
class StatusStrip;
class WelcomePage;

/// The window: menu, sidebar, one session or the inbox, status. Knows nothing but the runner's interface; what a person
/// chose is kept in `settings`, which must outlive it, as must the others.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    struct Parts {
        Theme &theme;
        Language &language;
        RunnerApi &runner;
        QSettings &settings;
        std::vector<AgentChoice> agents;
        KeyStore *keys = nullptr; ///< Where keys of model services are put; null: they cannot be entered.
        Drafts *drafts = nullptr; ///< Where unsent text is kept over a restart; null: nowhere.
    };

    explicit MainWindow(Parts parts, QWidget *parent = nullptr);
    ~MainWindow() override;

    void showSession(SessionId session);
    void showInbox();
    /// The attempts at one task side by side.
    void showAttempts(const QString &group);
    void showWelcome();
    /// Creates the practice session and shows it.
    void startPractice();

    /// Theme and language as they were chosen last; called before the window is made, so that its first frame is right.
    static void applySettings(const QSettings &settings, Theme &theme, Language &language);

Q_SIGNALS:
    void painted(); ///< For the first time, after the frame has gone to the screen.

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] WelcomePage &welcome();
    [[nodiscard]] InboxView &inbox();
    [[nodiscard]] SessionView &sessionPage();
    [[nodiscard]] AttemptsView &attempts();
    void makeLayout();
    void makeActions();
    void makeMenus();
    void connectParts();
    void retranslate();
    void restore();
    void showLastSession();
    void newSession();
    void removeSession(SessionId session);
    void decideShown(Decision decision);
    void updateQuestions();
    void updateHealth();
    void showUsage();
    void fail(const QString &sentence);
    void inform(const QString &sentence);
    void offerRestore(SessionId session);
    [[nodiscard]] QAction *action(
        const QString &name, const QString &icon, const QKeySequence &keys, std::function<void()> run);

    Parts m_parts;
    RadarWatch m_radar;
    Sidebar *m_sidebar;
    QSplitter *m_splitter;
    Banner *m_health; ///< Something that lasts: a full disk, no engine.
    Banner *m_message; ///< What just happened.
    QStackedWidget *m_pages;
    // The pages are made when they are first shown: the first frame needs only the list of sessions.
    WelcomePage *m_welcome = nullptr;
    InboxView *m_inbox = nullptr;
    SessionView *m_session = nullptr;
    AttemptsView *m_attempts = nullptr;
    bool m_painted = false;
    StatusStrip *m_status;
    int m_announcedQuestions = 0;
    SessionId m_removed; ///< What the message's button brings back.

    struct {
        QMenu *session, *view, *go, *help, *theme, *language;
    } m_menus{};
    struct {
        QAction *newSession, *rename, *pin, *remove, *accept, *stop, *quit, *sidebar, *transcript, *changes, *terminal,
            *files, *inbox, *next, *previous, *filter, *compose, *allowOnce, *deny, *about, *usage, *practice,
            *themeSystem, *themeLight, *themeDark;
    } m_actions{};
    std::vector<QAction *> m_languages;
};

} // namespace pilothouse

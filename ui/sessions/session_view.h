#pragma once

#include "runner/session/runner_api.h"
#include "ui/controls/frame_timer.h"
#include "ui/theme/theme.h"

#include <QHash>
#include <QWidget>

class QSettings;
class QSplitter;
class QStackedWidget;
class QTabBar;

namespace pilothouse {

class Banner;
class ChangesView;
class Composer;
class Drafts;
class EmptyState;
class FilesView;
class ProgressPanel;
class RadarWatch;
class SessionHeader;
class TerminalPane;
class TranscriptView;

/// A session's page: transcript with composer, changes, terminal and files; side by side where there is room.
class SessionView final : public QWidget {
    Q_OBJECT

public:
    enum class Tab { Transcript, Changes, Terminal, Files };

    /// `settings`: where choices are remembered; null: nowhere.
    SessionView(const Theme &theme, RunnerApi &runner, QSettings *settings = nullptr, QWidget *parent = nullptr);
    ~SessionView() override;

    /// Where unsent text is kept over a restart; without it, it is kept while this lives.
    void keepDraftsIn(Drafts &drafts) { m_kept = &drafts; }

    /// What sessions clash with; must outlive the view.
    void setRadar(const RadarWatch &radar);
    void setSession(SessionId session);
    [[nodiscard]] SessionId session() const { return m_session; }
    void showTab(Tab tab);
    void showApproval(const ApprovalId &approval);
    /// Answers the oldest open question that is shown. False when there is none.
    bool decideFirst(Decision decision);
    void focusComposer();
    void openAcceptDialog();
    void stopTurn();
    [[nodiscard]] TranscriptView *transcript() const { return m_transcript; }

Q_SIGNALS:
    void renameRequested();
    void removeRequested(pilothouse::SessionId session);
    void sessionForked(pilothouse::SessionId session);
    void sessionRequested(pilothouse::SessionId session);
    void attemptsRequested(const QString &group);
    void failed(const QString &sentence);
    void informed(const QString &sentence);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeLayout();
    void connectParts();
    void retranslate();
    void refresh();
    void refreshBanner(const SessionSnapshot &snapshot);
    void refreshRadar();
    void openRadarMenu();
    void refreshComposer(const SessionSnapshot &snapshot);
    void announce(const SessionState &state);
    void showDraft();
    void forgetDraft(SessionId session, const QString &sent);
    void applyWidth();
    void updateChangesTab(int files);
    void send(const QString &text, const QStringList &files);
    void report(const Result<void> &result);

    const Theme &m_theme;
    RunnerApi &m_runner;
    const RadarWatch *m_radar = nullptr;
    QSettings *m_settings;
    SessionId m_session;
    SessionSnapshotPtr m_snapshot;
    SessionPhase m_announcedPhase = SessionPhase::Queued;
    bool m_phaseKnown = false;
    Drafts *m_kept = nullptr;
    QHash<SessionId, QString> m_drafts; ///< Of the sessions that were shown before.
    std::optional<bool> m_wide; ///< Unknown until the first layout.
    bool m_undivided = false; ///< The review has the whole width although there is room for both.
    FrameTimer m_update;

    SessionHeader *m_header;
    Banner *m_banner;
    Banner *m_clashes; ///< What other sessions and the branch change, too.
    QTabBar *m_tabs; ///< All four, where there is room for one.
    QTabBar *m_sideTabs; ///< All but the transcript, beside it.
    QSplitter *m_splitter;
    QWidget *m_left;
    QWidget *m_right;
    QStackedWidget *m_pages;
    QStackedWidget *m_transcriptPages;
    EmptyState *m_loading;
    TranscriptView *m_transcript;
    ProgressPanel *m_progress;
    Composer *m_composer;
    ChangesView *m_changes;
    TerminalPane *m_terminal;
    FilesView *m_files;
};

} // namespace pilothouse

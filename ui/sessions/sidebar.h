#pragma once

#include "runner/session/runner_api.h"
#include "ui/controls/frame_timer.h"
#include "ui/sessions/session_list_model.h"
#include "ui/theme/theme.h"

#include <QSet>
#include <QTimer>
#include <QWidget>

class QLineEdit;
class QListView;
class QPushButton;
class QToolButton;

namespace pilothouse {

class RadarWatch;

/// The left side of the window: new session, filter, inbox, sessions by repository.
class Sidebar final : public QWidget {
    Q_OBJECT

public:
    Sidebar(const Theme &theme, RunnerApi &runner, QWidget *parent = nullptr);
    ~Sidebar() override;

    [[nodiscard]] SessionListModel &model() { return m_model; }
    /// Shows which sessions clash; the radar must outlive it.
    void setRadar(const RadarWatch &radar);
    void select(SessionId session);
    void selectAttempts(const QString &group);
    void selectInbox();
    void focusFilter();
    void focusList();
    void selectNeighbour(int step); ///< The next (+1) or previous (-1) session.
    void renameCurrent();
    void togglePinCurrent();

Q_SIGNALS:
    void inboxActivated();
    void sessionActivated(pilothouse::SessionId session);
    void questionActivated(pilothouse::SessionId session, const pilothouse::ApprovalId &approval);
    void attemptsActivated(const QString &group);
    void newSessionRequested();
    void removeRequested(pilothouse::SessionId session);
    void failed(const QString &sentence);
    /// What waits for a person, or its words, changed.
    void questionsChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void retranslate();
    void takeSessions();
    void takeQuestions();
    void activate(const QModelIndex &index);
    void showMenu(const QPoint &position);
    void setPinned(SessionId session, bool pinned);
    void endSession(SessionId session);

    const Theme &m_theme;
    RunnerApi &m_runner;
    SessionListModel m_model;
    QPushButton *m_new;
    QLineEdit *m_filter;
    QListView *m_list;
    QTimer m_ticker;
    FrameTimer m_update;
    QSet<SessionId> m_opened; ///< Sessions that we opened for their questions.
};

} // namespace pilothouse

#pragma once

#include "runner/session/runner_api.h"
#include "runner/terminal/terminal_emulator.h"
#include "ui/controls/frame_timer.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QWidget>

class QStackedWidget;
class QPushButton;

namespace pilothouse {

class EmptyState;
class TerminalView;
class TextLabel;

/// A shell in the session's sandbox, opened on the person's wish.
class TerminalPane final : public QWidget {
    Q_OBJECT

public:
    TerminalPane(const Theme &theme, RunnerApi &runner, QWidget *parent = nullptr);
    ~TerminalPane() override;

    /// Another session closes the shell. `available`: the sandbox is up, so that a shell can be opened.
    void setSession(SessionId session, bool available);
    void openShell();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void take(std::shared_ptr<SessionTerminal> shell);
    void shellClosed(const QString &reason);
    void feedSome();
    void publish();
    void closeShell();

    RunnerApi &m_runner;
    SessionId m_session;
    bool m_available = false;
    bool m_opening = false;
    std::shared_ptr<SessionTerminal> m_shell;
    std::unique_ptr<TerminalEmulator> m_emulator;
    QByteArray m_pending; ///< Received, not fed yet.
    QString m_closedReason;
    FrameTimer m_frame;
    QElapsedTimer m_synchronizing;
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    QPushButton *m_open;
    TerminalView *m_view;
};

} // namespace pilothouse

#pragma once

#include "runner/session/runner_api.h"
#include "ui/theme/theme.h"

#include <QDialog>

class QPlainTextEdit;
class QPushButton;

namespace pilothouse {

class Banner;

/// Asks before the sandbox goes back to a moment, or before another session begins there, and says what that does not
/// bring along.
class MomentDialog final : public QDialog {
    Q_OBJECT

public:
    enum class What { Restore, Fork };

    MomentDialog(const Theme &theme, RunnerApi &runner, SessionId session, What what, const TimelineTick &tick,
        const QString &words, QWidget *parent = nullptr);

Q_SIGNALS:
    void restored(const pilothouse::RestoreReport &report);
    void forked(pilothouse::SessionId session);

private:
    void submit();
    void showBusy(bool busy);

    RunnerApi &m_runner;
    SessionId m_session;
    What m_what;
    ObjectId m_snapshot;
    Banner *m_banner;
    QPlainTextEdit *m_prompt;
    QPushButton *m_cancel;
    QPushButton *m_go;
};

} // namespace pilothouse

#pragma once

#include "runner/session/session_state.h"
#include "ui/controls/controls.h"

class QProgressBar;

namespace pilothouse {

/// What a long step is doing, in words, how far it is, and a way to stop it.
class ProgressPanel final : public Panel {
    Q_OBJECT

public:
    explicit ProgressPanel(const Theme &theme, QWidget *parent = nullptr);
    void setProgress(SessionPhase phase, const ProgressView &progress);

Q_SIGNALS:
    void cancelRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    TextLabel *m_title;
    TextLabel *m_text;
    QProgressBar *m_bar;
    QPushButton *m_cancel;
};

} // namespace pilothouse

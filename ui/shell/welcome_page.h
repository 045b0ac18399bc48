#pragma once

#include "ui/controls/controls.h"

namespace pilothouse {

/// What the window shows before there is a session, and while none is chosen.
class WelcomePage final : public QWidget {
    Q_OBJECT

public:
    explicit WelcomePage(const Theme &theme, QWidget *parent = nullptr);
    void setBusy(bool busy);

Q_SIGNALS:
    void practiceRequested();
    void newSessionRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    bool m_busy = false;
    TextLabel *m_title;
    TextLabel *m_text;
    TextLabel *m_practiceTitle;
    TextLabel *m_practiceText;
    QPushButton *m_practice;
    TextLabel *m_ownTitle;
    TextLabel *m_ownText;
    QPushButton *m_own;
    TextLabel *m_steps[3];
};

} // namespace pilothouse

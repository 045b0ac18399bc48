#pragma once

#include "ui/controls/controls.h"

namespace pilothouse {

/// A strip across a view that says what is wrong and what to do; hidden while there is nothing to say.
class Banner final : public QWidget {
    Q_OBJECT

public:
    enum class Severity { Info, Warning, Error };

    explicit Banner(const Theme &theme, QWidget *parent = nullptr);
    /// Shows the sentence; an empty one hides the banner.
    void show(Severity severity, const QString &sentence, const QString &action = {});
    void hideBanner() { show(Severity::Info, {}); }

Q_SIGNALS:
    void actionTriggered();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Severity m_severity = Severity::Info;
    IconLabel *m_icon;
    TextLabel *m_text;
    QPushButton *m_action;
};

} // namespace pilothouse

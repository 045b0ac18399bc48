#include "ui/controls/banner.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QPainter>

namespace pilothouse {

Banner::Banner(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_icon(new IconLabel(theme, QStringLiteral("info"), Tone::TextMuted, 16, this)),
      m_text(new TextLabel(theme, TypeRole::Body, Tone::Text, {}, this)),
      m_action(makeButton(QStringLiteral("bannerAction"), {}, ButtonKind::Secondary, this))
{
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action->setProperty("small", true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid::Two, grid::One, grid::Two, grid::One);
    layout->setSpacing(grid::OneAndHalf);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    connect(m_action, &QPushButton::clicked, this, &Banner::actionTriggered);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setVisible(false);
}

void Banner::show(Severity severity, const QString &sentence, const QString &action)
{
    const bool news = sentence != m_text->text() && !sentence.isEmpty();
    m_severity = severity;
    m_text->setText(sentence);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    switch (severity) {
    case Severity::Info:
        m_icon->setIcon(QStringLiteral("info"), Tone::Accent);
        break;
    case Severity::Warning:
        m_icon->setIcon(QStringLiteral("alert"), Tone::Warning);
        break;
    case Severity::Error:
        m_icon->setIcon(QStringLiteral("error"), Tone::Danger);
        break;
    }
    setVisible(!sentence.isEmpty());
    update();
    if (news && severity != Severity::Info) {
        QAccessibleAnnouncementEvent event(this, sentence);
        event.setPoliteness(QAccessible::AnnouncementPoliteness::Assertive);
        QAccessible::updateAccessibility(&event);
    }
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    Tone fill = Tone::AccentSoft;
    Tone border = Tone::Border;
    if (m_severity == Severity::Warning) {
        fill = Tone::WarningSoft;
        border = Tone::WarningBorder;
    } else if (m_severity == Severity::Error) {
        fill = Tone::DangerSoft;
        border = Tone::DangerBorder;
    }
    painter.fillRect(rect(), m_theme.color(fill));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(border));
}

} // namespace pilothouse

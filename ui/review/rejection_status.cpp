#include "ui/review/rejection_status.h"

#include "runner/session/state_machine.h"

#include <QAccessible>
#include <QDateTime>
#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr int Height = 28; // as the hints beside it
using When = RejectionFacts::When;

QString leavingSentence(const RejectionFacts &facts, int seconds)
{
    switch (facts.when) {
    case When::Now:
        return RejectionStatus::tr("%n rejected part(s) leave the sandbox now", nullptr, facts.leaving);
    case When::AtTime:
        return RejectionStatus::tr("%n rejected part(s) leave the sandbox in %1 s", nullptr, facts.leaving)
            .arg(seconds);
    case When::AfterTurn:
        return RejectionStatus::tr(
            "%n rejected part(s) leave the sandbox when the agent is done", nullptr, facts.leaving);
    case When::NextPrompt:
        break;
    }
    return RejectionStatus::tr("%n rejected part(s) leave the sandbox before the next prompt", nullptr, facts.leaving);
}

QString returningSentence(const RejectionFacts &facts, int seconds)
{
    switch (facts.when) {
    case When::Now:
        return RejectionStatus::tr("%n part(s) come back into the sandbox now", nullptr, facts.returning);
    case When::AtTime:
        return RejectionStatus::tr("%n part(s) come back into the sandbox in %1 s", nullptr, facts.returning)
            .arg(seconds);
    case When::AfterTurn:
        return RejectionStatus::tr(
            "%n part(s) come back into the sandbox when the agent is done", nullptr, facts.returning);
    case When::NextPrompt:
        break;
    }
    return RejectionStatus::tr(
        "%n part(s) come back into the sandbox before the next prompt", nullptr, facts.returning);
}

} // namespace

RejectionFacts rejectionFacts(const SessionSnapshot &session, const ReviewMarks *marks)
{
    const SessionState &state = session.state;
    RejectionFacts facts;
    for (const auto &one : state.review.decisions) {
        if (one->decision != ReviewDecision::Rejected)
            continue;
        if (one->undone)
            facts.returning += one->carriedOut ? 1 : 0;
        else if (one->carriedOut)
            facts.gone += one->carriedOut->seq > state.turnStartedSeq ? 1 : 0;
        else if (!marks || marks->rejections.contains(one->id)) // what a later decision took over goes nowhere
            ++facts.leaving;
    }
    facts.dueMs = session.live.rejectionsDueMs;
    const bool moving = state.review.move && state.review.move->kind == EventKind::RejectionCarriedOut;
    facts.when = moving          ? When::Now
        : isWorking(state.phase) ? When::AfterTurn
        : facts.dueMs != 0       ? When::AtTime
                                 : When::NextPrompt;
    return facts;
}

QString rejectionSentence(const RejectionFacts &facts, qint64 nowMs)
{
    const int seconds = static_cast<int>(std::clamp<qint64>((facts.dueMs - nowMs + 999) / 1000, 0, 3600));
    RejectionFacts due = facts;
    if (due.when == When::AtTime && seconds == 0)
        due.when = When::Now;
    if (due.leaving > 0)
        return leavingSentence(due, seconds);
    if (due.returning > 0)
        return returningSentence(due, seconds);
    if (due.gone > 0)
        return RejectionStatus::tr("%n rejected part(s) have left the sandbox", nullptr, due.gone);
    return {};
}

RejectionStatus::RejectionStatus(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("rejectionStatus"));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setVisible(false);
    m_second.setInterval(std::chrono::milliseconds(250));
    connect(&m_second, &QTimer::timeout, this, &RejectionStatus::say);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void RejectionStatus::setFacts(const RejectionFacts &facts)
{
    const bool told = facts.gone == m_facts.gone;
    m_facts = facts;
    say();
    const bool counting = facts.when == When::AtTime && (facts.leaving > 0 || facts.returning > 0);
    if (counting && !m_second.isActive())
        m_second.start();
    else if (!counting)
        m_second.stop();
    if (!told && facts.gone > 0 && facts.leaving == 0) {
        QAccessibleAnnouncementEvent event(this, m_text);
        QAccessible::updateAccessibility(&event);
    }
}

void RejectionStatus::say()
{
    const QString text = rejectionSentence(m_facts, QDateTime::currentMSecsSinceEpoch());
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    setToolTip(text.isEmpty()     ? QString()
            : m_facts.leaving > 0 ? tr("%1. Undo keeps them there.").arg(text)
            : m_facts.gone > 0    ? tr("%1. Undo brings them back; the agent is told with your next prompt.").arg(text)
                                  : text);
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

QSize RejectionStatus::sizeHint() const
{
    const int words = QFontMetrics(m_theme.font(TypeRole::Small)).horizontalAdvance(m_text);
    return {words + 2 * grid::OneAndHalf, Height};
}

void RejectionStatus::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tone::Sunken));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(Tone::Border));
    painter.setFont(m_theme.font(TypeRole::Small));
    const bool waits = m_facts.leaving > 0 || m_facts.returning > 0;
    painter.setPen(m_theme.color(waits ? Tone::Warning : Tone::TextMuted));
    const QRect room = rect().adjusted(grid::One, 0, -grid::OneAndHalf, 0);
    painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(m_text, Qt::ElideRight, room.width()));
}

void RejectionStatus::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        say();
    QWidget::changeEvent(event);
}

} // namespace pilothouse

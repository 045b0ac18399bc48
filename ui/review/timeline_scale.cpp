#include "runner/base/visible_text.h"
#include "ui/controls/words.h"
#include "ui/review/timeline_bar.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace pilothouse {

namespace {
constexpr int Margin = 18;
constexpr int LineY = 24;
} // namespace

TimelineScale::TimelineScale(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("timelineScale"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TimelineScale::setTicks(std::vector<TimelineTick> ticks)
{
    const bool whole = isWhole();
    // Moments are only ever added at the end, so the chosen ones keep their places.
    m_ticks = std::move(ticks);
    const int last = static_cast<int>(m_ticks.size()) - 1;
    m_from = qBound(0, m_from, qMax(0, last));
    m_to = whole ? qMax(0, last) : qBound(0, m_to, qMax(0, last));
    setAccessibleName(tr("Timeline"));
    update();
}

bool TimelineScale::isWhole() const
{
    return m_from == 0 && m_to >= static_cast<int>(m_ticks.size()) - 1;
}

void TimelineScale::choose(int from, int to)
{
    const int last = static_cast<int>(m_ticks.size()) - 1;
    if (last < 0)
        return;
    from = qBound(0, from, last);
    to = qBound(0, to, last);
    if (from == m_from && to == m_to)
        return;
    m_from = from;
    m_to = to;
    setAccessibleDescription(wordsOf(m_to));
    QAccessibleAnnouncementEvent event(this, wordsOf(m_to));
    QAccessible::updateAccessibility(&event);
    update();
    Q_EMIT chosen(m_from, m_to);
}

void TimelineScale::reset()
{
    choose(0, static_cast<int>(m_ticks.size()) - 1);
}

qreal TimelineScale::xOf(int tick) const
{
    const int last = static_cast<int>(m_ticks.size()) - 1;
    return last <= 0 ? Margin : Margin + qreal(width() - 2 * Margin) * tick / last;
}

int TimelineScale::tickAt(qreal x) const
{
    const int last = static_cast<int>(m_ticks.size()) - 1;
    const qreal room = width() - 2 * Margin;
    return last <= 0 || room <= 0 ? 0 : qBound(0, qRound((x - Margin) * last / room), last);
}

QRect TimelineScale::tickRect(int tick) const
{
    return QRectF(xOf(tick) - 7, LineY - 9, 14, 18).toRect();
}

QString TimelineScale::wordsOf(int tick) const
{
    if (tick < 0 || tick >= static_cast<int>(m_ticks.size()))
        return {};
    const TimelineTick &moment = m_ticks[static_cast<size_t>(tick)];
    const QString title = visibleText(moment.title, LineBreaks::Show).left(300);
    QString what;
    switch (moment.kind) {
    case TimelineTick::Kind::Base:
        what = tr("What the session began from");
        break;
    case TimelineTick::Kind::Snapshot:
        what = tr("Something was written");
        break;
    case TimelineTick::Kind::ToolCall:
        what = title;
        break;
    case TimelineTick::Kind::TurnEnd:
        what = title.isEmpty() ? tr("End of turn %1").arg(moment.turn)
                               : tr("End of turn %1: %2").arg(moment.turn).arg(title);
        break;
    case TimelineTick::Kind::Restored:
        what = tr("You restored an earlier moment");
        break;
    case TimelineTick::Kind::RejectionCarriedOut:
        what = tr("What you rejected was taken out");
        break;
    }
    QStringList words{what};
    if (moment.failed)
        words.append(tr("failed"));
    words.append(words::moment(moment.atMs));
    if (moment.files > 0) // moments within a turn may not have been counted
        words.append(tr("%n file(s)", nullptr, moment.files)
            + QStringLiteral(" +%1 \u2212%2").arg(moment.added).arg(moment.removed));
    if (moment.isNow)
        words.append(tr("now"));
    return words.join(QStringLiteral(" \u00b7 "));
}

void TimelineScale::paintTick(QPainter &painter, int tick) const
{
    const TimelineTick &moment = m_ticks[static_cast<size_t>(tick)];
    const qreal x = xOf(tick);
    const bool inside = tick >= qMin(m_from, m_to) && tick <= qMax(m_from, m_to);
    const QColor ink = m_theme.color(moment.failed ? Tone::Danger : inside ? Tone::Accent : Tone::BorderStrong);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    switch (moment.kind) {
    case TimelineTick::Kind::Base:
    case TimelineTick::Kind::TurnEnd:
        painter.drawEllipse(QPointF(x, LineY), 4, 4);
        break;
    case TimelineTick::Kind::ToolCall:
        if (moment.failed) { // a cross, because colour is not enough
            painter.setPen(QPen(ink, 1.6));
            painter.drawLine(QPointF(x - 3, LineY - 3), QPointF(x + 3, LineY + 3));
            painter.drawLine(QPointF(x - 3, LineY + 3), QPointF(x + 3, LineY - 3));
        } else {
            const qreal height = moment.changed ? 7 : 3;
            painter.drawRoundedRect(QRectF(x - 1, LineY - height, 2, 2 * height), 1, 1);
        }
        break;
    case TimelineTick::Kind::Restored:
    case TimelineTick::Kind::RejectionCarriedOut: {
        const QPointF points[] = {{x - 4.5, LineY}, {x, LineY - 4.5}, {x + 4.5, LineY}, {x, LineY + 4.5}};
        painter.drawPolygon(points, 4);
        break;
    }
    case TimelineTick::Kind::Snapshot:
        painter.drawEllipse(QPointF(x, LineY), 2, 2);
        break;
    }
}

void TimelineScale::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_ticks.empty())
        return;
    const qreal left = xOf(qMin(m_from, m_to));
    const qreal right = xOf(qMax(m_from, m_to));
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Tone::Border));
    painter.drawRoundedRect(QRectF(Margin, LineY - 1, width() - 2 * Margin, 2), 1, 1);
    painter.setBrush(m_theme.color(Tone::AccentSoft));
    painter.drawRoundedRect(QRectF(left - 9, LineY - 12, right - left + 18, 24), 8, 8);
    painter.setBrush(m_theme.color(Tone::Accent));
    painter.drawRect(QRectF(left, LineY - 1, right - left, 2));
    for (int tick = 0; tick < static_cast<int>(m_ticks.size()); ++tick)
        paintTick(painter, tick);
    // The two ends, and the ring of the one that keys move.
    painter.setBrush(m_theme.color(Tone::Surface));
    painter.setPen(QPen(m_theme.color(Tone::Accent), 2));
    painter.drawEllipse(QPointF(xOf(m_from), LineY), 5, 5);
    painter.setBrush(m_theme.color(Tone::Accent));
    painter.drawEllipse(QPointF(xOf(m_to), LineY), 6, 6);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Tone::Focus), 2));
        painter.drawEllipse(QPointF(xOf(m_to), LineY), 9.5, 9.5);
    }
}

void TimelineScale::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_ticks.empty())
        return;
    const int tick = tickAt(event->position().x());
    if (event->modifiers() & Qt::ShiftModifier)
        choose(tick, m_to);
    else
        choose(m_from, tick);
}

void TimelineScale::mouseMoveEvent(QMouseEvent *event)
{
    setCursor(Qt::PointingHandCursor);
    if ((event->buttons() & Qt::LeftButton) && !m_ticks.empty()) {
        const int tick = tickAt(event->position().x());
        (event->modifiers() & Qt::ShiftModifier) ? choose(tick, m_to) : choose(m_from, tick);
    }
}

void TimelineScale::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_ticks.size()) - 1;
    const bool start = event->modifiers() & Qt::ShiftModifier;
    const auto move = [&](int step) { start ? choose(m_from + step, m_to) : choose(m_from, m_to + step); };
    switch (event->key()) {
    case Qt::Key_Left:
        return move(-1);
    case Qt::Key_Right:
        return move(1);
    case Qt::Key_Home:
        return start ? choose(0, m_to) : choose(m_from, 0);
    case Qt::Key_End:
        return start ? choose(last, m_to) : choose(m_from, last);
    default:
        QWidget::keyPressEvent(event);
    }
}

bool TimelineScale::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && !m_ticks.empty()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), wordsOf(tickAt(help->pos().x())).toHtmlEscaped(), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace pilothouse

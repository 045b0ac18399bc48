#include "ui/usage/usage_chart.h"

#include "runner/base/visible_text.h"
#include "runner/policy/budget.h"

#include <QAccessible>
#include <QDate>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace pilothouse {

namespace {

constexpr size_t MostParts = 5;
constexpr qreal LegendHeight = 26;
constexpr qreal AxisWidth = 72;
constexpr qreal DayHeight = 20;
constexpr std::array Tones{Tone::Accent, Tone::Success, Tone::Warning, Tone::Danger, Tone::TextMuted, Tone::TextFaint};
constexpr std::array Patterns{
    Qt::SolidPattern, Qt::BDiagPattern, Qt::Dense4Pattern, Qt::DiagCrossPattern, Qt::HorPattern, Qt::VerPattern};

} // namespace

qint64 ChartData::total(size_t day) const
{
    qint64 sum = 0;
    for (const Part &part : parts)
        sum += part.amounts[day];
    return sum;
}

ChartData chartOf(const std::vector<UsageRow> &rows, ChartData::Unit unit, const QDate &today, int days,
    const std::function<QString(const UsageRow &)> &nameOf, const QString &others)
{
    ChartData data{.unit = unit, .days = {}, .parts = {}};
    std::map<QString, size_t> places;
    for (int i = days - 1; i >= 0; --i) {
        const QString day = today.addDays(-i).toString(Qt::ISODate);
        places.emplace(day, data.days.size());
        data.days.push_back(day);
    }
    std::map<QString, std::vector<qint64>> parts;
    for (const UsageRow &row : rows) {
        const auto place = places.find(row.day);
        if (place == places.end())
            continue;
        auto &amounts = parts.try_emplace(nameOf(row), data.days.size(), 0).first->second;
        amounts[place->second] += unit == ChartData::Unit::Money ? row.chargedNanos : row.chargedTokens;
    }
    for (auto &[name, amounts] : parts)
        data.parts.push_back({name, std::move(amounts)});
    std::ranges::stable_sort(data.parts, std::greater(), [](const ChartData::Part &part) {
        return std::accumulate(part.amounts.begin(), part.amounts.end(), qint64(0));
    });
    if (data.parts.size() > MostParts + 1) {
        ChartData::Part rest{others, std::vector<qint64>(data.days.size(), 0)};
        for (size_t i = MostParts; i < data.parts.size(); ++i)
            std::ranges::transform(rest.amounts, data.parts[i].amounts, rest.amounts.begin(), std::plus());
        data.parts.resize(MostParts);
        data.parts.push_back(std::move(rest));
    }
    return data;
}

UsageChart::UsageChart(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("usageChart"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void UsageChart::setData(ChartData data)
{
    m_data = std::move(data);
    choose(static_cast<int>(m_data.days.size()) - 1);
    update();
}

void UsageChart::choose(int day)
{
    m_chosen = std::clamp(day, -1, static_cast<int>(m_data.days.size()) - 1);
    setAccessibleName(tr("Usage over time"));
    setAccessibleDescription(sentence());
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    update();
    Q_EMIT dayChosen();
}

QString UsageChart::amountText(qint64 amount) const
{
    return budgetAmountText(m_data.unit == ChartData::Unit::Money ? BudgetKind::Money : BudgetKind::Tokens, amount);
}

QString UsageChart::sentence() const
{
    if (m_chosen < 0)
        return {};
    const auto day = static_cast<size_t>(m_chosen);
    QStringList parts;
    for (const ChartData::Part &part : m_data.parts) {
        if (part.amounts[day] > 0)
            parts.append(tr("%1: %2").arg(visibleText(part.name, LineBreaks::Show), amountText(part.amounts[day])));
    }
    const QString date = QLocale().toString(QDate::fromString(m_data.days[day], Qt::ISODate), QLocale::LongFormat);
    if (parts.isEmpty())
        return tr("%1: nothing").arg(date);
    return tr("%1: %2 (%3)").arg(date, amountText(m_data.total(day)), parts.join(QStringLiteral(", ")));
}

QRectF UsageChart::plot() const
{
    return QRectF(rect()).adjusted(AxisWidth, grid::One, -grid::One, -(LegendHeight + DayHeight));
}

QRectF UsageChart::dayRect(size_t day) const
{
    const QRectF all = plot();
    const qreal width = all.width() / static_cast<qreal>(m_data.days.size());
    return {all.left() + width * static_cast<qreal>(day), all.top(), width, all.height()};
}

QBrush UsageChart::brushOf(size_t part) const
{
    return {m_theme.color(Tones[part % Tones.size()]), Patterns[part % Patterns.size()]};
}

void UsageChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    qint64 most = 0;
    for (size_t day = 0; day < m_data.days.size(); ++day)
        most = std::max(most, m_data.total(day));
    if (most == 0) {
        painter.setFont(m_theme.font(TypeRole::Body));
        painter.setPen(m_theme.color(Tone::TextMuted));
        painter.drawText(rect(), Qt::AlignCenter, tr("Nothing was used in this time."));
        return;
    }
    paintAxis(painter, most);
    paintBars(painter, most);
    paintLegend(painter);
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.color(Tone::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), grid::Radius, grid::Radius);
    }
}

void UsageChart::paintAxis(QPainter &painter, qint64 most) const
{
    constexpr int Lines = 4;
    const QRectF all = plot();
    painter.setFont(m_theme.font(TypeRole::Caption));
    for (int i = 0; i <= Lines; ++i) {
        const qreal y = all.bottom() - all.height() * i / Lines;
        painter.setPen(m_theme.color(Tone::Border));
        painter.drawLine(QPointF(all.left(), y), QPointF(all.right(), y));
        painter.setPen(m_theme.color(Tone::TextMuted));
        painter.drawText(QRectF(0, y - 8, AxisWidth - grid::One, 16), Qt::AlignRight | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(amountText(most / Lines * i), Qt::ElideRight, int(AxisWidth) - grid::One));
    }
    // As many dates as find room.
    const qreal dateWidth = painter.fontMetrics().horizontalAdvance(QStringLiteral("00-00 ")) + grid::One;
    const auto step = static_cast<size_t>(std::max(1.0, std::ceil(dateWidth / dayRect(0).width())));
    for (size_t day = 0; day < m_data.days.size(); day += step)
        painter.drawText(QRectF(dayRect(day).left(), all.bottom() + 2, dateWidth, DayHeight), Qt::AlignLeft,
            m_data.days[day].mid(5));
}

void UsageChart::paintBars(QPainter &painter, qint64 most) const
{
    for (size_t day = 0; day < m_data.days.size(); ++day) {
        const QRectF column = dayRect(day);
        if (static_cast<int>(day) == m_chosen)
            painter.fillRect(column, m_theme.color(Tone::Hover));
        const qreal gap = std::min(column.width() * 0.15, 6.0);
        qreal bottom = column.bottom();
        for (size_t part = 0; part < m_data.parts.size(); ++part) {
            const qreal height =
                column.height() * static_cast<qreal>(m_data.parts[part].amounts[day]) / static_cast<qreal>(most);
            const QRectF bar(column.left() + gap, bottom - height, column.width() - 2 * gap, height);
            painter.fillRect(bar, m_theme.color(Tone::Sunken));
            painter.fillRect(bar, brushOf(part));
            if (height > 2) {
                painter.setPen(m_theme.color(Tones[part % Tones.size()]));
                painter.setBrush(Qt::NoBrush);
                painter.drawRect(bar);
            }
            bottom -= height;
        }
    }
}

void UsageChart::paintLegend(QPainter &painter) const
{
    constexpr qreal Box = 12;
    painter.setFont(m_theme.font(TypeRole::Small));
    const qreal top = height() - LegendHeight;
    const qreal room = plot().width() / static_cast<qreal>(std::max<size_t>(1, m_data.parts.size()));
    for (size_t part = 0; part < m_data.parts.size(); ++part) {
        const qreal left = plot().left() + room * static_cast<qreal>(part);
        const QRectF box(left, top + (LegendHeight - Box) / 2, Box, Box);
        painter.setPen(m_theme.color(Tones[part % Tones.size()]));
        painter.setBrush(brushOf(part));
        painter.drawRect(box);
        painter.setPen(m_theme.color(Tone::Text));
        painter.drawText(QRectF(box.right() + 6, top, room - Box - grid::OneAndHalf, LegendHeight),
            Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(visibleText(m_data.parts[part].name, LineBreaks::Show), Qt::ElideMiddle,
                int(room - Box - grid::OneAndHalf)));
    }
}

void UsageChart::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_data.days.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return choose(std::max(0, m_chosen - 1));
    case Qt::Key_Right:
        return choose(m_chosen + 1);
    case Qt::Key_Home:
        return choose(0);
    case Qt::Key_End:
        return choose(last);
    default:
        QWidget::keyPressEvent(event);
    }
}

void UsageChart::mousePressEvent(QMouseEvent *event)
{
    for (size_t day = 0; day < m_data.days.size(); ++day) {
        if (dayRect(day).contains(event->position()))
            choose(static_cast<int>(day));
    }
}

} // namespace pilothouse

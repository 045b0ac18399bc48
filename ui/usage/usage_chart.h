#pragma once

#include "runner/store/usage_row.h"
#include "ui/theme/theme.h"

#include <QDate>
#include <QWidget>

#include <functional>
#include <vector>

namespace pilothouse {

/// What is drawn: for each day the amounts of a few named parts, the largest part first.
struct ChartData {
    enum class Unit { Money, Tokens };

    struct Part {
        QString name; ///< For people; may be of a sandbox.
        std::vector<qint64> amounts; ///< One for each day.
    };

    Unit unit = Unit::Money;
    std::vector<QString> days; ///< In order, without gaps: "2026-01-31".
    std::vector<Part> parts;

    [[nodiscard]] qint64 total(size_t day) const;
};

/// Money in billionths of a dollar, or tokens, of the last `days` days up to `today`, by what `nameOf` says of a
/// request. The parts after the fifth become one. Pure.
[[nodiscard]] ChartData chartOf(const std::vector<UsageRow> &rows, ChartData::Unit unit, const QDate &today, int days,
    const std::function<QString(const UsageRow &)> &nameOf, const QString &others);

/// Stacked bars, one for each day. The parts differ in colour and in hatching. Left and Right, Home and End choose a
/// day, whose amounts are said in words; so does the mouse.
class UsageChart final : public QWidget {
    Q_OBJECT

public:
    explicit UsageChart(const Theme &theme, QWidget *parent = nullptr);

    void setData(ChartData data);
    [[nodiscard]] const ChartData &data() const { return m_data; }
    [[nodiscard]] int chosenDay() const { return m_chosen; }
    /// The chosen day in words: its total and parts.
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QSize sizeHint() const override { return {640, 240}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {280, 180}; }

Q_SIGNALS:
    void dayChosen();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void choose(int day);
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] QRectF dayRect(size_t day) const;
    [[nodiscard]] QBrush brushOf(size_t part) const;
    [[nodiscard]] QString amountText(qint64 amount) const;
    void paintAxis(QPainter &painter, qint64 most) const;
    void paintBars(QPainter &painter, qint64 most) const;
    void paintLegend(QPainter &painter) const;

    const Theme &m_theme;
    ChartData m_data;
    int m_chosen = -1;
};

} // namespace pilothouse

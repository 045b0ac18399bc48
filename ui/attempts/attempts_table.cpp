#include "ui/attempts/attempts_table.h"

#include <QPainter>

namespace pilothouse {

namespace {

constexpr int Side = grid::OneAndHalf; ///< Room on both sides of a cell.
constexpr int Icon = 16;
constexpr int Rounding = 2; ///< Of a text's width, so that nothing is cut that would fit.
constexpr int HeaderHeight = 34;
constexpr int Arrow = 14;

} // namespace

AttemptsDelegate::AttemptsDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme) { }

QSize AttemptsDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QFontMetrics metrics(index.data(Qt::FontRole).value<QFont>());
    const bool icon = !index.data(Qt::DecorationRole).value<QIcon>().isNull();
    return {metrics.horizontalAdvance(index.data().toString()) + 2 * Side + Rounding + (icon ? Icon + grid::One : 0),
        metrics.height() + 2 * grid::OneAndHalf};
}

void AttemptsDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        painter->fillRect(option.rect, m_theme.color(Tone::AccentSoft));
    painter->fillRect(
        QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), m_theme.color(Tone::Border));
    // Which row the keys work on is said by its edge, not by a frame around one cell.
    if (index.column() == 0 && (option.state & QStyle::State_HasFocus))
        painter->fillRect(
            QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), m_theme.color(Tone::Focus));
    QRect text = option.rect.adjusted(Side, 0, -Side, 0);
    const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
    if (!icon.isNull()) {
        icon.paint(painter, QRect(text.left(), text.center().y() - Icon / 2 + 1, Icon, Icon));
        text.setLeft(text.left() + Icon + grid::One);
    }
    painter->setFont(index.data(Qt::FontRole).value<QFont>());
    painter->setPen(m_theme.color(Tone::Text));
    painter->drawText(text, index.data(Qt::TextAlignmentRole).toInt(),
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    painter->restore();
}

AttemptsHeader::AttemptsHeader(const Theme &theme, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent),
      m_theme(theme)
{
    setSectionsClickable(true);
    setSortIndicatorShown(true);
    setHighlightSections(false);
}

QSize AttemptsHeader::sectionSizeFromContents(int section) const
{
    const QFontMetrics metrics(m_theme.font(TypeRole::Small));
    return {metrics.horizontalAdvance(model()->headerData(section, orientation()).toString()) + 2 * Side + Arrow
            + grid::Half,
        HeaderHeight};
}

void AttemptsHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->save();
    painter->fillRect(rect, m_theme.color(Tone::Surface));
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), m_theme.color(Tone::Border));
    const bool sorts = sortIndicatorSection() == section;
    QRect text = rect.adjusted(Side, 0, -Side, 0);
    const int alignment = model()->headerData(section, orientation(), Qt::TextAlignmentRole).toInt();
    const QString name = model()->headerData(section, orientation()).toString();
    painter->setFont(m_theme.font(TypeRole::Small));
    painter->setPen(m_theme.color(sorts ? Tone::Text : Tone::TextMuted));
    if (sorts) {
        const bool right = alignment & Qt::AlignRight;
        const int width = painter->fontMetrics().horizontalAdvance(name);
        const int left = right ? text.right() - width - Arrow - grid::Half : text.left() + width + grid::Half;
        m_theme.paintIcon(*painter, QRectF(left, text.center().y() - Arrow / 2 + 1, Arrow, Arrow),
            sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down"),
            Tone::TextMuted);
    }
    painter->drawText(text, alignment, name);
    painter->restore();
}

} // namespace pilothouse

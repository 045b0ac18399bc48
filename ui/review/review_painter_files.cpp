// Headers, hidden lines and blocks: what stands between the lines.
#include "ui/review/review_painter.h"

#include "ui/review/block_words.h"
#include "ui/review/review_words.h"

#include <QCoreApplication>
#include <QPainter>

namespace pilothouse {

namespace {

constexpr int IconSize = 16;
constexpr int HeadingLookBack = 400; ///< Lines above a hunk that are looked at for its heading.
constexpr int ExpandWidth = 28;

Tone statusTone(FileChange::Status status)
{
    return status == FileChange::Status::Added   ? Tone::Success
        : status == FileChange::Status::Deleted  ? Tone::Danger
        : status == FileChange::Status::Modified ? Tone::Warning
                                                 : Tone::Accent;
}

} // namespace

HeaderParts ReviewPainter::headerParts(const QRect &header) const
{
    const QFontMetrics metrics(m_theme.font(TypeRole::Small));
    HeaderParts parts;
    parts.toggle = QRect(header.left() + grid::One, header.top(), grid::Three, header.height());
    parts.menu = QRect(header.right() - grid::Four, header.top(), grid::Three, header.height());
    const int viewed = metrics.horizontalAdvance(tr("Viewed")) + IconSize + grid::Two;
    parts.viewed = QRect(parts.menu.left() - viewed - grid::Half, header.top(), viewed, header.height());
    return parts;
}

void ReviewPainter::paintHeader(QPainter &painter, const QRect &rect, int file, bool sticky)
{
    const FileChange &change = m_document.change(file);
    const FileDecorations &decoration = decorationsOf(file);
    const bool hovered = rect.contains(pointer);
    painter.fillRect(rect, m_theme.color(Tone::Raised));
    painter.fillRect(rect, m_theme.color(Tone::Sunken));
    painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), m_theme.color(Tone::Border));
    painter.fillRect(
        QRect(rect.left(), rect.bottom(), rect.width(), 1), m_theme.color(sticky ? Tone::BorderStrong : Tone::Border));
    const HeaderParts parts = headerParts(rect);
    const auto light = [&](const QRect &part) {
        if (!part.contains(pointer))
            return;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Tone::Hover));
        painter.drawRoundedRect(part.adjusted(0, grid::Half + 2, 0, -grid::Half - 2), grid::Half, grid::Half);
        painter.restore();
    };
    light(parts.toggle);
    light(parts.viewed);
    light(parts.menu);
    m_theme.paintIcon(painter, QRect(parts.toggle.center() - QPoint(7, 7), QSize(IconSize, IconSize)),
        m_document.isCollapsed(file) ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down"),
        hovered ? Tone::Text : Tone::TextMuted);
    const QRect icon(parts.toggle.right() + grid::Half, rect.center().y() - IconSize / 2, IconSize, IconSize);
    m_theme.paintIcon(painter, icon, changeIcon(change.status), statusTone(change.status));
    m_theme.paintIcon(painter, QRect(parts.menu.center() - QPoint(7, 7), QSize(IconSize, IconSize)),
        QStringLiteral("more"), Tone::TextMuted);

    // From the right: viewed, counts, note, warning; the path has the rest.
    painter.setFont(m_theme.font(TypeRole::Small));
    const QRect box(parts.viewed.left() + grid::One, rect.center().y() - 7, 14, 14);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.color(decoration.viewed ? Tone::AccentFill : Tone::BorderStrong), 1.2));
    painter.setBrush(decoration.viewed ? m_theme.color(Tone::AccentFill) : m_theme.color(Tone::Surface));
    painter.drawRoundedRect(QRectF(box), 3, 3);
    painter.restore();
    if (decoration.viewed)
        m_theme.paintIcon(painter, box.adjusted(1, 1, -1, -1), QStringLiteral("check"), Tone::AccentText);
    painter.setPen(m_theme.color(decoration.staleView ? Tone::Warning : Tone::TextMuted));
    painter.drawText(parts.viewed.adjusted(IconSize + grid::One, 0, 0, 0), Qt::AlignCenter, tr("Viewed"));
    int right = parts.viewed.left() - grid::OneAndHalf;
    const auto words = [&](const QString &text, Tone tone) {
        if (text.isEmpty())
            return;
        const int width = painter.fontMetrics().horizontalAdvance(text);
        painter.setPen(m_theme.color(tone));
        painter.drawText(QRect(right - width, rect.top(), width, rect.height()), Qt::AlignVCenter, text);
        right -= width + grid::One;
    };
    if (change.removed > 0)
        words(QStringLiteral("\u2212%1").arg(change.removed), Tone::Danger);
    if (change.added > 0)
        words(QStringLiteral("+%1").arg(change.added), Tone::Success);
    if (rect.width() > 520)
        words(decoration.note, Tone::TextMuted);
    if (decoration.staleView && rect.width() > 520)
        words(tr("changed since viewed"), Tone::Warning);
    if (m_document.lines(file) && m_document.lines(file)->coarse)
        words(coarseWords(), Tone::Warning);
    else if (rect.width() > 640 && m_document.block(file) != FileBlock::ModeOnly)
        words(fileRemark(change), Tone::TextFaint);
    const bool oddName = !lineText(change.path()).marks.empty();
    const QString warning = !decoration.warning.isEmpty() ? decoration.warning
        : oddName                                         ? tr("unusual characters in the name")
                                                          : QString();
    if (!warning.isEmpty()) {
        const int most = qMax(60, (right - icon.right()) / 2);
        const QString text = painter.fontMetrics().elidedText(warning, Qt::ElideRight, most);
        const int width = painter.fontMetrics().horizontalAdvance(text) + grid::Two + IconSize;
        const QRect pill(right - width, rect.center().y() - 11, width, 22);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(m_theme.color(Tone::WarningBorder));
        painter.setBrush(m_theme.color(Tone::WarningSoft));
        painter.drawRoundedRect(QRectF(pill).adjusted(0.5, 0.5, -0.5, -0.5), 11, 11);
        painter.restore();
        m_theme.paintIcon(
            painter, QRect(pill.left() + 6, pill.center().y() - 7, 15, 15), QStringLiteral("alert"), Tone::Warning);
        painter.setPen(m_theme.color(Tone::Warning));
        painter.drawText(pill.adjusted(IconSize + 9, 0, -6, 0), Qt::AlignVCenter, text);
        right = pill.left() - grid::One;
    }
    paintPath(
        painter, QRect(icon.right() + grid::One, rect.top(), right - icon.right() - grid::One, rect.height()), change);
}

void ReviewPainter::paintPath(QPainter &painter, const QRect &rect, const FileChange &change)
{
    QFont plain = m_theme.font(TypeRole::Body);
    QFont strong = m_theme.font(TypeRole::BodyStrong);
    int x = rect.left();
    const auto part = [&](const QString &text, const QFont &font, Tone tone, Qt::TextElideMode mode) {
        const QFontMetrics metrics(font);
        const QString shown = metrics.elidedText(text, mode, rect.right() - x);
        painter.setFont(font);
        painter.setPen(m_theme.color(tone));
        painter.drawText(QRect(x, rect.top(), rect.right() - x, rect.height()), Qt::AlignVCenter, shown);
        x += metrics.horizontalAdvance(shown);
    };
    const LineText path = lineText(change.path());
    const QString folder = path.text.left(path.text.lastIndexOf(u'/') + 1);
    const QString name = path.text.mid(folder.size());
    const int nameWidth = QFontMetrics(strong).horizontalAdvance(name);
    if (nameWidth < rect.width())
        part(QFontMetrics(plain).elidedText(folder, Qt::ElideMiddle, rect.width() - nameWidth), plain, Tone::TextMuted,
            Qt::ElideNone);
    // A name that is not what it seems to be is told apart as a whole.
    part(name, strong, path.marks.empty() ? Tone::Text : Tone::Warning, Qt::ElideMiddle);
    if (change.status == FileChange::Status::Renamed || change.status == FileChange::Status::Copied)
        part(
            QStringLiteral("   \u2190 %1").arg(lineText(change.oldPath).text), plain, Tone::TextFaint, Qt::ElideMiddle);
    if (change.newPath.isEmpty())
        part(QStringLiteral("   %1").arg(tr("deleted")), m_theme.font(TypeRole::Small), Tone::Danger, Qt::ElideRight);
}

GapParts ReviewPainter::gapParts(const VisibleRow &row) const
{
    const LineColumns &columns = m_layout.columns(ReviewSide::Old);
    const int height = m_layout.heights().gap;
    const int edits = static_cast<int>(m_document.lines(row.place.file)->edits.size());
    GapParts parts;
    int x = columns.left + grid::One;
    if (row.row.hidden > FileRows::ExpandStep) {
        if (row.row.stretch > 0) {
            parts.down = QRect(x, row.y, ExpandWidth, height);
            x += ExpandWidth;
        }
        if (row.row.stretch < edits)
            parts.up = QRect(x, row.y, ExpandWidth, height);
    }
    const int left = m_layout.columns(ReviewSide::Old).left + 2 * ExpandWidth + grid::One;
    parts.all = QRect(left, row.y, m_layout.viewport().width() - left, height);
    return parts;
}

/// The line above the hunk that its lines belong to, as `git diff` finds it: one that begins with a letter.
QString ReviewPainter::hunkHeading(const VisibleRow &row) const
{
    const auto &lines = m_document.lines(row.place.file);
    const auto &text = *lines->after;
    if (row.row.stretch >= static_cast<int>(lines->edits.size()))
        return {};
    const int last = row.row.newLine + row.row.hidden - 1;
    for (int line = last; line >= 0 && line > last - HeadingLookBack; --line) {
        const QByteArrayView bytes = text.line(line);
        if (bytes.isEmpty())
            continue;
        const char c = bytes.front();
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$')
            return lineText(bytes.first(qMin(bytes.size(), qsizetype(160))), {false, false}).text.trimmed();
    }
    return {};
}

void ReviewPainter::paintGap(QPainter &painter, const VisibleRow &row)
{
    const int height = m_layout.heights().gap;
    const QRect whole(0, row.y, m_layout.viewport().width(), height);
    const bool hovered = whole.contains(pointer);
    painter.fillRect(whole, m_theme.color(Tone::DiffHunk));
    const GapParts parts = gapParts(row);
    const auto icon = [&](const QRect &part, const QString &name) {
        if (part.isNull())
            return;
        const bool over = part.contains(pointer);
        if (over)
            painter.fillRect(part, m_theme.color(Tone::Pressed));
        m_theme.paintIcon(
            painter, QRect(part.center() - QPoint(6, 6), QSize(14, 14)), name, over ? Tone::Accent : Tone::TextMuted);
    };
    if (parts.down.isNull() && parts.up.isNull()) // so few that all of them come at once
        icon(QRect(grid::One, row.y, ExpandWidth, height), QStringLiteral("plus"));
    icon(parts.down, QStringLiteral("chevron-down"));
    icon(parts.up, QStringLiteral("chevron-up"));
    painter.setFont(m_theme.font(TypeRole::Small));
    const bool overAll = hovered && parts.all.contains(pointer);
    painter.setPen(m_theme.color(overAll ? Tone::Accent : Tone::TextMuted));
    const QString count = tr("%n unchanged line(s)", nullptr, row.row.hidden);
    QRect text = parts.all.adjusted(grid::Half, 0, -grid::One, 0);
    painter.drawText(text, Qt::AlignVCenter, count);
    text.setLeft(text.left() + painter.fontMetrics().horizontalAdvance(count) + grid::Two);
    if (const QString heading = hunkHeading(row); !heading.isEmpty() && text.width() > 80) {
        painter.setFont(m_theme.font(TypeRole::MonoSmall));
        painter.setPen(m_theme.color(Tone::TextFaint));
        painter.drawText(
            text, Qt::AlignVCenter, painter.fontMetrics().elidedText(heading, Qt::ElideRight, text.width()));
    }
}

void ReviewPainter::paintBlock(QPainter &painter, const VisibleRow &row)
{
    const int file = row.place.file;
    const QRect whole(0, row.y, m_layout.viewport().width(), row.body);
    painter.fillRect(whole, m_theme.color(Tone::Surface));
    const bool failed = m_document.block(file) == FileBlock::Failed;
    painter.setFont(m_theme.font(TypeRole::Body));
    painter.setPen(m_theme.color(failed ? Tone::Danger : Tone::TextMuted));
    const QRect inner = whole.adjusted(grid::Three, grid::OneAndHalf, -grid::Three, -grid::OneAndHalf);
    if (m_document.block(file) == FileBlock::Image)
        return paintPictures(painter, row, inner);
    painter.drawText(inner, Qt::AlignCenter | Qt::TextWordWrap, blockWords(m_document, file));
}

} // namespace pilothouse

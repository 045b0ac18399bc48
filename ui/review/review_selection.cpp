#include "ui/review/review_selection.h"

#include "ui/review/line_text.h"

#include <QStringList>

namespace pilothouse {

namespace {

void appendLine(std::vector<LineRange> &ranges, int line)
{
    if (!ranges.empty() && ranges.back().end() == line)
        ++ranges.back().count;
    else
        ranges.push_back({line, 1});
}

} // namespace

void ReviewSelection::begin(const TextPoint &point)
{
    m_anchor = m_cursor = point;
}

void ReviewSelection::extend(const TextPoint &point)
{
    if (!m_anchor)
        m_anchor = point;
    m_cursor = point;
}

void ReviewSelection::clear()
{
    m_anchor.reset();
    m_cursor.reset();
}

void ReviewSelection::selectAll()
{
    clear();
    for (int file = 0; file < m_document.fileCount(); ++file) {
        if (!m_document.lines(file) || m_document.rows(file).count() == 0)
            continue;
        const auto pointAt = [&](int row, int offset) {
            const FileRow found = m_document.rows(file).at(row);
            const bool old = found.newLine < 0;
            return TextPoint{{m_document.change(file).path(), old ? ReviewSide::Old : ReviewSide::New,
                                 old ? found.oldLine : found.newLine},
                offset};
        };
        if (!m_anchor)
            m_anchor = pointAt(0, 0);
        m_cursor = pointAt(m_document.rows(file).count() - 1, LineEnd);
    }
}

RowPlace ReviewSelection::placeOf(const TextPoint &point) const
{
    const int file = m_document.fileOf(point.at.path);
    if (file < 0 || !m_document.lines(file))
        return {qMax(0, file), RowPlace::Header};
    return {file, m_document.rows(file).rowOf(point.at.side, point.at.line)};
}

std::optional<ReviewSelection::Ends> ReviewSelection::ends() const
{
    if (isEmpty())
        return {};
    Ends found{placeOf(*m_anchor), placeOf(*m_cursor), m_anchor->offset, m_cursor->offset, m_anchor->at.side};
    if (std::pair(found.last, found.lastOffset) < std::pair(found.first, found.firstOffset)) {
        std::swap(found.first, found.last);
        std::swap(found.firstOffset, found.lastOffset);
    }
    return found;
}

std::optional<std::pair<RowPlace, RowPlace>> ReviewSelection::rows() const
{
    const auto all = ends();
    return all ? std::optional(std::pair(all->first, all->last)) : std::nullopt;
}

ReviewSelection::Part ReviewSelection::partOf(RowPlace place, ReviewSide side) const
{
    const auto all = ends();
    if (!all || place < all->first || all->last < place)
        return {};
    if (m_document.mode() == DiffMode::Split && side != all->side)
        return {};
    return {place == all->first ? all->firstOffset : 0, place == all->last ? all->lastOffset : LineEnd};
}

QString ReviewSelection::text() const
{
    const auto all = ends();
    if (!all)
        return {};
    QStringList lines;
    for (int file = all->first.file; file <= all->last.file; ++file) {
        const auto &diff = m_document.lines(file);
        if (!diff || m_document.isCollapsed(file))
            continue;
        const FileRows &rows = m_document.rows(file);
        const int firstRow = file == all->first.file ? qMax(0, all->first.row) : 0;
        const int lastRow = file == all->last.file ? all->last.row : rows.count() - 1;
        for (int row = firstRow; row <= lastRow; ++row) {
            const FileRow shown = rows.at(row);
            if (shown.kind == FileRow::Kind::Gap)
                continue;
            const bool split = m_document.mode() == DiffMode::Split;
            const ReviewSide side = split ? all->side : shown.newLine < 0 ? ReviewSide::Old : ReviewSide::New;
            const int line = side == ReviewSide::Old ? shown.oldLine : shown.newLine;
            if (line < 0)
                continue;
            const Part part = partOf({file, row}, side);
            const QString raw = decodedLine((side == ReviewSide::Old ? diff->before : diff->after)->line(line));
            lines.append(raw.mid(part.from, part.to - part.from));
        }
    }
    return lines.join(u'\n');
}

std::vector<FileSelection> ReviewSelection::changedLines() const
{
    std::vector<FileSelection> selected;
    const auto all = ends();
    if (!all)
        return selected;
    for (int file = all->first.file; file <= all->last.file; ++file) {
        const FileChange &change = m_document.change(file);
        FileSelection selection{change.oldPath, change.newPath, false, false, {}, {}};
        if (m_document.lines(file) && !m_document.isCollapsed(file)) {
            const FileRows &rows = m_document.rows(file);
            const int firstRow = file == all->first.file ? qMax(0, all->first.row) : 0;
            const int lastRow = file == all->last.file ? all->last.row : rows.count() - 1;
            for (int row = firstRow; row <= lastRow; ++row) {
                const FileRow shown = rows.at(row);
                if (shown.edit < 0)
                    continue;
                const bool split = m_document.mode() == DiffMode::Split;
                if (shown.oldLine >= 0 && (!split || all->side == ReviewSide::Old))
                    appendLine(selection.removed, shown.oldLine);
                if (shown.newLine >= 0 && (!split || all->side == ReviewSide::New))
                    appendLine(selection.added, shown.newLine);
            }
        }
        if (!selection.isEmpty())
            selected.push_back(std::move(selection));
    }
    return selected;
}

void ReviewSelection::follow(int file)
{
    for (auto *point : {&m_anchor, &m_cursor}) {
        if (*point && m_document.fileOf((*point)->at.path) == file)
            (*point)->at.line = m_document.mapLine(file, (*point)->at.side, (*point)->at.line);
    }
}

void ReviewSelection::forgetMissing()
{
    for (const auto *point : {&m_anchor, &m_cursor}) {
        if (*point && m_document.fileOf((*point)->at.path) < 0)
            return clear();
    }
}

} // namespace pilothouse

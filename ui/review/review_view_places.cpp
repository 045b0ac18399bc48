// Going to files, hunks, lines and places that were found.
#include "ui/review/review_painter.h"
#include "ui/review/review_view.h"

namespace pilothouse {

int ReviewView::currentFile() const
{
    const auto &rows = m_layout->visible();
    return rows.empty() ? -1 : rows.front().place.file;
}

std::optional<ReviewLine> ReviewView::firstVisibleLine() const
{
    for (const VisibleRow &row : m_layout->visible()) {
        if (row.y < m_layout->heights().header || !row.hasLines || row.row.kind == FileRow::Kind::Gap)
            continue;
        const bool old = row.row.newLine < 0;
        return ReviewLine{m_document.change(row.place.file).path(), old ? ReviewSide::Old : ReviewSide::New,
            old ? row.row.oldLine : row.row.newLine};
    }
    return {};
}

const std::shared_ptr<const ReviewDecorations> &ReviewView::decorations() const
{
    return m_painter->decorations;
}

void ReviewView::showFile(int file)
{
    if (file < 0 || file >= m_document.fileCount())
        return;
    m_layout->show({file, RowPlace::Header}, 0);
}

bool ReviewView::showLine(const ReviewLine &line, Align align)
{
    if (!m_document.reveal(line))
        return false;
    const int file = m_document.fileOf(line.path);
    const RowPlace place{file, m_document.rows(file).rowOf(line.side, line.line)};
    const int header = m_layout->heights().header;
    const int height = viewport()->height();
    m_layout->setHeld(line);
    const VisibleRow *shown = m_layout->find(place);
    if (align == Align::Nearest && shown && shown->y >= header && shown->y + shown->height <= height) {
        viewport()->update();
        return true;
    }
    m_layout->show(place, align == Align::Top ? header : qMax(header, height / 3));
    return true;
}

HunkPlace ReviewView::currentHunk() const
{
    return m_painter->currentHunk;
}

void ReviewView::setCurrentHunk(HunkPlace hunk)
{
    if (hunk == m_painter->currentHunk)
        return;
    m_painter->currentHunk = hunk;
    viewport()->update();
    Q_EMIT currentHunkChanged();
}

/// Where the hunk begins in the new text; -1 when it is not there.
int ReviewView::firstNewLine(HunkPlace hunk) const
{
    const auto &hunks = m_document.rows(hunk.file).hunks();
    if (static_cast<size_t>(hunk.hunk) >= hunks.size())
        return -1;
    return m_document.lines(hunk.file)->edits[hunks[static_cast<size_t>(hunk.hunk)].firstEdit].newStart;
}

/// The current hunk stays the one that it was when others come in above it.
void ReviewView::followHunk(int file)
{
    if (m_painter->currentHunk.file != file)
        return;
    const int hunks = m_document.hunkCount(file);
    HunkPlace hunk = m_painter->currentHunk;
    if (m_hunkLine >= 0 && m_document.lines(file)) {
        const int line = m_document.mapLine(file, ReviewSide::New, m_hunkLine);
        if (const HunkPlace now = m_document.hunkAt({m_document.change(file).path(), ReviewSide::New, line});
            now.isValid())
            hunk = now;
    }
    setCurrentHunk(hunk.hunk < hunks ? hunk : hunks > 0 ? HunkPlace{file, hunks - 1} : HunkPlace());
}

void ReviewView::goToHunk(HunkPlace hunk)
{
    const auto &hunks = m_document.rows(hunk.file).hunks();
    if (!m_document.lines(hunk.file) || static_cast<size_t>(hunk.hunk) >= hunks.size()) {
        showFile(hunk.file);
    } else {
        const HunkRange range = hunks[static_cast<size_t>(hunk.hunk)];
        const LineEdit &first = m_document.lines(hunk.file)->edits[range.firstEdit];
        const bool old = first.oldCount > 0;
        const ReviewLine line{m_document.change(hunk.file).path(), old ? ReviewSide::Old : ReviewSide::New,
            old ? first.oldStart : first.newStart};
        showLine(line, Align::Third);
    }
    setCurrentHunk(hunk);
}

bool ReviewView::nextHunk()
{
    HunkPlace hunk = m_painter->currentHunk;
    if (!hunk.isValid()) {
        const auto line = firstVisibleLine();
        hunk = line ? m_document.hunkAt(*line) : HunkPlace();
        hunk = hunk.isValid() ? HunkPlace{hunk.file, hunk.hunk - 1} : HunkPlace{qMax(0, currentFile()), -1};
    }
    for (++hunk.hunk; hunk.file < m_document.fileCount(); hunk = {hunk.file + 1, 0}) {
        if (!m_document.isCollapsed(hunk.file) && hunk.hunk < m_document.hunkCount(hunk.file)) {
            goToHunk(hunk);
            return true;
        }
    }
    return false;
}

bool ReviewView::previousHunk()
{
    HunkPlace hunk = m_painter->currentHunk;
    if (!hunk.isValid())
        hunk = {qMax(0, currentFile()), 0};
    while (hunk.file >= 0) {
        if (--hunk.hunk >= 0 && !m_document.isCollapsed(hunk.file)) {
            goToHunk(hunk);
            return true;
        }
        --hunk.file;
        if (hunk.file >= 0)
            hunk.hunk = m_document.hunkCount(hunk.file);
    }
    return false;
}

bool ReviewView::nextFile()
{
    const int file = currentFile();
    if (file < 0 || file + 1 >= m_document.fileCount())
        return false;
    showFile(file + 1);
    return true;
}

bool ReviewView::previousFile()
{
    const int file = currentFile();
    if (file < 0)
        return false;
    // The head of the file that is read comes first, as with tracks of music.
    const VisibleRow &first = m_layout->visible().front();
    const bool atHead = first.place.row == RowPlace::Header && first.y >= 0;
    if (atHead && file == 0)
        return false;
    showFile(atHead ? file - 1 : file);
    return true;
}

std::vector<HunkPlace> ReviewView::visibleHunks() const
{
    std::vector<HunkPlace> hunks;
    for (const VisibleRow &row : m_layout->visible()) {
        const bool block = row.place.row != RowPlace::Header && m_layout->geometry().hasBlock(row.place.file);
        if (!block && (!row.hasLines || row.row.edit < 0))
            continue;
        const HunkPlace hunk{row.place.file, block ? 0 : m_document.rows(row.place.file).hunkOfEdit(row.row.edit)};
        if (hunks.empty() || hunks.back() != hunk)
            hunks.push_back(hunk);
    }
    return hunks;
}

void ReviewView::find(const QString &text, FindOptions options)
{
    m_finder->find(text, options);
}

void ReviewView::findNext()
{
    if (m_finder->next(firstVisibleLine()))
        showMatch();
}

void ReviewView::findPrevious()
{
    if (m_finder->previous())
        showMatch();
}

void ReviewView::showMatch()
{
    const auto &place = *m_finder->current();
    const FindMatch &match = m_finder->at(place);
    showLine({m_document.change(place.file).path(), match.side, match.line}, Align::Nearest);
}

} // namespace pilothouse

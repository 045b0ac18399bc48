// The items that the transcript shows and their rows: taken from the end, changed in place, completed in pieces.
#include "ui/approvals/approval_card.h"
#include "ui/transcript/transcript_view.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>

namespace pilothouse {

namespace {

/// Earlier items are taken in pieces of this size, or of this time where they are large.
constexpr qsizetype ItemsOfPiece = 256;
constexpr qint64 MsOfPiece = 4;
constexpr int ScreensAtOnce = 3;
/// So many rows above what is seen are there before one scrolls to them.
constexpr qsizetype RowsAhead = 200;

} // namespace

void TranscriptView::clear()
{
    m_transcript = {};
    reset();
    for (const auto &[item, card] : m_cards)
        card->deleteLater();
    m_cards.clear();
    m_followTail = true;
    m_anchorRow = 0;
    m_anchorOffset = 0;
    layoutVisible();
    viewport()->update();
}

void TranscriptView::reset()
{
    m_items.clear();
    m_rows.clear();
    m_firstRows.clear();
    m_firstItem = 0;
    m_wanted = Wanted::Nothing;
    m_earlier.stop();
    m_selectionStart = m_selectionEnd = {};
    m_hoveredSpot = nullptr;
    m_hoveredRow = -1;
}

void TranscriptView::setTranscript(const Transcript &transcript, const std::vector<Approval> &approvals)
{
    const qsizetype known = m_firstItem + static_cast<qsizetype>(m_items.size());
    if (m_items.empty() || (m_followTail && transcript.size() - known > ItemsOfPiece)) {
        reset();
        m_transcript = transcript;
        takeEnd();
        return present(approvals);
    }
    const std::vector<qsizetype> changed = transcript.changedRows(m_transcript);
    m_transcript = transcript;
    qsizetype rebuildFrom = -1;
    size_t rebuildPart = 0;
    for (const qsizetype index : changed) {
        if (index < m_firstItem)
            continue;
        size_t part = 0;
        if (index - m_firstItem < static_cast<qsizetype>(m_items.size()))
            part = itemAt(index).update(transcript.at(index));
        else
            m_items.push_back(std::make_unique<ItemView>(transcript.at(index)));
        if (rebuildFrom < 0) {
            rebuildFrom = index;
            rebuildPart = part;
        }
    }
    if (rebuildFrom >= 0)
        rebuildRows(rebuildFrom, rebuildPart);
    present(approvals);
}

void TranscriptView::replaceTranscript(const Transcript &transcript, const std::vector<Approval> &approvals)
{
    qint64 readSeq = 0;
    qsizetype readPart = 0;
    if (!m_followTail && !m_rows.empty()) {
        const Row &read = m_rows[static_cast<size_t>(qBound<qsizetype>(0, m_anchorRow, rowCount() - 1))];
        readSeq = itemAt(read.item).item().firstSeq;
        readPart = read.part;
    }
    reset();
    m_transcript = transcript;
    takeEnd();
    if (!m_followTail) {
        while (m_firstItem > 0 && itemAt(m_firstItem).item().firstSeq > readSeq)
            takeEarlier();
        // The item that was read, or the one that holds what was its beginning then.
        const auto after =
            std::ranges::upper_bound(m_items, readSeq, {}, [](const auto &item) { return item->item().firstSeq; });
        const qsizetype item = m_firstItem + qMax<qsizetype>(0, static_cast<qsizetype>(after - m_items.begin()) - 1);
        m_anchorRow = m_items.empty() ? 0
                                      : firstRowOf(item)
                + qMin(readPart, qMax<qsizetype>(0, static_cast<qsizetype>(itemAt(item).rowCount()) - 1));
    }
    present(approvals);
}

/// Lays out and paints what was taken.
void TranscriptView::present(const std::vector<Approval> &approvals)
{
    makeCards(approvals);
    const auto newest = m_items.size() > 64 ? std::ranges::subrange(m_items.end() - 64, m_items.end())
                                            : std::ranges::subrange(m_items.begin(), m_items.end());
    const bool ticking = std::ranges::any_of(newest, [](const auto &item) { return item->isTicking(); });
    if (ticking && !m_ticker.isActive())
        m_ticker.start();
    else if (!ticking)
        m_ticker.stop();
    layoutVisible();
    describeLast();
    viewport()->update();
}

ItemView &TranscriptView::itemAt(qsizetype item) const
{
    return *m_items[static_cast<size_t>(item - m_firstItem)];
}

/// Takes as many of the last items as some screens show.
void TranscriptView::takeEnd()
{
    m_firstItem = m_transcript.size();
    while (m_firstItem > 0 && contentHeight() < ScreensAtOnce * viewport()->height())
        takeEarlier();
}

/// Takes some items before those that were taken, in a few milliseconds. False when there are none.
bool TranscriptView::takeEarlier()
{
    if (m_firstItem == 0)
        return false;
    QElapsedTimer timer;
    timer.start();
    std::vector<std::unique_ptr<ItemView>> items;
    qsizetype first = m_firstItem;
    while (first > 0 && static_cast<qsizetype>(items.size()) < ItemsOfPiece
        && (items.empty() || timer.elapsed() < MsOfPiece))
        items.push_back(std::make_unique<ItemView>(m_transcript.at(--first)));
    std::ranges::reverse(items);
    const auto count = static_cast<qsizetype>(items.size());
    m_items.insert(m_items.begin(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
    m_firstItem = first;

    std::vector<Row> rows;
    std::vector<qsizetype> firstRows;
    for (qsizetype item = first; item < first + count; ++item) {
        firstRows.push_back(static_cast<qsizetype>(rows.size()));
        addRows(item, 0, rows);
    }
    const auto added = static_cast<qsizetype>(rows.size());
    for (qsizetype &row : m_firstRows)
        row += added;
    m_firstRows.insert(m_firstRows.begin(), firstRows.begin(), firstRows.end());
    m_rows.insert(m_rows.begin(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    updateTops(0);
    // What is seen, selected and pointed at stays what it is.
    m_anchorRow += added;
    for (Place *place : {&m_selectionStart, &m_selectionEnd}) {
        if (place->row >= 0)
            place->row += added;
    }
    if (m_hoveredRow >= 0)
        m_hoveredRow += added;
    return true;
}

/// One piece, and the next one after everything else that waits.
void TranscriptView::takeMore()
{
    takeEarlier();
    if (m_firstItem == 0)
        finishWanted();
    layoutVisible();
    viewport()->update();
}

void TranscriptView::finishWanted()
{
    const Wanted wanted = std::exchange(m_wanted, Wanted::Nothing);
    if (m_rows.empty())
        return;
    if (wanted == Wanted::First) {
        m_followTail = false;
        m_anchorRow = 0;
        m_anchorOffset = 0;
    } else if (wanted == Wanted::Event) {
        qsizetype item = m_transcript.size() - 1;
        while (item > 0 && m_transcript.at(item)->firstSeq > m_wantedEvent)
            --item;
        const qsizetype first = firstRowOf(item);
        const qsizetype next = item + 1 < m_transcript.size() ? firstRowOf(item + 1) : rowCount();
        if (first < 0)
            return;
        m_followTail = false;
        m_anchorRow = first;
        m_anchorOffset = 0;
        m_selectionStart = {first, {}};
        m_selectionEnd = {qMax(first, next - 1), TextPosition{1 << 20, 0}};
    } else if (wanted == Wanted::SelectAll) {
        const Row &last = m_rows.back();
        m_selectionStart = {0, {}};
        m_selectionEnd = {rowCount() - 1, last.layout ? last.layout->end() : TextPosition{1 << 20, 0}};
    }
}

bool TranscriptView::nearEarlier(qsizetype firstSeen) const
{
    return m_firstItem > 0 && (m_wanted != Wanted::Nothing || firstSeen < RowsAhead);
}

/// The painted list has no children that a screen reader could walk; what the agent said last is its description.
void TranscriptView::describeLast()
{
    constexpr qsizetype MostDescribed = 2000;
    if (m_items.empty())
        return setAccessibleDescription({});
    const ItemView &last = *m_items.back();
    const auto *message = std::get_if<MessageItem>(&last.item().body);
    if (last.rowCount() > 0 && !(message && message->open))
        setAccessibleDescription(last.plainText(last.rowCount() - 1).left(MostDescribed));
}

void TranscriptView::addRows(qsizetype item, size_t fromPart, std::vector<Row> &rows) const
{
    const ItemView &view = itemAt(item);
    const qreal width = contentWidth();
    for (size_t part = fromPart; part < view.rowCount(); ++part) {
        Row row;
        row.item = item;
        row.part = static_cast<qsizetype>(part);
        row.gap = view.gapBefore(part);
        row.height = std::ceil(view.estimatedHeight(part, width));
        rows.push_back(std::move(row));
    }
}

/// Makes the rows anew from one part of an item on; those before it keep their layouts. Changes are nearly always at
/// the end, so little is made anew.
void TranscriptView::rebuildRows(qsizetype fromItem, size_t fromPart)
{
    m_hoveredSpot = nullptr;
    m_hoveredRow = -1;
    const auto at = static_cast<size_t>(fromItem - m_firstItem);
    const qsizetype firstRow = at < m_firstRows.size() ? m_firstRows[at] : rowCount();
    const qsizetype keep = qMin<qsizetype>(firstRow + static_cast<qsizetype>(fromPart), rowCount());
    std::vector<Row> old(std::make_move_iterator(m_rows.begin() + keep), std::make_move_iterator(m_rows.end()));
    m_rows.resize(static_cast<size_t>(keep));
    m_firstRows.resize(at);
    for (qsizetype item = fromItem; item < m_firstItem + static_cast<qsizetype>(m_items.size()); ++item) {
        m_firstRows.push_back(item == fromItem ? firstRow : rowCount());
        addRows(item, item == fromItem ? fromPart : 0, m_rows);
    }
    size_t oldIndex = 0;
    for (auto row = m_rows.begin() + keep; row != m_rows.end(); ++row) {
        const std::pair key(row->item, row->part);
        while (oldIndex < old.size() && std::pair(old[oldIndex].item, old[oldIndex].part) < key)
            ++oldIndex;
        if (oldIndex < old.size() && std::pair(old[oldIndex].item, old[oldIndex].part) == key)
            row->height = old[oldIndex].height; // the best guess until it is laid out again
    }
    updateTops(keep);
    if (m_selectionEnd.row >= rowCount() || m_selectionStart.row >= rowCount())
        m_selectionStart = m_selectionEnd = {};
}

void TranscriptView::updateTops(qsizetype from)
{
    qreal top = from > 0 ? m_rows[static_cast<size_t>(from - 1)].top + m_rows[static_cast<size_t>(from - 1)].gap
            + m_rows[static_cast<size_t>(from - 1)].height
                         : 0;
    for (auto index = static_cast<size_t>(from); index < m_rows.size(); ++index) {
        m_rows[index].top = top;
        top += m_rows[index].gap + m_rows[index].height;
    }
}

} // namespace pilothouse

#include "runner/agent/transcript.h"

namespace pilothouse {

Transcript::Transcript(SharedList<TranscriptItem> items, qint64 lastSeq) : m_items(std::move(items)), m_lastSeq(lastSeq)
{ }

std::vector<qsizetype> Transcript::changedRows(const Transcript &earlier) const
{
    std::vector<qsizetype> rows;
    m_items.visitChanges(earlier.m_items, [&rows](qsizetype row) { rows.push_back(row); });
    return rows;
}

} // namespace pilothouse

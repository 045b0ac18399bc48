#pragma once

#include "runner/agent/transcript_fold.h"

/// Member templates of TranscriptFold, for its own source files only.
namespace pilothouse {

template <class Body> Body &TranscriptFold::edit(const Event &event, qsizetype row)
{
    TranscriptItem &item = m_items.edit(row);
    item.lastSeq = event.seq;
    item.changedAtMs = event.atMs;
    return std::get<Body>(item.body);
}

template <class Body> const Body *TranscriptFold::lastAs() const
{
    return m_items.size() == 0 ? nullptr : std::get_if<Body>(&m_items.at(m_items.size() - 1).body);
}

} // namespace pilothouse

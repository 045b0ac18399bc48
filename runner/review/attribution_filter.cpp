#include "runner/review/attribution_filter.h"

#include <algorithm>

namespace pilothouse {

namespace {

std::vector<LineRange> matching(const std::vector<int> &rows, const std::vector<bool> &matches)
{
    std::vector<LineRange> ranges;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] < 0 || !matches[static_cast<size_t>(rows[i])])
            continue;
        const int line = static_cast<int>(i);
        if (!ranges.empty() && ranges.back().end() == line)
            ++ranges.back().count;
        else
            ranges.push_back({line, 1});
    }
    return ranges;
}

} // namespace

bool OriginFilter::matches(const LineOrigin &origin) const
{
    const bool certain = certainty == Certainty::Certain;
    if (turn != 0 && (!std::ranges::contains(origin.turns, turn) || (certain && origin.turns.size() != 1)))
        return false;
    if (!call.isValid())
        return true;
    if (certain && origin.calls.size() != 1)
        return false;
    return std::ranges::any_of(origin.calls,
        [this](const LineOrigin::Call &one) { return one.id == call && (turn == 0 || one.turn == turn); });
}

FileSelection selectOrigins(const FileChange &change, const LineOrigins &origins, const OriginFilter &filter)
{
    std::vector<bool> matches;
    for (const LineOrigin &origin : origins.table)
        matches.push_back(filter.matches(origin));
    FileSelection selection{.oldPath = change.oldPath,
        .newPath = change.newPath,
        .removed = matching(origins.removed, matches),
        .added = matching(origins.added, matches)};
    const auto rowMatches = [&matches](int row) { return static_cast<bool>(matches[static_cast<size_t>(row)]); };
    const bool all = !origins.touching.empty() && std::ranges::all_of(origins.touching, rowMatches);
    const bool hasLines = std::ranges::any_of(origins.added, [](int row) { return row >= 0; })
        || std::ranges::any_of(origins.removed, [](int row) { return row >= 0; });
    if (!hasLines)
        selection.whole = all;
    else if (change.status != FileChange::Status::Modified)
        selection.properties = all || (!selection.added.empty() && change.status != FileChange::Status::Deleted);
    return selection;
}

} // namespace pilothouse

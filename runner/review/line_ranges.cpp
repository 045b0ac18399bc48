#include "runner/review/line_ranges.h"

#include <algorithm>
#include <limits>

namespace pilothouse {

LineRanges normalized(LineRanges ranges)
{
    std::ranges::sort(ranges);
    LineRanges out;
    for (const LineRange &range : ranges) {
        if (range.count <= 0)
            continue;
        if (!out.empty() && range.first <= out.back().end())
            out.back().count = std::max(out.back().end(), range.end()) - out.back().first;
        else
            out.push_back(range);
    }
    return out;
}

LineRanges united(const LineRanges &a, const LineRanges &b)
{
    LineRanges both = a;
    both.insert(both.end(), b.begin(), b.end());
    return normalized(std::move(both));
}

LineRanges intersected(const LineRanges &a, const LineRanges &b)
{
    LineRanges out;
    for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const int first = std::max(a[i].first, b[j].first);
        const int end = std::min(a[i].end(), b[j].end());
        if (first < end)
            out.push_back({first, end - first});
        if (a[i].end() < b[j].end())
            ++i;
        else
            ++j;
    }
    return out;
}

LineRanges without(const LineRanges &a, const LineRanges &b)
{
    LineRanges out;
    size_t j = 0;
    for (const LineRange &range : a) {
        int at = range.first;
        while (j < b.size() && b[j].end() <= at)
            ++j;
        for (size_t k = j; k < b.size() && b[k].first < range.end(); ++k) {
            if (b[k].first > at)
                out.push_back({at, b[k].first - at});
            at = std::max(at, b[k].end());
        }
        if (at < range.end())
            out.push_back({at, range.end() - at});
    }
    return out;
}

bool covers(const LineRanges &all, const LineRange &part)
{
    if (part.count <= 0)
        return true;
    const auto behind = std::ranges::upper_bound(
        all, part.first, std::ranges::less(), [](const LineRange &range) { return range.first; });
    return behind != all.begin() && std::prev(behind)->end() >= part.end();
}

int countOf(const LineRanges &ranges)
{
    int count = 0;
    for (const LineRange &range : ranges)
        count += range.count;
    return count;
}

LineRanges carriedOver(const LineRanges &old, std::span<const LineEdit> edits)
{
    LineRanges out;
    int begin = 0; // of what is the same before the next edit, in the old text
    int shift = 0;
    size_t at = 0;
    const auto takeUntil = [&](int end) {
        while (at < old.size() && old[at].end() <= begin)
            ++at;
        for (size_t i = at; i < old.size() && old[i].first < end; ++i) {
            const int first = std::max(old[i].first, begin);
            const int count = std::min(old[i].end(), end) - first;
            if (count > 0)
                out.push_back({first + shift, count});
        }
    };
    for (const LineEdit &edit : edits) {
        takeUntil(edit.oldStart);
        begin = edit.oldStart + edit.oldCount;
        shift = edit.newStart + edit.newCount - begin;
    }
    takeUntil(std::numeric_limits<int>::max());
    return normalized(std::move(out));
}

LineRanges removedBy(std::span<const LineEdit> edits)
{
    LineRanges out;
    for (const LineEdit &edit : edits)
        out.push_back({edit.oldStart, edit.oldCount});
    return normalized(std::move(out));
}

LineRanges addedBy(std::span<const LineEdit> edits)
{
    LineRanges out;
    for (const LineEdit &edit : edits)
        out.push_back({edit.newStart, edit.newCount});
    return normalized(std::move(out));
}

} // namespace pilothouse

#include "runner/review/attribution_lines.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace pilothouse {

namespace {

/// With its line feed: the last line of a file is another one when it gets one.
QByteArrayView text(const TextLines &lines, int index)
{
    return lines.lines(index, 1);
}

/// Where a text stands in one stretch.
struct Places {
    std::vector<int> before;
    std::vector<int> after;
    std::vector<int> removed;
    std::vector<int> added;
};

using PlacesByText = QHash<QByteArrayView, Places>;

PlacesByText placesIn(
    const TextLines &before, const TextLines &after, std::span<const LineEdit> edits, const Stretch &stretch)
{
    PlacesByText places;
    for (const LineEdit &edit : edits.subspan(stretch.firstEdit, stretch.endEdit - stretch.firstEdit)) {
        for (int i = 0; i < edit.oldCount; ++i)
            places[text(before, edit.oldStart + i)].removed.push_back(edit.oldStart + i);
        for (int i = 0; i < edit.newCount; ++i)
            places[text(after, edit.newStart + i)].added.push_back(edit.newStart + i);
    }
    for (int i = stretch.oldStart; i < stretch.oldEnd; ++i) {
        if (const auto found = places.find(text(before, i)); found != places.end())
            found->before.push_back(i);
    }
    for (int i = stretch.newStart; i < stretch.newEnd; ++i) {
        if (const auto found = places.find(text(after, i)); found != places.end())
            found->after.push_back(i);
    }
    return places;
}

/// Lines that were taken out at one place and put in at another: (old line, new lines) of each text. Which of the lines
/// between stayed where they were and which moved is the diff's choice.
struct Moved {
    std::vector<int> removed;
    std::vector<int> added;
};

std::vector<Moved> movedLines(const TextLines &before, const TextLines &after, std::span<const LineEdit> edits)
{
    QHash<QByteArrayView, Moved> byText;
    for (const LineEdit &edit : edits) {
        for (int i = edit.oldStart; i < edit.oldStart + edit.oldCount; ++i)
            byText[text(before, i)].removed.push_back(i);
    }
    for (const LineEdit &edit : edits) {
        for (int i = edit.newStart; i < edit.newStart + edit.newCount; ++i) {
            if (const auto found = byText.find(text(after, i)); found != byText.end())
                found->added.push_back(i);
        }
    }
    std::vector<Moved> moved;
    for (Moved &lines : byText) {
        if (!lines.added.empty())
            moved.push_back(std::move(lines));
    }
    return moved;
}

} // namespace

StepSets::StepSets()
{
    (void)number({base});
    (void)number({tooMuch});
}

quint32 StepSets::number(std::vector<quint32> steps)
{
    if (steps.size() > maxSteps || (steps.size() > 1 && std::ranges::contains(steps, tooMuch)))
        steps = {tooMuch};
    const auto [found, isNew] = m_numbers.try_emplace(steps, static_cast<quint32>(m_sets.size()));
    if (isNew)
        m_sets.push_back(std::move(steps));
    return found->second;
}

quint32 StepSets::merged(std::span<const quint32> sets)
{
    if (std::ranges::adjacent_find(sets, std::not_equal_to()) == sets.end())
        return sets.front();
    std::vector<quint32> all;
    for (const quint32 set : sets) {
        all.insert(all.end(), m_sets[set].begin(), m_sets[set].end());
        if (all.size() > 4 * maxSteps) {
            std::ranges::sort(all);
            all.erase(std::ranges::unique(all).begin(), all.end());
        }
    }
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return number(std::move(all));
}

std::vector<Stretch> stretchesOf(const TextLines &before, const TextLines &after, std::span<const LineEdit> edits)
{
    QSet<QByteArrayView> touched;
    for (const LineEdit &edit : edits) {
        for (int i = 0; i < edit.oldCount; ++i)
            touched.insert(text(before, edit.oldStart + i));
        for (int i = 0; i < edit.newCount; ++i)
            touched.insert(text(after, edit.newStart + i));
    }
    std::vector<Stretch> stretches;
    for (size_t i = 0; i < edits.size(); ++i) {
        const LineEdit &edit = edits[i];
        Stretch stretch{
            edit.oldStart, edit.oldStart + edit.oldCount, edit.newStart, edit.newStart + edit.newCount, i, i + 1};
        const int oldFloor = stretches.empty() ? 0 : stretches.back().oldEnd;
        while (stretch.oldStart > oldFloor && touched.contains(text(before, stretch.oldStart - 1))) {
            --stretch.oldStart;
            --stretch.newStart;
        }
        const int oldCeiling = i + 1 < edits.size() ? edits[i + 1].oldStart : before.count();
        while (stretch.oldEnd < oldCeiling && touched.contains(text(before, stretch.oldEnd))) {
            ++stretch.oldEnd;
            ++stretch.newEnd;
        }
        if (!stretches.empty() && stretch.oldStart == stretches.back().oldEnd
            && stretch.newStart == stretches.back().newEnd) {
            stretches.back().oldEnd = stretch.oldEnd;
            stretches.back().newEnd = stretch.newEnd;
            stretches.back().endEdit = stretch.endEdit;
        } else {
            stretches.push_back(stretch);
        }
    }
    return stretches;
}

std::vector<quint32> carrySets(const TextLines &before, const TextLines &after, std::span<const LineEdit> edits,
    std::span<const quint32> sets, quint32 step, StepSets &numbers)
{
    std::vector<quint32> carried(static_cast<size_t>(after.count()), numbers.single(step));
    int oldLine = 0;
    int newLine = 0;
    const auto copyTo = [&](int oldEnd) {
        for (; oldLine < oldEnd; ++oldLine, ++newLine)
            carried[static_cast<size_t>(newLine)] = sets[static_cast<size_t>(oldLine)];
    };
    for (const LineEdit &edit : edits) {
        copyTo(edit.oldStart);
        oldLine += edit.oldCount;
        newLine += edit.newCount;
    }
    copyTo(before.count());
    for (const Stretch &stretch : stretchesOf(before, after, edits)) {
        const PlacesByText places = placesIn(before, after, edits, stretch);
        for (const Places &place : places) {
            if (place.before.empty() || place.after.empty())
                continue;
            std::vector<quint32> candidates;
            for (const int line : place.before)
                candidates.push_back(sets[static_cast<size_t>(line)]);
            if (!place.added.empty())
                candidates.push_back(numbers.single(step));
            const quint32 merged = numbers.merged(candidates);
            for (const int line : place.after)
                carried[static_cast<size_t>(line)] = merged;
        }
    }
    for (const Moved &moved : movedLines(before, after, edits)) {
        std::vector<quint32> candidates;
        for (const int line : moved.removed)
            candidates.push_back(sets[static_cast<size_t>(line)]);
        for (const int line : moved.added) {
            candidates.push_back(carried[static_cast<size_t>(line)]);
            carried[static_cast<size_t>(line)] = numbers.merged(candidates);
            candidates.pop_back();
        }
    }
    return carried;
}

RemovedLines::RemovedLines(int lines) : m_steps(static_cast<size_t>(lines))
{
    m_lines.resize(static_cast<size_t>(lines));
    for (int i = 0; i < lines; ++i)
        m_lines[static_cast<size_t>(i)] = i;
}

std::vector<std::vector<quint32>> RemovedLines::steps() const
{
    std::vector<std::vector<quint32>> all = m_steps;
    for (const int line : m_lines) {
        if (line >= 0 && !all[static_cast<size_t>(line)].empty())
            all[static_cast<size_t>(line)].push_back(StepSets::base);
    }
    return all;
}

void RemovedLines::removedBy(int line, quint32 step)
{
    if (line < 0)
        return;
    std::vector<quint32> &steps = m_steps[static_cast<size_t>(line)];
    if ((steps.empty() || steps.back() != step) && steps.size() <= StepSets::maxSteps)
        steps.push_back(step);
}

void RemovedLines::startFrom(const TextLines &own, const TextLines &other, std::span<const LineEdit> edits)
{
    std::vector<int> lines(static_cast<size_t>(other.count()), -1);
    int oldLine = 0;
    int newLine = 0;
    const auto copyTo = [&](int oldEnd) {
        for (; oldLine < oldEnd; ++oldLine, ++newLine)
            lines[static_cast<size_t>(newLine)] = m_lines[static_cast<size_t>(oldLine)];
    };
    for (const LineEdit &edit : edits) {
        copyTo(edit.oldStart);
        oldLine += edit.oldCount;
        newLine += edit.newCount;
    }
    copyTo(own.count());
    m_lines = std::move(lines);
}

void RemovedLines::advance(
    const TextLines &before, const TextLines &after, std::span<const LineEdit> edits, quint32 step)
{
    const std::vector<int> old = m_lines;
    startFrom(before, after, edits);
    for (const Stretch &stretch : stretchesOf(before, after, edits)) {
        const PlacesByText places = placesIn(before, after, edits, stretch);
        for (const Places &place : places) {
            if (place.removed.empty())
                continue;
            if (place.removed.size() <= place.added.size())
                continue;
            for (const int line : place.before)
                removedBy(old[static_cast<size_t>(line)], step);
        }
    }
    // They may be the same lines at another place, which a later step removes for good.
    for (const Moved &moved : movedLines(before, after, edits)) {
        for (size_t i = 0; i < std::min(moved.removed.size(), moved.added.size()); ++i) {
            m_lines[static_cast<size_t>(moved.added[i])] = old[static_cast<size_t>(moved.removed[i])];
            removedBy(old[static_cast<size_t>(moved.removed[i])], step);
        }
    }
}

} // namespace pilothouse

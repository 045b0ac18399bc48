#pragma once

// Internal: carries what is known of lines from one version of a file to the next.

#include "runner/workspace/line_diff.h"

#include <QByteArray>

#include <map>
#include <span>
#include <vector>

namespace pilothouse {

/// Sets of steps, each stored once and named by a number. A line has more than one step where equal lines cannot be
/// told apart.
class StepSets final {
public:
    static constexpr quint32 base = 0; ///< The step of what was there at the beginning …
    static constexpr quint32 tooMuch = 1; ///< … and of what is not followed.
    static constexpr size_t maxSteps = 32; ///< A larger set becomes {tooMuch}, and so does one that has it.

    StepSets();
    /// The set of one step.
    [[nodiscard]] quint32 single(quint32 step) { return number({step}); }
    [[nodiscard]] quint32 merged(std::span<const quint32> sets);
    [[nodiscard]] const std::vector<quint32> &steps(quint32 set) const { return m_sets[set]; }

private:
    [[nodiscard]] quint32 number(std::vector<quint32> steps);

    std::vector<std::vector<quint32>> m_sets;
    std::map<std::vector<quint32>, quint32> m_numbers;
};

/// Edits and the lines beside them that are equal to one of their lines: within it equal lines may have changed places.
struct Stretch {
    int oldStart = 0;
    int oldEnd = 0;
    int newStart = 0;
    int newEnd = 0;
    size_t firstEdit = 0;
    size_t endEdit = 0;

    friend bool operator==(const Stretch &, const Stretch &) = default;
};
[[nodiscard]] std::vector<Stretch> stretchesOf(
    const TextLines &before, const TextLines &after, std::span<const LineEdit> edits);

/// The sets of the lines of `after`, from those of `before` and the step that made these edits.
[[nodiscard]] std::vector<quint32> carrySets(const TextLines &before, const TextLines &after,
    std::span<const LineEdit> edits, std::span<const quint32> sets, quint32 step, StepSets &numbers);

/// Follows lines of one version through later ones, to tell which steps may have removed them.
class RemovedLines final {
public:
    explicit RemovedLines(int lines);

    /// `before` is what the last call had as `after`.
    void advance(const TextLines &before, const TextLines &after, std::span<const LineEdit> edits, quint32 step);
    /// Takes the lines for those of another text, as far as they are the same; the rest was never in it.
    void startFrom(const TextLines &own, const TextLines &other, std::span<const LineEdit> edits);

    /// Of each line those that may have removed it; with StepSets::base where it may never have gone.
    [[nodiscard]] std::vector<std::vector<quint32>> steps() const;

private:
    void removedBy(int line, quint32 step);

    std::vector<int> m_lines; ///< Of each line of the present version: the line followed, or -1.
    std::vector<std::vector<quint32>> m_steps;
};

} // namespace pilothouse

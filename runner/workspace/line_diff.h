#pragma once

#include "runner/workspace/change_set.h"

#include <QByteArrayView>

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace pilothouse {

/// A file's bytes and where its lines begin. A line ends with a line feed and nothing else; any bytes. Immutable.
class TextLines final {
public:
    TextLines() = default;
    explicit TextLines(QByteArray bytes);

    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    [[nodiscard]] int count() const { return static_cast<int>(m_starts.size()); }
    /// A line, from 0, without its line feed.
    [[nodiscard]] QByteArrayView line(int index) const;
    /// Lines first … first + count - 1 as they stand, with their line feeds.
    [[nodiscard]] QByteArrayView lines(int first, int count) const;
    /// False when the last line is cut off by the end of the file. True for an empty file.
    [[nodiscard]] bool endsWithNewline() const { return m_bytes.isEmpty() || m_bytes.endsWith('\n'); }

private:
    QByteArray m_bytes;
    std::vector<quint32> m_starts; ///< Texts are below 4 GiB; DiffOptions::fileBytes is the bound.
};

/// Lines that differ: `oldCount` lines from `oldStart` became `newCount` lines from `newStart`. Numbers from 0; a count
/// may be 0, then its start is the line before which nothing stands.
struct LineEdit {
    int oldStart = 0;
    int oldCount = 0;
    int newStart = 0;
    int newCount = 0;
    bool blank = false; ///< Only with Whitespace::IgnoreBlankLines: nothing but blank lines, so no change to show.

    friend bool operator==(const LineEdit &, const LineEdit &) = default;
};

/// The lines of one change, whole: what lies between the edits is the same on both sides, so any context can be shown
/// without asking again (with a whitespace mode the same but for whitespace). Immutable and shared between threads.
struct LineDiff {
    std::shared_ptr<const TextLines> before;
    std::shared_ptr<const TextLines> after;
    std::vector<LineEdit> edits; ///< Ascending, never touching each other.
    bool transcoded =
        false; ///< The files are UTF-16 and these are their texts in UTF-8: to be read, not taken by line.
    bool coarse = false; ///< Somewhere so many lines differ that one edit holds them all, equal ones among them.
};

/// The lines that differ between two texts, by libgit2's Myers and indent heuristic: as `git diff` has them by default.
/// Where texts of more than 100,000 lines together differ in many places, they are compared in pieces between lines
/// that both have once, so that it can be stopped within 200 ms; a piece where no such line is found is one edit.
/// Blocks; any thread. Errors: GitFailed, Cancelled.
[[nodiscard]] Result<std::vector<LineEdit>> lineEdits(const TextLines &before, const TextLines &after,
    DiffOptions::Whitespace whitespace = {}, const std::stop_token &stop = {});

/// The lines of one change of a change set of this store. Empty texts where there is nothing to show line by line
/// (binary, too large, a submodule). A link's text is its target. Blocks; any thread. Errors: NotFound, GitFailed,
/// Cancelled.
[[nodiscard]] Result<std::shared_ptr<const LineDiff>> lineDiff(
    const QString &store, const FileChange &change, const DiffOptions &options = {}, const std::stop_token &stop = {});

/// A run of edits that a unified diff shows as one hunk: edits with at most 2 × context equal lines between them.
struct HunkRange {
    size_t firstEdit = 0;
    size_t editCount = 0;

    friend bool operator==(const HunkRange &, const HunkRange &) = default;
};
[[nodiscard]] std::vector<HunkRange> hunksOf(std::span<const LineEdit> edits, int contextLines = 3);

} // namespace pilothouse

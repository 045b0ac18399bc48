#include "runner/workspace/line_diff.h"

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qsizetype HeadingBytes = 80; // As much as git shows.

/// The headings of hunks from top to bottom. Git's default: the nearest line above that begins with a letter, "_" or
/// "$".
class Headings {
public:
    explicit Headings(const TextLines &text) : m_text(text) { }

    QByteArray above(int line)
    {
        for (int i = line - 1; i >= m_searched; --i) {
            const QByteArrayView candidate = m_text.line(i);
            const char first = candidate.isEmpty() ? '\0' : candidate.front();
            if ((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '_' || first == '$') {
                m_last = candidate.first(std::min(candidate.size(), HeadingBytes)).trimmed().toByteArray();
                break;
            }
        }
        m_searched = line;
        return m_last;
    }

private:
    const TextLines &m_text;
    int m_searched = 0; ///< Lines above it say nothing new.
    QByteArray m_last;
};

/// The lines of one hunk, one after the other.
class HunkLines {
public:
    HunkLines(const LineDiff &diff, int oldAt, int newAt) : m_diff(diff), m_old(oldAt), m_new(newAt) { }

    void addContext(int count)
    {
        for (int i = 0; i < count; ++i, ++m_old, ++m_new)
            add(DiffLine::Kind::Context, *m_diff.after, m_new, m_old + 1, m_new + 1);
    }
    void addEdit(const LineEdit &edit)
    {
        for (int i = 0; i < edit.oldCount; ++i, ++m_old)
            add(DiffLine::Kind::Removed, *m_diff.before, m_old, m_old + 1, 0);
        for (int i = 0; i < edit.newCount; ++i, ++m_new)
            add(DiffLine::Kind::Added, *m_diff.after, m_new, 0, m_new + 1);
    }

    QList<DiffLine> lines;

private:
    void add(DiffLine::Kind kind, const TextLines &text, int line, int oldNumber, int newNumber)
    {
        lines.append({kind, oldNumber, newNumber, text.line(line).toByteArray(),
            line == text.count() - 1 && !text.endsWithNewline()});
    }

    const LineDiff &m_diff;
    int m_old;
    int m_new;
};

Hunk hunkOf(const LineDiff &diff, const HunkRange &range, int contextLines, Headings &headings)
{
    const std::span<const LineEdit> edits = std::span(diff.edits).subspan(range.firstEdit, range.editCount);
    const LineEdit &first = edits.front();
    const LineEdit &last = edits.back();
    // Blank lines that are not shown as a change of their own bound the context, too.
    const size_t next = range.firstEdit + range.editCount;
    const int from =
        range.firstEdit > 0 ? diff.edits[range.firstEdit - 1].oldStart + diff.edits[range.firstEdit - 1].oldCount : 0;
    const int to = next < diff.edits.size() ? diff.edits[next].oldStart : diff.before->count();
    const int leading = std::min(contextLines, first.oldStart - from);
    const int trailing = std::min(contextLines, to - last.oldStart - last.oldCount);

    Hunk hunk;
    const int oldStart = first.oldStart - leading;
    const int newStart = first.newStart - leading;
    HunkLines lines(diff, oldStart, newStart);
    lines.addContext(leading);
    for (size_t i = 0; i < edits.size(); ++i) {
        lines.addEdit(edits[i]);
        lines.addContext(
            i + 1 < edits.size() ? edits[i + 1].oldStart - edits[i].oldStart - edits[i].oldCount : trailing);
    }
    hunk.oldLines = last.oldStart + last.oldCount + trailing - oldStart;
    hunk.newLines = last.newStart + last.newCount + trailing - newStart;
    hunk.oldStart = hunk.oldLines > 0 ? oldStart + 1 : oldStart;
    hunk.newStart = hunk.newLines > 0 ? newStart + 1 : newStart;
    hunk.heading = headings.above(oldStart);
    hunk.lines = std::move(lines.lines);
    return hunk;
}

} // namespace

Result<FileDiff> fileDiff(const QString &store, const FileChange &change, int contextLines, const DiffOptions &options)
{
    const Result<std::shared_ptr<const LineDiff>> diff = lineDiff(store, change, options);
    if (!diff)
        return std::unexpected(diff.error());
    const int context = std::clamp(contextLines, 0, 1'000'000);
    FileDiff result;
    Headings headings(*(*diff)->before);
    for (const HunkRange &range : hunksOf((*diff)->edits, context))
        result.hunks.append(hunkOf(**diff, range, context, headings));
    return result;
}

} // namespace pilothouse

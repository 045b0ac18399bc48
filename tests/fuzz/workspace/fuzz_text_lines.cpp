// What a review makes of a file's bytes: its lines and edits, its nature, the marks of words and of moved lines, its
// fingerprint. The input is split into two texts at its first NUL-NUL.

#include "runner/workspace/file_kind.h"
#include "runner/workspace/line_diff.h"
#include "runner/workspace/moved_lines.h"
#include "runner/workspace/similarity.h"
#include "runner/workspace/word_marks.h"

#include <cstdlib>

using namespace pilothouse;

namespace {

void need(bool condition)
{
    if (!condition)
        std::abort();
}

void checkMarks(const LineDiff &diff, const LineEdit &edit)
{
    std::vector<QByteArrayView> before;
    std::vector<QByteArrayView> after;
    for (int i = 0; i < edit.oldCount; ++i)
        before.push_back(diff.before->line(edit.oldStart + i));
    for (int i = 0; i < edit.newCount; ++i)
        after.push_back(diff.after->line(edit.newStart + i));
    const WordMarks marks = wordMarks(before, after);
    const auto check = [](const std::vector<QByteArrayView> &lines, const auto &spans) {
        need(lines.size() == spans.size());
        for (size_t i = 0; i < lines.size(); ++i) {
            int end = -1;
            for (const MarkedBytes &span : spans[i]) {
                need(span.start > end && span.length > 0);
                end = span.start + span.length;
                need(end <= lines[i].size());
            }
        }
    };
    check(before, marks.before);
    check(after, marks.after);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const qsizetype middle = std::max<qsizetype>(0, input.indexOf(QByteArrayView("\0\0", 2)));
    auto diff = std::make_shared<LineDiff>();
    diff->before = std::make_shared<const TextLines>(input.first(middle));
    diff->after = std::make_shared<const TextLines>(input.sliced(middle));
    for (const auto whitespace : {DiffOptions::Whitespace::Compare, DiffOptions::Whitespace::IgnoreAmount,
             DiffOptions::Whitespace::IgnoreAll, DiffOptions::Whitespace::IgnoreBlankLines}) {
        const auto edits = lineEdits(*diff->before, *diff->after, whitespace);
        need(edits.has_value());
        int oldEnd = 0;
        int newEnd = 0;
        for (const LineEdit &edit : *edits) {
            need(edit.oldStart - oldEnd == edit.newStart - newEnd && edit.oldStart >= oldEnd);
            if (whitespace == DiffOptions::Whitespace::Compare)
                need(diff->before->lines(oldEnd, edit.oldStart - oldEnd)
                    == diff->after->lines(newEnd, edit.newStart - newEnd));
            oldEnd = edit.oldStart + edit.oldCount;
            newEnd = edit.newStart + edit.newCount;
        }
        need(diff->before->count() - oldEnd == diff->after->count() - newEnd);
        (void)hunksOf(*edits);
        if (whitespace == DiffOptions::Whitespace::Compare)
            diff->edits = *edits;
    }
    for (const LineEdit &edit : diff->edits)
        checkMarks(*diff, edit);
    const std::vector<std::shared_ptr<const LineDiff>> files{diff};
    for (const MovedLines &moved : findMovedLines(files, {.leastCharacters = 1}).value())
        need(diff->before->lines(moved.fromLine, 1).trimmed() == diff->after->lines(moved.toLine, 1).trimmed());
    const FileNature nature = natureOf(input);
    if (nature.encoding == TextEncoding::Utf16Le || nature.encoding == TextEncoding::Utf16Be)
        need(utf8FromUtf16(input, nature.encoding).isValidUtf8());
    const Fingerprint pieces = fingerprintOf(input);
    need(sharedBytes(pieces, pieces) <= size);
    return 0;
}

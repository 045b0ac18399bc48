#pragma once

#include "runner/workspace/change_set.h"

#include <QColor>
#include <QString>

#include <memory>
#include <stop_token>
#include <vector>

namespace pilothouse {

/// Some characters of a line in a colour of the highlighter; positions are those of the line's shown text.
struct HighlightSpan {
    int start = 0;
    int length = 0;
    QRgb color = 0;
    bool bold = false;
    bool italic = false;
};

/// A line of the painted diff.
struct DiffRow {
    enum class Kind { Hunk, Context, Added, Removed, NoNewline };
    Kind kind = Kind::Context;
    int oldNumber = 0;
    int newNumber = 0;
    QString text; ///< Safe to show; tabs are kept.
    std::vector<HighlightSpan> spans;
};

/// A file's difference ready to be painted. Immutable; made off the GUI thread.
struct DiffRows {
    std::vector<DiffRow> rows;
    int longest = 0; ///< Characters of the longest line, a tab counted as four.
    int largestNumber = 0;
};

enum class HighlightScheme { Light, Dark };

/// Flattens the hunks and highlights them by the file's name. Large files (over `highlightLimit` lines) are not
/// highlighted. The highlighter's state starts anew at each hunk. Blocks; any thread, one call at a time.
[[nodiscard]] std::shared_ptr<const DiffRows> makeDiffRows(
    const FileDiff &diff, const QString &fileName, HighlightScheme scheme, const std::stop_token &stop);

/// The same for a whole file, every line as context.
[[nodiscard]] std::shared_ptr<const DiffRows> makeFileRows(
    const QByteArray &content, const QString &fileName, HighlightScheme scheme, const std::stop_token &stop);

} // namespace pilothouse

#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace pilothouse {

struct InlineDiffLine {
    enum class Kind { Context, Added, Removed, Gap };
    Kind kind = Kind::Context;
    QString text; ///< Safe to show. Of a gap: empty.
    friend bool operator==(const InlineDiffLine &, const InlineDiffLine &) = default;
};

struct InlineDiff {
    std::vector<InlineDiffLine> lines; ///< At most `most` of them.
    int added = 0;
    int removed = 0;
    bool cut = false;
    friend bool operator==(const InlineDiff &, const InlineDiff &) = default;
};

/// What an agent says it changed in a file, as lines: what is common at the start and at the end is left out but for
/// `context` lines, what lies between is shown as removed and added. Good for the edits that agents describe; the exact
/// comparison is the change set's. Linear in the texts' length.
[[nodiscard]] InlineDiff inlineDiff(
    const std::optional<QString> &oldText, const QString &newText, int context = 3, int most = 2000);

} // namespace pilothouse

#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

#include <optional>
#include <span>

class QKeyEvent;

namespace pilothouse {

/// What a person can do in a review by one key.
enum class ReviewCommand {
    NextHunk,
    PreviousHunk,
    NextFile,
    PreviousFile,
    NextUnseen,
    Accept,
    AcceptFile,
    Reject,
    RejectFile,
    Clear,
    Undo,
    Redo,
    Viewed,
    Comment,
    CommentFile,
    Comments,
    Verdict,
    Expand,
    ExpandFile,
    Collapse,
    Split,
    Wrap,
    Pictures,
    Origins,
    Why,
    Find,
    FindNext,
    FindPrevious,
    GoToFile,
    FocusFiles,
    OpenInEditor,
    Timeline,
    WholeWidth,
    Commit,
    Help,
};

/// One line of the sheet of keys.
struct ReviewKey {
    enum class Group { Go, Decide, Talk, Look, Session };
    ReviewCommand command;
    Group group;
    QList<QKeySequence> keys;
    const char *text; ///< Untranslated; see reviewKeyText().
    const char *hint; ///< Few words for the hint bar; null when it is not there.
};

[[nodiscard]] std::span<const ReviewKey> reviewKeys();
[[nodiscard]] QString reviewKeyText(const ReviewKey &key);
[[nodiscard]] QString reviewKeyHint(const ReviewKey &key);
[[nodiscard]] QString reviewKeyGroup(ReviewKey::Group group);
/// What a pressed key asks for.
[[nodiscard]] std::optional<ReviewCommand> reviewCommand(const QKeyEvent &event);

} // namespace pilothouse

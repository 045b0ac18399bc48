#pragma once

#include "runner/review/attribution.h"
#include "runner/workspace/selection.h"

#include <span>

namespace pilothouse {

/// What a person reads about a line's origin. Everything is bounded and made visible; sentences are translated.
struct OriginText {
    QString headline; ///< One sentence: by whom, and how sure that is.
    QString caveat; ///< What else is possible, or why nothing is known; may be empty.
    QString prompt;
    QString words; ///< The agent's, before the call; of several candidates none.
    QStringList commands; ///< Of each call: its command or else its title.
    qint64 seq = 0; ///< The event to show in the transcript; 0: none.

    friend bool operator==(const OriginText &, const OriginText &) = default;
};

[[nodiscard]] OriginText originText(const LineOrigin &origin);
/// The stable name of a kind: by, during, between, restored, unknown.
[[nodiscard]] QString nameOf(LineOrigin::Kind kind);
/// The stable name of a reason, such as "not_yet"; empty for none.
[[nodiscard]] QString nameOf(LineOrigin::Reason reason);

/// What the accepted lines of one file come from.
struct NotedFile {
    QByteArray path; ///< In the accepted tree.
    std::shared_ptr<const LineOrigins> origins;
    bool whole = false; ///< All of its added lines, else those of `added`.
    std::vector<LineRange> added; ///< Lines of the new file in the change set.
};

/// The text of a git note on an accepted commit: for each file which of its lines (numbered from 1 as in the snapshot)
/// came by what. The same input gives the same bytes; at most `limit` of them, with a last line that says what was left
/// out. English: it goes into a repository.
[[nodiscard]] QByteArray attributionNote(
    const QString &session, const ObjectId &snapshot, std::span<const NotedFile> files, qsizetype limit = 256 * 1024);

} // namespace pilothouse

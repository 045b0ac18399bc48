#pragma once

#include "runner/review/attribution.h"
#include "runner/workspace/selection.h"

namespace pilothouse {

/// Which origins are meant: those of one turn, or of one tool call.
struct OriginFilter {
    enum class Certainty {
        Certain, ///< Nothing else that is listed can have been it.
        Possible, ///< It is one of the candidates.
    };
    qint32 turn = 0; ///< 0: any.
    ToolCallId call; ///< Empty: any. Agents use a name again in a later turn, so name the turn as well.
    Certainty certainty = Certainty::Possible;

    [[nodiscard]] bool matches(const LineOrigin &origin) const;
};

/// The lines of a file's change that come from there: for looking at what one turn or one tool call changed. Of a file
/// without lines all of it, if everything that touched it matches. Empty parts: nothing matches.
[[nodiscard]] FileSelection selectOrigins(
    const FileChange &change, const LineOrigins &origins, const OriginFilter &filter);

} // namespace pilothouse

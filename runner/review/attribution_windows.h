#pragma once

// Internal: when a snapshot's changes were written, and which calls were open then.

#include "runner/review/attribution.h"

#include <span>

namespace pilothouse {

/// What a snapshot's commit says.
struct SnapshotStamp {
    std::optional<quint64> position;
    std::optional<quint64> since;
    std::optional<quint64> until;

    [[nodiscard]] static SnapshotStamp fromMessage(const QByteArray &message);
    friend bool operator==(const SnapshotStamp &, const SnapshotStamp &) = default;
};

/// After the line `since` and before the one behind `until`.
struct WriteWindow {
    AgentPlace since;
    AgentPlace until;
    LineOrigin::Reason unknown = LineOrigin::Reason::None; ///< Anything else: the two say nothing.
    bool settled = false; ///< No event that is still to come changes what is said of it.
};

[[nodiscard]] WriteWindow writeWindow(const Timeline &timeline, std::span<const SnapshotStamp> stamps, size_t snapshot);

/// Indices of the calls that were open at some moment of the window, in their order.
[[nodiscard]] std::vector<size_t> openCalls(const Timeline &timeline, const WriteWindow &window, size_t snapshot);

/// All that is known of a change that the snapshot was the first to have, but for what calls state.
[[nodiscard]] LineOrigin originInTime(const Timeline &timeline, const WriteWindow &window, size_t snapshot);
[[nodiscard]] LineOrigin originByCall(const Timeline &timeline, size_t call, size_t snapshot);
/// What holds when it is one of several.
[[nodiscard]] LineOrigin oneOf(const std::vector<const LineOrigin *> &origins);

} // namespace pilothouse

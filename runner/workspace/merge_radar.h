#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/merge.h"

#include <memory>
#include <span>

namespace pilothouse {

/// Work on a repository that is not accepted yet: a session's changes, or where a branch has gone meanwhile.
struct LiveChanges {
    QString store; ///< Of the session; for a branch the person's repository (RepositoryFacts::commonDirectory).
    ObjectId base; ///< The commit that it began from; of a branch its tip.
    ObjectId tip; ///< The snapshot's commit, or the branch's tip.

    friend bool operator==(const LiveChanges &, const LiveChanges &) = default;
};

/// What would happen if both were merged.
struct RadarFinding {
    struct Clash {
        QByteArray path;
        MergeConflict::Kind kind = MergeConflict::Kind::Content;

        friend bool operator==(const Clash &, const Clash &) = default;
    };
    size_t first = 0; ///< Indices of compare()'s argument; first < second.
    size_t second = 0;
    std::vector<Clash> clashes; ///< By path; empty: they merge cleanly.

    friend bool operator==(const RadarFinding &, const RadarFinding &) = default;
};

/// Merges live changes with each other in memory, pair by pair, and remembers what did not change since. Only what both
/// sides of a pair touched is merged, so a pair that has nothing in common costs a look at two lists of paths.
/// Any thread, one at a time.
class MergeRadar final {
public:
    MergeRadar();
    ~MergeRadar();
    MergeRadar(const MergeRadar &) = delete;
    MergeRadar &operator=(const MergeRadar &) = delete;

    /// Every pair, in order. Nothing is written anywhere. Blocks. Errors: NotFound, LimitExceeded, GitFailed,
    /// Cancelled.
    [[nodiscard]] Result<std::vector<RadarFinding>> compare(
        std::span<const LiveChanges> changes, std::stop_token stop = {});

private:
    class Round;
    struct Memory;
    std::unique_ptr<Memory> m_memory;
};

} // namespace pilothouse

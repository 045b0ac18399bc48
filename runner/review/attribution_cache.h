#pragma once

#include "runner/review/attribution.h"
#include "runner/review/attribution_lines.h"
#include "runner/review/attribution_windows.h"
#include "runner/workspace/path_history.h"

#include <list>
#include <mutex>

namespace pilothouse {

/// One change of a file that lines may come from.
struct OriginStep {
    static constexpr size_t noCall = static_cast<size_t>(-1);

    size_t snapshot = 0; ///< Index in the timeline.
    size_t call = noCall; ///< The call that states it.
    bool byIgnoring = false;
};

/// The lines of one file after a snapshot, and the steps they come from. Immutable once it is kept.
struct FileLines {
    size_t state = 0; ///< 0: the base; n: snapshot n - 1.
    PathState path; ///< There.
    std::vector<quint32> sets; ///< Of each line.
    StepSets numbers;
    std::vector<OriginStep> steps; ///< The first two are StepSets::base and ::tooMuch.
};

/// What lineOrigins() keeps of one session: nothing in it becomes wrong by later events, since only what is settled is
/// kept. Bounded. Thread-safe.
class OriginCache final {
public:
    static constexpr size_t maxFiles = 256;
    static constexpr size_t maxLines = 8'000'000;

    /// What snapshots' commits say; asks the store for those that are not known yet.
    [[nodiscard]] Result<std::vector<SnapshotStamp>> stamps(
        const QString &store, const Timeline &timeline, const std::stop_token &stop);

    /// What is known of the file that was last asked for by this path, at a state up to this one; null: nothing.
    [[nodiscard]] std::shared_ptr<const FileLines> lines(const QByteArray &path, size_t state) const;
    void keep(const QByteArray &path, std::shared_ptr<const FileLines> lines);

private:
    mutable std::mutex m_mutex;
    std::vector<ObjectId> m_commits;
    std::vector<SnapshotStamp> m_stamps;
    std::list<std::pair<QByteArray, std::shared_ptr<const FileLines>>> m_files; ///< The last used first.
    size_t m_lines = 0;
};

} // namespace pilothouse

// What the live sessions of one repository would meet in each other.

#include "runner/session/runner.h"
#include "runner/workspace/merge_radar.h"

#include <QFileInfo>

#include <algorithm>
#include <mutex>

namespace pilothouse {

namespace {

constexpr size_t SessionsCompared = 50; ///< The ones at work last; the pairs grow with the square.

/// A session with changes that are not accepted.
struct LiveSession {
    SessionId id;
    QString title;
    LiveChanges changes;
};

} // namespace

struct Runner::Radar {
    std::mutex mutex; ///< Held while comparing.
    MergeRadar radar;
};

Task<std::vector<SessionClash>> Runner::clashes(SessionId id)
{
    const std::shared_ptr<const SessionRows> rows = m_rows;
    const auto own = std::ranges::find(*rows, id, &SessionRow::id);
    if (own == rows->end())
        co_return failure(NotFound, tr("There is no session %1.").arg(id.value));
    const QString repository = own->repositoryPath;
    std::vector<SessionRow> members;
    std::ranges::copy_if(*rows, std::back_inserter(members),
        [&](const SessionRow &row) { return row.repositoryPath == repository && row.changedFiles > 0; });
    std::ranges::sort(members, [id](const SessionRow &left, const SessionRow &right) {
        return std::pair(left.id == id, left.updatedMs) > std::pair(right.id == id, right.updatedMs);
    });
    members.resize(std::min(members.size(), SessionsCompared));
    std::vector<LiveSession> live;
    for (const SessionRow &row : members) {
        const auto loaded = co_await load(row.id);
        if (!loaded || (*loaded)->state.snapshots.empty())
            continue;
        const SessionState &state = (*loaded)->state;
        const Snapshot &last = state.snapshots.back();
        const QString store = m_directory.sessionStore(row.id);
        if (state.review.taken == last.tree || state.review.taken == last.commit || !QFileInfo::exists(store))
            continue;
        live.push_back({row.id, row.title, {store, ObjectId(state.baseCommit), last.commit}});
    }
    if (live.empty() || live.front().id != id)
        co_return std::vector<SessionClash>();
    std::shared_ptr<Radar> &radar = m_radars[repository];
    if (!radar)
        radar = std::make_shared<Radar>();
    using Answer = Result<std::vector<SessionClash>>;
    co_return co_await runOn(*m_pool, [radar, live, repository](const std::stop_token &stop) -> Answer {
        std::vector<LiveChanges> changes;
        std::ranges::transform(live, std::back_inserter(changes), &LiveSession::changes);
        const auto facts = probeRepository(repository);
        if (facts)
            changes.push_back({facts->commonDirectory, facts->head, facts->head});
        const std::scoped_lock lock(radar->mutex);
        const auto findings = radar->radar.compare(changes, stop);
        if (!findings)
            return std::unexpected(findings.error());
        std::vector<SessionClash> clashes;
        for (const RadarFinding &finding : *findings) {
            if (finding.first != 0 || finding.clashes.empty())
                continue;
            if (finding.second < live.size())
                clashes.push_back({live[finding.second].id, live[finding.second].title, finding.clashes});
            else
                clashes.push_back({SessionId(), facts->branch, finding.clashes});
        }
        return clashes;
    });
}

} // namespace pilothouse

// What the live sessions of one repository would meet in each other.

#include "runner/session/runner.h"
#include "runner/workspace/merge_radar.h"

#include <QFileInfo>

#include <algorithm>
#include <mutex>

namespace pilothouse {

namespace {

constexpr size_t SessionsCompared = 50; ///< The ones at work last; the pairs grow with the square.

/// What has to be looked at outside the database.
struct LiveFront {
    Result<RepositoryFacts> facts;
    std::vector<bool> there; ///< Whether the session's store is.
};

} // namespace

struct Runner::Radar {
    std::mutex mutex; ///< Held while comparing.
    MergeRadar radar;
};

Task<std::vector<RadarFinding>> Runner::compareLive(QString name, std::vector<LiveChanges> changes)
{
    std::shared_ptr<Radar> &radar = m_radars[name];
    if (!radar)
        radar = std::make_shared<Radar>();
    co_return co_await runOn(*m_pool, [radar, changes](const std::stop_token &stop) {
        const std::scoped_lock lock(radar->mutex);
        return radar->radar.compare(changes, stop);
    });
}

Task<std::vector<SessionClash>> Runner::clashes(SessionId id)
{
    const auto own = std::ranges::find(*m_rows, id, &SessionRow::id);
    if (own == m_rows->end())
        co_return failure(NotFound, tr("There is no session %1.").arg(id.value));
    auto report = co_await radar(own->repositoryPath);
    if (!report)
        co_return std::unexpected(report.error());
    co_return std::move((*report)[id]);
}

Task<RadarReport> Runner::radar(QString repository)
{
    std::vector<SessionRow> live;
    std::ranges::copy_if(*m_rows, std::back_inserter(live), [&](const SessionRow &row) {
        return row.repositoryPath == repository && row.changedFiles > 0 && !row.allTaken && row.base.isValid();
    });
    std::ranges::sort(live, std::ranges::greater(), &SessionRow::updatedMs);
    live.resize(std::min(live.size(), SessionsCompared));
    if (live.empty())
        co_return RadarReport();
    std::vector<LiveChanges> changes;
    for (const SessionRow &row : live)
        changes.push_back({m_directory.sessionStore(row.id), row.base, row.snapshot});
    const auto facts = co_await runOn(*m_pool, [repository, changes](const std::stop_token &) -> Result<LiveFront> {
        LiveFront front{.facts = probeRepository(repository), .there = {}};
        for (const LiveChanges &one : changes)
            front.there.push_back(QFileInfo::exists(one.store));
        return front;
    });
    if (!facts)
        co_return std::unexpected(facts.error());
    for (size_t i = live.size(); i-- > 0;) {
        if (!facts->there[i]) {
            live.erase(live.begin() + static_cast<std::ptrdiff_t>(i));
            changes.erase(changes.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    if (facts->facts)
        changes.push_back({facts->facts->commonDirectory, facts->facts->head, facts->facts->head});
    const auto findings = co_await compareLive(repository, std::move(changes));
    if (!findings)
        co_return std::unexpected(findings.error());
    RadarReport report;
    for (const RadarFinding &finding : *findings) {
        if (finding.clashes.empty())
            continue;
        const SessionRow &first = live[finding.first];
        if (finding.second >= live.size()) {
            report[first.id].push_back({SessionId(), facts->facts->branch, finding.clashes});
            continue;
        }
        const SessionRow &second = live[finding.second];
        if (!first.group.isEmpty() && first.group == second.group)
            continue;
        report[first.id].push_back({second.id, second.title, finding.clashes});
        report[second.id].push_back({first.id, first.title, finding.clashes});
    }
    co_return std::move(report);
}

} // namespace pilothouse

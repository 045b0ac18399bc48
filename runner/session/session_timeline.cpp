#include "runner/session/session_timeline.h"

#include <algorithm>

namespace pilothouse {

namespace {

using Kind = TimelineTick::Kind;

constexpr int baseIndex = -1; // of a snapshot

/// What the agent's messages say about calls: an agent may call a command "completed" that failed.
QHash<QString, bool> failedCalls(const Transcript &transcript)
{
    QHash<QString, bool> out;
    for (qsizetype row = 0; row < transcript.size(); ++row) {
        if (const auto *call = std::get_if<ToolCallItem>(&transcript.at(row)->body))
            out[call->call.value] =
                call->status == ToolCallStatus::Failed || call->exitCode.value_or(0) != 0 || !call->signal.isEmpty();
    }
    return out;
}

class Ticks {
public:
    Ticks(const SessionState &state, const Timeline &timeline) : m_state(state), m_timeline(timeline)
    {
        for (const Snapshot &snapshot : state.snapshots)
            m_facts.insert(snapshot.commit, &snapshot);
        for (const ToolCallSpan &call : timeline.calls)
            m_begins.push_back(call.begin);
        for (const TurnSpan &turn : timeline.turns)
            m_begins.push_back({turn.begin.incarnation, turn.begin.line + 1});
        std::ranges::sort(m_begins);
    }

    std::vector<TimelineTick> make()
    {
        m_ticks.push_back({.kind = Kind::Base,
            .snapshot = ObjectId(m_state.baseCommit),
            .tree = m_state.baseTree,
            .atMs = m_state.createdMs});
        addCalls();
        addTurns();
        addSnapshots();
        std::ranges::stable_sort(m_ticks.begin() + 1, m_ticks.end(), {},
            [this](const TimelineTick &tick) { return std::pair(m_index.value(tick.snapshot, baseIndex), tick.seq); });
        for (size_t at = 1; at < m_ticks.size(); ++at)
            m_ticks[at].changed = m_ticks[at].tree != m_ticks[at - 1].tree;
        for (auto &tick : m_ticks)
            tick.isNow = tick.tree == m_ticks.back().tree && &tick == &m_ticks.back();
        return std::move(m_ticks);
    }

private:
    [[nodiscard]] static AgentPlace placeOf(const TimelineSnapshot &snapshot)
    {
        return {snapshot.incarnation, snapshot.position};
    }

    /// The last snapshot taken before the agent's line at `place`, and before a person changed the files after `from`.
    [[nodiscard]] int lastBefore(AgentPlace from, AgentPlace place) const
    {
        const auto &snapshots = m_timeline.snapshots;
        const auto behind = std::ranges::lower_bound(snapshots, place, {}, placeOf);
        const auto first = std::ranges::lower_bound(snapshots.begin(), behind, from, {}, placeOf);
        const auto end =
            std::find_if(first, behind, [](const TimelineSnapshot &snapshot) { return snapshot.restoredBy != 0; });
        return static_cast<int>(end - snapshots.begin()) - 1;
    }

    /// The agent's first line behind `end` with which it began something else.
    [[nodiscard]] AgentPlace nextAfter(AgentPlace end) const
    {
        const auto next = std::ranges::upper_bound(m_begins, end);
        return next == m_begins.end() ? AgentPlace{end.incarnation + 1, 0} : *next;
    }

    TimelineTick tickAt(int index, Kind kind)
    {
        TimelineTick tick{.kind = kind,
            .snapshot = ObjectId(m_state.baseCommit),
            .tree = m_state.baseTree,
            .atMs = m_state.createdMs};
        if (index == baseIndex)
            return tick;
        const TimelineSnapshot &snapshot = m_timeline.snapshots[static_cast<size_t>(index)];
        tick.snapshot = snapshot.commit;
        tick.tree = snapshot.tree;
        tick.seq = snapshot.seq;
        tick.turn = snapshot.turn;
        m_index.insert(snapshot.commit, index);
        if (const Snapshot *facts = m_facts.value(snapshot.commit)) {
            tick.atMs = facts->atMs;
            tick.files = facts->filesChanged;
            tick.added = facts->linesAdded;
            tick.removed = facts->linesRemoved;
        }
        return tick;
    }

    void addCalls()
    {
        const QHash<QString, bool> failed = failedCalls(m_state.transcript);
        for (const ToolCallSpan &call : m_timeline.calls) {
            if (!call.ended)
                continue;
            TimelineTick tick = tickAt(lastBefore(call.end, nextAfter(call.end)), Kind::ToolCall);
            tick.seq = call.seq;
            tick.turn = call.turn;
            tick.toolCall = call.call;
            tick.title = call.command.isEmpty() ? call.title : call.command;
            tick.failed = failed.value(call.call.value) || !call.completed;
            m_ticks.push_back(std::move(tick));
        }
    }

    void addTurns()
    {
        for (const TurnSpan &turn : m_timeline.turns) {
            if (!turn.ended)
                continue;
            TimelineTick tick = tickAt(lastBefore(turn.end, nextAfter(turn.end)), Kind::TurnEnd);
            tick.seq = std::max(tick.seq, turn.seq);
            tick.turn = turn.turn;
            tick.title = turn.prompt;
            m_ticks.push_back(std::move(tick));
        }
    }

    /// A person's changes, and snapshots that no call or turn ended with.
    void addSnapshots()
    {
        const QHash<ObjectId, int> known = m_index;
        for (size_t at = 0; at < m_timeline.snapshots.size(); ++at) {
            const TimelineSnapshot &snapshot = m_timeline.snapshots[at];
            if (snapshot.restoredBy == 0 && known.contains(snapshot.commit))
                continue;
            Kind kind = Kind::Snapshot;
            if (snapshot.restoredBy != 0)
                kind = isRestore(snapshot) ? Kind::Restored : Kind::RejectionCarriedOut;
            m_ticks.push_back(tickAt(static_cast<int>(at), kind));
        }
    }

    [[nodiscard]] bool isRestore(const TimelineSnapshot &snapshot) const
    {
        return std::ranges::any_of(m_state.review.restores, [&](const auto &restore) {
            const Snapshot *target = m_facts.value(restore->to);
            const ObjectId tree = target ? target->tree : m_state.baseTree;
            return tree == snapshot.tree;
        });
    }

    const SessionState &m_state;
    const Timeline &m_timeline;
    QHash<ObjectId, const Snapshot *> m_facts;
    std::vector<AgentPlace> m_begins; ///< Of calls and turns, ascending.
    QHash<ObjectId, int> m_index; ///< Of the snapshots that have a tick.
    std::vector<TimelineTick> m_ticks;
};

} // namespace

std::vector<TimelineTick> timelineTicks(const SessionState &state, const Timeline &timeline)
{
    return Ticks(state, timeline).make();
}

} // namespace pilothouse

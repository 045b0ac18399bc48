#include "runner/review/attribution_windows.h"

#include <algorithm>
#include <limits>

namespace pilothouse {

namespace {

using Kind = LineOrigin::Kind;
using Reason = LineOrigin::Reason;

constexpr size_t maxCandidates = 32;
constexpr AgentPlace forever{std::numeric_limits<quint32>::max(), std::numeric_limits<quint64>::max()};

std::optional<quint64> field(const QByteArray &message, const QByteArray &name)
{
    const qsizetype at = message.indexOf(QByteArray('\n' + name + ": "));
    if (at < 0)
        return std::nullopt;
    const qsizetype from = at + name.size() + 3;
    const qsizetype end = message.indexOf('\n', from);
    bool good = false;
    const quint64 value = message.sliced(from, (end < 0 ? message.size() : end) - from).toULongLong(&good);
    return good ? std::optional(value) : std::nullopt;
}

LineOrigin::Call callOf(const ToolCallSpan &span)
{
    return {span.call, span.turn, span.seq, span.kind, span.title, span.command, span.words};
}

bool hadBegun(const ToolCallSpan &span, const TimelineSnapshot &snapshot)
{
    // The snapshot was in the log before the turn's prompt went out.
    return span.turnSeq < snapshot.seq;
}

void setTurns(const Timeline &timeline, const WriteWindow &window, const TimelineSnapshot &snapshot, LineOrigin &origin)
{
    for (const TurnSpan &turn : timeline.turns) {
        if (turn.seq > snapshot.seq)
            break;
        origin.afterTurn = turn.turn;
        if (turn.begin > window.until || (turn.ended && turn.end <= window.since))
            continue;
        origin.turns.push_back(turn.turn);
        origin.prompt = turn.prompt;
    }
    if (origin.turns.size() != 1)
        origin.prompt.clear();
}

} // namespace

SnapshotStamp SnapshotStamp::fromMessage(const QByteArray &message)
{
    return {field(message, "position"), field(message, "since"), field(message, "until")};
}

WriteWindow writeWindow(const Timeline &timeline, std::span<const SnapshotStamp> stamps, size_t index)
{
    const std::vector<TimelineSnapshot> &snapshots = timeline.snapshots;
    const TimelineSnapshot &snapshot = snapshots[index];
    const SnapshotStamp &stamp = stamps[index];
    // Numbers that do not fit each other are none.
    const bool good = (!stamp.position || *stamp.position == snapshot.position)
        && (!stamp.since || *stamp.since <= snapshot.position) && (!stamp.until || *stamp.until >= snapshot.position);
    WriteWindow window;
    if (!good) {
        window.unknown = Reason::NoPosition;
        window.settled = true;
        return window;
    }
    if (stamp.since)
        window.since = {snapshot.incarnation, *stamp.since};
    else if (index >= 2)
        window.since = {snapshots[index - 2].incarnation, snapshots[index - 2].position};
    if (stamp.until)
        window.until = {snapshot.incarnation, *stamp.until};
    else if (index + 1 < snapshots.size())
        window.until = {snapshots[index + 1].incarnation, snapshots[index + 1].position};
    else
        window.until = forever;
    if (window.since > window.until) {
        window.unknown = Reason::NoPosition;
        window.settled = true;
        return window;
    }
    if (window.until == forever) {
        // Only what belongs to turns that had begun; all of it is known when they are over.
        const bool over = std::ranges::all_of(
            timeline.turns, [&snapshot](const TurnSpan &turn) { return turn.seq > snapshot.seq || turn.ended; });
        window.unknown = over ? Reason::None : Reason::NotYet;
        return window;
    }
    const auto last = timeline.lastLines.find(window.until.incarnation);
    const bool heard =
        window.until.line == 0 || (last != timeline.lastLines.end() && last->second >= window.until.line);
    if (!heard)
        window.unknown = Reason::NotYet;
    window.settled = heard && std::ranges::all_of(openCalls(timeline, window, index), [&timeline](size_t call) {
        return timeline.calls[call].ended;
    });
    return window;
}

std::vector<size_t> openCalls(const Timeline &timeline, const WriteWindow &window, size_t index)
{
    const TimelineSnapshot &snapshot = timeline.snapshots[index];
    std::vector<size_t> open;
    for (size_t i = 0; i < timeline.calls.size(); ++i) {
        const ToolCallSpan &span = timeline.calls[i];
        if (hadBegun(span, snapshot) && span.begin <= window.until && (!span.ended || span.end > window.since))
            open.push_back(i);
    }
    return open;
}

LineOrigin originInTime(const Timeline &timeline, const WriteWindow &window, size_t index)
{
    const TimelineSnapshot &snapshot = timeline.snapshots[index];
    LineOrigin origin{.calls = {}, .turns = {}, .prompt = {}, .snapshots = {snapshot.commit}, .seq = snapshot.seq};
    if (snapshot.restoredBy > 0) {
        origin.kind = Kind::Restored;
        origin.seq = snapshot.restoredBy;
        origin.afterTurn = snapshot.turn;
        return origin;
    }
    origin.reason = snapshot.mixed ? Reason::Elsewhere : window.unknown;
    if (origin.reason != Reason::None)
        return origin;
    setTurns(timeline, window, snapshot, origin);
    const std::vector<size_t> open = openCalls(timeline, window, index);
    if (open.size() > maxCandidates) {
        origin.reason = Reason::TooMuch;
        return origin;
    }
    origin.kind = open.empty() ? Kind::Between : Kind::During;
    for (const size_t call : open)
        origin.calls.push_back(callOf(timeline.calls[call]));
    if (!open.empty())
        origin.seq = origin.calls.front().seq;
    // Processes end with their container.
    origin.othersMay = std::ranges::any_of(timeline.calls, [&](const ToolCallSpan &span) {
        return hadBegun(span, snapshot) && span.begin <= window.until
            && span.begin.incarnation + 1 > window.since.incarnation
            && !std::ranges::contains(open, static_cast<size_t>(&span - timeline.calls.data()));
    });
    return origin;
}

LineOrigin originByCall(const Timeline &timeline, size_t call, size_t index)
{
    const ToolCallSpan &span = timeline.calls[call];
    LineOrigin origin{.kind = Kind::By,
        .calls = {callOf(span)},
        .turns = {span.turn},
        .afterTurn = span.turn,
        .prompt = {},
        .snapshots = {timeline.snapshots[index].commit},
        .seq = span.seq};
    const auto turn = std::ranges::find(timeline.turns, span.turnSeq, &TurnSpan::seq);
    if (turn != timeline.turns.end())
        origin.prompt = turn->prompt;
    return origin;
}

LineOrigin oneOf(const std::vector<const LineOrigin *> &origins)
{
    LineOrigin merged = *origins.front();
    const auto byCalls = [](const LineOrigin &origin) {
        return origin.kind == Kind::By || origin.kind == Kind::During;
    };
    for (const LineOrigin *origin : std::span(origins).subspan(1)) {
        if (byCalls(merged) && byCalls(*origin)) {
            if (merged.kind != origin->kind || merged.calls != origin->calls)
                merged.kind = Kind::During;
        } else if (merged.kind != origin->kind) {
            merged.kind = Kind::Unknown;
            merged.reason = Reason::EqualLines;
        }
        if (origin->reason != Reason::None)
            merged.reason = origin->reason;
        for (const LineOrigin::Call &call : origin->calls) {
            if (!std::ranges::contains(merged.calls, call))
                merged.calls.push_back(call);
        }
        for (const qint32 turn : origin->turns) {
            if (!std::ranges::contains(merged.turns, turn))
                merged.turns.push_back(turn);
        }
        for (const ObjectId &snapshot : origin->snapshots) {
            if (!std::ranges::contains(merged.snapshots, snapshot))
                merged.snapshots.push_back(snapshot);
        }
        merged.afterTurn = std::max(merged.afterTurn, origin->afterTurn);
        merged.othersMay = merged.othersMay || origin->othersMay;
        if (merged.prompt != origin->prompt)
            merged.prompt.clear();
    }
    std::ranges::sort(merged.turns);
    if (merged.calls.size() > maxCandidates) {
        merged.kind = Kind::Unknown;
        merged.reason = Reason::TooMuch;
    }
    if (merged.kind == Kind::Unknown)
        merged.calls.clear();
    return merged;
}

} // namespace pilothouse

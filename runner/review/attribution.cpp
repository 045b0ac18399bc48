#include "runner/review/attribution.h"

#include "runner/review/attribution_cache.h"
#include "runner/review/attribution_claims.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <map>

namespace pilothouse {

namespace {

using Reason = LineOrigin::Reason;

std::unexpected<Error> cancelled()
{
    return failure(Cancelled, QCoreApplication::translate("Attribution", "Cancelled."));
}

/// Added lines of which the old file has equal ones that stay.
QSet<QByteArrayView> keptTexts(const LineDiff &diff)
{
    QSet<QByteArrayView> added;
    for (const LineEdit &edit : diff.edits) {
        for (int i = edit.newStart; i < edit.newStart + edit.newCount; ++i)
            added.insert(diff.after->lines(i, 1));
    }
    QSet<QByteArrayView> kept;
    int line = 0;
    const auto keepTo = [&](int end) {
        for (; line < end; ++line) {
            if (added.contains(diff.before->lines(line, 1)))
                kept.insert(diff.before->lines(line, 1));
        }
    };
    for (const LineEdit &edit : diff.edits) {
        keepTo(edit.oldStart);
        line += edit.oldCount;
    }
    keepTo(diff.before->count());
    return kept;
}

/// One run of lineOrigins().
class Origins {
public:
    Origins(const QString &store, const Timeline &timeline, const std::vector<SnapshotStamp> &stamps,
        const FileChange &change, const OriginLimits &limits, std::stop_token stop)
        : m_store(store),
          m_timeline(timeline),
          m_stamps(stamps),
          m_change(change),
          m_limits(limits),
          m_stop(std::move(stop))
    { }

    [[nodiscard]] Result<std::shared_ptr<const LineOrigins>> run(
        const ObjectId &from, const ObjectId &to, OriginCache &cache);

private:
    using Lines = std::shared_ptr<const TextLines>;

    [[nodiscard]] std::optional<size_t> stateOf(const ObjectId &id) const;
    [[nodiscard]] Result<void> follow(size_t first, size_t last);
    [[nodiscard]] const PathState &pathAt(size_t state) const { return m_paths[state - m_first]; }
    [[nodiscard]] bool changesAt(size_t state) const;
    [[nodiscard]] Result<Lines> textOf(const ObjectId &blob);
    [[nodiscard]] const WriteWindow &windowOf(size_t snapshot);
    [[nodiscard]] std::vector<EditClaim> claimsAt(size_t state);

    /// A change of the file as steps with the texts between them; the steps are made here.
    struct Part {
        quint32 step = 0;
        Lines before;
        Lines after;
    };
    [[nodiscard]] Result<std::vector<Part>> partsOf(size_t state);
    /// The parts of a step with the lines that each of them edits.
    template <class Visit> [[nodiscard]] Result<void> forEachPart(size_t state, Visit visit);
    [[nodiscard]] quint32 stepOf(const OriginStep &step);

    [[nodiscard]] Result<void> carryTo(size_t last, OriginCache &cache);
    [[nodiscard]] size_t firstWithin(size_t first, size_t last, int lines) const;
    [[nodiscard]] Result<void> startAt(size_t first, size_t last);
    [[nodiscard]] Result<RemovedLines> removals(size_t first, size_t last, const Lines &old);
    enum class Older { Leave, Count };
    [[nodiscard]] int rowOf(const std::vector<quint32> &steps, size_t after, Older older, LineOrigins &out);
    [[nodiscard]] LineOrigin describe(quint32 step);
    [[nodiscard]] Result<void> fill(size_t first, size_t last, const LineDiff &diff, LineOrigins &out);

    QString m_store;
    const Timeline &m_timeline;
    const std::vector<SnapshotStamp> &m_stamps;
    const FileChange &m_change;
    OriginLimits m_limits;
    std::stop_token m_stop;
    bool m_followed = false; ///< Through the snapshots from `from` to `to`.
    size_t m_first = 0; ///< State of the first of m_paths.
    std::vector<PathState> m_paths;
    FileLines m_lines; ///< As far as it was carried.
    std::map<std::pair<size_t, size_t>, quint32> m_stepNumbers;
    std::map<size_t, WriteWindow> m_windows;
    std::map<std::vector<quint32>, int> m_rows;
    std::map<ObjectId, Lines> m_texts; ///< The last ones read.
};

/// State 0 is the base, state n the snapshot n - 1.
std::optional<size_t> Origins::stateOf(const ObjectId &id) const
{
    const auto &snapshots = m_timeline.snapshots;
    if (!id.isValid() || id == m_timeline.base)
        return 0;
    for (size_t i = snapshots.size(); i-- > 0;) {
        if (snapshots[i].commit == id)
            return i + 1;
    }
    for (size_t i = snapshots.size(); i-- > 0;) {
        if (snapshots[i].tree == id)
            return i + 1;
    }
    return std::nullopt;
}

Result<void> Origins::follow(size_t first, size_t last)
{
    std::vector<ObjectId> trees;
    for (size_t state = first; state <= last; ++state)
        trees.push_back(state == 0 ? m_timeline.base : m_timeline.snapshots[state - 1].commit);
    auto paths = followPath(m_store, trees, m_change.path(), m_stop);
    if (!paths)
        return std::unexpected(paths.error());
    m_first = first;
    m_paths = std::move(*paths);
    // What could not be read before came into the tree without being written.
    for (size_t state = std::max<size_t>(first, 1) + 1; state <= last; ++state) {
        const bool appeared = pathAt(state).blob.isValid() != pathAt(state - 1).blob.isValid();
        for (const size_t side : {state - 1, state - 2}) {
            const auto unreadable = [&](const QByteArray &path) {
                return pathAt(state).path == path || pathAt(state).path.startsWith(QByteArray(path + '/'));
            };
            if (appeared && std::ranges::any_of(m_timeline.snapshots[side].unreadable, unreadable))
                m_paths[state - m_first].byIgnoring = true;
        }
    }
    return {};
}

bool Origins::changesAt(size_t state) const
{
    const PathState &now = pathAt(state);
    const PathState &before = pathAt(state - 1);
    return now.blob != before.blob || now.mode != before.mode || now.path != before.path;
}

Result<Origins::Lines> Origins::textOf(const ObjectId &blob)
{
    if (!blob.isValid())
        return std::make_shared<const TextLines>();
    if (const auto known = m_texts.find(blob); known != m_texts.end())
        return known->second;
    if (m_stop.stop_requested())
        return cancelled();
    auto bytes = readBlob(m_store, blob, DiffOptions().fileBytes);
    if (!bytes && bytes.error().code != LimitExceeded)
        return std::unexpected(bytes.error());
    auto lines = std::make_shared<const TextLines>(bytes ? std::move(*bytes) : QByteArray());
    if (m_texts.size() >= 4)
        m_texts.clear();
    m_texts.emplace(blob, lines);
    return lines;
}

const WriteWindow &Origins::windowOf(size_t snapshot)
{
    const auto known = m_windows.find(snapshot);
    return known != m_windows.end()
        ? known->second
        : m_windows.emplace(snapshot, writeWindow(m_timeline, m_stamps, snapshot)).first->second;
}

std::vector<EditClaim> Origins::claimsAt(size_t state)
{
    const size_t snapshot = state - 1;
    const WriteWindow &window = windowOf(snapshot);
    const TimelineSnapshot &taken = m_timeline.snapshots[snapshot];
    if (window.unknown != Reason::None || taken.restoredBy > 0 || taken.mixed || pathAt(state).byIgnoring)
        return {};
    std::vector<EditClaim> claims;
    for (const size_t call : openCalls(m_timeline, window, snapshot)) {
        const ToolCallSpan &span = m_timeline.calls[call];
        if (!span.ended || !span.completed)
            continue;
        for (const StatedEdit &edit : span.edits) {
            if (edit.path == pathAt(state).path && edit.before != edit.after)
                claims.push_back({call, &edit});
        }
    }
    return claims;
}

quint32 Origins::stepOf(const OriginStep &step)
{
    const auto [known, isNew] =
        m_stepNumbers.try_emplace({step.snapshot, step.call}, static_cast<quint32>(m_lines.steps.size()));
    if (isNew)
        m_lines.steps.push_back(step);
    return known->second;
}

Result<std::vector<Origins::Part>> Origins::partsOf(size_t state)
{
    const auto before = textOf(pathAt(state - 1).blob);
    if (!before)
        return std::unexpected(before.error());
    const auto after = textOf(pathAt(state).blob);
    if (!after)
        return std::unexpected(after.error());
    if (pathAt(state).blob.isValid()) {
        const std::optional<QByteArray> old =
            pathAt(state - 1).blob.isValid() ? std::optional((*before)->bytes()) : std::nullopt;
        const Explanation explanation = explain(claimsAt(state), old, (*after)->bytes());
        std::vector<Part> parts;
        Lines last = *before;
        for (const auto &[call, text] : explanation) {
            const Lines next = text == (*after)->bytes() ? *after : std::make_shared<const TextLines>(text);
            parts.push_back({stepOf({state - 1, call}), last, next});
            last = next;
        }
        if (!parts.empty())
            return parts;
    }
    return std::vector{Part{stepOf({state - 1, OriginStep::noCall, pathAt(state).byIgnoring}), *before, *after}};
}

/// The state from which on the file's versions are within bounds.
size_t Origins::firstWithin(size_t first, size_t last, int lines) const
{
    const size_t bound =
        std::min(m_limits.versions, static_cast<size_t>(std::max<qint64>(1, m_limits.lines / std::max(1, lines))));
    size_t versions = 0;
    for (size_t state = last; state > first; --state) {
        versions += changesAt(state) ? 1 : 0;
        if (versions > bound)
            return state;
    }
    return first;
}

template <class Visit> Result<void> Origins::forEachPart(size_t state, Visit visit)
{
    const auto parts = partsOf(state);
    if (!parts)
        return std::unexpected(parts.error());
    for (const Part &part : *parts) {
        const auto edits = lineEdits(*part.before, *part.after);
        if (!edits)
            return std::unexpected(edits.error());
        visit(part, *edits);
    }
    return {};
}

/// Begins the carrying with a text of which nothing is known but that it was there at the base, or not even that.
Result<void> Origins::startAt(size_t first, size_t last)
{
    m_lines = {};
    m_lines.steps.resize(2);
    const auto newest = textOf(pathAt(last).blob);
    if (!newest)
        return std::unexpected(newest.error());
    const size_t start = firstWithin(first, last, (*newest)->count());
    const auto text = textOf(pathAt(start).blob);
    if (!text)
        return std::unexpected(text.error());
    const quint32 step = start == 0 ? StepSets::base : StepSets::tooMuch;
    m_lines.sets.assign(static_cast<size_t>((*text)->count()), m_lines.numbers.single(step));
    m_lines.state = start;
    m_lines.path = pathAt(start);
    return {};
}

Result<void> Origins::carryTo(size_t last, OriginCache &cache)
{
    const auto known = cache.lines(m_change.path(), last);
    if (known && known->state >= m_first && pathAt(known->state) == known->path) {
        m_lines = *known;
        for (size_t step = 2; step < m_lines.steps.size(); ++step)
            m_stepNumbers[{m_lines.steps[step].snapshot, m_lines.steps[step].call}] = static_cast<quint32>(step);
    } else if (const auto started = startAt(m_first, last); !started) {
        return started;
    }
    std::shared_ptr<const FileLines> settled;
    for (size_t state = m_lines.state + 1; state <= last; ++state) {
        if (m_stop.stop_requested())
            return cancelled();
        if (!windowOf(state - 1).settled && !settled)
            settled = std::make_shared<const FileLines>(m_lines);
        m_lines.state = state;
        m_lines.path = pathAt(state);
        if (!changesAt(state))
            continue;
        const auto carry = [this](const Part &part, const std::vector<LineEdit> &edits) {
            m_lines.sets = carrySets(*part.before, *part.after, edits, m_lines.sets, part.step, m_lines.numbers);
        };
        if (const auto carried = forEachPart(state, carry); !carried)
            return carried;
    }
    cache.keep(m_change.path(), settled ? settled : std::make_shared<const FileLines>(m_lines));
    return {};
}

Result<RemovedLines> Origins::removals(size_t first, size_t last, const Lines &old)
{
    RemovedLines removed(old->count());
    if (pathAt(first).blob != m_change.oldBlob) {
        const auto own = textOf(pathAt(first).blob);
        if (!own)
            return std::unexpected(own.error());
        const auto edits = lineEdits(*old, **own);
        if (!edits)
            return std::unexpected(edits.error());
        removed.startFrom(*old, **own, *edits);
    }
    if (firstWithin(first, last, old->count()) > first)
        return RemovedLines(old->count());
    for (size_t state = first + 1; state <= last; ++state) {
        if (m_stop.stop_requested())
            return cancelled();
        if (!changesAt(state))
            continue;
        const auto advance = [&removed](const Part &part, const std::vector<LineEdit> &edits) {
            removed.advance(*part.before, *part.after, edits, part.step);
        };
        if (const auto advanced = forEachPart(state, advance); !advanced)
            return std::unexpected(advanced.error());
    }
    return removed;
}

LineOrigin Origins::describe(quint32 step)
{
    LineOrigin unknown{.calls = {}, .turns = {}, .prompt = {}, .snapshots = {}};
    if (step == StepSets::base || step == StepSets::tooMuch) {
        unknown.reason = step == StepSets::tooMuch ? Reason::TooMuch : m_followed ? Reason::Older : Reason::Elsewhere;
        return unknown;
    }
    const OriginStep &origin = m_lines.steps[step];
    if (origin.call != OriginStep::noCall)
        return originByCall(m_timeline, origin.call, origin.snapshot);
    LineOrigin inTime = originInTime(m_timeline, windowOf(origin.snapshot), origin.snapshot);
    if (!origin.byIgnoring || inTime.kind == LineOrigin::Kind::Restored)
        return inTime;
    unknown.reason = Reason::Ignored;
    unknown.snapshots = inTime.snapshots;
    unknown.seq = m_timeline.snapshots[origin.snapshot].seq;
    return unknown;
}

/// The row for a line that may come from any of these steps. Those up to the state `after` made no new line; where an
/// equal line of the old file is there still, that one is theirs.
int Origins::rowOf(const std::vector<quint32> &steps, size_t after, Older older, LineOrigins &out)
{
    std::vector<quint32> meant;
    bool isOlder = false;
    for (const quint32 step : steps) {
        if (step == StepSets::tooMuch || (step > StepSets::tooMuch && m_lines.steps[step].snapshot >= after))
            meant.push_back(step);
        else
            isOlder = true;
    }
    if (meant.empty() || (isOlder && older == Older::Count))
        meant.push_back(StepSets::base);
    std::ranges::sort(meant);
    const auto [known, isNew] = m_rows.try_emplace(meant, static_cast<int>(out.table.size()));
    if (!isNew)
        return known->second;
    std::vector<LineOrigin> origins;
    for (const quint32 step : meant)
        origins.push_back(describe(step));
    std::vector<const LineOrigin *> all;
    for (const LineOrigin &origin : origins)
        all.push_back(&origin);
    out.table.push_back(oneOf(all));
    return known->second;
}

Result<void> Origins::fill(size_t first, size_t last, const LineDiff &diff, LineOrigins &out)
{
    out.added.assign(static_cast<size_t>(diff.after->count()), LineOrigins::none);
    out.removed.assign(static_cast<size_t>(diff.before->count()), LineOrigins::none);
    const bool asStored = !diff.transcoded && m_lines.sets.size() == out.added.size();
    const std::vector<quint32> nowhere{StepSets::base};
    const QSet<QByteArrayView> kept = keptTexts(diff);
    RemovedLines removed(diff.before->count());
    const bool anyRemoved = std::ranges::any_of(diff.edits, [](const LineEdit &edit) { return edit.oldCount > 0; });
    if (asStored && anyRemoved) {
        auto followed = removals(first, last, diff.before);
        if (!followed)
            return std::unexpected(followed.error());
        removed = std::move(*followed);
    }
    const auto removers = removed.steps();
    for (const LineEdit &edit : diff.edits) {
        for (int i = edit.newStart; i < edit.newStart + edit.newCount; ++i)
            out.added[static_cast<size_t>(i)] =
                rowOf(asStored ? m_lines.numbers.steps(m_lines.sets[static_cast<size_t>(i)]) : nowhere, first,
                    kept.contains(diff.after->lines(i, 1)) ? Older::Leave : Older::Count, out);
        for (int i = edit.oldStart; i < edit.oldStart + edit.oldCount; ++i)
            out.removed[static_cast<size_t>(i)] = rowOf(removers[static_cast<size_t>(i)], first, Older::Count, out);
    }
    return {};
}

Result<std::shared_ptr<const LineOrigins>> Origins::run(const ObjectId &from, const ObjectId &to, OriginCache &cache)
{
    auto diff = lineDiff(m_store, m_change);
    if (!diff)
        return std::unexpected(diff.error());
    LineOrigins out;
    const auto last = stateOf(to);
    // What was accepted is a tree of its own; what lies behind it came after the base, at the earliest.
    const size_t first = stateOf(from).value_or(0);
    if (!last || first > *last || !m_timeline.base.isValid()) {
        m_lines.steps.resize(2);
        if (const auto filled = fill(0, 0, {(*diff)->before, (*diff)->after, (*diff)->edits, true}, out); !filled)
            return std::unexpected(filled.error());
        return std::make_shared<const LineOrigins>(std::move(out));
    }
    m_followed = true;
    const auto known = cache.lines(m_change.path(), *last);
    const size_t start = known ? std::min(known->state, first) : 0;
    if (const auto followed = follow(start, *last); !followed)
        return std::unexpected(followed.error());
    if (known && pathAt(known->state) != known->path && start > 0) {
        if (const auto followed = follow(0, *last); !followed)
            return std::unexpected(followed.error());
    }
    if (const auto carried = carryTo(*last, cache); !carried)
        return std::unexpected(carried.error());
    if (const auto filled = fill(first, *last, **diff, out); !filled)
        return std::unexpected(filled.error());
    for (size_t state = first + 1; state <= *last; ++state) {
        if (!changesAt(state))
            continue;
        const auto parts = partsOf(state);
        if (!parts)
            return std::unexpected(parts.error());
        for (const Part &part : *parts)
            out.touching.push_back(rowOf({part.step}, first, Older::Count, out));
    }
    return std::make_shared<const LineOrigins>(std::move(out));
}

} // namespace

Result<std::shared_ptr<const LineOrigins>> lineOrigins(const QString &store, const Timeline &timeline,
    const ObjectId &from, const ObjectId &to, const FileChange &change, OriginCache &cache, const OriginLimits &limits,
    std::stop_token stop)
{
    const auto stamps = cache.stamps(store, timeline, stop);
    if (!stamps)
        return std::unexpected(stamps.error());
    return Origins(store, timeline, *stamps, change, limits, std::move(stop)).run(from, to, cache);
}

} // namespace pilothouse

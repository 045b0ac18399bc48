#include "runner/review/rejections.h"

#include "runner/workspace/merge.h"

#include <algorithm>

namespace pilothouse {

namespace {

/// The state with exactly these rejections in force, and all else of it.
ReviewState withRejections(ReviewState state, const QStringList &ids)
{
    for (auto &record : state.decisions) {
        if (record->decision != ReviewDecision::Rejected)
            continue;
        auto copy = std::make_shared<DecisionRecord>(*record);
        copy->carriedOut.reset();
        copy->undone = !ids.contains(copy->id);
        record = std::move(copy);
    }
    return state;
}

struct Taken {
    ObjectId tree;
    QStringList decisions;
    QList<QByteArray> paths;
};

/// A tree without what these rejections are about.
Result<Taken> takeAway(const QString &store, const ReviewState &state, const QStringList &ids, const ObjectId &tree,
    EditCache &cache, const std::stop_token &stop)
{
    const ReviewState asked = withRejections(state, ids);
    QList<ObjectId> bases;
    for (const auto &record : asked.decisions) {
        if (record->decision == ReviewDecision::Rejected && !record->undone && !bases.contains(record->from))
            bases.append(record->from);
    }
    Taken out{.tree = tree, .decisions = {}, .paths = {}};
    for (const ObjectId &base : bases) {
        const auto changes = diffTrees(store, base, out.tree, {}, stop);
        if (!changes)
            return std::unexpected(changes.error());
        const auto marks = reviewMarks(store, asked, *changes, cache, stop);
        if (!marks)
            return std::unexpected(marks.error());
        const Selection rejected = markedSelection(*marks, *changes, ReviewDecision::Rejected);
        if (rejected.files.empty())
            continue;
        auto composed = composeWithout(store, rejected, stop);
        if (!composed)
            return std::unexpected(composed.error());
        out.tree = std::move(*composed);
        for (const FileSelection &file : rejected.files) {
            const QByteArray &path = file.newPath.isEmpty() ? file.oldPath : file.newPath;
            if (!out.paths.contains(path))
                out.paths.append(path);
        }
        for (const QString &id : marks->rejections) {
            if (!out.decisions.contains(id))
                out.decisions.append(id);
        }
    }
    return out;
}

QList<QByteArray> pathsBetween(const ChangeSet &changes)
{
    QList<QByteArray> out;
    for (const FileChange &change : changes.files)
        out.append(change.path());
    return out;
}

/// `ours` with what lies between `base` and `theirs`; nothing where both changed the same.
Result<ObjectId> bringBack(const QString &store, const ObjectId &base, const ObjectId &ours, const ObjectId &theirs,
    const std::stop_token &stop)
{
    const auto merged = mergeTrees(store, base, ours, theirs, {}, {}, stop);
    if (!merged)
        return std::unexpected(merged.error());
    return merged->tree;
}

} // namespace

Result<RejectionPlan> planRejections(
    const QString &store, const ReviewState &state, const ObjectId &now, EditCache &cache, std::stop_token stop)
{
    RejectionPlan plan{.tree = now};
    // Back first: what is still rejected goes again with the rest.
    QList<std::shared_ptr<const CarriedOut>> undone;
    for (const auto &record : state.decisions) {
        if (!record->undone || !record->carriedOut)
            continue;
        plan.back.append(record->id);
        if (std::ranges::none_of(undone, [&](const auto &one) { return *one == *record->carriedOut; }))
            undone.append(record->carriedOut);
    }
    for (const auto &done : undone) {
        QStringList kept = done->decisions;
        kept.removeIf([&plan](const QString &id) { return plan.back.contains(id); });
        auto wanted = takeAway(store, state, kept, done->from, cache, stop);
        if (!wanted)
            return std::unexpected(wanted.error());
        const auto parts = diffTrees(store, done->to, wanted->tree, {}, stop);
        if (!parts)
            return std::unexpected(parts.error());
        const ObjectId before = plan.tree;
        auto merged = bringBack(store, done->to, plan.tree, wanted->tree, stop);
        if (!merged)
            return std::unexpected(merged.error());
        if (merged->isValid()) {
            plan.tree = *merged;
            if (plan.tree != before)
                plan.broughtTo += pathsBetween(*parts);
        } else {
            for (const QString &id : done->decisions) {
                if (plan.back.contains(id))
                    plan.lost.append(id);
            }
        }
    }
    QStringList due;
    for (const auto &record : state.decisions) {
        if (record->decision == ReviewDecision::Rejected && !record->undone && !record->carriedOut)
            due.append(record->id);
    }
    auto taken = takeAway(store, state, due, plan.tree, cache, stop);
    if (!taken)
        return std::unexpected(taken.error());
    plan.tree = taken->tree;
    plan.decisions = taken->decisions;
    plan.removedFrom = taken->paths;
    return plan;
}

} // namespace pilothouse

#include "runner/review/rejections.h"

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

/// `ours` with what lies between `base` and `theirs`; nothing where a file of it was changed since. Names count as they
/// are: no renames.
Result<ObjectId> bringBack(const QString &store, const ObjectId &base, const ObjectId &ours, const ObjectId &theirs,
    const std::stop_token &stop)
{
    if (ours == base)
        return theirs;
    const DiffOptions byName{.renames = DiffOptions::Renames::Ignore};
    const auto parts = diffTrees(store, base, theirs, byName, stop);
    if (!parts)
        return std::unexpected(parts.error());
    const auto missing = diffTrees(store, ours, theirs, byName, stop);
    if (!missing)
        return std::unexpected(missing.error());
    Selection back{.from = missing->oldTree, .to = missing->newTree, .files = {}};
    for (const FileChange &part : parts->files) {
        const auto found = std::ranges::find_if(
            missing->files, [&part](const FileChange &change) { return change.path() == part.path(); });
        if (found == missing->files.end())
            continue; // it is as it was wanted
        if (ReviewedContent::of(*found) != ReviewedContent::of(part))
            return ObjectId();
        back.files.push_back(wholeSelection(*found));
    }
    return composeSelection(store, back, stop);
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

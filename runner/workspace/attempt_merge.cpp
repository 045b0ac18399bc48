#include "runner/workspace/attempt_merge.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/merge.h"
#include "runner/workspace/store_files.h"
#include "runner/workspace/tree_export.h"

#include <QCoreApplication>
#include <QSet>

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(AttemptMerge)
};

constexpr qsizetype PathsNamed = 5;

/// What a tree reaches and a store lacks, each after what it refers to. What the store has it has with all below it.
class Missing {
public:
    Missing(git_repository *source, git_odb *target, const std::stop_token &stop)
        : m_source(source),
          m_target(target),
          m_stop(stop)
    { }

    Result<void> addTree(const git_oid &id)
    {
        if (isKnown(id))
            return {};
        if (m_stop.stop_requested())
            return wasCancelled();
        git_tree *raw = nullptr;
        if (git_tree_lookup(&raw, m_source, &id) != 0)
            return gitFailure(ObjectsMissing, Words::tr("An attempt's objects are incomplete."));
        const TreePtr tree(raw);
        const size_t count = git_tree_entrycount(raw);
        for (size_t i = 0; i < count; ++i) {
            const git_tree_entry *entry = git_tree_entry_byindex(raw, i);
            const git_oid &child = *git_tree_entry_id(entry);
            if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) {
                if (const auto added = addTree(child); !added)
                    return added;
            } else if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB && !isKnown(child)) {
                objects.push_back(child);
            }
        }
        objects.push_back(id);
        return {};
    }

    std::vector<git_oid> objects;

private:
    bool isKnown(const git_oid &id)
    {
        const QByteArray key = oidKey(id);
        if (m_seen.contains(key))
            return true;
        m_seen.insert(key);
        return git_odb_exists(m_target, &id) != 0;
    }

    git_repository *m_source;
    git_odb *m_target;
    const std::stop_token &m_stop;
    QSet<QByteArray> m_seen;
};

Result<void> conflict(const std::vector<MergeConflict> &conflicts)
{
    QStringList paths;
    for (const MergeConflict &one : conflicts) {
        if (paths.size() < PathsNamed)
            paths.append(displayPath(one.path));
    }
    return failure(AcceptConflict,
        Words::tr("The chosen parts do not fit together; %n file(s) are changed differently by two of them.", nullptr,
            static_cast<int>(conflicts.size())),
        paths.join(QStringLiteral(", ")));
}

} // namespace

Result<void> copyTree(const QString &from, const QString &to, const ObjectId &tree, const std::stop_token &stop)
{
    const auto source = openStore(from);
    const auto target = openStore(to);
    const auto id = toOid(tree);
    if (!source || !target || !id)
        return std::unexpected(!source ? source.error() : !target ? target.error() : id.error());
    git_odb *raw = nullptr;
    if (git_repository_odb(&raw, target->get()) != 0)
        return gitFailure(Words::tr("The session's objects cannot be opened."));
    const OdbPtr odb(raw);
    Missing missing(source->get(), raw, stop);
    if (const auto added = missing.addTree(*id); !added)
        return added;
    if (missing.objects.empty())
        return {};
    const auto written =
        writeObjects(source->get(), missing.objects, to + QStringLiteral("/objects"), {.stop = stop, .progress = {}});
    if (!written)
        return std::unexpected(written.error());
    return {};
}

Result<MergeOutcome> mergeAttempts(
    const QString &store, const ObjectId &base, const std::vector<StoredSelection> &parts, std::stop_token stop)
{
    const auto begin = treeOfSnapshot(store, base);
    if (!begin)
        return std::unexpected(begin.error());
    if (parts.empty())
        return failure(InvalidArgument, Words::tr("Nothing of the attempts is chosen."));
    MergeOutcome composed{.tree = *begin, .conflicts = {}};
    for (const StoredSelection &part : parts) {
        const auto from = treeOfSnapshot(part.store, part.selection.from);
        if (!from)
            return std::unexpected(from.error());
        if (*from != *begin)
            return failure(InvalidArgument, Words::tr("The attempts did not begin from the same files."));
        const auto tree = composeSelection(part.store, part.selection, stop);
        if (!tree)
            return std::unexpected(tree.error());
        if (const auto copied = copyTree(part.store, store, *tree, stop); !copied)
            return std::unexpected(copied.error());
        auto merged = mergeTrees(store, *begin, composed.tree, *tree, {}, {}, stop);
        if (!merged || !merged->conflicts.empty())
            return merged;
        composed.tree = merged->tree;
    }
    return composed;
}

Result<ObjectId> composeAttempts(
    const QString &store, const ObjectId &base, const std::vector<StoredSelection> &parts, std::stop_token stop)
{
    const auto merged = mergeAttempts(store, base, parts, std::move(stop));
    if (!merged)
        return std::unexpected(merged.error());
    if (!merged->conflicts.empty())
        return std::unexpected(conflict(merged->conflicts).error());
    return merged->tree;
}

Result<ObjectId> takenWith(
    const QString &store, const Selection &selection, const ObjectId &taken, std::stop_token stop)
{
    const auto tree = composeSelection(store, selection, stop);
    if (!tree || !taken.isValid())
        return tree;
    const auto merged = mergeTrees(store, selection.from, taken, *tree, {}, {}, std::move(stop));
    if (!merged)
        return std::unexpected(merged.error());
    return merged->conflicts.empty() ? merged->tree : taken;
}

} // namespace pilothouse

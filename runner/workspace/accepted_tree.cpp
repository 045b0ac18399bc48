#include "runner/workspace/accepted_tree.h"

#include "runner/workspace/change_set.h"

#include <QCoreApplication>
#include <QSet>
#include <QStringList>

#include <algorithm>

namespace pilothouse {

namespace {

std::unexpected<Error> cannotCompose()
{
    return gitFailure(
        QCoreApplication::translate("Workspace", "The accepted files cannot be put together: the store is damaged."));
}

bool isChosen(const FileChange &change, const QSet<QByteArray> &paths)
{
    return (!change.oldPath.isEmpty() && paths.contains(change.oldPath))
        || (!change.newPath.isEmpty() && paths.contains(change.newPath));
}

Result<void> refuseUnknown(const QList<FileChange> &changes, const QList<QByteArray> &paths)
{
    QSet<QByteArray> changed;
    for (const FileChange &change : changes) {
        changed.insert(change.oldPath);
        changed.insert(change.newPath);
    }
    for (const QByteArray &path : paths) {
        if (path.isEmpty() || !changed.contains(path))
            return failure(InvalidArgument,
                QCoreApplication::translate("Workspace", "“%1” is not among the changed files.")
                    .arg(displayPath(path)));
    }
    return {};
}

Result<void> applyChange(git_index *index, const FileChange &change)
{
    if (change.newPath.isEmpty() || change.newPath != change.oldPath) {
        if (!change.oldPath.isEmpty() && git_index_remove(index, change.oldPath.constData(), 0) != 0)
            return cannotCompose();
    }
    if (change.newPath.isEmpty())
        return {};
    git_index_entry entry{};
    entry.mode = change.newMode;
    entry.path = change.newPath.constData();
    const Result<git_oid> blob = toOid(change.newBlob);
    if (!blob)
        return std::unexpected(blob.error());
    entry.id = *blob;
    if (git_index_add(index, &entry) != 0)
        return cannotCompose();
    return {};
}

/// Walks what a commit reaches, children before parents, leaving out what the target has.
class CopyList {
public:
    CopyList(git_repository *source, git_odb *target, const std::stop_token &stop)
        : m_source(source),
          m_target(target),
          m_stop(stop)
    { }

    Result<std::vector<git_oid>> of(const git_oid &commit)
    {
        struct Step {
            git_oid oid;
            unsigned int nextParent;
        };
        std::vector<Step> open{{commit, 0}};
        while (!open.empty()) {
            const Step step = open.back();
            git_commit *raw = nullptr;
            if (has(step.oid) || m_seen.contains(oidKey(step.oid))) {
                open.pop_back();
                continue;
            }
            if (git_commit_lookup(&raw, m_source, &step.oid) != 0)
                return missing();
            const CommitPtr found(raw);
            if (step.nextParent < git_commit_parentcount(raw)) {
                ++open.back().nextParent;
                open.push_back({*git_commit_parent_id(raw, step.nextParent), 0});
                continue;
            }
            open.pop_back();
            if (const Result<void> added = addCommit(raw); !added)
                return std::unexpected(added.error());
        }
        return std::move(m_list);
    }

private:
    using Trees = std::vector<const git_tree *>;

    [[nodiscard]] bool has(const git_oid &oid) const
    {
        return git_odb_exists_ext(m_target, &oid, GIT_ODB_LOOKUP_NO_REFRESH) == 1;
    }

    static std::unexpected<Error> missing()
    {
        return gitFailure(ObjectsMissing,
            QCoreApplication::translate("Workspace", "The session's store is damaged: an object is missing."));
    }

    Result<void> addCommit(const git_commit *commit)
    {
        std::vector<TreePtr> parents;
        Trees known;
        for (unsigned int i = 0; i < git_commit_parentcount(commit); ++i) {
            git_commit *raw = nullptr;
            if (git_commit_lookup(&raw, m_source, git_commit_parent_id(commit, i)) != 0)
                continue; // Beyond the end of a shallow history, which the target has as well.
            const CommitPtr parent(raw);
            if (Result<TreePtr> tree = treeOf(raw)) {
                known.push_back(tree->get());
                parents.push_back(std::move(*tree));
            }
        }
        const Result<TreePtr> tree = treeOf(commit);
        if (!tree)
            return std::unexpected(tree.error());
        const bool same = std::ranges::any_of(known,
            [&tree](const git_tree *other) { return git_oid_equal(git_tree_id(tree->get()), git_tree_id(other)); });
        if (const Result<void> added = same ? Result<void>() : addTree(tree->get(), known); !added)
            return added;
        add(*git_commit_id(commit));
        return {};
    }

    /// What a parent's tree has at the same place is in the target; anywhere else each object is asked for, as an
    /// object that happens to be there without a ref need not be complete.
    Result<void> addTree(const git_tree *tree, const Trees &known)
    {
        if (m_seen.contains(oidKey(*git_tree_id(tree))))
            return {};
        for (size_t i = 0; i < git_tree_entrycount(tree); ++i) {
            if (m_stop.stop_requested())
                return wasCancelled();
            const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
            const git_oid &oid = *git_tree_entry_id(entry);
            std::vector<TreePtr> below;
            Trees knownBelow;
            bool same = false;
            for (const git_tree *other : known) {
                const git_tree_entry *counterpart = git_tree_entry_byname(other, git_tree_entry_name(entry));
                if (!counterpart)
                    continue;
                same = same || git_oid_equal(git_tree_entry_id(counterpart), &oid);
                git_tree *raw = nullptr;
                if (git_tree_entry_type(counterpart) == GIT_OBJECT_TREE
                    && git_tree_lookup(&raw, m_source, git_tree_entry_id(counterpart)) == 0) {
                    below.emplace_back(raw);
                    knownBelow.push_back(raw);
                }
            }
            if (same || git_tree_entry_type(entry) == GIT_OBJECT_COMMIT)
                continue;
            if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
                add(oid);
                continue;
            }
            git_tree *raw = nullptr;
            if (git_tree_lookup(&raw, m_source, &oid) != 0)
                return missing();
            const TreePtr child(raw);
            if (const Result<void> added = addTree(raw, knownBelow); !added)
                return added;
        }
        add(*git_tree_id(tree));
        return {};
    }

    void add(const git_oid &oid)
    {
        const qsizetype before = m_seen.size();
        m_seen.insert(oidKey(oid));
        if (m_seen.size() > before && !has(oid))
            m_list.push_back(oid);
    }

    git_repository *m_source;
    git_odb *m_target;
    const std::stop_token &m_stop;
    QSet<QByteArray> m_seen;
    std::vector<git_oid> m_list;
};

} // namespace

Result<git_oid> composeTree(const QString &store, git_repository *repository, git_tree *base, git_tree *snapshot,
    const QList<QByteArray> &paths, const std::stop_token &stop)
{
    if (paths.isEmpty())
        return *git_tree_id(snapshot);
    const Result<ChangeSet> changes =
        diffTrees(store, toObjectId(*git_tree_id(base)), toObjectId(*git_tree_id(snapshot)), {}, stop);
    if (!changes)
        return std::unexpected(changes.error());
    if (const Result<void> known = refuseUnknown(changes->files, paths); !known)
        return std::unexpected(known.error());
    git_index *rawIndex = nullptr;
    if (git_index_new(&rawIndex) != 0)
        return cannotCompose();
    const IndexPtr index(rawIndex);
    if (git_index_read_tree(rawIndex, base) != 0)
        return cannotCompose();
    const QSet<QByteArray> chosen(paths.begin(), paths.end());
    // What goes away first, so that a file can become a folder and a folder a file.
    for (const bool additions : {false, true}) {
        for (const FileChange &change : changes->files) {
            if (!isChosen(change, chosen) || change.newPath.isEmpty() == additions)
                continue;
            if (const Result<void> applied = applyChange(rawIndex, change); !applied)
                return std::unexpected(applied.error());
        }
    }
    git_oid tree{};
    if (git_index_write_tree_to(&tree, rawIndex, repository) != 0)
        return cannotCompose();
    return tree;
}

Result<git_oid> mergeOnto(git_repository *repository, git_tree *ancestor, git_tree *ours, git_tree *theirs)
{
    git_merge_options options = GIT_MERGE_OPTIONS_INIT;
    git_index *rawIndex = nullptr;
    if (git_merge_trees(&rawIndex, repository, ancestor, ours, theirs, &options) != 0)
        return cannotCompose();
    const IndexPtr index(rawIndex);
    if (git_index_has_conflicts(rawIndex) == 1) {
        git_index_conflict_iterator *raw = nullptr;
        if (git_index_conflict_iterator_new(&raw, rawIndex) != 0)
            return cannotCompose();
        const IndexConflictsPtr conflicts(raw);
        const git_index_entry *sides[3] = {};
        QStringList names;
        while (git_index_conflict_next(&sides[0], &sides[1], &sides[2], raw) == 0) {
            const auto *side = *std::ranges::find_if(sides, [](const auto *entry) { return entry != nullptr; });
            if (const QString name = displayPath(side->path); !names.contains(name))
                names.append(name);
        }
        return failure(AcceptConflict,
            QCoreApplication::translate("Workspace",
                "You and the agent changed the same lines, so the agent's changes cannot be taken over alone: %1. Take "
                "your changes as a first commit and the agent's after it, or choose other files.")
                .arg(names.join(QStringLiteral(", "))));
    }
    git_oid tree{};
    if (git_index_write_tree_to(&tree, rawIndex, repository) != 0)
        return cannotCompose();
    return tree;
}

Result<std::vector<git_oid>> objectsToCopy(
    git_repository *source, git_odb *target, const git_oid &commit, const std::stop_token &stop)
{
    return CopyList(source, target, stop).of(commit);
}

} // namespace pilothouse

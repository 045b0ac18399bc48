#include "runner/workspace/objects_to_copy.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace pilothouse {

namespace {

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

    Result<std::vector<git_oid>> of(const git_tree *tree, const std::vector<const git_tree *> &known)
    {
        if (const Result<void> added = addTree(tree, known); !added)
            return std::unexpected(added.error());
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

Result<std::vector<git_oid>> objectsToCopy(
    git_repository *source, git_odb *target, const git_oid &commit, const std::stop_token &stop)
{
    return CopyList(source, target, stop).of(commit);
}

Result<std::vector<git_oid>> objectsToCopy(git_repository *source, git_odb *target, const git_tree *tree,
    const std::vector<const git_tree *> &known, const std::stop_token &stop)
{
    return CopyList(source, target, stop).of(tree, known);
}

} // namespace pilothouse

#include "runner/workspace/tree_changes.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace pilothouse {

namespace {

constexpr int DepthLimit = 512; // Folders within folders; git itself recurses without end.

/// The entries of a tree one after the other.
class TreeCursor {
public:
    explicit TreeCursor(const git_tree *tree) : m_tree(tree), m_count(tree ? git_tree_entrycount(tree) : 0)
    {
        advance();
    }

    void advance() { m_entry = m_next < m_count ? git_tree_entry_byindex(m_tree, m_next++) : nullptr; }
    [[nodiscard]] const git_tree_entry *entry() const { return m_entry; }
    [[nodiscard]] bool isFolder() const { return git_tree_entry_type(m_entry) == GIT_OBJECT_TREE; }

private:
    const git_tree *m_tree;
    size_t m_count;
    size_t m_next = 0;
    const git_tree_entry *m_entry = nullptr;
};

/// Git's order, in which a folder's name ends with a slash: so a file and a folder of one name are two entries.
int order(const TreeCursor &a, const TreeCursor &b)
{
    if (!a.entry() || !b.entry())
        return a.entry() ? -1 : 1;
    const char *first = git_tree_entry_name(a.entry());
    const char *second = git_tree_entry_name(b.entry());
    for (; *first && *first == *second; ++first, ++second) { }
    const auto at = [](const char *name, const TreeCursor &cursor) -> int {
        return *name ? static_cast<unsigned char>(*name) : cursor.isFolder() ? '/' : 0;
    };
    return at(first, a) - at(second, b);
}

class TreeWalk {
public:
    TreeWalk(git_repository *store, qsizetype most, const std::stop_token &stop)
        : m_store(store),
          m_most(most),
          m_stop(stop)
    { }

    Result<void> compare(const git_tree *before, const git_tree *after, const QByteArray &folder, int depth)
    {
        if (m_stop.stop_requested())
            return wasCancelled();
        if (depth > DepthLimit)
            return failure(LimitExceeded,
                QCoreApplication::translate("Workspace", "The folders of the snapshot lie too deep in each other."));
        TreeCursor old(before);
        TreeCursor fresh(after);
        while (old.entry() || fresh.entry()) {
            const int which = order(old, fresh);
            const git_tree_entry *oldEntry = which <= 0 ? old.entry() : nullptr;
            const git_tree_entry *newEntry = which >= 0 ? fresh.entry() : nullptr;
            if (const Result<void> done = pair(oldEntry, newEntry, folder, depth); !done)
                return done;
            if (oldEntry)
                old.advance();
            if (newEntry)
                fresh.advance();
        }
        return {};
    }

    std::vector<TreeChange> changes;

private:
    Result<void> pair(const git_tree_entry *old, const git_tree_entry *fresh, const QByteArray &folder, int depth)
    {
        if (old && fresh && git_oid_equal(git_tree_entry_id(old), git_tree_entry_id(fresh))
            && git_tree_entry_filemode(old) == git_tree_entry_filemode(fresh))
            return {};
        const git_tree_entry *any = fresh ? fresh : old;
        const QByteArray path = folder + git_tree_entry_name(any);
        if (git_tree_entry_type(any) == GIT_OBJECT_TREE) {
            const Result<TreePtr> before = open(old);
            const Result<TreePtr> after = open(fresh);
            if (!before || !after)
                return std::unexpected((before ? after : before).error());
            return compare(before->get(), after->get(), path + '/', depth + 1);
        }
        if (changes.size() >= static_cast<size_t>(m_most))
            return tooManyFiles(m_most);
        TreeChange change{path, 0, 0, {}, {}};
        if (old) {
            change.oldMode = git_tree_entry_filemode(old);
            change.oldId = *git_tree_entry_id(old);
        }
        if (fresh) {
            change.newMode = git_tree_entry_filemode(fresh);
            change.newId = *git_tree_entry_id(fresh);
        }
        changes.push_back(std::move(change));
        return {};
    }

    Result<TreePtr> open(const git_tree_entry *entry) const
    {
        git_tree *raw = nullptr;
        if (entry && git_tree_lookup(&raw, m_store, git_tree_entry_id(entry)) != 0)
            return gitFailure(QCoreApplication::translate(
                "Workspace", "The files cannot be compared: the session's store is damaged."));
        return TreePtr(raw);
    }

    git_repository *m_store;
    qsizetype m_most;
    const std::stop_token &m_stop;
};

} // namespace

std::unexpected<Error> tooManyFiles(qsizetype most)
{
    return failure(LimitExceeded,
        QCoreApplication::translate("Workspace",
            "More than %1 files differ, which is more than Pilothouse shows. Have the agent delete or ignore generated "
            "files.")
            .arg(most));
}

Result<TreePtr> findTree(git_repository *store, const ObjectId &id)
{
    if (!id.isValid())
        return TreePtr();
    const Result<git_oid> oid = toOid(id);
    if (!oid)
        return std::unexpected(oid.error());
    git_object *raw = nullptr;
    git_object *peeled = nullptr;
    const int code = git_object_lookup(&raw, store, &*oid, GIT_OBJECT_ANY);
    const ObjectPtr object(raw);
    if (code != 0 || git_object_peel(&peeled, raw, GIT_OBJECT_TREE) != 0)
        return gitFailure(NotFound,
            QCoreApplication::translate("Workspace", "There is no snapshot %1 in the session's store.").arg(id.value));
    return TreePtr(reinterpret_cast<git_tree *>(peeled));
}

Result<std::vector<TreeChange>> listTreeChanges(
    git_repository *store, const git_tree *before, const git_tree *after, qsizetype most, const std::stop_token &stop)
{
    TreeWalk walk(store, most, stop);
    if (before && after && git_oid_equal(git_tree_id(before), git_tree_id(after)))
        return std::move(walk.changes);
    if (const Result<void> done = walk.compare(before, after, {}, 0); !done)
        return std::unexpected(done.error());
    return std::move(walk.changes);
}

} // namespace pilothouse

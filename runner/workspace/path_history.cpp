#include "runner/workspace/path_history.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/store_files.h"
#include "runner/workspace/tree_changes.h"

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qsizetype maxMessage = 4096;

using EntryPtr = std::unique_ptr<git_tree_entry, FreeWith<git_tree_entry_free>>;

PathState stateIn(git_tree *tree, const QByteArray &path)
{
    PathState state{.path = path, .blob = {}};
    git_tree_entry *raw = nullptr;
    if (path.isEmpty() || git_tree_entry_bypath(&raw, tree, path.constData()) != 0)
        return state;
    const EntryPtr entry(raw);
    if (git_tree_entry_type(raw) != GIT_OBJECT_BLOB)
        return state;
    state.blob = toObjectId(*git_tree_entry_id(raw));
    state.mode = static_cast<quint32>(git_tree_entry_filemode_raw(raw));
    return state;
}

bool isIgnoreFile(const QByteArray &path)
{
    return path == ".gitignore" || path.endsWith("/.gitignore");
}

} // namespace

Result<std::vector<PathState>> followPath(
    const QString &store, std::span<const ObjectId> trees, const QByteArray &path, std::stop_token stop)
{
    const auto repository = openStore(store);
    if (!repository)
        return std::unexpected(repository.error());
    std::vector<PathState> states(trees.size());
    QByteArray name = path;
    for (size_t i = trees.size(); i-- > 0;) {
        if (stop.stop_requested())
            return wasCancelled();
        const auto tree = findTree(repository->get(), trees[i]);
        if (!tree)
            return std::unexpected(tree.error());
        states[i] = stateIn(tree->get(), name);
        if (i + 1 == trees.size() || states[i].blob.isValid() == states[i + 1].blob.isValid())
            continue;
        // It came or went between this tree and the next.
        const auto changes = diffTrees(store, trees[i], trees[i + 1], {}, stop);
        if (!changes)
            return std::unexpected(changes.error());
        states[i + 1].byIgnoring = std::ranges::any_of(changes->files,
            [](const FileChange &file) { return isIgnoreFile(file.oldPath) || isIgnoreFile(file.newPath); });
        const auto renamed = std::ranges::find_if(changes->files, [&name](const FileChange &file) {
            return file.status == FileChange::Status::Renamed && file.newPath == name;
        });
        if (states[i].blob.isValid() || renamed == changes->files.end())
            continue;
        name = renamed->oldPath;
        states[i] = stateIn(tree->get(), name);
    }
    return states;
}

Result<std::vector<QByteArray>> commitMessages(
    const QString &store, std::span<const ObjectId> commits, std::stop_token stop)
{
    const auto repository = openStore(store);
    if (!repository)
        return std::unexpected(repository.error());
    std::vector<QByteArray> messages(commits.size());
    for (size_t i = 0; i < commits.size(); ++i) {
        if (stop.stop_requested())
            return wasCancelled();
        if (const auto commit = findCommit(repository->get(), commits[i]))
            messages[i] = QByteArray(git_commit_message(commit->get())).left(maxMessage);
    }
    return messages;
}

} // namespace pilothouse

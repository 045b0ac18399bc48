#include "runner/workspace/side_changes.h"

#include "runner/workspace/rename_finder.h"
#include "runner/workspace/tree_edits.h"

#include <QMap>

#include <algorithm>

namespace pilothouse {

namespace {

using Moves = std::vector<std::pair<QByteArray, QByteArray>>;

bool isBelow(const QByteArray &path, const QByteArray &file)
{
    return path.size() > file.size() && path.startsWith(file) && path[file.size()] == '/';
}

/// The folder of a path, with its slash; empty for the root.
QByteArray folderOf(const QByteArray &path)
{
    return path.first(path.lastIndexOf('/', path.size() - 2) + 1);
}

/// Renames alone: of several files that were made of one the most similar has its name, the others are new.
Result<Moves> findMoves(const QString &store, const std::vector<TreeChange> &files, const std::stop_token &stop)
{
    std::vector<TreeChange> candidates;
    std::ranges::copy_if(files, std::back_inserter(candidates),
        [](const TreeChange &file) { return file.isAdded() || file.isDeleted(); });
    std::ranges::sort(candidates, {}, &TreeChange::path);
    Result<ObjectReaders> readers = ObjectReaders::open(store, 1);
    if (!readers)
        return std::unexpected(readers.error());
    const Result<FoundRenames> found = findRenames(*readers, candidates, {}, {}, stop);
    if (!found)
        return std::unexpected(found.error());
    QMap<QByteArray, size_t> best;
    for (size_t i = 0; i < candidates.size(); ++i) {
        if (!found->source[i])
            continue;
        const QByteArray &old = candidates[*found->source[i]].path;
        if (const auto other = best.constFind(old); other == best.cend() || found->score[i] > found->score[*other])
            best.insert(old, i);
    }
    Moves moves;
    for (auto move = best.cbegin(); move != best.cend(); ++move)
        moves.emplace_back(move.key(), candidates[move.value()].path);
    return moves;
}

bool hasFolder(const git_tree *tree, const QByteArray &folder)
{
    git_tree_entry *raw = nullptr;
    if (!tree || git_tree_entry_bypath(&raw, tree, folder.chopped(1).constData()) != 0)
        return false;
    const bool is = git_tree_entry_type(raw) == GIT_OBJECT_TREE;
    git_tree_entry_free(raw);
    return is;
}

/// As git's directory rename detection: each move votes for its folders as long as the names above are the same.
Moves findMovedFolders(const Moves &moves, const git_tree *side)
{
    QMap<QByteArray, QMap<QByteArray, int>> votes;
    for (const auto &[old, fresh] : moves) {
        QByteArray from = folderOf(old);
        QByteArray to = folderOf(fresh);
        while (from != to && !from.isEmpty()) {
            ++votes[from][to];
            if (to.isEmpty() || from.sliced(folderOf(from).size()) != to.sliced(folderOf(to).size()))
                break;
            from = folderOf(from);
            to = folderOf(to);
        }
    }
    Moves folders;
    for (auto vote = votes.cbegin(); vote != votes.cend(); ++vote) {
        if (hasFolder(side, vote.key()))
            continue;
        const auto most = std::ranges::max(vote.value());
        if (std::ranges::count(vote.value(), most) == 1)
            folders.emplace_back(vote.key(), vote.value().key(most));
    }
    return folders;
}

bool addsBelow(const SideChanges &side, const Moves &folders)
{
    return !folders.empty() && std::ranges::any_of(side.files, [&folders](const TreeChange &file) {
        return file.isAdded()
            && std::ranges::any_of(folders, [&file](const auto &folder) { return file.path.startsWith(folder.first); });
    });
}

} // namespace

Result<SideChanges> sideChanges(git_repository *repository, const QString &store, const git_tree *base,
    const git_tree *side, const std::stop_token &stop)
{
    SideChanges changes;
    Result<std::vector<TreeChange>> files = listTreeChanges(repository, base, side, DiffOptions{}.files, stop);
    if (!files)
        return std::unexpected(files.error());
    changes.files = std::move(*files);
    std::ranges::sort(changes.files, isBeforeInFolders, &TreeChange::path);
    Result<Moves> moves = findMoves(store, changes.files, stop);
    if (!moves)
        return std::unexpected(moves.error());
    changes.moves = std::move(*moves);
    changes.movedFolders = findMovedFolders(changes.moves, side);
    return changes;
}

bool areApart(const SideChanges &one, const SideChanges &other)
{
    auto left = one.files.begin();
    auto right = other.files.begin();
    while (left != one.files.end() && right != other.files.end()) {
        if (left->path == right->path || isBelow(left->path, right->path) || isBelow(right->path, left->path))
            return false;
        ++(isBeforeInFolders(left->path, right->path) ? left : right);
    }
    return !addsBelow(one, other.movedFolders) && !addsBelow(other, one.movedFolders);
}

} // namespace pilothouse

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

/// An empty file is not the same file as another one.
bool isEmptyFile(const TreeChange &file)
{
    static constexpr const char *EmptyBlob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
    return git_oid_streq(file.isAdded() ? &file.newId : &file.oldId, EmptyBlob) == 0;
}

/// Renames alone: of several files that were made of one the most similar has its name, the others are new.
Result<Moves> findMoves(git_repository *repository, const std::vector<TreeChange> &files, const std::stop_token &stop)
{
    std::vector<TreeChange> candidates;
    std::ranges::copy_if(files, std::back_inserter(candidates),
        [](const TreeChange &file) { return (file.isAdded() || file.isDeleted()) && !isEmptyFile(file); });
    std::ranges::sort(candidates, {}, &TreeChange::path);
    Result<ObjectReaders> readers = ObjectReaders::of(repository);
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
void findMovedFolders(SideChanges &changes, const git_tree *side)
{
    QMap<QByteArray, QMap<QByteArray, int>> votes;
    for (const auto &[old, fresh] : changes.moves) {
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
    for (auto vote = votes.cbegin(); vote != votes.cend(); ++vote) {
        if (hasFolder(side, vote.key()))
            continue;
        const auto most = std::ranges::max(vote.value());
        if (std::ranges::count(vote.value(), most) == 1)
            changes.movedFolders.emplace_back(vote.key(), vote.value().key(most));
        else
            changes.splitFolders.push_back(vote.key());
    }
}

bool addsToFolders(const SideChanges &side, const SideChanges &other)
{
    const auto isLeft = [&other](const QByteArray &folder) {
        return std::ranges::contains(other.movedFolders, folder, [](const auto &move) { return move.first; })
            || std::ranges::contains(other.splitFolders, folder);
    };
    return (!other.movedFolders.empty() || !other.splitFolders.empty())
        && std::ranges::any_of(
            side.files, [&isLeft](const TreeChange &file) { return file.isAdded() && isLeft(folderOf(file.path)); });
}

} // namespace

QByteArray folderOf(const QByteArray &path)
{
    return path.first(path.lastIndexOf('/', path.size() - 2) + 1);
}

Result<SideChanges> sideChanges(
    git_repository *repository, const git_tree *base, const git_tree *side, const std::stop_token &stop)
{
    SideChanges changes;
    Result<std::vector<TreeChange>> files = listTreeChanges(repository, base, side, DiffOptions{}.files, stop);
    if (!files)
        return std::unexpected(files.error());
    changes.files = std::move(*files);
    std::ranges::sort(changes.files, isBeforeInFolders, &TreeChange::path);
    Result<Moves> moves = findMoves(repository, changes.files, stop);
    if (!moves)
        return std::unexpected(moves.error());
    changes.moves = std::move(*moves);
    findMovedFolders(changes, side);
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
    return !addsToFolders(one, other) && !addsToFolders(other, one);
}

} // namespace pilothouse

#include "runner/workspace/work_tree.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/person_repository.h"
#include "runner/workspace/store_files.h"
#include "runner/workspace/tree_changes.h"
#include "runner/workspace/uncommitted_scan.h"

#include <QCoreApplication>
#include <QFile>
#include <QStringList>

#include <algorithm>
#include <filesystem>

namespace pilothouse {

namespace {

constexpr qsizetype NamesShown = 5;

QString named(const QStringList &names)
{
    return names.first(std::min(names.size(), NamesShown)).join(QStringLiteral(", "))
        + (names.size() > NamesShown ? QStringLiteral(" …") : QString());
}

int collectConflict(git_checkout_notify_t, const char *path, const git_diff_file *, const git_diff_file *,
    const git_diff_file *, void *payload)
{
    static_cast<QStringList *>(payload)->append(displayPath(path));
    return 0;
}

std::unexpected<Error> inTheWay(const QStringList &names)
{
    return failure(WorkTreeBusy,
        QCoreApplication::translate("Workspace",
            "Your work tree has files where the accepted changes have others: %1. Move them away, or accept onto a new "
            "branch.")
            .arg(named(names)));
}

/// Whether a path is there, or cannot be made because something on the way to it is no folder.
bool isInTheWay(git_repository *repository, const QByteArray &path)
{
    std::error_code none;
    for (qsizetype slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        const auto status = std::filesystem::symlink_status(workPath(repository, path.first(slash)), none);
        if (!std::filesystem::exists(status))
            return false;
        if (!std::filesystem::is_directory(status))
            return true;
    }
    return std::filesystem::exists(std::filesystem::symlink_status(workPath(repository, path), none));
}

/// An index that is at the tree is written last, so all is done.
bool isIndexAt(git_repository *repository, const git_tree *tree)
{
    git_diff *raw = nullptr;
    if (git_diff_tree_to_index(&raw, repository, const_cast<git_tree *>(tree), nullptr, nullptr) != 0)
        return false;
    const DiffPtr diff(raw);
    return git_diff_num_deltas(raw) == 0;
}

/// Whether a file of the work tree is what an interrupted update wrote there.
bool isAsWanted(git_repository *repository, const TreeChange &change)
{
    std::error_code none;
    const std::filesystem::path path = workPath(repository, change.path);
    const auto status = std::filesystem::symlink_status(path, none);
    git_oid content{};
    if (change.newMode == GIT_FILEMODE_LINK && std::filesystem::is_symlink(status)) {
        const std::string target = std::filesystem::read_symlink(path, none).string();
        return git_odb_hash(&content, target.data(), target.size(), GIT_OBJECT_BLOB) == 0
            && git_oid_equal(&content, &change.newId);
    }
    return std::filesystem::is_regular_file(status) && change.newMode != GIT_FILEMODE_LINK
        && git_repository_hashfile(&content, repository, change.path.constData(), GIT_OBJECT_BLOB, nullptr) == 0
        && git_oid_equal(&content, &change.newId);
}

} // namespace

Result<void> checkWorkTree(
    git_repository *repository, const std::vector<QByteArray> &added, const std::stop_token &stop)
{
    if (git_repository_is_bare(repository))
        return failure(WorkTreeBusy,
            QCoreApplication::translate(
                "Workspace", "The repository is bare, so it has no branch that is checked out. Choose a branch."));
    if (git_repository_state(repository) != GIT_REPOSITORY_STATE_NONE)
        return failure(WorkTreeBusy,
            QCoreApplication::translate("Workspace",
                "A merge, rebase or the like is under way in your work tree. Finish it, or accept onto a new branch."));
    if (QFile::exists(fromGitPath(git_repository_path(repository)) + QStringLiteral("/index.lock")))
        return failure(WorkTreeBusy,
            QCoreApplication::translate("Workspace",
                "Another git command is using your work tree. Wait until it is done, or accept onto a new branch."));
    const Result<Scan> scan = scanUncommitted(repository, {}, stop);
    if (!scan)
        return std::unexpected(scan.error());
    QStringList changed;
    for (const ScannedFile &scanned : scan->files) {
        if (!scanned.file.untracked)
            changed.append(displayPath(scanned.file.path));
    }
    if (!changed.isEmpty())
        return failure(WorkTreeBusy,
            QCoreApplication::translate("Workspace",
                "Your work tree has changes that are not committed: %1. Commit or stash them, or accept onto a new "
                "branch.")
                .arg(named(changed)));
    QStringList obstacles;
    for (const QByteArray &path : added) {
        if (isInTheWay(repository, path))
            obstacles.append(displayPath(path));
    }
    return obstacles.isEmpty() ? Result<void>() : inTheWay(obstacles);
}

Result<void> updateWorkTree(
    git_repository *repository, const git_tree *before, const git_tree *after, const std::stop_token &stop)
{
    if (isIndexAt(repository, after))
        return {};
    const auto changes = listTreeChanges(repository, before, after, DiffOptions{}.files, stop);
    if (!changes)
        return std::unexpected(changes.error());
    std::error_code none;
    // To libgit2 a new file that is there already is in the way, be it the very same.
    for (const TreeChange &change : *changes) {
        if (change.isAdded() && isAsWanted(repository, change))
            std::filesystem::remove(workPath(repository, change.path), none);
    }
    QStringList conflicts;
    git_checkout_options options = GIT_CHECKOUT_OPTIONS_INIT;
    options.checkout_strategy = GIT_CHECKOUT_SAFE;
    options.baseline = const_cast<git_tree *>(before); // Only read.
    options.notify_flags = GIT_CHECKOUT_NOTIFY_CONFLICT;
    options.notify_cb = collectConflict;
    options.notify_payload = &conflicts;
    const int code = git_checkout_tree(repository, reinterpret_cast<const git_object *>(after), &options);
    if (!conflicts.isEmpty())
        return inTheWay(conflicts);
    if (code != 0)
        return cannotWrite(repositoryRoot(repository), lastGitWords());
    return {};
}

} // namespace pilothouse

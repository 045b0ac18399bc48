#include "runner/workspace/uncommitted_scan.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/person_repository.h"

#include <QCoreApplication>
#include <QMap>
#include <QSet>
#include <QStringList>

namespace pilothouse {

namespace {

/// One path in the two comparisons HEAD - index - work tree.
struct Seen {
    git_delta_t staged = GIT_DELTA_UNMODIFIED;
    git_delta_t unstaged = GIT_DELTA_UNMODIFIED;
    git_diff_file index{};
    git_diff_file work{};
};

int onDiffProgress(const git_diff *, const char *, const char *, void *payload)
{
    return static_cast<const std::stop_token *>(payload)->stop_requested() ? -1 : 0;
}

std::unexpected<Error> indexUnreadable(git_repository *repository)
{
    return gitFailure(QCoreApplication::translate("Workspace",
        "The index of %1 cannot be read. Run “git status” there; where it uses a sparse or split index, run “git "
        "sparse-checkout reapply --no-sparse-index” and “git update-index --no-split-index”.")
            .arg(repositoryRoot(repository)));
}

Result<void> refuseConflicts(git_repository *repository, git_index *index)
{
    if (git_index_has_conflicts(index) == 0)
        return {};
    git_index_conflict_iterator *raw = nullptr;
    if (git_index_conflict_iterator_new(&raw, index) != 0)
        return indexUnreadable(repository);
    const IndexConflictsPtr conflicts(raw);
    const git_index_entry *ancestor = nullptr;
    const git_index_entry *ours = nullptr;
    const git_index_entry *theirs = nullptr;
    QStringList names;
    while (names.size() < 10 && git_index_conflict_next(&ancestor, &ours, &theirs, raw) == 0)
        names.append(displayPath((ours ? ours : theirs ? theirs : ancestor)->path));
    return failure(FilesUnmerged,
        QCoreApplication::translate("Workspace",
            "Files in %1 have conflicts that are not resolved: %2. Resolve them and run “git add”, or start from the "
            "last commit without your uncommitted changes.")
            .arg(repositoryRoot(repository), names.join(QStringLiteral(", "))));
}

/// Adds the differences of one comparison to `seen`, through `set(entry, delta)`.
template <class Set> void collect(const git_diff *diff, QMap<QByteArray, Seen> &seen, Set set)
{
    for (size_t i = 0; i < git_diff_num_deltas(diff); ++i) {
        const git_diff_delta *delta = git_diff_get_delta(diff, i);
        const char *path = delta->new_file.path ? delta->new_file.path : delta->old_file.path;
        set(seen[QByteArray(path)], *delta);
    }
}

Result<QMap<QByteArray, Seen>> compareAll(
    git_repository *repository, git_index *index, git_tree *head, const std::stop_token &stop)
{
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_IGNORE_SUBMODULES;
    options.progress_cb = onDiffProgress;
    options.payload = const_cast<std::stop_token *>(&stop);
    git_diff *rawStaged = nullptr;
    git_diff *rawUnstaged = nullptr;
    int code = git_diff_tree_to_index(&rawStaged, repository, head, index, &options);
    const DiffPtr staged(rawStaged);
    if (code == 0) {
        // Not GIT_DIFF_UPDATE_INDEX: the index stays as it is, its times too.
        options.flags |= GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS | GIT_DIFF_INCLUDE_UNREADABLE
            | GIT_DIFF_INCLUDE_UNREADABLE_AS_UNTRACKED;
        code = git_diff_index_to_workdir(&rawUnstaged, repository, index, &options);
    }
    const DiffPtr unstaged(rawUnstaged);
    if (stop.stop_requested())
        return wasCancelled();
    if (code != 0)
        return gitFailure(QCoreApplication::translate(
            "Workspace", "Your uncommitted changes in %1 cannot be read. Run “git status” there and mend what it says.")
                .arg(repositoryRoot(repository)));
    QMap<QByteArray, Seen> seen;
    collect(staged.get(), seen, [](Seen &entry, const git_diff_delta &delta) {
        entry.staged = delta.status;
        entry.index = delta.new_file;
    });
    collect(unstaged.get(), seen, [](Seen &entry, const git_diff_delta &delta) {
        entry.unstaged = delta.status;
        entry.work = delta.new_file;
    });
    return seen;
}

bool isConfiguredFilter(git_repository *repository, const char *driver)
{
    git_config *raw = nullptr;
    if (git_repository_config_snapshot(&raw, repository) != 0)
        return true;
    const ConfigPtr config(raw);
    for (const char *key : {".clean", ".process", ".required"}) {
        const char *value = nullptr;
        const QByteArray name = QByteArrayLiteral("filter.") + driver + key;
        if (git_config_get_string(&value, raw, name.constData()) == 0)
            return true;
    }
    return false;
}

/// True when git itself would convert the file with a program or an encoding before it stored it.
bool needsFilter(git_repository *repository, const QByteArray &path)
{
    const char *filter = nullptr;
    const char *encoding = nullptr;
    if (git_attr_get(&filter, repository, GIT_ATTR_CHECK_FILE_THEN_INDEX, path.constData(), "filter") == 0
        && git_attr_value(filter) == GIT_ATTR_VALUE_STRING && isConfiguredFilter(repository, filter))
        return true;
    return git_attr_get(
               &encoding, repository, GIT_ATTR_CHECK_FILE_THEN_INDEX, path.constData(), "working-tree-encoding")
        == 0
        && git_attr_value(encoding) == GIT_ATTR_VALUE_STRING;
}

/// Sparse checkouts: the file is meant not to be there.
bool isSkipped(git_index *index, const QByteArray &path)
{
    const git_index_entry *entry = git_index_get_bypath(index, path.constData(), 0);
    return entry && (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

UncommittedFile::LeftOut whyLeftOut(
    git_repository *repository, const ScannedFile &scanned, const UncommittedLimits &limits)
{
    using LeftOut = UncommittedFile::LeftOut;
    const UncommittedFile &file = scanned.file;
    if (file.path.endsWith('/') || scanned.mode == GIT_FILEMODE_COMMIT || scanned.mode == GIT_FILEMODE_TREE)
        return LeftOut::NestedRepository;
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::symlink_status(workPath(repository, file.path), error);
    const bool link = std::filesystem::is_symlink(status);
    if (error || (!link && !std::filesystem::is_regular_file(status)))
        return LeftOut::Unreadable;
    if (link)
        return LeftOut::No;
    if (scanned.file.unstaged || scanned.file.untracked) {
        if (needsFilter(repository, file.path))
            return LeftOut::NeedsFilter;
        if (FILE *readable = std::fopen(workPath(repository, file.path).string().c_str(), "rb"))
            std::fclose(readable);
        else
            return LeftOut::Unreadable;
    }
    return file.size > limits.fileBytes ? LeftOut::TooLarge : LeftOut::No;
}

/// Nothing when HEAD and the work tree agree after all.
std::optional<ScannedFile> judge(git_repository *repository, git_index *index, git_tree *head, const QByteArray &path,
    const Seen &seen, const UncommittedLimits &limits)
{
    ScannedFile scanned;
    UncommittedFile &file = scanned.file;
    file.path = path;
    git_tree_entry *rawEntry = nullptr;
    const bool inHead = git_tree_entry_bypath(&rawEntry, head, path.constData()) == 0;
    const quint32 headMode = inHead ? git_tree_entry_filemode(rawEntry) : 0;
    git_tree_entry_free(rawEntry);
    file.staged = seen.staged != GIT_DELTA_UNMODIFIED;
    file.untracked = seen.unstaged == GIT_DELTA_UNTRACKED || seen.unstaged == GIT_DELTA_UNREADABLE;
    file.unstaged = seen.unstaged != GIT_DELTA_UNMODIFIED && !file.untracked;
    const bool gone = seen.unstaged == GIT_DELTA_DELETED || (seen.staged == GIT_DELTA_DELETED && !file.untracked);
    if (gone) {
        if (!inHead || (seen.unstaged == GIT_DELTA_DELETED && isSkipped(index, path)))
            return {};
        file.status = UncommittedFile::Status::Deleted;
        return scanned;
    }
    scanned.mode = file.unstaged || file.untracked ? seen.work.mode : seen.index.mode;
    const bool sameType = (headMode & 0170000) == (scanned.mode & 0170000);
    file.status = !inHead ? UncommittedFile::Status::Added
        : sameType        ? UncommittedFile::Status::Modified
                          : UncommittedFile::Status::TypeChanged;
    if (seen.staged != GIT_DELTA_UNMODIFIED && seen.staged != GIT_DELTA_DELETED)
        scanned.staged = seen.index.id;
    std::error_code error;
    const auto size = std::filesystem::file_size(workPath(repository, path), error);
    file.size = error ? 0 : static_cast<qint64>(size);
    file.leftOut = whyLeftOut(repository, scanned, limits);
    return scanned;
}

} // namespace

std::filesystem::path workPath(git_repository *repository, const QByteArray &path)
{
    const QByteArray whole = QByteArray(git_repository_workdir(repository)) + path;
#ifdef Q_OS_WIN
    return std::filesystem::path(QString::fromUtf8(whole).toStdWString());
#else
    return std::filesystem::path(whole.toStdString());
#endif
}

Result<Scan> scanUncommitted(git_repository *repository, const UncommittedLimits &limits, const std::stop_token &stop)
{
    const Result<CommitPtr> head = headCommit(repository);
    if (!head)
        return std::unexpected(head.error());
    Scan scan;
    scan.head = toObjectId(*git_commit_id(head->get()));
    if (git_repository_is_bare(repository) == 1)
        return scan;
    const Result<TreePtr> tree = treeOf(head->get());
    if (!tree)
        return std::unexpected(tree.error());
    git_index *rawIndex = nullptr;
    if (git_repository_index(&rawIndex, repository) != 0)
        return indexUnreadable(repository);
    const IndexPtr index(rawIndex);
    if (const Result<void> merged = refuseConflicts(repository, rawIndex); !merged)
        return std::unexpected(merged.error());
    const Result<QMap<QByteArray, Seen>> seen = compareAll(repository, rawIndex, tree->get(), stop);
    if (!seen)
        return std::unexpected(seen.error());
    qint64 total = 0;
    for (auto it = seen->cbegin(); it != seen->cend(); ++it) {
        if (stop.stop_requested())
            return wasCancelled();
        std::optional<ScannedFile> scanned = judge(repository, rawIndex, tree->get(), it.key(), it.value(), limits);
        if (!scanned)
            continue;
        total += scanned->file.leftOut == UncommittedFile::LeftOut::No ? scanned->file.size : 0;
        scan.files.append(std::move(*scanned));
        if (scan.files.size() > limits.files || total > limits.totalBytes)
            return failure(LimitExceeded,
                QCoreApplication::translate("Workspace",
                    "There are too many uncommitted changes in %1. Have git ignore generated files, commit what "
                    "belongs in the repository, or start from the last commit.")
                    .arg(repositoryRoot(repository)));
    }
    return scan;
}

} // namespace pilothouse

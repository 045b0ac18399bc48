#include "runner/workspace/try_worktree.h"

#include "runner/base/json.h"
#include "runner/base/json_strings.h"
#include "runner/base/private_directory.h"
#include "runner/workspace/base_store.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/git_handles.h"
#include "runner/workspace/store_lock.h"
#include "runner/workspace/tree_export.h"
#include "runner/workspace/try_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TryWorktree)
};

constexpr qsizetype NoteLimit = 4 * 1024 * 1024;
constexpr qint64 FileLimit = qint64(1) << 31;

QString noteOf(const QString &folder)
{
    return folder + ".json"_L1;
}

QJsonObject toJson(const TryFolder &folder)
{
    return {{u"snapshot"_s, folder.snapshot.value}, {u"follow"_s, folder.follow == TryFollow::Latest},
        {u"leftOut"_s, QJsonArray::fromStringList(folder.leftOut)},
        {u"conflicts"_s, QJsonArray::fromStringList(folder.conflicts)}};
}

Result<void> writeNote(const TryFolder &folder)
{
    QSaveFile file(noteOf(folder.path));
    const QByteArray text = toLine(toJson(folder));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return failure(IoFailed, Words::tr("The folder for trying a snapshot cannot be written."), file.errorString());
    return {};
}

Result<void> writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.flush())
        return failure(IoFailed, Words::tr("The folder for trying a snapshot cannot be written."), file.errorString());
    return {};
}

/// What git is told in the folder, over whatever the person's own configuration says: bytes are left as they are, and
/// nothing that the agent wrote is run by a git command.
QByteArray configuration()
{
    QByteArray text = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tlogallrefupdates = true\n"
                      "\tautocrlf = false\n\tsafecrlf = false\n\tfsmonitor = false\n\thooksPath = /dev/null\n";
#ifdef Q_OS_WIN
    text += "\tfilemode = false\n\tsymlinks = false\n";
#else
    text += "\tfilemode = true\n\tsymlinks = true\n";
#endif
    return text + "[submodule]\n\trecurse = false\n[gc]\n\tauto = 0\n";
}

/// A repository with the base as HEAD and in the index, borrowing the objects of both stores.
Result<void> makeRepository(const TryRequest &request)
{
    const QString git = request.folder + "/.git"_L1;
    for (const QLatin1StringView folder : {"/objects/info"_L1, "/refs/heads"_L1, "/refs/tags"_L1, "/info"_L1}) {
        if (!QDir().mkpath(git + folder))
            return failure(IoFailed, Words::tr("The folder for trying a snapshot cannot be made."), git);
    }
    const auto base = findBase(request.baseStore, request.base);
    QByteArray shallow;
    for (const ObjectId &commit : base ? base->shallow : QList<ObjectId>())
        shallow += commit.value.toLatin1() + '\n';
    const QByteArray stores =
        gitPath(request.sessionStore) + "/objects\n" + gitPath(objectsDirectory(request.baseStore)) + '\n';
    const QList<std::pair<QLatin1StringView, QByteArray>> files{
        {"/objects/info/alternates"_L1, stores},
        {"/config"_L1, configuration()},
        {"/info/attributes"_L1, "* -text -filter -ident -eol -working-tree-encoding\n"},
        {"/HEAD"_L1, request.base.value.toLatin1() + '\n'},
    };
    for (const auto &[name, text] : files) {
        if (const auto written = writeFile(git + name, text); !written)
            return written;
    }
    if (shallow.isEmpty())
        return {};
    return writeFile(git + "/shallow"_L1, shallow);
}

Result<void> fillIndex(const TryRequest &request)
{
    startGit();
    git_repository *rawRepository = nullptr;
    if (git_repository_open(&rawRepository, gitPath(request.folder).constData()) != 0)
        return gitFailure(Words::tr("The folder for trying a snapshot cannot be opened."));
    const RepositoryPtr repository(rawRepository);
    const auto commit = findCommit(repository.get(), request.base);
    if (!commit)
        return std::unexpected(commit.error());
    const auto tree = treeOf(commit->get());
    if (!tree)
        return std::unexpected(tree.error());
    git_index *rawIndex = nullptr;
    if (git_repository_index(&rawIndex, repository.get()) != 0)
        return gitFailure(Words::tr("The folder for trying a snapshot cannot be opened."));
    const IndexPtr index(rawIndex);
    if (git_index_read_tree(index.get(), tree->get()) != 0 || git_index_write(index.get()) != 0)
        return gitFailure(Words::tr("The folder for trying a snapshot cannot be written."));
    return {};
}

/// A folder that an earlier try left unfinished has no note, and nobody was told of it.
Result<TryFolder> make(const TryRequest &request, const std::stop_token &stop)
{
    if (QFileInfo::exists(request.folder) && !QDir(request.folder).removeRecursively())
        return failure(IoFailed, Words::tr("The folder for trying a snapshot cannot be made."), request.folder);
    if (const auto made = ensurePrivateDirectory(request.folder); !made)
        return std::unexpected(made.error());
    if (const auto made = makeRepository(request); !made)
        return std::unexpected(made.error());
    if (const auto filled = fillIndex(request); !filled)
        return std::unexpected(filled.error());
    TryFiles files(request.folder, TryFiles::Existing::Keep);
    const auto written = exportTree(
        request.sessionStore, request.snapshot,
        [&files](
            const ExportedEntry &entry) -> Result<void> { return files.put(entry.path, entry.mode, entry.content); },
        stop);
    if (!written)
        return std::unexpected(written.error());
    TryFolder folder{request.folder, request.snapshot, request.follow, files.leftOut(), {}};
    if (const auto noted = writeNote(folder); !noted)
        return std::unexpected(noted.error());
    return folder;
}

/// One path of both trees, and what lies there.
Result<void> bring(TryFiles &files, const QString &store, const FileChange &change, QStringList &conflicts)
{
    const QByteArray &path = change.path();
    const auto isFile = [](quint32 mode) { return mode != 0 && mode != 0160000; };
    const auto was = change.oldPath.isEmpty() || !isFile(change.oldMode)
        ? TryFiles::Known{}
        : TryFiles::Known{change.oldMode, change.oldBlob};
    const auto will = change.newPath.isEmpty() || !isFile(change.newMode)
        ? TryFiles::Known{}
        : TryFiles::Known{change.newMode, change.newBlob};
    if (files.isOn(path, will))
        return {};
    if (!files.isOn(path, was)) {
        conflicts.append(displayPath(path));
        return {};
    }
    if (!will.object.isValid())
        return files.remove(path);
    const auto content = readBlob(store, will.object, FileLimit);
    if (!content)
        return std::unexpected(content.error());
    return files.put(path, will.mode, *content);
}

Result<TryFolder> update(TryFolder folder, const TryRequest &request, const std::stop_token &stop)
{
    folder.follow = request.follow;
    TryFiles files(request.folder, TryFiles::Existing::Replace);
    if (folder.snapshot != request.snapshot) {
        const auto changes = diffTrees(
            request.sessionStore, folder.snapshot, request.snapshot, {.renames = DiffOptions::Renames::Ignore}, stop);
        if (!changes)
            return std::unexpected(changes.error());
        QStringList conflicts;
        // What goes makes room for what comes: a file where a folder was, and the other way round.
        for (const bool goes : {true, false}) {
            for (const FileChange &change : changes->files) {
                if (change.newPath.isEmpty() != goes)
                    continue;
                if (stop.stop_requested())
                    return wasCancelled();
                if (const auto brought = bring(files, request.sessionStore, change, conflicts); !brought)
                    return std::unexpected(brought.error());
            }
        }
        conflicts.sort();
        for (const QString &path : std::as_const(conflicts)) {
            if (!folder.conflicts.contains(path))
                folder.conflicts.append(path);
        }
        for (const QString &path : files.leftOut()) {
            if (!folder.leftOut.contains(path))
                folder.leftOut.append(path);
        }
        folder.snapshot = request.snapshot;
    }
    if (const auto noted = writeNote(folder); !noted)
        return std::unexpected(noted.error());
    return folder;
}

} // namespace

Result<TryFolder> findTry(const QString &folder)
{
    QFile file(noteOf(folder));
    if (!file.open(QIODevice::ReadOnly) || !QFileInfo(folder).isDir())
        return failure(NotFound, Words::tr("There is no such folder for trying a snapshot."));
    const auto note = parseObject(file.read(NoteLimit + 1), NoteLimit, noteOf(folder));
    if (!note)
        return std::unexpected(note.error());
    return TryFolder{folder, ObjectId(note->value(u"snapshot").toString()),
        note->value(u"follow").toBool() ? TryFollow::Latest : TryFollow::Stay, strings(note->value(u"leftOut")),
        strings(note->value(u"conflicts"))};
}

Result<TryFolder> openTry(const TryRequest &request, std::stop_token stop)
{
    if (const auto made = ensurePrivateDirectory(QFileInfo(request.folder).path()); !made)
        return std::unexpected(made.error());
    const auto lock = StoreLock::take(request.folder, stop);
    if (!lock)
        return std::unexpected(lock.error());
    auto known = findTry(request.folder);
    if (!known)
        return make(request, stop);
    return update(std::move(*known), request, stop);
}

} // namespace pilothouse

#include "runner/workspace/store_files.h"

#include "runner/workspace/base_store.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QSaveFile>
#include <QStorageInfo>

#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

namespace pilothouse {

namespace {

/// Up to here loose objects: a snapshot after each edit must not leave a pack each, which every lookup would search.
constexpr size_t LooseObjectsLimit = 64;

/// With what libgit2 said.
std::unexpected<Error> gitCannotWrite(const QString &path)
{
    return cannotWrite(path, lastGitWords());
}

Result<WrittenObjects> writeLoose(
    git_repository *source, const std::vector<git_oid> &objects, const QString &target, const WriteOptions &options)
{
    git_odb *rawFrom = nullptr;
    git_odb *rawTo = nullptr;
    if (git_repository_odb(&rawFrom, source) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "The session's objects cannot be read."));
    const OdbPtr from(rawFrom);
    if (git_odb_open(&rawTo, gitPath(target).constData()) != 0)
        return gitCannotWrite(target);
    const OdbPtr to(rawTo);
    WrittenObjects written;
    for (const git_oid &oid : objects) {
        if (options.stop.stop_requested())
            return wasCancelled();
        git_odb_object *raw = nullptr;
        if (git_odb_read(&raw, rawFrom, &oid) != 0)
            return gitFailure(
                ObjectsMissing, QCoreApplication::translate("Workspace", "An object of the session cannot be read."));
        const OdbObjectPtr object(raw);
        git_oid made{};
        if (git_odb_write(&made, rawTo, git_odb_object_data(raw), git_odb_object_size(raw), git_odb_object_type(raw))
            != 0)
            return gitCannotWrite(target);
        ++written.count;
        if (options.progress)
            options.progress(static_cast<quint64>(written.count), objects.size());
    }
    return written;
}

struct PackSink {
    git_indexer *indexer = nullptr;
    git_indexer_progress *progress = nullptr;
    const WriteOptions *options = nullptr;
    qint64 bytes = 0;
};

int appendPack(void *data, size_t size, void *payload)
{
    auto *sink = static_cast<PackSink *>(payload);
    if (sink->options->stop.stop_requested())
        return -1;
    sink->bytes += static_cast<qint64>(size);
    const int code = git_indexer_append(sink->indexer, data, size, sink->progress);
    if (sink->options->progress && code == 0)
        sink->options->progress(sink->progress->received_objects, sink->progress->total_objects);
    return code;
}

} // namespace

Result<RepositoryPtr> openStore(const QString &path)
{
    startGit();
    git_repository *raw = nullptr;
    const int code = git_repository_open_bare(&raw, gitPath(path).constData());
    if (code == GIT_ENOTFOUND)
        return gitFailure(NotFound,
            QCoreApplication::translate("Workspace", "Pilothouse's store %1 is missing; the session cannot go on.")
                .arg(path));
    if (code != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "Pilothouse's store %1 cannot be read.").arg(path));
    RepositoryPtr store(raw);
    git_config *rawConfig = nullptr;
    if (git_config_open_ondisk(&rawConfig, gitPath(path + QStringLiteral("/config")).constData()) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "Pilothouse's store %1 cannot be read.").arg(path));
    const ConfigPtr config(rawConfig);
    if (git_repository_set_config(raw, rawConfig) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "Pilothouse's store %1 cannot be read.").arg(path));
    return store;
}

Result<RepositoryPtr> openOrCreateStore(const QString &path)
{
    startGit();
    if (QFileInfo::exists(path))
        return openStore(path);
    // Made elsewhere and renamed, so that a store is whole or not there.
    const QString making = path + QStringLiteral(".making");
    QDir(making).removeRecursively();
    git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
    options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
    options.initial_head = "main";
    git_repository *raw = nullptr;
    git_config *rawConfig = nullptr;
    if (git_repository_init_ext(&raw, gitPath(making).constData(), &options) != 0)
        return gitCannotWrite(path);
    RepositoryPtr made(raw);
    if (git_config_open_ondisk(&rawConfig, gitPath(making + QStringLiteral("/config")).constData()) != 0)
        return gitCannotWrite(path);
    const ConfigPtr config(rawConfig);
    // Whoever runs git in a store must not make it collect what only a session's own record names.
    if (git_config_set_int32(rawConfig, "gc.auto", 0) != 0
        || git_config_set_bool(rawConfig, "core.logallrefupdates", 0) != 0)
        return gitCannotWrite(path);
    made.reset();
    if (!QDir().rename(making, path))
        return cannotWrite(path, {});
    return openStore(path);
}

std::unexpected<Error> cannotWrite(const QString &path, const QString &cause)
{
    const QStorageInfo disk(QFileInfo(path).path());
    if (saysDiskFull(cause) || (disk.isValid() && disk.bytesAvailable() < 64 * 1024))
        return failure(DiskFull,
            QCoreApplication::translate("Workspace", "The disk is full. Make room on it and try again."), cause);
    return failure(IoFailed,
        QCoreApplication::translate(
            "Workspace", "Pilothouse cannot write %1. Check that the folder exists and that you may write there.")
            .arg(path),
        cause);
}

Result<void> replaceFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly)
        || file.write(content) != content.size() || !file.commit())
        return cannotWrite(path, file.errorString());
    return {};
}

Result<WrittenObjects> writeObjects(
    git_repository *source, const std::vector<git_oid> &objects, const QString &target, const WriteOptions &options)
{
    if (objects.empty())
        return WrittenObjects{};
    if (objects.size() <= LooseObjectsLimit)
        return writeLoose(source, objects, target, options);
    git_packbuilder *raw = nullptr;
    if (git_packbuilder_new(&raw, source) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "The session's objects cannot be packed."));
    const PackbuilderPtr builder(raw);
    for (const git_oid &oid : objects) {
        if (options.stop.stop_requested())
            return wasCancelled();
        if (git_packbuilder_insert(raw, &oid, nullptr) != 0)
            return gitFailure(
                ObjectsMissing, QCoreApplication::translate("Workspace", "An object of the session cannot be read."));
    }
    return writePack(raw, target, options);
}

Result<WrittenObjects> writePack(git_packbuilder *builder, const QString &target, const WriteOptions &options)
{
    const QString folder = target + QStringLiteral("/pack");
    git_odb *rawOdb = nullptr;
    if (!QDir().mkpath(folder) || git_odb_open(&rawOdb, gitPath(target).constData()) != 0)
        return cannotWrite(folder, lastGitWords());
    const OdbPtr odb(rawOdb);
    git_indexer_options indexing = GIT_INDEXER_OPTIONS_INIT;
    git_indexer *rawIndexer = nullptr;
    if (git_indexer_new(&rawIndexer, gitPath(folder).constData(), 0444, rawOdb, &indexing) != 0)
        return gitCannotWrite(folder);
    const IndexerPtr indexer(rawIndexer);
    git_indexer_progress progress{};
    PackSink sink{rawIndexer, &progress, &options};
    const bool packed = git_packbuilder_foreach(builder, appendPack, &sink) == 0;
    if (options.stop.stop_requested())
        return wasCancelled();
    if (!packed || git_indexer_commit(rawIndexer, &progress) != 0)
        return gitFailure(ObjectsMissing,
            QCoreApplication::translate("Workspace",
                "The objects cannot all be copied: some are missing or damaged. Run “git fsck” in the repository; in a "
                "partial clone run “git fetch --refetch --no-filter” first."));
    return WrittenObjects{static_cast<qint64>(progress.total_objects), sink.bytes};
}

Result<void> makeObjectsReadable(const QString &objectsFolder)
{
    using P = QFileDevice::Permission;
    static constexpr auto Readable = P::ReadOwner | P::ReadUser | P::ReadGroup | P::ReadOther;
    static constexpr auto Folder =
        Readable | P::WriteOwner | P::WriteUser | P::ExeOwner | P::ExeUser | P::ExeGroup | P::ExeOther;
    const auto apply = [](const QFileInfo &info) {
        const QFileDevice::Permissions wanted = info.isDir() ? Folder : Readable;
        return info.permissions() == wanted || QFile::setPermissions(info.filePath(), wanted);
    };
    bool all = apply(QFileInfo(objectsFolder));
    QDirIterator files(objectsFolder, QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::NoSymLinks,
        QDirIterator::Subdirectories);
    while (files.hasNext())
        all = apply(files.nextFileInfo()) && all;
    if (!all)
        return cannotWrite(objectsFolder, {});
    return {};
}

void leaveTimesAlone(git_odb *objects)
{
    for (size_t i = 0; i < git_odb_num_backends(objects); ++i) {
        git_odb_backend *backend = nullptr;
        if (git_odb_get_backend(&backend, objects, i) == 0)
            backend->freshen = nullptr;
    }
}

Result<void> setStoreRef(git_repository *store, const QByteArray &name, const git_oid &target)
{
    const QString path = fromGitPath(git_repository_path(store));
    // The caller holds the store's lock, so a lock file of the ref's is what a killed process left.
    QFile::remove(path + u'/' + QString::fromLatin1(name) + QStringLiteral(".lock"));
    git_reference *raw = nullptr;
    if (git_reference_create(&raw, store, name.constData(), &target, 1, nullptr) != 0)
        return gitCannotWrite(path);
    git_reference_free(raw);
    return {};
}

} // namespace pilothouse

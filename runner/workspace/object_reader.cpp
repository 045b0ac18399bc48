#include "runner/workspace/object_reader.h"

#include "runner/workspace/store_files.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

namespace pilothouse {

namespace {

constexpr size_t WorthAThread = 8; // Fewer pieces of work than this are done before another thread has begun.

std::unexpected<Error> contentMissing(const QString &name)
{
    return gitFailure(NotFound,
        QCoreApplication::translate("Workspace", "There is no file content %1 in the session's store.").arg(name));
}

} // namespace

Result<std::unique_ptr<ObjectReader>> ObjectReader::open(const QString &store)
{
    Result<RepositoryPtr> repository = openStore(store);
    if (!repository)
        return std::unexpected(repository.error());
    git_odb *odb = nullptr;
    if (git_repository_odb(&odb, repository->get()) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "The session's objects cannot be read."));
    return std::unique_ptr<ObjectReader>(new ObjectReader(std::move(*repository), OdbPtr(odb)));
}

Result<std::unique_ptr<ObjectReader>> ObjectReader::of(git_repository *repository)
{
    git_odb *odb = nullptr;
    git_repository *shared = nullptr;
    if (git_repository_odb(&odb, repository) != 0 || git_repository_wrap_odb(&shared, odb) != 0) {
        git_odb_free(odb);
        return gitFailure(QCoreApplication::translate("Workspace", "The session's objects cannot be read."));
    }
    return std::unique_ptr<ObjectReader>(new ObjectReader(RepositoryPtr(shared), OdbPtr(odb)));
}

Result<qint64> ObjectReader::blobSize(const git_oid &id) const
{
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, m_odb.get(), &id) != 0 || type != GIT_OBJECT_BLOB)
        return contentMissing(toObjectId(id).value);
    return static_cast<qint64>(size);
}

Result<BlobPtr> ObjectReader::blob(const git_oid &id) const
{
    git_blob *raw = nullptr;
    if (git_blob_lookup(&raw, m_repository.get(), &id) != 0)
        return contentMissing(toObjectId(id).value);
    return BlobPtr(raw);
}

Result<BlobPtr> ObjectReader::blob(const ObjectId &id) const
{
    if (!id.isValid())
        return BlobPtr();
    const Result<git_oid> oid = toOid(id);
    return oid ? blob(*oid) : std::unexpected(oid.error());
}

Result<ObjectReaders> ObjectReaders::open(const QString &store, int threads)
{
    ObjectReaders readers(store, static_cast<size_t>(std::max(1, threads)));
    Result<std::unique_ptr<ObjectReader>> first = ObjectReader::open(store);
    if (!first)
        return std::unexpected(first.error());
    readers.m_readers.front() = std::move(*first);
    return readers;
}

Result<ObjectReaders> ObjectReaders::of(git_repository *repository)
{
    ObjectReaders readers(QString(), 1);
    Result<std::unique_ptr<ObjectReader>> only = ObjectReader::of(repository);
    if (!only)
        return std::unexpected(only.error());
    readers.m_readers.front() = std::move(*only);
    return readers;
}

Result<void> ObjectReaders::forEach(
    size_t count, const std::stop_token &stop, const std::function<Result<void>(ObjectReader &, size_t)> &work)
{
    std::atomic<size_t> next = 0;
    std::atomic<bool> ended = false;
    std::mutex mutex;
    std::optional<Error> error; // Guarded by the mutex.
    const auto run = [&](std::unique_ptr<ObjectReader> &reader) {
        Result<void> done;
        if (!reader) {
            Result<std::unique_ptr<ObjectReader>> opened = ObjectReader::open(m_store);
            if (opened)
                reader = std::move(*opened);
            else
                done = std::unexpected(opened.error());
        }
        for (size_t at = 0; done && !ended && (at = next++) < count;)
            done = stop.stop_requested() ? Result<void>(wasCancelled()) : work(*reader, at);
        if (!done) {
            ended = true;
            const std::scoped_lock lock(mutex);
            if (!error)
                error = done.error();
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (size_t i = 1; i < m_readers.size() && count >= WorthAThread * (i + 1); ++i)
            helpers.emplace_back([&run, &reader = m_readers[i]] { run(reader); });
        run(m_readers.front());
    }
    if (error)
        return std::unexpected(*error);
    return {};
}

} // namespace pilothouse

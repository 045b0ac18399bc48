#pragma once

// Internal: reading objects of a store on one or more threads at once.

#include "runner/workspace/git_handles.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace pilothouse {

/// A store opened for one thread.
class ObjectReader {
public:
    /// Errors: NotFound, GitFailed.
    [[nodiscard]] static Result<std::unique_ptr<ObjectReader>> open(const QString &store);
    /// The objects of a repository that is open on this thread. Errors: GitFailed.
    [[nodiscard]] static Result<std::unique_ptr<ObjectReader>> of(git_repository *repository);

    [[nodiscard]] git_repository *repository() const { return m_repository.get(); }
    /// Bytes of a blob, without reading it. Errors: NotFound.
    [[nodiscard]] Result<qint64> blobSize(const git_oid &id) const;
    /// Errors: NotFound.
    [[nodiscard]] Result<BlobPtr> blob(const git_oid &id) const;
    /// The same; none for an empty id. Errors: NotFound, InvalidArgument.
    [[nodiscard]] Result<BlobPtr> blob(const ObjectId &id) const;

private:
    ObjectReader(RepositoryPtr repository, OdbPtr odb) : m_repository(std::move(repository)), m_odb(std::move(odb)) { }

    RepositoryPtr m_repository;
    OdbPtr m_odb;
};

[[nodiscard]] inline QByteArrayView contentOf(const git_blob *blob)
{
    return blob ? QByteArrayView(static_cast<const char *>(git_blob_rawcontent(blob)),
                      static_cast<qsizetype>(git_blob_rawsize(blob)))
                : QByteArrayView();
}

/// A store's readers, one for each thread that works on it: libgit2's handles are for one thread at a time.
class ObjectReaders {
public:
    /// Errors: NotFound, GitFailed.
    [[nodiscard]] static Result<ObjectReaders> open(const QString &store, int threads);
    /// One reader, of a repository that is open on this thread. Errors: GitFailed.
    [[nodiscard]] static Result<ObjectReaders> of(git_repository *repository);

    [[nodiscard]] ObjectReader &first() const { return *m_readers.front(); }

    /// Calls `work` for 0 … count - 1, in this order but for what several threads do at once; the caller's thread is
    /// one of them. The first error ends it. Errors: those of `work`, Cancelled.
    [[nodiscard]] Result<void> forEach(
        size_t count, const std::stop_token &stop, const std::function<Result<void>(ObjectReader &, size_t)> &work);

private:
    ObjectReaders(QString store, size_t threads) : m_store(std::move(store)), m_readers(threads) { }

    QString m_store;
    std::vector<std::unique_ptr<ObjectReader>> m_readers; ///< Null until its thread is needed.
};

} // namespace pilothouse

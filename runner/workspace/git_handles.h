#pragma once

// Internal to this folder: what every use of libgit2 needs. No other folder sees <git2.h>.

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QByteArray>

#include <git2.h>

#include <memory>

namespace pilothouse {

template <auto Free> struct FreeWith {
    template <class T> void operator()(T *pointer) const noexcept { Free(pointer); }
};

using RepositoryPtr = std::unique_ptr<git_repository, FreeWith<git_repository_free>>;
using ConfigPtr = std::unique_ptr<git_config, FreeWith<git_config_free>>;
using OdbPtr = std::unique_ptr<git_odb, FreeWith<git_odb_free>>;
using OdbObjectPtr = std::unique_ptr<git_odb_object, FreeWith<git_odb_object_free>>;
using ObjectPtr = std::unique_ptr<git_object, FreeWith<git_object_free>>;
using CommitPtr = std::unique_ptr<git_commit, FreeWith<git_commit_free>>;
using TreePtr = std::unique_ptr<git_tree, FreeWith<git_tree_free>>;
using BlobPtr = std::unique_ptr<git_blob, FreeWith<git_blob_free>>;
using IndexPtr = std::unique_ptr<git_index, FreeWith<git_index_free>>;
using IndexConflictsPtr = std::unique_ptr<git_index_conflict_iterator, FreeWith<git_index_conflict_iterator_free>>;
using ReferencePtr = std::unique_ptr<git_reference, FreeWith<git_reference_free>>;
using ReferencesPtr = std::unique_ptr<git_reference_iterator, FreeWith<git_reference_iterator_free>>;
using DiffPtr = std::unique_ptr<git_diff, FreeWith<git_diff_free>>;
using PatchPtr = std::unique_ptr<git_patch, FreeWith<git_patch_free>>;
using SignaturePtr = std::unique_ptr<git_signature, FreeWith<git_signature_free>>;
using RevwalkPtr = std::unique_ptr<git_revwalk, FreeWith<git_revwalk_free>>;
using PackbuilderPtr = std::unique_ptr<git_packbuilder, FreeWith<git_packbuilder_free>>;
using IndexerPtr = std::unique_ptr<git_indexer, FreeWith<git_indexer_free>>;
using TransactionPtr = std::unique_ptr<git_transaction, FreeWith<git_transaction_free>>;
using OdbStreamPtr = std::unique_ptr<git_odb_stream, FreeWith<git_odb_stream_free>>;
using FilterListPtr = std::unique_ptr<git_filter_list, FreeWith<git_filter_list_free>>;

/// Starts libgit2 once for the process, hardened: call it before anything else of it. Every function below does.
void startGit();

/// The person's folder for git ("~/.config/git"): more configuration, and the default ignore and attribute files.
[[nodiscard]] QString personGitDirectory();

/// What libgit2 said on this thread just now: read it on the line that failed.
[[nodiscard]] QString lastGitWords();

/// Whether a library's words mean that the disk (or the person's share of it) is full.
[[nodiscard]] bool saysDiskFull(const QString &words);

/// An error with lastGitWords() as its cause. A full disk becomes DiskFull whatever `code` was meant.
[[nodiscard]] std::unexpected<Error> gitFailure(ErrorCode code, const QString &message);

/// The same with GitFailed and a general sentence that names what was being done ("read the index").
[[nodiscard]] std::unexpected<Error> gitFailure(const QString &message);

[[nodiscard]] std::unexpected<Error> wasCancelled();

/// A path as libgit2 wants it: UTF-8 with slashes.
[[nodiscard]] QByteArray gitPath(const QString &path);
[[nodiscard]] QString fromGitPath(const char *path);

[[nodiscard]] ObjectId toObjectId(const git_oid &oid);
/// Errors: InvalidArgument when it is not 40 hexadecimal digits.
[[nodiscard]] Result<git_oid> toOid(const ObjectId &id);

/// The bytes of an object name, for sets and maps.
[[nodiscard]] QByteArray oidKey(const git_oid &oid);

/// The commit of that name. Errors: NotFound, GitFailed.
[[nodiscard]] Result<CommitPtr> findCommit(git_repository *repository, const ObjectId &id);
[[nodiscard]] Result<TreePtr> treeOf(const git_commit *commit);

} // namespace pilothouse

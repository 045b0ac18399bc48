#pragma once

#include "runner/base/error.h"

namespace pilothouse {

inline constexpr ErrorCode RepositoryMissing{"workspace.no_repository"}; ///< There is no git repository at the path.
inline constexpr ErrorCode RepositoryUnborn{"workspace.no_commits"};
inline constexpr ErrorCode RepositoryUnsupported{"workspace.unsupported"}; ///< SHA-256, reftable and the like.
inline constexpr ErrorCode ObjectsMissing{"workspace.objects_missing"}; ///< A partial clone, or a damaged repository.
inline constexpr ErrorCode RevisionUnknown{"workspace.revision_unknown"};
inline constexpr ErrorCode FilesUnmerged{"workspace.unmerged"}; ///< The index holds unresolved conflicts.
inline constexpr ErrorCode GitFailed{"workspace.git_failed"}; ///< Whatever else libgit2 said.
inline constexpr ErrorCode WorkspaceHostile{"workspace.hostile"}; ///< A pack from a sandbox broke a rule.
inline constexpr ErrorCode AuthorMissing{"workspace.author_missing"};
inline constexpr ErrorCode BranchInvalid{"workspace.branch_invalid"};
inline constexpr ErrorCode BranchTaken{"workspace.branch_taken"};
inline constexpr ErrorCode BranchMissing{"workspace.branch_missing"};
inline constexpr ErrorCode BranchMoved{"workspace.branch_moved"}; ///< Somebody committed there meanwhile.
inline constexpr ErrorCode BranchCheckedOut{"workspace.branch_checked_out"}; ///< Its work tree would not follow.
inline constexpr ErrorCode WorkTreeBusy{"workspace.work_tree_busy"}; ///< Not clean, or in the middle of something.
inline constexpr ErrorCode SelectionStale{"workspace.selection_stale"}; ///< Made of another tree than the snapshot's.
inline constexpr ErrorCode NothingToAccept{"workspace.nothing_to_accept"};
inline constexpr ErrorCode AcceptConflict{"workspace.conflict"}; ///< The person and the agent changed the same lines.
inline constexpr ErrorCode StoreBusy{"workspace.store_busy"}; ///< Another process holds the store's lock.

} // namespace pilothouse

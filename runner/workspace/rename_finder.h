#pragma once

// Internal: which added files were another one, or are copies of it.

#include "runner/workspace/change_set.h"
#include "runner/workspace/object_reader.h"
#include "runner/workspace/similarity.h"
#include "runner/workspace/tree_changes.h"

#include <cstring>
#include <optional>
#include <unordered_map>

namespace pilothouse {

/// An object's name as a key.
struct ObjectKey {
    git_oid id{};

    friend bool operator==(const ObjectKey &a, const ObjectKey &b) { return git_oid_equal(&a.id, &b.id); }
};

struct ObjectKeyHash {
    size_t operator()(const ObjectKey &key) const noexcept
    {
        size_t hash = 0;
        std::memcpy(&hash, key.id.id, sizeof hash); // A hash it is already.
        return hash;
    }
};

/// What was measured for one change set, so that the next one need not do it again.
struct SimilarityTable {
    using Scores = std::vector<std::pair<ObjectKey, int>>; ///< Of sources; any order, each once, none of them 0.
    struct File {
        qint64 size = 0;
        std::shared_ptr<const Fingerprint> fingerprint; ///< Null where no other file's size came near, or too large.
    };
    std::unordered_map<ObjectKey, File, ObjectKeyHash> sources;
    std::unordered_map<ObjectKey, File, ObjectKeyHash> targets;
    /// By target. A pair of `sources` and `targets` that is missing has nothing in common, or not the size for it.
    std::unordered_map<ObjectKey, Scores, ObjectKeyHash> scores;
};

struct FoundRenames {
    /// For each tree change that is an added file: the index of the one that it was made from.
    std::vector<std::optional<size_t>> source;
    std::vector<int> score; ///< 0 … SimilarityWhole.
    std::vector<int> uses; ///< For each tree change, how many were made from it.
    std::shared_ptr<const SimilarityTable> table;
};

/// Pairs as `git diff -M -C` does: the same content first, then from half of it; any file that changed or went may be
/// copied, one that went is renamed once. Above 1,000 × 1,000 candidates, or 512 MiB of them, only the same content
/// counts. What `known` has need not be measured. Errors: NotFound, GitFailed, Cancelled.
[[nodiscard]] Result<FoundRenames> findRenames(ObjectReaders &readers, const std::vector<TreeChange> &changes,
    const DiffOptions &options, const std::shared_ptr<const SimilarityTable> &known, const std::stop_token &stop);

} // namespace pilothouse

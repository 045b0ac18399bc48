#pragma once

#include "runner/review/check_history.h"

#include <functional>

namespace pilothouse {

/// What is known of a check about the tree that a person looks at.
struct CheckMark {
    enum class Kind {
        None, ///< Not run.
        Running,
        Passed, ///< The one green mark: in a clean sandbox, on this very tree, and nothing that decides it was changed.
        PassedTouched, ///< The same, but the change set touches the check, the build or the tests.
        PassedOlder, ///< In a clean sandbox on another tree.
        PassedNotProof, ///< In the agent's sandbox.
        Failed, ///< On this very tree, wherever.
        FailedOlder,
        Undecided, ///< It timed out, was stopped or could not be run.
    };
    Kind kind = Kind::None;
    CheckDefinition check;
    QString run; ///< CheckResult::id; empty when it was not run.
    int touched = 0; ///< Files that decide what it does and that the change set changes.
    int changedSince = 0; ///< Files between the tree that it ran on and this one; -1: not known.
    QString sentence; ///< For people.

    [[nodiscard]] bool isGreen() const { return kind == Kind::Passed; }
    friend bool operator==(const CheckMark &, const CheckMark &) = default;
};

/// How many files differ between two trees; -1 where that is not known.
using ChangedSince = std::function<int(const ObjectId &from, const ObjectId &to)>;

/// The mark of a check on `tree`. The best evidence about this very tree counts; else the newest about another. A run
/// counts for the check only where its command is the check's. Pure but for what `changedSince` does.
[[nodiscard]] CheckMark checkMark(
    const CheckHistory &history, const CheckDefinition &check, const ObjectId &tree, const ChangedSince &changedSince);

/// Whether the tree may be accepted as far as checks are required: each has its green mark. Error: ChecksMissing with
/// the names.
[[nodiscard]] Result<void> acceptAllowed(const std::vector<CheckMark> &marks);

inline constexpr ErrorCode ChecksMissing{"accept.checks_missing"};

} // namespace pilothouse

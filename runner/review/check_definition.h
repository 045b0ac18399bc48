#pragma once

#include "runner/base/ids.h"
#include "runner/workspace/workspace_errors.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <vector>

namespace pilothouse {

/// A command that tells by its exit code whether a tree is good.
struct CheckDefinition {
    enum class Origin {
        Base, ///< .pilothouse/checks.json of the tree that the session began from.
        Trusted, ///< The person's own copy, outside every tree.
        Person, ///< A command that the person took over or typed; known by an earlier run in this session.
    };
    enum class Accept { Free, Requires };

    QString name; ///< Unique within its session; one line.
    QString command; ///< For the image's sh, in the tree's root.
    std::chrono::seconds limit = std::chrono::minutes(10); ///< Then it is killed.
    QStringList files; ///< Globs of further files that decide what the command does.
    Accept accept = Accept::Free;
    Origin origin = Origin::Base;

    friend bool operator==(const CheckDefinition &, const CheckDefinition &) = default;
};

inline constexpr std::chrono::seconds LongestCheck = std::chrono::hours(2);

/// {checks: [{name, command, timeoutSeconds?, files?, requiredToAccept?}]}. A name that comes twice, an empty command,
/// control characters or anything out of its bounds refuse the whole. Errors: JsonInvalid, LimitExceeded.
[[nodiscard]] Result<std::vector<CheckDefinition>> parseChecks(const QByteArray &json, CheckDefinition::Origin origin);

/// The checks that the tree of `base` defines; none where it has no such file. A link is not followed. Blocks; any
/// thread. Errors: those of parseChecks(), GitFailed.
[[nodiscard]] Result<std::vector<CheckDefinition>> checksOfTree(const QString &store, const ObjectId &base);

/// Both, those of `trusted` instead of those with the same name.
[[nodiscard]] std::vector<CheckDefinition> withTrusted(
    std::vector<CheckDefinition> checks, const std::vector<CheckDefinition> &trusted);

/// A command that a person gave, named after itself where they gave no name. Error: InvalidArgument.
[[nodiscard]] Result<CheckDefinition> checkOfPerson(const QString &name, const QString &command);

/// Where a tree defines its checks.
[[nodiscard]] QByteArray checksPath();

} // namespace pilothouse

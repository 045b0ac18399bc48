#pragma once

#include "runner/session/session_state.h"
#include "runner/workspace/accept.h"

namespace pilothouse {

/// What a person accepts. The commit's objects and the ref are the only things that change in their repository.
struct AcceptOptions {
    QString branch; ///< A new branch; empty: a name is made from the title.
    QString message; ///< Empty: a draft is made from the session.
    QList<QByteArray> paths; ///< Empty: everything.
    ObjectId snapshot; ///< The snapshot commit that the person saw; empty: the latest.
    AcceptRequest::Uncommitted uncommitted =
        AcceptRequest::Uncommitted::None; ///< Needed when the base holds the person's own.
    /// Whether the checks that the repository requires must have passed on exactly what is accepted.
    enum class Checks { Required, Skipped };
    Checks checks = Checks::Required;
    bool requiresVerdict = false; ///< Only what the person's last verdict approved, to the tree.
    QString by;
};

/// The whole request as the payload of AcceptStarted and back, so that a process that dies in the middle of an accept
/// is followed by one that finishes it and finds its own commit.
[[nodiscard]] QJsonObject acceptToJson(const AcceptRequest &request);
[[nodiscard]] AcceptRequest acceptFromJson(const QJsonObject &json);

/// Completes what the person left open. Blocks (reads the repository); on the pool.
/// Errors: NothingToAccept, VerdictMissing, InvalidArgument (a snapshot that is not the session's; the uncommitted changes need a
/// word), those of suggestBranch() and probeRepository().
[[nodiscard]] Result<AcceptRequest> acceptRequest(
    const SessionState &state, AcceptOptions options, const QString &sessionStore);

/// The first draft of the message: the title, and what was asked for.
[[nodiscard]] QString acceptMessage(const SessionState &state);

} // namespace pilothouse

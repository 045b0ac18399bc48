#pragma once

#include "runner/base/one_shot.h"
#include "runner/review/check_mark.h"
#include "runner/session/composed_attempts.h"
#include "runner/session/review_api.h"
#include "runner/session/session_info.h"
#include "runner/workspace/try_worktree.h"

namespace pilothouse {

/// What a person knows of a tree beside its lines.
struct CheckList {
    ObjectId tree; ///< That the marks are about.
    std::vector<CheckMark> marks; ///< One for each check, with its definition; those of the base first.
};

struct CheckRequest {
    QString name; ///< Of a check that is defined; with a command, the name that it gets (may be empty).
    QString command; ///< A command that the person took over or typed. Never one that only a snapshot defines.
    ObjectId snapshot; ///< A snapshot or any tree of the session; empty: the latest snapshot.
    CheckPlace place = CheckPlace::Clean;
};

/// What two attempts change differently.
struct AttemptClash {
    SessionId with;
    int files = 0;

    friend bool operator==(const AttemptClash &, const AttemptClash &) = default;
};

/// One of several sessions that were given the same task.
struct Attempt {
    SessionId session;
    QString title;
    QString agent;
    QString model; ///< "provider/name".
    QString state;
    ObjectId base; ///< The commit that it began from; empty before that.
    ObjectId snapshot; ///< The latest.
    ObjectId tree; ///< Of that snapshot.
    int files = 0; ///< Of its change set.
    int added = 0;
    int removed = 0;
    std::vector<CheckMark> checks; ///< On the latest snapshot.
    qint64 costMicros = 0; ///< Millionths of a US dollar, as metered here.
    qint64 tokens = 0; ///< Read and written by the model, as metered here.
    qint64 workedMs = 0;
    qint64 turnStartedMs = 0; ///< Milliseconds since 1970 of the running turn; 0 while none runs.
    bool withUncommitted = false; ///< It began with the person's uncommitted changes.
    std::vector<AttemptClash> clashes; ///< With other attempts of the group.

    friend bool operator==(const Attempt &, const Attempt &) = default;
};

struct AttemptChoice {
    QString agent;
    ModelChoice model;
};

/// What is taken of an attempt.
enum class AttemptTake {
    Everything,
    Reviewed, ///< What the person accepted in its review.
};

/// Checks, looking at a snapshot by trying it, and attempts. Reached by RunnerApi::evidence(); the same rules hold:
/// called on the runner's thread, never blocks, answers there.
class EvidenceApi {
public:
    EvidenceApi() = default;
    virtual ~EvidenceApi() = default;
    EvidenceApi(const EvidenceApi &) = delete;
    EvidenceApi &operator=(const EvidenceApi &) = delete;

    /// The session's checks and what they say about a snapshot (empty: the latest). The runs themselves are in
    /// SessionState::checks.
    [[nodiscard]] virtual Task<CheckList> checks(SessionId id, ObjectId snapshot = {}) = 0;
    /// Runs a check and ends with its result; a requested stop cancels it. In a clean sandbox on exactly the tree; in
    /// the agent's own on the files that are there, which must be the asked snapshot's. Errors: NotFound (no such
    /// check, no image yet), InvalidArgument, GuestDisconnected, Cancelled (Pilothouse ends).
    [[nodiscard]] virtual Task<CheckResult> runCheck(SessionId id, CheckRequest request, std::stop_token stop = {}) = 0;
    /// Stops a run; its result says so. Gone already is a success.
    [[nodiscard]] virtual Task<void> cancelCheck(SessionId id, QString run) = 0;
    /// Keeps a copy of a checks.json of the person's own for the session's repository, which counts before the base
    /// tree's; empty: forgets it. Errors: those of parseChecks().
    [[nodiscard]] virtual Task<void> trustChecks(SessionId id, QByteArray json) = 0;

    /// Opens a snapshot (empty: the latest) as a folder of its own; again, finds it. Errors: see openTry().
    [[nodiscard]] virtual Task<TryFolder> tryOut(SessionId id, ObjectId snapshot, TryFollow follow) = 0;

    /// Starts a session for each choice with the same task; answers the group.
    [[nodiscard]] virtual Task<QString> startAttempts(NewSession task, std::vector<AttemptChoice> choices) = 0;
    [[nodiscard]] virtual Task<std::vector<Attempt>> attempts(QString group) = 0;
    /// What one attempt gives, of its change set from the base to the latest snapshot. No files: nothing.
    [[nodiscard]] virtual Task<AttemptPart> attemptPart(SessionId id, AttemptTake take) = 0;
    /// The common base with parts of several attempts; conflicts are in the answer. To accept it:
    /// AcceptOptions::composed. Errors: InvalidArgument (attempts with different bases; a snapshot that is not the
    /// session's), those of composeSelection().
    [[nodiscard]] virtual Task<ComposedAttempts> composeAttempts(std::vector<AttemptPart> parts) = 0;
    /// From one attempt's latest snapshot to the other's, tree to tree, in the first one's store.
    [[nodiscard]] virtual Task<SessionChanges> compareAttempts(SessionId one, SessionId other) = 0;
};

} // namespace pilothouse

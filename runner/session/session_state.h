#pragma once

#include "runner/agent/conversation.h"
#include "runner/agent/transcript_fold.h"
#include "runner/base/error.h"
#include "runner/policy/loop_breaker.h"
#include "runner/review/check_history.h"
#include "runner/review/review_state.h"
#include "runner/sandbox/sandbox_grade.h"
#include "runner/session/approval.h"
#include "runner/session/session_info.h"
#include "runner/session/state_machine.h"
#include "runner/store/event.h"

#include <QHash>

#include <memory>

namespace pilothouse {

/// A verified snapshot of the workspace.
struct Snapshot {
    qint64 seq = 0;
    qint64 atMs = 0;
    qint32 turn = 0;
    ObjectId commit;
    ObjectId tree;
    quint64 agentPosition = 0; ///< The number of the agent's last output line at that moment, as the guest says.
    qint64 leftOut = 0; ///< Ignored and unreadable files that are not in it, as the guest counted them.
    int filesChanged = 0; ///< Against the base.
    int linesAdded = 0;
    int linesRemoved = 0;

    friend bool operator==(const Snapshot &, const Snapshot &) = default;
};

struct QueuedPrompt {
    QString id;
    QString text;
    QStringList files;

    friend bool operator==(const QueuedPrompt &, const QueuedPrompt &) = default;
};

/// Why a person denied something. The protocol's answer to a question has no place for it, so the agent reads it with
/// the next prompt.
struct Denial {
    QString what; ///< The command, or what was asked.
    QString reason;

    friend bool operator==(const Denial &, const Denial &) = default;
};

struct SandboxView {
    quint32 incarnation = 0; ///< Counts the containers that this session had.
    QString engine;
    QString container; ///< The engine's id; empty when there is none.
    QStringList volumes; ///< The workspace's and the home's.
    QString image;
    QByteArray guestId; ///< The guest that the link positions belong to.
    SandboxGrade grade;
    bool ready = false;
    qint64 readySeq = 0; ///< Of the event that said so.

    friend bool operator==(const SandboxView &, const SandboxView &) = default;
};

/// What a long step is doing, in words.
struct ProgressView {
    QString step; ///< A stable name: base, image, sandbox, workspace, agent.
    QString text;
    qint64 done = 0;
    qint64 total = 0; ///< 0: unknown.

    friend bool operator==(const ProgressView &, const ProgressView &) = default;
};

struct AcceptedView {
    qint64 seq = 0;
    qint64 atMs = 0;
    QString branch;
    ObjectId commit;
    ObjectId snapshot;
    int files = 0;

    friend bool operator==(const AcceptedView &, const AcceptedView &) = default;
};

/// A failure that a person must know of, shown where it happened.
struct NoticeView {
    qint64 seq = 0;
    qint64 atMs = 0;
    QString severity; ///< info, warning, error
    QString code;
    QString message;
    QString cause;

    friend bool operator==(const NoticeView &, const NoticeView &) = default;
};

struct UsageView {
    qint64 inputTokens = 0;
    qint64 outputTokens = 0;
    qint64 cachedTokens = 0;
    qint64 costMicros = 0; ///< Millionths of a US dollar, as metered on the host.
    int modelCalls = 0;

    friend bool operator==(const UsageView &, const UsageView &) = default;
};

/// What went to and came from one host, or would have.
struct EgressHostView {
    QString host;
    quint16 port = 0;
    int connections = 0; ///< Let out; of plain HTTP each request is one.
    int open = 0;
    int refused = 0;
    qint64 sent = 0;
    qint64 received = 0;

    friend bool operator==(const EgressHostView &, const EgressHostView &) = default;
};

/// Everything about one session, a fold over its events and nothing else: two processes that read the same log have
/// equal states. Copies are cheap enough to publish (the transcript shares its items).
struct SessionState {
    SessionId id;
    qint64 lastSeq = 0;
    qint64 createdMs = 0;
    qint64 updatedMs = 0;
    SessionInfo info;
    bool pinned = false;
    SessionPhase phase = SessionPhase::Queued;
    qint64 phaseSeq = 0; ///< Of the event that began it.
    QString reason; ///< Why it failed or was interrupted, with what to do.
    QString reasonCode;
    qint32 turn = 0;
    qint64 turnStartedMs = 0; ///< 0 between turns.
    qint64 turnStartedSeq = 0;
    QString lastStopReason; ///< Of the last turn that ended.
    bool cancelWanted = false; ///< A person asked for the turn to stop.
    QString baseCommit; ///< In Pilothouse's base store; with uncommitted changes a private commit on headCommit.
    ObjectId baseTree;
    QString headCommit; ///< The person's commit that the session began from.
    Conversation conversation;
    Transcript transcript;
    std::vector<Approval> approvals; ///< Open ones, oldest first.
    std::vector<Denial> denials; ///< Given reasons that the agent was not told yet, oldest first.
    std::vector<QueuedPrompt> queue;
    std::vector<Snapshot> snapshots; ///< Oldest first; the first one is the base as seeded.
    SandboxView sandbox;
    ProgressView progress; ///< Of the step under way; empty when none is.
    UsageView usage;
    std::vector<AcceptedView> accepted;
    ReviewState review;
    std::optional<QJsonObject> acceptUnderWay; ///< The payload of an AcceptStarted that has no end yet.
    std::vector<NoticeView> notices;
    CheckHistory checks;
    QHash<quint16, quint64> linkPositions; ///< Highest durable number committed of each channel of this incarnation.
    std::vector<std::pair<quint64, QByteArray>> unsentLines; ///< Lines to the agent that the guest may not have yet.
    int agentRuns = 0; ///< Processes of the agent that were started.
    QString agentRun; ///< The name of the last one.
    qint64 modelAttempts = 0; ///< The highest number of a model attempt.
    qint64 egressOpenings = 0; ///< Likewise, of a connection that was let out.
    qint64 egressQuestions = 0; ///< And of a question about one.
    std::vector<EgressRule> egressAnswers; ///< That hold for a turn or the session.
    std::vector<EgressHostView> egressHosts; ///< What went out and what was refused, in the order of first use.
    std::vector<qint64> openAttempts; ///< Those that have no answer yet.
    LoopBreaker loops;
};

/// The fold. Pure: no clock, no I/O. An event with an unknown kind or a malformed payload changes only lastSeq and
/// updatedMs. One thread; snapshots go anywhere.
class SessionFold final {
public:
    void apply(const Event &event);
    /// Everything but the transcript, which snapshot() adds.
    [[nodiscard]] const SessionState &state() const { return m_state; }
    [[nodiscard]] SessionState snapshot();
    /// The guest has these lines; they are not needed for sending again.
    void forgetSentLines(quint64 upTo);

private:
    SessionState m_state;
    TranscriptFold m_transcript;
};

/// What the window shows beside the log's truth: facts of this process that are not events.
struct LiveFacts {
    bool linkUp = false;
    bool attached = false; ///< An actor of this process has the session.
    ProgressView progress; ///< Finer than the Progress events.
    qint64 rejectionsDueMs = 0; ///< When rejected parts leave the sandbox, or undone ones come back; 0: not by a clock.
    bool onlyEnd = false; ///< The state has the log's first event and its last ones; the whole is still being read.
};

/// An immutable value for other threads.
struct SessionSnapshot {
    SessionState state;
    LiveFacts live;
};

using SessionSnapshotPtr = std::shared_ptr<const SessionSnapshot>;

} // namespace pilothouse

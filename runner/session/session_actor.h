#pragma once

#include "runner/agent/acp_client.h"
#include "runner/agent/output_compaction.h"
#include "runner/base/async_lock.h"
#include "runner/session/egress_traffic.h"
#include "runner/session/model_traffic.h"
#include "runner/session/review_api.h"
#include "runner/session/sandbox_bring_up.h"
#include "runner/session/session_accept.h"
#include "runner/session/session_checks.h"
#include "runner/session/session_log.h"
#include "runner/session/session_review.h"
#include "runner/session/snapshot_importer.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <stop_token>

namespace pilothouse {

/// One live session: brings its sandbox up, carries the conversation with the agent, takes snapshots home, and does
/// what a person says. Lives on one worker thread with all its sockets. What it does next follows from the folded log
/// alone (advance()), so a process that takes over goes on where the last one stopped.
class SessionActor final : public QObject {
    Q_OBJECT

public:
    SessionActor(SessionId id, SessionServices services, SessionTimeouts timeouts);
    ~SessionActor() override;

    /// Reads the log; first of all, and once.
    [[nodiscard]] Task<void> load();
    /// Goes on where the log stops: prepares, reattaches to the sandbox, or marks the turn interrupted.
    [[nodiscard]] Task<void> recover();

    /// `also` is committed together with the prompt; its payloads may name it by this id (empty: one is made).
    [[nodiscard]] Task<void> prompt(
        QString text, QStringList files, QString promptId = {}, std::vector<NewEvent> also = {});
    [[nodiscard]] Task<void> unqueue(QString promptId);
    [[nodiscard]] Task<void> decide(ApprovalId approval, ApprovalDecision decision);
    [[nodiscard]] Task<void> cancel(QString by);
    [[nodiscard]] Task<void> resume();
    [[nodiscard]] Task<void> setAgentMode(QString modeId);
    [[nodiscard]] Task<void> setConfigOption(QString optionId, QJsonValue value);
    [[nodiscard]] Task<void> rename(QString title);
    [[nodiscard]] Task<void> setPinned(bool pinned);
    [[nodiscard]] Task<AcceptOutcome> accept(AcceptOptions options, ComposedShares composed = {});
    [[nodiscard]] Task<AcceptPreview> previewAccept(AcceptOptions options, ComposedShares composed = {});
    /// Another attempt's session has accepted parts of this one, too: the payload of Accepted. The same commit is
    /// recorded once.
    [[nodiscard]] Task<void> recordAccepted(QJsonObject accepted);
    [[nodiscard]] SessionReview &review() { return m_review; }
    /// Sends these drafts (none: all) as one prompt.
    [[nodiscard]] Task<void> sendComments(QStringList comments);
    /// Takes rejected parts out of the sandbox's files, and brings back those that are rejected no more; while a turn
    /// runs that waits for its end.
    [[nodiscard]] Task<void> carryOutRejections();
    [[nodiscard]] Task<RestoreReport> restoreSnapshot(ObjectId snapshot, QString reason);
    [[nodiscard]] Task<void> recordFork(SessionId fork, ObjectId snapshot);
    /// Ends when no answer of the model is under way, or after `patience`. Agents ask while the answer that made them
    /// ask still comes; a process that left then would cut it, and the agent would begin that step anew.
    [[nodiscard]] Task<void> modelAnswered(std::chrono::milliseconds patience);
    /// Completes the session: a turn under way is cancelled, prompts that wait are dropped, the last snapshot is taken
    /// and the container goes. The volumes stay, so that a later prompt reopens it.
    [[nodiscard]] Task<void> end();
    /// Ends the sandbox for good: containers and volumes. The session ends, too.
    [[nodiscard]] Task<void> removeSandbox();
    [[nodiscard]] SessionChecks &checks() { return m_checks; }
    [[nodiscard]] BudgetGate &budgets() { return m_budgets; }
    /// Null while there is no link.
    [[nodiscard]] GuestLink *guest() const;

    [[nodiscard]] SessionSnapshotPtr snapshot();
    [[nodiscard]] const SessionState &state() const { return m_log.state(); }

    /// Lets go of everything; nothing more is written. The sandbox goes on.
    void retire();

Q_SIGNALS:
    void changed(); ///< At most once a frame.
    void guestChanged(); ///< The link came up or went.

private:
    struct Incarnation; // what lives as long as one guest

    void scheduleAdvance();
    QCoro::Task<void> advance();
    [[nodiscard]] Task<bool> advanceOnce();
    [[nodiscard]] Task<bool> advanceAgent();
    [[nodiscard]] Task<bool> advanceApprovals();
    [[nodiscard]] Task<bool> advanceTurn();
    [[nodiscard]] Task<void> decideEgress(Approval approval, ApprovalDecision decision);

    QCoro::Task<void> bringUp();
    [[nodiscard]] Task<GuestHello> bringUpSandbox();
    [[nodiscard]] SandboxLink &adopt(std::unique_ptr<SandboxLink> link, std::shared_ptr<ModelRoute> route);
    void linkUp(const GuestHello &hello);
    QCoro::Task<void> startMissingAgent(QString running);
    QCoro::Task<void> sandboxLost(Error error);
    void take(const GuestDurable &message);
    void takeLine(const GuestDurable &message);
    void takeOther(const GuestDurable &message);

    [[nodiscard]] Task<bool> startAgent();
    [[nodiscard]] Task<void> launch(QString name);
    [[nodiscard]] Task<void> send(AcpClient::Lines lines, std::vector<NewEvent> before = {});
    [[nodiscard]] Task<bool> startTurn(QueuedPrompt prompt);
    [[nodiscard]] Task<bool> finishTurn();
    [[nodiscard]] Task<void> takeLastSnapshot();
    [[nodiscard]] Task<Snapshot> snapshotNow();
    [[nodiscard]] Task<void> settleWorkspace();
    [[nodiscard]] Task<void> carryOutPlan(Snapshot here);
    [[nodiscard]] Task<void> moveWorkspace(EventKind kind, QJsonObject payload, Snapshot here);
    [[nodiscard]] Task<void> finishMove(Snapshot here);
    [[nodiscard]] Task<void> bringFilesTo(ObjectId tree, ObjectId have);
    QCoro::Task<void> settleBetweenTurns();
    void watchRejections();
    QCoro::Task<void> settleDecisions();
    [[nodiscard]] Task<void> stopPreparing();
    [[nodiscard]] Task<void> stopWorking();
    [[nodiscard]] Task<void> letGoOfContainer();
    [[nodiscard]] Task<void> endTurn(QString stopReason, Error error = {});
    [[nodiscard]] Task<void> step(SessionPhase to, Error why = {});
    QCoro::Task<void> finishAccept();
    [[nodiscard]] Task<AcceptOutcome> carryOut(AcceptRequest request);
    void watchAgent();
    void agentTooSlow();
    void signalAgent(int signal);
    void showProgress(const ProgressView &progress);
    [[nodiscard]] AcpClient client() const;

    SessionServices m_services;
    SessionTimeouts m_timeouts;
    SessionLog m_log;
    BudgetGate m_budgets;
    SessionChecks m_checks;
    std::unique_ptr<Incarnation> m_guest;
    OutputCompaction m_compaction;
    SessionReview m_review;
    std::shared_ptr<EditCache> m_edits = std::make_shared<EditCache>(); ///< For rejections; used on the pool.
    AsyncLock m_moving; ///< Held while the sandbox's files are moved, and while a turn begins.
    AsyncLock m_sending; ///< Held from the decision what to send until it is in the log.
    std::stop_source m_stop; ///< Of what is being prepared.
    LiveFacts m_live;
    QTimer m_publish;
    QTimer m_settle; ///< Runs from the last decision of an idle session until rejected parts go.
    qint64 m_settledSeq = 0; ///< The last decision that it was started for.
    QTimer m_slow; ///< Runs while the agent owes something within a time.
    bool m_loaded = false;
    bool m_recovered = false;
    bool m_bringingUp = false;
    bool m_endWanted = false; ///< Of a sandbox that is being brought up.
    bool m_ending = false;
    bool m_advancing = false;
    bool m_advanceAgain = false;
    bool m_advanceScheduled = false;
    bool m_retired = false;
};

} // namespace pilothouse

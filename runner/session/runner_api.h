#pragma once

#include "runner/base/one_shot.h"
#include "runner/session/budgets_api.h"
#include "runner/session/evidence_api.h"
#include "runner/session/review_api.h"
#include "runner/session/session_accept.h"
#include "runner/session/session_state.h"
#include "runner/store/session_row.h"
#include "runner/workspace/accept.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/merge_radar.h"
#include "runner/workspace/tree_listing.h"
#include "runner/workspace/uncommitted.h"

#include <QObject>

#include <map>
#include <memory>
#include <vector>

namespace pilothouse {

/// A shell in a sandbox. Lives on the thread of the RunnerApi; destroying it closes the shell.
class SessionTerminal : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void write(const QByteArray &bytes) = 0;
    virtual void resize(int columns, int rows) = 0;

Q_SIGNALS:
    void received(const QByteArray &bytes);
    void closed(const QString &reason); ///< Once; the last signal.
};

/// A session in the Trash.
struct DiscardedSession {
    SessionRow row;
    qint64 removedMs = 0; ///< Milliseconds since 1970 UTC.
    qint64 deletedMs = 0; ///< When it is deleted for good.
};

/// What sandboxes that ended in disorder left with the engine; it belongs to no session.
struct Leftovers {
    int containers = 0;
    int volumes = 0;
    [[nodiscard]] bool any() const { return containers + volumes > 0; }
};

/// What a session's changes would meet when both are merged.
struct SessionClash {
    SessionId with; ///< None: the branch that is checked out, where it is now.
    QString title; ///< The other session's; of the branch its name (empty: a detached HEAD).
    std::vector<RadarFinding::Clash> paths;

    friend bool operator==(const SessionClash &, const SessionClash &) = default;
};

/// The live sessions of a repository that clash with something.
using RadarReport = std::map<SessionId, std::vector<SessionClash>>;

/// How the store and the engine are, for the window's status strip.
struct Health {
    bool storeHealthy = true;
    QString storeSentence;
    bool engineHealthy = true;
    QString engineSentence; ///< Empty until it was looked for.
    Leftovers leftovers;
};

/// Everything a person can do, without a window. All methods are called on the thread it lives on, never block, and
/// answer by a Task that ends on that thread. Signals come at most once a frame for each subject.
class RunnerApi : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    using SessionRows = std::vector<SessionRow>;
    [[nodiscard]] virtual std::shared_ptr<const SessionRows> sessions() const = 0;

    /// The state of a session that was opened; null until the first sessionChanged() after open().
    [[nodiscard]] virtual SessionSnapshotPtr session(SessionId id) const = 0;

    /// Begins publishing the session's state (reads its log off the thread); calls nest, each with its close(). Of a
    /// session that is not in memory its end comes first (LiveFacts::onlyEnd), the whole as soon as it was read.
    virtual void open(SessionId id) = 0;
    virtual void close(SessionId id) = 0;

    [[nodiscard]] virtual Task<SessionId> create(NewSession session) = 0;
    [[nodiscard]] virtual Task<UncommittedChanges> uncommitted(QString repository) = 0;

    /// Sends a prompt, or queues it while the agent works. Brings an ended or interrupted session back.
    [[nodiscard]] virtual Task<void> prompt(SessionId id, QString text, QStringList files = {}) = 0;
    [[nodiscard]] virtual Task<void> unqueue(SessionId id, QString promptId) = 0;
    [[nodiscard]] virtual Task<void> decide(SessionId id, ApprovalId approval, ApprovalDecision decision) = 0;
    /// Cancels the turn; while the session is being prepared, the session.
    [[nodiscard]] virtual Task<void> cancel(SessionId id) = 0;
    /// Completes the session: cancels a turn under way and removes the container. The workspace stays, so that a later
    /// prompt reopens it.
    [[nodiscard]] virtual Task<void> end(SessionId id) = 0;
    /// Brings the sandbox of an interrupted or ended session back without a prompt.
    [[nodiscard]] virtual Task<void> resume(SessionId id) = 0;
    [[nodiscard]] virtual Task<void> setAgentMode(SessionId id, QString modeId) = 0;
    [[nodiscard]] virtual Task<void> setConfigOption(SessionId id, QString optionId, QJsonValue value) = 0;

    [[nodiscard]] virtual Task<void> rename(SessionId id, QString title) = 0;
    [[nodiscard]] virtual Task<void> setPinned(SessionId id, bool pinned) = 0;
    /// Deletes container, volumes and image layers no longer used; the rest goes to the Trash.
    [[nodiscard]] virtual Task<void> remove(SessionId id) = 0;
    /// Brings a session back from the Trash. Its next prompt fills a new sandbox from its last snapshot.
    [[nodiscard]] virtual Task<void> restore(SessionId id) = 0;
    /// What is in the Trash, the most recently removed first.
    [[nodiscard]] virtual Task<std::vector<DiscardedSession>> trash() = 0;

    /// The changes from the base (or `from`) to the latest snapshot (or `to`).
    [[nodiscard]] virtual Task<SessionChanges> changes(SessionId id, ObjectId from = {}, ObjectId to = {}) = 0;
    [[nodiscard]] virtual Task<std::shared_ptr<const FileDiff>> fileDiff(
        SessionId id, SessionChanges changes, qsizetype file, int contextLines = 3) = 0;
    [[nodiscard]] virtual Task<AcceptOutcome> accept(SessionId id, AcceptOptions options) = 0;
    /// What accept() would do: conflicts with where the branch is now, and line ends. Nothing is written.
    [[nodiscard]] virtual Task<AcceptPreview> previewAccept(SessionId id, AcceptOptions options) = 0;
    /// What the session's changes would meet in those of the repository's other live sessions, and in the branch that
    /// is checked out now. Merged in memory; only what changed since the last call is merged again.
    [[nodiscard]] virtual Task<std::vector<SessionClash>> clashes(SessionId id) = 0;
    /// The same for all live sessions of a repository (SessionRow::repositoryPath) at once. Attempts at one task are
    /// not compared with each other: EvidenceApi::attempts() does.
    [[nodiscard]] virtual Task<RadarReport> radar(QString repository) = 0;
    [[nodiscard]] virtual Task<QString> draftMessage(SessionId id) = 0;
    [[nodiscard]] virtual Task<QString> draftBranch(SessionId id) = 0;

    /// Decisions, comments, the timeline: what a person does with what the agent changed.
    [[nodiscard]] virtual ReviewApi &review() = 0;

    /// The entries of one folder of the latest snapshot, and a file's bytes (at most `limit`).
    [[nodiscard]] virtual Task<std::vector<TreeEntry>> listFolder(SessionId id, QByteArray path) = 0;
    [[nodiscard]] virtual Task<QByteArray> readFile(SessionId id, QByteArray path, qsizetype limit) = 0;

    [[nodiscard]] virtual Task<std::shared_ptr<SessionTerminal>> openTerminal(SessionId id, int columns, int rows) = 0;

    /// Null where there is no evidence to be had.
    [[nodiscard]] virtual EvidenceApi *evidence() { return nullptr; }

    /// What models cost and what is limited; null where nothing is counted.
    [[nodiscard]] virtual BudgetsApi *budgets() { return nullptr; }

    [[nodiscard]] virtual Health health() const = 0;
    /// Removes the containers and volumes that belong to no session now.
    [[nodiscard]] virtual Task<void> removeLeftovers() = 0;

Q_SIGNALS:
    void sessionsChanged();
    void sessionChanged(pilothouse::SessionId id);
    void healthChanged();
};

} // namespace pilothouse

#pragma once

#include "runner/session/data_directory.h"
#include "runner/session/runner_api.h"
#include "runner/session/session_services.h"
#include "runner/store/data_directory_lock.h"

#include <QThread>
#include <QTimer>

#include <map>

namespace pilothouse {

class KeyStore;
class RuleBook;
class SessionActor;

struct RunnerOptions {
    QString dataDirectory;
    QString purpose; ///< What this process is, told to another that wants the directory: "window", "run" …
    int threads = 2; ///< Worker threads; each session lives on one of them.
    int startsAtOnce = 4; ///< Sandboxes that may start at the same time, 1 to 8.
    QString engineSocket; ///< The person's choice; empty: look for one.
    QString engineRoot; ///< For tests: a store of its own for an engine that we start.
    QString imageCache; ///< Finished image layers; empty: below the data directory.
    QString agents = QStringLiteral(":/pilothouse/agents");
    std::shared_ptr<KeyStore> keys = nullptr; ///< Where providers' keys are; null: the system's keychain.
    std::chrono::milliseconds trashKept = std::chrono::days(30); ///< Then it is deleted for good.
    SandboxLimits limits;
    SessionTimeouts timeouts;
    EgressServices egress; ///< Limits, and what tests have instead of the network; the rules are the runner's own.
};

/// The pool of sessions behind a window or a command. Holds the data directory, the store, the worker threads and an
/// actor for every session that is looked at or alive. See RunnerApi for the rules.
class Runner final : public RunnerApi {
    Q_OBJECT

public:
    /// Takes the data directory and opens everything in it; blocks for some milliseconds. No session is touched yet.
    /// Errors: DirectoryInUse, those of the store, the directory, the catalogue.
    [[nodiscard]] static Result<std::unique_ptr<Runner>> open(RunnerOptions options);
    ~Runner() override;

    /// Takes up every session that was alive, each where it stopped; idle ones with nothing under way when they are
    /// opened. Ends when all of them were told to.
    [[nodiscard]] Task<void> recover();
    /// The same for one session.
    [[nodiscard]] Task<void> activate(SessionId id);

    [[nodiscard]] Store &store() { return *m_store; }
    [[nodiscard]] const DataDirectory &directory() const { return m_directory; }
    [[nodiscard]] const AgentCatalogue &catalogue() const { return m_catalogue; }
    [[nodiscard]] RuleBook &ruleBook() { return *m_ruleBook; }
    /// For work that waits for the disk.
    [[nodiscard]] Pool &pool() { return *m_pool; }
    /// The id of the person's repository that a path is in. Errors: those of probeRepository().
    [[nodiscard]] Task<RepositoryId> repositoryAt(QString path);
    /// What is wrong with what Pilothouse needs, and how to mend it: the engine, the disk, the programs, and an image
    /// that a person wants to use (empty: none).
    [[nodiscard]] Task<std::vector<EngineCheck>> diagnose(QString image = {});
    /// Tries a running sandbox's boundary from inside; see boundary_probe.h.
    [[nodiscard]] Task<std::vector<EngineCheck>> probeSandbox(SessionId id);
    /// Has the sandbox listen on a loopback port of its own that leads to "host:port", for programs that cannot use a
    /// proxy, until it ends. Each connection is decided about by rules and questions as any other. Errors:
    /// EgressHostInvalid, those of the link.
    [[nodiscard]] Task<void> openForward(SessionId id, QString place, quint16 port);
    /// Looks for the engine now, again while none answers, and after a session failed; health() tells what was found.
    void watchEngine();
    /// Containers and volumes of this data directory that belong to no session.
    [[nodiscard]] Task<std::vector<OwnedObject>> orphans();

    [[nodiscard]] std::shared_ptr<const SessionRows> sessions() const override { return m_rows; }
    [[nodiscard]] SessionSnapshotPtr session(SessionId id) const override;
    void open(SessionId id) override;
    void close(SessionId id) override;
    [[nodiscard]] Task<SessionId> create(NewSession session) override;
    [[nodiscard]] Task<UncommittedChanges> uncommitted(QString repository) override;
    [[nodiscard]] Task<void> prompt(SessionId id, QString text, QStringList files) override;
    [[nodiscard]] Task<void> unqueue(SessionId id, QString promptId) override;
    [[nodiscard]] Task<void> decide(SessionId id, ApprovalId approval, ApprovalDecision decision) override;
    [[nodiscard]] Task<void> cancel(SessionId id) override;
    [[nodiscard]] Task<void> end(SessionId id) override;
    [[nodiscard]] Task<void> resume(SessionId id) override;
    [[nodiscard]] Task<void> setAgentMode(SessionId id, QString modeId) override;
    [[nodiscard]] Task<void> setConfigOption(SessionId id, QString optionId, QJsonValue value) override;
    [[nodiscard]] Task<void> rename(SessionId id, QString title) override;
    [[nodiscard]] Task<void> setPinned(SessionId id, bool pinned) override;
    [[nodiscard]] Task<void> remove(SessionId id) override;
    [[nodiscard]] Task<void> restore(SessionId id) override;
    [[nodiscard]] Task<std::vector<DiscardedSession>> trash() override;
    [[nodiscard]] Task<SessionChanges> changes(SessionId id, ObjectId from, ObjectId to) override;
    [[nodiscard]] Task<std::shared_ptr<const FileDiff>> fileDiff(
        SessionId id, SessionChanges changes, qsizetype file, int contextLines) override;
    [[nodiscard]] Task<AcceptOutcome> accept(SessionId id, AcceptOptions options) override;
    [[nodiscard]] Task<AcceptPreview> previewAccept(SessionId id, AcceptOptions options) override;
    [[nodiscard]] Task<std::vector<SessionClash>> clashes(SessionId id) override;
    [[nodiscard]] Task<RadarReport> radar(QString repository) override;
    [[nodiscard]] Task<QString> draftMessage(SessionId id) override;
    [[nodiscard]] Task<QString> draftBranch(SessionId id) override;
    [[nodiscard]] ReviewApi &review() override;
    [[nodiscard]] EvidenceApi *evidence() override;
    [[nodiscard]] BudgetsApi *budgets() override;
    [[nodiscard]] Task<std::vector<TreeEntry>> listFolder(SessionId id, QByteArray path) override;
    [[nodiscard]] Task<QByteArray> readFile(SessionId id, QByteArray path, qsizetype limit) override;
    [[nodiscard]] Task<std::shared_ptr<SessionTerminal>> openTerminal(SessionId id, int columns, int rows) override;
    [[nodiscard]] Health health() const override { return m_health; }
    [[nodiscard]] Task<void> removeLeftovers() override;

    /// Deletes what was in the Trash for longer than RunnerOptions::trashKept; done by itself at the start and daily.
    [[nodiscard]] Task<PurgeReport> emptyTrash();

    /// Ends when the session's model has answered what the agent asked it, or after `patience`.
    [[nodiscard]] Task<void> modelAnswered(SessionId id, std::chrono::milliseconds patience);

    /// The folded state, loaded if nobody looked at the session yet.
    [[nodiscard]] Task<SessionSnapshotPtr> load(SessionId id);

private:
    struct Worker;
    struct Entry;
    class Images;
    class Review;
    class Evidence;
    class Budgets;
    struct Radar;

    Runner(RunnerOptions options, DataDirectory directory, std::unique_ptr<DataDirectoryLock> lock,
        std::unique_ptr<Store> store, AgentCatalogue catalogue, PracticeModel practice, ModelPrices prices);
    void startWorkers();
    void emptyTrashDaily();
    void takeCommit(const Commit &commit);
    void setStoreHealth(const StoreHealth &health);
    QCoro::Task<void> lookAtEngine();
    [[nodiscard]] Task<Leftovers> leftovers();
    [[nodiscard]] Task<SessionActor *> actor(SessionId id);
    QCoro::Task<void> glance(SessionId id);
    template <class Call> auto onActor(SessionId id, Call call) -> std::invoke_result_t<Call, SessionActor &>;
    [[nodiscard]] Task<Secret> providerKey(QString keyName);
    [[nodiscard]] Task<void> recordAccepted(SessionId session, QJsonObject accepted);
    /// Compares live changes by the radar that is remembered under a name.
    [[nodiscard]] Task<std::vector<RadarFinding>> compareLive(QString name, std::vector<LiveChanges> changes);
    [[nodiscard]] Task<SessionInfo> sessionInfo(NewSession session);

    RunnerOptions m_options;
    DataDirectory m_directory;
    std::unique_ptr<DataDirectoryLock> m_lock;
    std::unique_ptr<Store> m_store;
    AgentCatalogue m_catalogue;
    PracticeModel m_practice;
    ModelPrices m_prices;
    std::unique_ptr<Budgets> m_budgets;
    std::unique_ptr<Pool> m_pool;
    std::unique_ptr<RuleBook> m_ruleBook;
    std::shared_ptr<ChangeSetCache> m_changeSets = std::make_shared<ChangeSetCache>();
    std::unique_ptr<Images> m_images;
    std::unique_ptr<Review> m_review;
    std::unique_ptr<Evidence> m_evidence;
    std::map<QString, std::shared_ptr<Radar>> m_radars; ///< By the repository's path; of attempts by their group.
    CleanRuns m_cleanRuns;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::map<SessionId, std::unique_ptr<Entry>> m_entries;
    std::shared_ptr<const SessionRows> m_rows = std::make_shared<const SessionRows>();
    Health m_health;
    QTimer m_trashTimer;
    QTimer m_engineTimer; ///< Runs while no engine answers.
    bool m_watchesEngine = false;
    bool m_looksAtEngine = false;
};

} // namespace pilothouse

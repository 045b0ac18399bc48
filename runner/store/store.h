#pragma once

#include "runner/base/remote_answer.h"
#include "runner/store/store_health.h"
#include "runner/store/store_reader.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace pilothouse {

inline constexpr ErrorCode StoreTooNew{"store.too_new"}; ///< Written by a newer program.
inline constexpr ErrorCode StoreUnsupported{"store.unsupported"}; ///< SQLite itself is too old.
inline constexpr ErrorCode StoreUnreadable{"store.unreadable"}; ///< Not a database of ours, or damaged.
inline constexpr ErrorCode StoreRefused{"store.refused"}; ///< The database refuses what it is given: a mistake of ours.
inline constexpr ErrorCode PositionGap{
    "store.position_gap"}; ///< A durable message of the guest is missing before this one.

struct StoreOptions {
    QString directory; ///< Created if missing, for this user alone. Hold its DataDirectoryLock while the store is open.
    std::chrono::milliseconds groupInterval{5}; ///< Commits of a stream are this far apart.
    int readerThreads = 2; ///< For Store::read().
    std::function<qint64()> clock; ///< Milliseconds since 1970 UTC, any thread; the system's clock when empty.
};

/// What one commit changed.
struct Commit {
    std::vector<Event> events;
    std::vector<SessionRow>
        sessions; ///< The rows after it, one for each session that changed or came back from the trash.
    std::vector<SessionId> gone; ///< Sessions that went to the trash.
};

struct PurgeReport {
    qint64 sessions = 0;
    qint64 events = 0;
    qint64 blobs = 0;
    friend bool operator==(const PurgeReport &, const PurgeReport &) = default;
};

/// The event log and everything derived from it, in one directory. The log is the truth: an event may be acted on,
/// shown or acknowledged only after the store delivered it, which it does after the commit.
///
/// All functions may be called on any thread with an event loop and never block on the disk, except open(),
/// openReader() and the destructor, which commits what still waits. Answers arrive on the calling thread; when the
/// store is destroyed first, or cannot commit at its end, they are Cancelled (see RemoteAnswer). Appends wait for room
/// on a full disk; all other calls that write are then answered with DiskFull. One writer thread owns the only
/// connection that writes.
class Store final : public QObject {
    Q_OBJECT

public:
    /// Opens or creates the store and brings its schema up to date. Errors: StoreTooNew, StoreUnreadable, IoFailed,
    /// DiskFull, DirectoryNotPrivate.
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(StoreOptions options);
    ~Store() override;

    using Appended = std::move_only_function<void(Result<std::vector<Event>>)>;

    /// Appends events to a session, all or none of them, in order, and calls `done` after the commit with those that
    /// are new. Events whose LinkPosition is known already are dropped silently: success means that all of them are in
    /// the log, so every position given may be acknowledged. Calls made on one thread are committed in the order they
    /// were made. `done` is called on the thread of `context`, which must be the calling one, and not at all once
    /// `context` is gone. Errors: NotFound (no such session, or it is in the trash), PositionGap, LimitExceeded (a
    /// payload over 64 MiB), InvalidArgument, Cancelled. A full disk is no error here: the answer comes when there is
    /// room again; see health().
    void append(SessionId session, std::vector<NewEvent> events, QObject *context, Appended done);
    [[nodiscard]] Task<std::vector<Event>> append(SessionId session, std::vector<NewEvent> events);

    /// What decides, in the transaction that would append, whether it may: an error refuses the events with it, a
    /// failed Result is the database's own failure. It sees everything that was appended before, of all sessions, may
    /// read the database and change nothing, and is called again where the disk refused the transaction. Writer thread.
    using Condition = std::function<Result<std::optional<Error>>(Database &)>;
    /// append(), if `condition` holds at that very moment. Errors also those of the condition.
    void appendIf(
        SessionId session, std::vector<NewEvent> events, Condition condition, QObject *context, Appended done);
    [[nodiscard]] Task<std::vector<Event>> appendIf(
        SessionId session, std::vector<NewEvent> events, Condition condition);

    /// Runs `job(Database &) -> Result<T>` in a transaction of its own on the writer thread, for the small tables
    /// beside the log.
    template <class Job> [[nodiscard]] auto write(Job job) -> QCoro::Task<std::invoke_result_t<Job, Database &>>
    {
        using R = std::invoke_result_t<Job, Database &>;
        OneShot<R> answer;
        postWrite([home = RemoteAnswer<R>(answer), job = std::move(job)](Database &database) mutable {
            R done = job(database);
            Result<void> outcome;
            if (!done)
                outcome = std::unexpected(done.error());
            return std::pair(std::move(outcome),
                std::move_only_function<void(Result<void>)>(
                    [home = std::move(home), done = std::move(done)](Result<void> committed) mutable {
                        home.give(committed ? std::move(done) : R(std::unexpected(std::move(committed).error())));
                    }));
        });
        co_return co_await answer;
    }

    /// Starts a new session with its first events; the answer's events name it. Ids are never used again.
    void create(std::vector<NewEvent> events, QObject *context, Appended done);
    [[nodiscard]] Task<std::vector<Event>> create(std::vector<NewEvent> events);

    /// The id of a repository of the person, by its path; its fingerprint is brought up to date.
    [[nodiscard]] Task<RepositoryId> rememberRepository(QString path, QByteArray fingerprint);
    /// Keeps an agent's configuration and answers its SHA-256 in hexadecimal.
    [[nodiscard]] Task<QString> rememberAgentVersion(QByteArray canonicalConfig);

    /// Records what an external step returned, so that it is not done twice. The first result of a key stays.
    [[nodiscard]] Task<void> recordStep(SessionId session, QString key, QByteArray result);
    [[nodiscard]] Task<std::optional<QByteArray>> stepResult(SessionId session, QString key);

    /// Moves a session to the trash: it leaves the lists and the search and takes no more events. Errors: NotFound.
    [[nodiscard]] Task<void> remove(SessionId session);
    /// Brings it back. Errors: NotFound (not in the trash, or being deleted).
    [[nodiscard]] Task<void> restore(SessionId session);
    /// Deletes the sessions that went to the trash before `removedBeforeMs` for good: events, blobs that nothing else
    /// uses, search rows. Goes in small steps between the commits of others. Milliseconds since 1970 UTC.
    [[nodiscard]] Task<PurgeReport> purge(qint64 removedBeforeMs);

    /// Drops every read model and builds it again from the log; the search index follows in the background.
    [[nodiscard]] Task<void> rebuildReadModels();

    /// Runs `job(StoreReader &) -> Result<T>` on a reader thread and resumes the awaiting coroutine on the calling
    /// thread.
    template <class Job> [[nodiscard]] auto read(Job job) -> QCoro::Task<std::invoke_result_t<Job, StoreReader &>>
    {
        using R = std::invoke_result_t<Job, StoreReader &>;
        OneShot<R> answer;
        postRead([home = RemoteAnswer<R>(answer), job = std::move(job)](Result<StoreReader *> reader) mutable {
            home.give(reader ? job(**reader) : R(std::unexpected(std::move(reader).error())));
        });
        co_return co_await answer;
    }

    /// A reader of your own for the calling thread, for a thread that may block.
    [[nodiscard]] Result<std::unique_ptr<StoreReader>> openReader() const;

    [[nodiscard]] StoreHealth health() const;

Q_SIGNALS:
    /// After each commit, emitted on the writer thread: connect with a context object, and it arrives on that one's
    /// thread. The answers to those who appended are on their way before.
    void committed(const std::shared_ptr<const pilothouse::Commit> &commit);
    /// The same for health(); at once when a commit fails, and again when it goes on.
    void healthChanged(const pilothouse::StoreHealth &health);

private:
    void postRead(std::move_only_function<void(Result<StoreReader *>)> job);
    /// The job's own outcome, and who is told what became of its transaction.
    using Written = std::pair<Result<void>, std::move_only_function<void(Result<void>)>>;
    void postWrite(std::move_only_function<Written(Database &)> job);

    struct Private;
    explicit Store(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace pilothouse

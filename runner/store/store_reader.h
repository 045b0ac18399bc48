#pragma once

#include "runner/base/error.h"
#include "runner/store/approval_row.h"
#include "runner/store/session_row.h"
#include "runner/store/tool_call_row.h"
#include "runner/store/usage_row.h"

#include <memory>
#include <vector>

namespace pilothouse {

class BlobStore;
class Database;

/// An immutable configuration of an agent, named by what it says.
struct StoredAgentVersion {
    QString sha256; ///< Of `config`, 64 hexadecimal digits.
    QByteArray config; ///< Canonical JSON.
    qint64 firstSeenMs = 0;
    friend bool operator==(const StoredAgentVersion &, const StoredAgentVersion &) = default;
};

/// A repository of the person that sessions were started on.
struct StoredRepository {
    RepositoryId id;
    QString path;
    QByteArray fingerprint; ///< What recognises it when it moved, such as its first commit.
    friend bool operator==(const StoredRepository &, const StoredRepository &) = default;
};

/// A session in the trash.
struct TrashedSession {
    SessionRow row;
    qint64 removedMs = 0;
    friend bool operator==(const TrashedSession &, const TrashedSession &) = default;
};

/// What to look for. Words must all occur, in any order and case; "words in quotes" must stand next to each other; the
/// last word may be the beginning of one.
struct SearchQuery {
    QString text;
    SessionId session; ///< Only this session; all of them when it names nothing.
    qint64 before = 0; ///< The previous page's `next`; 0 for the first page.
    int limit = 50;
};

struct SearchHit {
    SessionId session;
    qint64 seq = 0; ///< The event to show.
    qint64 atMs = 0;
    qint32 turn = 0;
    EventKind kind{};
    QString excerpt; ///< The surroundings of the first word found; text from a sandbox, not made visible.
    friend bool operator==(const SearchHit &, const SearchHit &) = default;
};

struct SearchPage {
    std::vector<SearchHit> hits; ///< Newest first.
    qint64 next = 0; ///< For SearchQuery::before; 0 when there is no more.
};

/// Reads what is committed, on a connection of its own. Blocks on the disk; used only on the thread that opened it and
/// never on the GUI's. Errors everywhere: IoFailed; where one thing is asked for, NotFound.
class StoreReader final {
public:
    /// Store::openReader() makes these.
    StoreReader(std::unique_ptr<Database> database, std::shared_ptr<const BlobStore> blobs);
    ~StoreReader();

    /// Events `fromSeq`, `fromSeq` + 1 …, at most `limit` of them and at most some 32 MiB of payloads, but at least one
    /// if there is one: ask again from the last one's seq + 1. A payload whose blob is missing or damaged comes as
    /// {"lost": {"sha256", "reason"}}.
    [[nodiscard]] Result<std::vector<Event>> events(SessionId session, qint64 fromSeq, int limit);
    /// The last `count` events in ascending order; fewer when they hold more than some 32 MiB.
    [[nodiscard]] Result<std::vector<Event>> lastEvents(SessionId session, int count);
    /// The events from a turn's start to the next turn's start, bounded as events() is.
    [[nodiscard]] Result<std::vector<Event>> turnEvents(SessionId session, qint32 turn, int limit);
    [[nodiscard]] Result<Event> event(SessionId session, qint64 seq);
    [[nodiscard]] Result<qint64> lastSeq(SessionId session); ///< 0 when it has no event.

    /// All sessions that are not in the trash, the most recently changed first.
    [[nodiscard]] Result<std::vector<SessionRow>> sessions();
    [[nodiscard]] Result<SessionRow> session(SessionId session);
    /// Ids of all sessions that the log has, in the trash or not. Unlike the lists it is no read model.
    [[nodiscard]] Result<std::vector<SessionId>> allSessions();
    [[nodiscard]] Result<std::vector<TrashedSession>> trash(); ///< The most recently removed first.
    [[nodiscard]] Result<std::vector<ToolCallRow>> toolCalls(SessionId session); ///< In the order they were first seen.
    [[nodiscard]] Result<std::vector<ApprovalRow>> approvals(SessionId session); ///< Decided ones as well.
    [[nodiscard]] Result<std::vector<ApprovalRow>> openApprovals(); ///< Of all sessions, the longest waiting first.

    /// Requests to models, the newest first.
    [[nodiscard]] Result<std::vector<UsageRow>> usage(const UsageQuery &query);
    /// Runs `job(Database &) -> Result<T>` on this reader's connection, for tables that others describe.
    template <class Job> auto query(Job job) { return job(*m_database); }

    /// The highest number committed of each channel of each incarnation: what a guest is told after a reconnect.
    [[nodiscard]] Result<std::vector<LinkPosition>> linkPositions(SessionId session);
    [[nodiscard]] Result<StoredAgentVersion> agentVersion(const QString &sha256);
    [[nodiscard]] Result<StoredRepository> repository(RepositoryId id);
    [[nodiscard]] Result<std::vector<StoredRepository>> repositories();
    /// The result of an external step that was done already; see Store::recordStep().
    [[nodiscard]] Result<std::optional<QByteArray>> stepResult(SessionId session, const QString &key);

    [[nodiscard]] Result<SearchPage> search(const SearchQuery &query);

private:
    std::unique_ptr<Database> m_database;
    std::shared_ptr<const BlobStore> m_blobs;
};

} // namespace pilothouse

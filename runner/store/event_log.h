#pragma once

#include "runner/store/append_request.h"
#include "runner/store/read_models.h"

#include <functional>

namespace pilothouse {

/// The writing side of the log: groups of appends, each group one transaction with its read models. Writer thread only.
class EventLog final {
public:
    EventLog(Database &database, ReadModels &models, std::function<qint64()> clock);

    struct Committed {
        std::vector<AppendOutcome> outcomes; ///< One for each request: what it recorded, or why it was refused.
        std::vector<SessionRow> sessions; ///< Those that changed.
        qint64 events = 0;
    };
    /// Commits the requests. On an error (the disk's or the database's) nothing of the group is in the log, and the
    /// same requests may be given again. A request that is refused does not hinder the others.
    [[nodiscard]] Result<Committed> commit(const std::vector<AppendRequest> &requests);

    /// What is known about a session is read anew: it went to the trash or came back.
    void forget(SessionId session);

private:
    struct Channel {
        SessionId session;
        quint32 incarnation = 0;
        quint16 number = 0;
        friend bool operator==(const Channel &, const Channel &) = default;
        friend size_t qHash(const Channel &channel, size_t seed = 0) noexcept
        {
            return qHashMulti(seed, channel.session, channel.incarnation, channel.number);
        }
    };
    /// The end of a session's log.
    struct Tail {
        bool open = false; ///< The session exists and is not in the trash.
        qint64 lastSeq = 0;
        qint64 lastMs = 0;
    };

    [[nodiscard]] Result<Committed> writeGroup(const std::vector<AppendRequest> &requests);
    /// The outer Result fails when the database does, the inner one when the request is refused.
    [[nodiscard]] Result<AppendOutcome> write(const AppendRequest &request, qint64 nowMs);
    [[nodiscard]] Result<SessionId> newSession(qint64 nowMs);
    [[nodiscard]] Result<Tail *> tail(SessionId session);
    [[nodiscard]] Result<quint64 *> highest(const Channel &channel);
    /// Which events of the request are new, by their position; takes their numbers as recorded.
    [[nodiscard]] Result<Result<std::vector<bool>>> takePositions(
        SessionId session, const std::vector<NewEvent> &events);
    [[nodiscard]] Result<void> insert(const Event &event, const LargePayload *large);
    [[nodiscard]] Result<void> writeRows();
    [[nodiscard]] Result<void> savePositions();
    void forgetAll();

    Database &m_database;
    ReadModels &m_models;
    std::function<qint64()> m_clock;
    QHash<SessionId, Tail> m_tails;
    QHash<Channel, quint64> m_highest;
    std::vector<const Event *> m_rows; ///< Of this group, not inserted yet.
    std::vector<Channel> m_movedChannels; ///< Whose highest number this group changed.
};

} // namespace pilothouse

#pragma once

#include "runner/store/session_row.h"
#include "runner/store/store_reader.h"
#include "runner/store/tool_call_row.h"

#include <QHash>

#include <map>
#include <utility>

namespace pilothouse {

/// Keeps the tables that are folds over the log in step with it, inside the writer's transaction: apply() each event,
/// then flush() before the commit, then committed() or, when that failed, discard(). Writer thread only.
class ReadModels final {
public:
    explicit ReadModels(Database &database) : m_database(database) { }

    /// `event`'s payload is the one in the log or, where that is large, its glimpse.
    [[nodiscard]] Result<void> apply(const Event &event);
    [[nodiscard]] Result<void> flush();
    void discard();
    /// Ends a group; answers the sessions that it changed, each as it is now.
    [[nodiscard]] std::vector<SessionRow> committed();

    /// The row of a session; a new one where there is none yet.
    [[nodiscard]] Result<SessionRow *> session(SessionId id);
    void forget(SessionId id);

private:
    [[nodiscard]] Result<void> applyToolCall(const SessionRow &session, const ToolCallNews &news, const Event &event);
    [[nodiscard]] Result<void> applyApproval(const Event &event);
    [[nodiscard]] Result<void> closeToolCalls(const Event &event, const QString &status);
    [[nodiscard]] Result<void> flushToolCalls();

    Database &m_database;
    QHash<SessionId, SessionRow> m_sessions; ///< A cache of the table and what is not flushed yet.
    std::vector<SessionId> m_changed;
    SessionRow *m_current = nullptr; ///< The row of the last event, which most events share with the one before.
    std::map<std::pair<SessionId, QString>, ToolCallRow> m_toolCalls; ///< Touched in this group and not flushed yet.
};

} // namespace pilothouse

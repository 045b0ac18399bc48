#pragma once

#include "runner/store/event.h"

#include <QStringList>

namespace pilothouse {

/// What a list shows about a session: a fold over its events. The state's names are those of the state machine.
struct SessionRow {
    SessionId id;
    QString title;
    RepositoryId repository;
    QString repositoryPath;
    QString agent; ///< Id in the agent catalogue, such as "opencode".
    QString agentVersion; ///< SHA-256 of the agent version's configuration, hexadecimal.
    QString model; ///< "provider/name".
    QString mode;
    QString state; ///< "queued", "preparing", "running" …
    QString reason; ///< Why it is in that state; empty where it needs no reason.
    qint64 createdMs = 0;
    qint64 updatedMs = 0; ///< When its last event was committed.
    qint64 lastSeq = 0;
    qint32 turn = 0; ///< The last turn that started.
    qint64 turnStartedMs = 0; ///< When the running turn started; 0 while none runs.
    qint64 workedMs = 0; ///< Sum of the turns that ended.
    bool pinned = false;
    qint64 changedFiles = 0; ///< The last snapshot against the session's base.
    qint64 addedLines = 0;
    qint64 removedLines = 0;
    qint64 costMicros = 0; ///< Metered on the host, in millionths of a US dollar.
    QStringList openApprovals; ///< Ids of the questions that wait for a person, in the order they were asked.
    QString group; ///< Of attempts at the same task; empty for most.
    ObjectId base; ///< The commit that it began from; empty before that.
    ObjectId snapshot; ///< The last one's commit; empty before the first.
    ObjectId tree; ///< Of that snapshot.
    bool allTaken = false; ///< Everything of that snapshot was accepted.

    friend bool operator==(const SessionRow &, const SessionRow &) = default;
};

/// The row after one more event of the same session. Pure; a payload that makes no sense changes nothing but the last
/// sequence number and time. Texts are cut to what a list can show.
[[nodiscard]] SessionRow apply(SessionRow row, const Event &event);

} // namespace pilothouse

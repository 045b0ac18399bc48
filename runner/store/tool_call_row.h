#pragma once

#include "runner/store/event.h"

#include <QJsonObject>

#include <optional>

namespace pilothouse {

/// One tool call as people query it: who ran what, where, how long, with which result.
/// All texts but `agent` are what the agent reported from the sandbox.
struct ToolCallRow {
    SessionId session;
    ToolCallId id;
    qint32 turn = 0;
    QString title;
    QString kind; ///< As in ACP: "read", "edit", "execute" …; "other" until known.
    QString status; ///< "pending", "in_progress", "completed", "failed", "cancelled"; "unfinished" when its turn ended
                    ///< first.
    QString command; ///< Of an executing call.
    QString place; ///< The working directory or the file.
    QString agent; ///< Who: the session's agent …
    QString model; ///< … and the model it used.
    qint64 startedMs = 0;
    std::optional<qint64> endedMs;
    std::optional<qint32> exitCode;
    qint64 firstSeq = 0; ///< The event that it was first seen in …
    qint64 lastSeq = 0; ///< … and the last one that said something about it.

    friend bool operator==(const ToolCallRow &, const ToolCallRow &) = default;
};

/// What one event says about one tool call: the call's id and the ACP object with its fields.
struct ToolCallNews {
    ToolCallId id;
    QJsonObject call;
    bool announces = false; ///< A `tool_call`, which a replay repeats, and not an update of it.
};

/// Looks into an AgentReceived event for a `tool_call`, a `tool_call_update` or a permission request, the three
/// messages an agent may first name a call in. Nothing for any other event. Any thread; costs next to nothing for other
/// lines.
[[nodiscard]] std::optional<ToolCallNews> toolCallNews(const Event &event);

/// The row after the news that `event` brings; a row without id is filled anew.
[[nodiscard]] ToolCallRow apply(ToolCallRow row, const ToolCallNews &news, const Event &event);

/// The status that calls still open get from this event (the end of the turn or of the agent); nothing if it closes
/// none.
[[nodiscard]] std::optional<QString> closesOpenCalls(const Event &event);

} // namespace pilothouse

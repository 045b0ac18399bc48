#pragma once

#include "runner/base/ids.h"

#include <QByteArray>

#include <optional>

namespace pilothouse {

/// What an event says. The numbers are stored: never change or reuse one. The payload of each kind is a JSON object,
/// described field by field in ARCHITECTURE.md ("Events").
enum class EventKind : qint16 {
    SessionCreated = 1, ///< repository, base, agent version, mode, title: everything that does not change
    SessionState = 2, ///< {to, reason?}: a step of the state machine
    SessionRenamed = 3, ///< {title}
    SessionPinned = 4, ///< {pinned}
    BaseChosen = 5, ///< {commit, tree, head, files}: what the workspace starts from, in Pilothouse's base store

    TurnStarted = 10, ///< {prompt, files?, key}: a person's prompt
    TurnEnded = 11, ///< {stopReason, error?}
    PromptQueued = 12, ///< {id, text}: typed while the agent works
    PromptUnqueued = 13, ///< {id}
    CancelRequested = 14, ///< {by}: a person wants the turn to stop

    AgentSent = 20, ///< {n, line}: a JSON-RPC line to the agent, committed before it is sent
    AgentReceived = 21, ///< {inc, ch, n, line | garbage}: a line of the agent's standard output
    AgentErrorOutput = 22, ///< {inc, ch, n, text}: lines of its standard error, bounded
    AgentExited = 23, ///< {inc, ch, n, name, exitCode?, signal?}
    AgentStarted = 24, ///< {incarnation, name}: the agent's process was started in the sandbox

    ApprovalRequested = 30, ///< {id, kind, …}: a question for a person
    ApprovalDecided = 31, ///< {id, decision, by, reason?}

    SandboxCreated = 40, ///< {engine, container, volumes, image, spec}
    SandboxReady = 41, ///< {grade, guest}
    SandboxLost = 42, ///< {reason}
    SandboxRemoved = 43, ///< {}
    Progress = 44, ///< {step, text, done?, total?}: what a long step is doing

    /// {ch, n, commit, tree, parent, position, stat?, …}: a git tree of the workspace, verified and stored
    SnapshotTaken = 50,
    WorkspaceNotice = 51, ///< {inc, ch, n, …}: other durable words of the guest about the workspace

    ModelRequested = 60, ///< {attempt, …}: a model request goes out
    ModelAnswered = 61, ///< {attempt, status, usage, cost}

    Accepted = 70, ///< {branch, commit, tree, snapshot, paths}
    AcceptStarted = 71, ///< the whole request: written before the person's repository is touched
    AcceptFailed = 72, ///< {code, message}: nothing of the person's repository was changed

    // A person's review; the payloads are read and written in runner/review.
    ReviewDecided = 90, ///< {id, decision, from, to, files}: parts of a change set accepted, rejected or left open
    ReviewUndone = 91, ///< {of, undone}: an earlier decision holds no more, or again
    ReviewSeen = 92, ///< {from, to, files}: what of which files the person has looked at
    CommentWritten = 93, ///< {id, text, anchor}: a draft, new or written anew; an empty text drops it
    CommentsSent = 94, ///< {ids, turn}: drafts that went to the agent as one prompt
    CommentSettled = 95, ///< {id, resolved}: resolved, or opened again
    ReviewConcluded = 96, ///< {verdict, summary, by, tree}: a person's verdict on exactly this tree
    RejectionCarriedOut = 97, ///< {from, to, decisions}: the sandbox went to a tree without the rejected parts
    WorkspaceRestored = 98, ///< {from, to, reason}: a person put the sandbox back to an earlier snapshot
    SessionForked = 99, ///< {session, snapshot}: another session starts from a snapshot of this one
    CheckStarted = 100, ///< {id, name, command, place, tree}
    CheckEnded = 101, ///< {id, outcome, exitCode?, ms, tree, touched, output}: the engine's word, bound to the tree

    // What left the sandbox, or wanted to; the payloads are read and written in runner/policy.
    EgressOpened = 110, ///< {id, host, port, protocol, address, rule, toolCall?}: a connection was let out
    EgressClosed = 111, ///< {id, sent, received, ms, error?}
    EgressRefused = 112, ///< {host, port, protocol, code, message}: by a rule, a guard or a person
    BudgetChanged = 113, ///< {scope, limits, by}: a person set or extended a budget

    Notice = 80, ///< {severity, code, message, cause?}: a failure or fact that a person must know
};

/// Where a durable message of the guest stands: its channel and its number there. The store refuses a second event with
/// a number at or below the highest of that channel and incarnation, so nothing is recorded twice.
struct LinkPosition {
    quint32 incarnation = 0; ///< Counts the guests that this session had, from 1.
    quint16 channel = 0;
    quint64 number = 0; ///< 1, 2, 3 … in its channel.

    friend auto operator<=>(const LinkPosition &, const LinkPosition &) = default;
};

/// One row of the log.
struct Event {
    SessionId session;
    qint64 seq = 0; ///< 1, 2, 3 … in its session, without a gap.
    qint64 atMs = 0; ///< When the host committed it, milliseconds since 1970 UTC.
    qint32 turn = 0; ///< 0 before the first turn.
    EventKind kind{};
    QByteArray payload; ///< A JSON object in UTF-8.

    friend bool operator==(const Event &, const Event &) = default;
};

/// An event that is to be committed; the store gives it its sequence number and time.
struct NewEvent {
    EventKind kind{};
    qint32 turn = 0;
    QByteArray payload;
    std::optional<LinkPosition> position; ///< For a durable message of the guest.
};

} // namespace pilothouse

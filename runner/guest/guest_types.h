#pragma once

#include "runner/base/error.h"
#include "runner/base/ids.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QMetaType>
#include <QStringList>

#include <chrono>
#include <optional>
#include <variant>

namespace pilothouse {

inline constexpr ErrorCode GuestDisconnected{
    "guest.disconnected"}; ///< No host connection, or it broke before the answer.
inline constexpr ErrorCode GuestBusy{"guest.busy"}; ///< Another live host holds this guest.
inline constexpr ErrorCode GuestKeyWrong{"guest.key_wrong"}; ///< This guest belongs to another Pilothouse.
inline constexpr ErrorCode GuestVersionUnsupported{
    "guest.version"}; ///< Continue in a new container on the same volumes.
inline constexpr ErrorCode GuestReplaced{"guest.replaced"}; ///< Not the guest that the given positions belong to.
inline constexpr ErrorCode GuestFailed{
    "guest.failed"}; ///< The guest says that it could not do it; its words are the cause.
inline constexpr ErrorCode GitMissing{"guest.git_missing"}; ///< The sandbox's image has no usable git.

/// The durable channels; the numbers are part of the wire format and of the event log.
enum class GuestChannel : quint16 {
    AgentOutput = 1, ///< Whole lines of the agent's standard output.
    AgentError = 2, ///< Pieces of its standard error.
    AgentExit = 3,
    Workspace = 4, ///< Snapshots and other words about the workspace.
};

/// The highest number of each durable channel; a channel that is missing stands at 0.
using GuestPositions = QMap<GuestChannel, quint64>;

/// One line that the agent wrote, without its line feed.
struct AgentLine {
    QByteArray line;
    quint64 cutBytes = 0; ///< So many bytes of an over-long line were thrown away after `line`; 0 when it is whole.
    bool operator==(const AgentLine &) const = default;
};

/// A piece of the agent's standard error as it came, up to 64 KiB.
struct AgentErrorOutput {
    QByteArray text;
    bool operator==(const AgentErrorOutput &) const = default;
};

/// The agent's process ended. Delivered after every line and piece of error output that it wrote.
struct GuestAgentExit {
    QString name; ///< Of AgentStart.
    std::optional<int> exitCode;
    std::optional<int> signal; ///< Linux signal number, when a signal ended it.
    bool operator==(const GuestAgentExit &) const = default;
};

/// Why something in the workspace is not in a snapshot.
enum class LeftOutReason : quint8 {
    Ignored = 0, ///< By a .gitignore of the tree.
    Unreadable = 1,
    Special = 2, ///< A socket, a device or a named pipe.
    Name = 3, ///< A name that git refuses, such as a variant of ".git" or one with a backslash.
    Submodule = 4, ///< Inside a submodule that the base declares.
    TooDeep = 5,
    TooLarge = 6,
};

/// One path that a snapshot leaves out. An ignored folder counts once.
struct LeftOutPath {
    QByteArray path; ///< Relative to the workspace; any bytes but NUL.
    LeftOutReason reason{};
    bool operator==(const LeftOutPath &) const = default;
};

/// A git tree of the whole workspace at one moment, as the guest reports it.
struct SnapshotInfo {
    ObjectId commit;
    ObjectId tree;
    ObjectId parent; ///< The snapshot before it, or the base commit.
    quint64 position = 0; ///< The number in AgentOutput that the agent's output had reached at that moment.
    quint32 changedPaths = 0; ///< Against the parent.
    QMap<LeftOutReason, quint64> leftOutCounts;
    QList<LeftOutPath> leftOut; ///< At most 200 of them.
    bool operator==(const SnapshotInfo &) const = default;
};

/// Something else about the workspace that a person may need to know.
struct WorkspaceNote {
    enum class Kind : quint8 {
        WatchIncomplete = 1, ///< Too many folders to watch; changes are found by looking every few seconds.
        WatchRestarted = 2, ///< The watching process was ended from inside the sandbox and was started again.
        SnapshotFailed = 3, ///< `text` says why; the next change or request tries again.
        StoreRebuilt = 4, ///< The guest's own git store was broken and was made anew from the base.
    };
    Kind kind{};
    QByteArray text; ///< Untrusted; may be empty.
    bool operator==(const WorkspaceNote &) const = default;
};

/// One message of a durable channel.
struct GuestDurable {
    GuestChannel channel{};
    quint64 number = 0; ///< 1, 2, 3 … in its channel, without a gap.
    std::variant<AgentLine, AgentErrorOutput, GuestAgentExit, SnapshotInfo, WorkspaceNote> message;
};

/// What the guest says about itself when the link is up. All of it is a claim of the sandbox.
struct GuestHello {
    int protocol = 0; ///< The protocol version that both ends use now.
    QByteArray guestId; ///< 16 random bytes made when this guest started; another container has another.
    QString version; ///< Of the guest program.
    quint64 lastLine = 0; ///< The highest number of sendAgentLine() that it has; 0: none yet.
    QString runningAgent; ///< The name of the agent that runs now; empty: none.
    QByteArray seededBase; ///< The base commit when the workspace is seeded, in hexadecimal; empty: not yet.
    bool firstHost = false; ///< True for the first host of its life, whose key it took.
};

/// The agent's process to start.
struct AgentStart {
    QString
        name; ///< Names this run; starting again under the name of the running one is not an error and does nothing.
    QList<QByteArray> argv;
    QList<std::pair<QByteArray, QByteArray>> environment; ///< All of it; only PATH and HOME have defaults.
    QByteArray directory = "/workspace";
};

/// A command that the host itself runs in the sandbox to its end, such as a check or a set-up script.
struct GuestCommand {
    QList<QByteArray> argv;
    QList<std::pair<QByteArray, QByteArray>> environment;
    QByteArray directory = "/workspace";
    std::chrono::milliseconds timeout = std::chrono::seconds(60);
    quint32 outputLimit = 1024 * 1024; ///< Bytes kept of both streams together; the rest is counted and thrown away.
};

struct GuestCommandResult {
    std::optional<int> exitCode;
    std::optional<int> signal;
    QByteArray output; ///< Standard output and standard error in the order in which they came.
    bool cut = false;
    bool timedOut = false;
};

/// How to fill an empty workspace.
struct SeedRequest {
    ObjectId base; ///< The commit to check out.
    QByteArray objects; ///< Where the base store's `objects` directory is mounted (read-only) in the sandbox.
    QByteArray branch = "main"; ///< The branch of the agent's own repository.
    QList<ObjectId> shallow; ///< Commits whose parents the base store does not have (BaseSeed::shallow).
};

struct SeedReport {
    quint64 files = 0;
    quint64 submodules = 0; ///< Left empty.
    std::chrono::milliseconds duration{};
    ObjectId tree; ///< Of the base commit.
};

struct PackSummary {
    quint64 bytes = 0;
};

enum class GuestFileKind : quint8 { Regular = 0, Directory = 1, SymbolicLink = 2, Other = 3 };

struct GuestFileInfo {
    QByteArray name;
    GuestFileKind kind{};
    quint64 size = 0;
    quint32 mode = 0; ///< Permission bits.
    qint64 modifiedMs = 0; ///< Milliseconds since 1970 UTC.
    bool operator==(const GuestFileInfo &) const = default;
};

struct GuestDirectory {
    QList<GuestFileInfo> entries; ///< In the order of their names' bytes, at most 10,000.
    bool cut = false; ///< There are more.
};

/// A model request of the agent. The id names it for as long as the guest lives; `attempt` counts from 1 and grows when
/// it is sent again after a reconnect.
struct GuestModelRequest {
    quint64 id = 0;
    quint32 attempt = 0;
    QByteArray method;
    QByteArray path; ///< With its query, such as "/v1/chat/completions".
    QList<std::pair<QByteArray, QByteArray>> headers; ///< Names in lower case.
    QByteArray body; ///< At most 32 MiB.
};

/// A program in the sandbox wants to go out. The id names the connection for as long as the guest lives; after a
/// reconnect it comes again under the same one if nothing was said on it. All of it is a claim of the sandbox.
struct GuestEgressRequest {
    quint64 id = 0;
    QByteArray forward; ///< The name of a port forward; empty for the proxy.
    QByteArray head; ///< Of a proxy request as it came, at most 32 KiB; empty for a forward.
    qint32 pid = 0; ///< Of the program in the sandbox; 0: not known.
    QByteArray command; ///< Its command line, at most 2,000 bytes.
};

} // namespace pilothouse

Q_DECLARE_METATYPE(pilothouse::GuestDurable)
Q_DECLARE_METATYPE(pilothouse::GuestHello)
Q_DECLARE_METATYPE(pilothouse::GuestModelRequest)
Q_DECLARE_METATYPE(pilothouse::GuestEgressRequest)

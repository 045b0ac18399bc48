#pragma once

#include "runner/guest/protocol/fields.h"
#include "runner/guest/protocol/frame.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// The payloads of the frames. Text is bytes; what a receiver does not trust it checks where it uses it.
namespace pilothouse::guest {

using StringPairs = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::size_t KeySize = 32;
inline constexpr std::size_t GuestIdSize = 16;

/// The durable channels, numbered as pilothouse::GuestChannel.
enum class Channel : std::uint16_t { AgentOutput = 1, AgentError = 2, AgentExit = 3, Workspace = 4 };
inline constexpr Channel DurableChannels[] = {
    Channel::AgentOutput, Channel::AgentError, Channel::AgentExit, Channel::Workspace};

using ChannelNumber = std::pair<std::uint16_t, std::uint64_t>; ///< A durable channel and a number in it.

struct HostHello {
    std::uint32_t magic = Magic;
    std::uint16_t oldest = OldestProtocol; ///< These three stay where they are in every version.
    std::uint16_t newest = CurrentProtocol;
    std::string key;
    std::vector<ChannelNumber> received; ///< The last numbers that the host has, committed or not.
    std::vector<ChannelNumber> committed; ///< The last numbers that it committed: a DurableAck of each.
    std::uint64_t lastLine = 0; ///< The last line that it ever gave.

    static constexpr std::uint32_t Magic = 0x48474c50; // "PLGH"
    template <class F> void fields(F &f) { f(magic, oldest, newest, key, received, committed, lastLine); }
};

struct ChannelRange {
    std::uint16_t channel = 0;
    std::uint64_t acknowledged = 0; ///< Everything up to it is gone.
    std::uint64_t last = 0;
    template <class F> void fields(F &f) { f(channel, acknowledged, last); }
};

struct GuestHello {
    std::uint16_t version = CurrentProtocol; ///< The newest that both speak.
    std::string guestId;
    std::string program;
    std::uint64_t lastLine = 0;
    std::string runningAgent;
    std::string seededBase;
    bool firstHost = false;
    std::vector<ChannelRange> ranges;
    template <class F> void fields(F &f)
    {
        f(version, guestId, program, lastLine, runningAgent, seededBase, firstHost, ranges);
    }
};

struct Refused {
    enum class Reason : std::uint8_t { Malformed = 1, Version = 2, Key = 3, Busy = 4 };
    Reason reason = Reason::Malformed;
    std::uint16_t oldest = OldestProtocol; ///< What the guest speaks.
    std::uint16_t newest = CurrentProtocol;
    template <class F> void fields(F &f) { f(reason, oldest, newest); }
};

/// The newest version that both ranges hold; 0 when there is none.
[[nodiscard]] std::uint16_t commonVersion(
    std::uint16_t oldest, std::uint16_t newest, std::uint16_t otherOldest, std::uint16_t otherNewest);

// Durable messages.

struct AgentLine {
    std::uint64_t cutBytes = 0;
    std::string line;
    template <class F> void fields(F &f) { f(cutBytes, line); }
};

struct AgentExit {
    std::string name;
    bool bySignal = false;
    std::int32_t value = 0; ///< The exit code or the signal's number.
    std::uint64_t lastOutput = 0; ///< Its last numbers in the channels AgentOutput and AgentError.
    std::uint64_t lastError = 0;
    template <class F> void fields(F &f) { f(name, bySignal, value, lastOutput, lastError); }
};

enum class LeftOut : std::uint8_t { Ignored, Unreadable, Special, Name, Submodule, TooDeep, TooLarge };
inline constexpr std::size_t LeftOutKinds = 7;
inline constexpr std::size_t MaxLeftOutListed = 200;

/// The message of the channel Workspace: a snapshot, or a note about the workspace.
struct WorkspaceMessage {
    enum class Kind : std::uint8_t {
        Snapshot = 0,
        WatchIncomplete = 1,
        WatchRestarted = 2,
        SnapshotFailed = 3,
        StoreRebuilt = 4
    };
    Kind kind = Kind::Snapshot;
    std::string commit;
    std::string tree;
    std::string parent;
    std::uint64_t position = 0;
    std::uint32_t changedPaths = 0;
    std::vector<std::uint64_t> leftOutCounts; ///< By LeftOut.
    std::vector<std::pair<std::string, LeftOut>> leftOut;
    std::string text; ///< Of a note.
    template <class F> void fields(F &f)
    {
        f(kind, commit, tree, parent, position, changedPaths, leftOutCounts, leftOut, text);
    }
};

/// Lines up to AgentLineAck's sequence are in the guest; up to this one they went to the agent.
struct LineProgress {
    std::uint64_t consumed = 0;
    template <class F> void fields(F &f) { f(consumed); }
};

// Requests and their responses.

enum class Operation : std::uint16_t {
    StartAgent = 1,
    SignalAgent = 2,
    CloseAgentInput = 3,
    Execute = 4,
    Seed = 5,
    Snapshot = 6,
    Restore = 7,
    ListDirectory = 8,
    StatFile = 9,
    ResizeTerminal = 10,
    SignalTerminal = 11,
    Forward = 12,
};

enum class Failure : std::uint8_t { None, NotFound, Invalid, Io, DiskFull, Limit, GitMissing, Busy, Failed };

struct Response {
    Failure failure = Failure::None;
    std::string body; ///< The operation's result struct, or words about the failure.
    template <class F> void fields(F &f) { f(failure, body); }
};

struct NoFields {
    template <class F> void fields(F &) { }
};

struct StartAgent {
    std::string name;
    std::vector<std::string> argv;
    StringPairs environment;
    std::string directory;
    template <class F> void fields(F &f) { f(name, argv, environment, directory); }
};

struct SignalAgent {
    std::int32_t signal = 0;
    template <class F> void fields(F &f) { f(signal); }
};

struct Execute {
    std::vector<std::string> argv;
    StringPairs environment;
    std::string directory;
    std::uint32_t timeoutMs = 0;
    std::uint32_t outputLimit = 0; ///< At most MaxExecuteOutput.
    template <class F> void fields(F &f) { f(argv, environment, directory, timeoutMs, outputLimit); }
};
inline constexpr std::uint32_t MaxExecuteOutput = 2 * 1024 * 1024;

struct ExecuteResult {
    bool bySignal = false;
    std::int32_t value = 0;
    std::string output;
    bool cut = false;
    bool timedOut = false;
    template <class F> void fields(F &f) { f(bySignal, value, output, cut, timedOut); }
};

struct Seed {
    std::string base;
    std::string objects;
    std::string branch;
    std::vector<std::string> shallow; ///< Commits whose parents the base store does not have.
    template <class F> void fields(F &f) { f(base, objects, branch, shallow); }
};

struct SeedResult {
    std::uint64_t files = 0;
    std::uint64_t submodules = 0;
    std::uint64_t durationMs = 0;
    std::string tree;
    template <class F> void fields(F &f) { f(files, submodules, durationMs, tree); }
};

struct Restore {
    std::string treeish;
    template <class F> void fields(F &f) { f(treeish); }
};

struct PathOperation {
    std::string path;
    template <class F> void fields(F &f) { f(path); }
};

struct FileInfo {
    std::string name;
    std::uint8_t kind = 0; ///< pilothouse::GuestFileKind
    std::uint64_t size = 0;
    std::uint32_t mode = 0;
    std::int64_t modifiedMs = 0;
    template <class F> void fields(F &f) { f(name, kind, size, mode, modifiedMs); }
};

struct DirectoryListing {
    std::vector<FileInfo> entries;
    bool cut = false;
    template <class F> void fields(F &f) { f(entries, cut); }
};
inline constexpr std::size_t MaxDirectoryEntries = 10'000;

struct TerminalOperation {
    std::uint32_t id = 0;
    std::uint16_t columns = 0; ///< ResizeTerminal
    std::uint16_t rows = 0;
    std::int32_t signal = 0; ///< SignalTerminal
    template <class F> void fields(F &f) { f(id, columns, rows, signal); }
};

/// Listen on a loopback port; its connections come as EgressOpen with this name. The same again changes nothing.
struct Forward {
    std::string name;
    std::uint16_t port = 0;
    template <class F> void fields(F &f) { f(name, port); }
};

// Streams. The host numbers them, 1 … 65535, and uses a number again only after StreamClosed of both ends.

enum class StreamKind : std::uint8_t {
    Terminal = 1,
    AttachTerminal = 2,
    ReadFile = 3,
    WriteFile = 4,
    PackOut = 5,
    PackIn = 6
};

struct StreamOpen {
    StreamKind kind{};
    std::string parameters; ///< The kind's struct.
    template <class F> void fields(F &f) { f(kind, parameters); }
};

struct OpenTerminal {
    std::vector<std::string> argv;
    StringPairs environment;
    std::string directory;
    std::uint16_t columns = 80;
    std::uint16_t rows = 24;
    template <class F> void fields(F &f) { f(argv, environment, directory, columns, rows); }
};

struct AttachTerminal {
    std::uint32_t id = 0;
    template <class F> void fields(F &f) { f(id); }
};

struct ReadFile {
    std::string path;
    std::uint64_t limit = 0;
    template <class F> void fields(F &f) { f(path, limit); }
};

struct WriteFile {
    std::string path;
    std::uint32_t mode = 0;
    template <class F> void fields(F &f) { f(path, mode); }
};

struct PackOut {
    std::string want;
    std::string have; ///< May be empty.
    template <class F> void fields(F &f) { f(want, have); }
};

/// The guest's first word on a stream that it could open.
struct StreamOpened {
    std::uint32_t terminal = 0; ///< Its id, for the terminal kinds.
    std::uint64_t size = 0; ///< Bytes that come for certain: a file's size, a terminal's ring.
    template <class F> void fields(F &f) { f(terminal, size); }
};

struct StreamClosed {
    Failure failure = Failure::None;
    std::int32_t status = 0; ///< Of a terminal: its exit code, or 128 + signal.
    std::string text;
    template <class F> void fields(F &f) { f(failure, status, text); }
};

// Model requests.

struct ModelRequest {
    std::uint32_t attempt = 0;
    std::string method;
    std::string target;
    StringPairs headers;
    std::string body;
    template <class F> void fields(F &f) { f(attempt, method, target, headers, body); }
};

struct ModelHead {
    std::uint16_t status = 0;
    StringPairs headers;
    template <class F> void fields(F &f) { f(status, headers); }
};

struct ModelFail {
    std::uint16_t status = 0;
    std::string message;
    template <class F> void fields(F &f) { f(status, message); }
};

struct ModelCredit {
    std::uint64_t bytes = 0;
    template <class F> void fields(F &f) { f(bytes); }
};

// Connections of egress.

struct EgressOpen {
    std::string forward; ///< The name of a Forward; empty for the proxy.
    std::string head; ///< Of a proxy request, as it came, its empty line included; at most MaxEgressHead.
    std::int32_t pid = 0; ///< Of the program that asks, in the sandbox; 0: not known.
    std::string command; ///< Its command line, at most MaxEgressCommand bytes.
    template <class F> void fields(F &f) { f(forward, head, pid, command); }
};
inline constexpr std::size_t MaxEgressCommand = 2000;

struct EgressCredit {
    std::uint64_t bytes = 0;
    template <class F> void fields(F &f) { f(bytes); }
};

} // namespace pilothouse::guest

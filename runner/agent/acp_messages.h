#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <optional>
#include <variant>
#include <vector>

/// The entities of the Agent Client Protocol (ACP) as the rest of the program sees them, independent of the protocol
/// version on the wire: everything is an upsert by id, and the end of a turn is a state. All of them are values; all
/// text in them comes from a sandbox and is untrusted. acp_parse.h makes them from JSON.
namespace pilothouse::acp {

/// Bounds of what is kept from one message; longer texts are cut, further items of a list are dropped.
namespace limits {
inline constexpr qsizetype idLength =
    512; ///< UTF-16 units; a longer id is replaced by its hash, so that it stays unique.
inline constexpr qsizetype labelLength = 4096; ///< Titles, names, descriptions.
inline constexpr qsizetype textLength = 4 * 1024 * 1024; ///< One text block, one side of a diff.
inline constexpr qsizetype dataLength = 8 * 1024 * 1024; ///< Base64 of an image, sound or file.
inline constexpr qsizetype listLength = 1000; ///< Any list: content, locations, plan entries, commands, options.
} // namespace limits

struct TextBlock {
    QString text;
    friend bool operator==(const TextBlock &, const TextBlock &) = default;
};

/// An image or a sound.
struct MediaBlock {
    enum class Medium { Image, Audio };
    Medium medium = Medium::Image;
    QString mimeType;
    QByteArray base64; ///< Not decoded; empty when it was longer than limits::dataLength.
    QString uri;
    friend bool operator==(const MediaBlock &, const MediaBlock &) = default;
};

struct ResourceLink {
    QString uri;
    QString name;
    QString title;
    QString description;
    QString mimeType;
    std::optional<qint64> size; ///< Bytes.
    friend bool operator==(const ResourceLink &, const ResourceLink &) = default;
};

struct EmbeddedResource {
    QString uri;
    QString mimeType;
    QString text;
    QByteArray base64; ///< Of a resource that is not text.
    friend bool operator==(const EmbeddedResource &, const EmbeddedResource &) = default;
};

/// A kind of a newer protocol.
struct UnknownBlock {
    QString type;
    friend bool operator==(const UnknownBlock &, const UnknownBlock &) = default;
};

using ContentBlock = std::variant<TextBlock, MediaBlock, ResourceLink, EmbeddedResource, UnknownBlock>;

enum class ToolKind { Other, Read, Edit, Delete, Move, Search, Execute, Think, Fetch, SwitchMode };
enum class ToolStatus { Pending, InProgress, Completed, Failed, Cancelled };

/// A change of a file as the agent describes it; some agents give the whole file, some a hunk. What really changed is
/// only told by snapshots.
struct Diff {
    QString path;
    std::optional<QString> oldText; ///< Absent for a new file.
    QString newText;
    friend bool operator==(const Diff &, const Diff &) = default;
};

struct TerminalReference {
    QString terminalId;
    friend bool operator==(const TerminalReference &, const TerminalReference &) = default;
};

using ToolContent = std::variant<ContentBlock, Diff, TerminalReference>;

struct Location {
    QString path;
    std::optional<int> line; ///< From 1.
    friend bool operator==(const Location &, const Location &) = default;
};

/// Output of a command that agents stream beside the protocol, in `_meta`.
struct TerminalOutput {
    QString appended;
    std::optional<int> exitCode;
    QString signal;
    friend bool operator==(const TerminalOutput &, const TerminalOutput &) = default;
};

/// A tool call is created by the first message that names its id: `tool_call`, `tool_call_update` or a permission
/// request. A field that is absent says nothing; a list that is present replaces.
struct ToolCallUpsert {
    QString id;
    std::optional<QString> title;
    std::optional<QString> name;
    std::optional<ToolKind> kind;
    std::optional<ToolStatus> status;
    std::optional<std::vector<ToolContent>> content;
    std::optional<std::vector<Location>> locations;
    std::optional<QJsonValue> rawInput;
    std::optional<QJsonValue> rawOutput;
    std::optional<TerminalOutput> terminal;
    friend bool operator==(const ToolCallUpsert &, const ToolCallUpsert &) = default;
};

struct MessageChunk {
    enum class Role { User, Agent, Thought };
    Role role = Role::Agent;
    QString messageId; ///< Empty where the agent gives none.
    ContentBlock content;
    friend bool operator==(const MessageChunk &, const MessageChunk &) = default;
};

struct PlanEntry {
    enum class Priority { High, Medium, Low };
    enum class Status { Pending, InProgress, Completed };
    QString content;
    Priority priority = Priority::Medium;
    Status status = Status::Pending;
    friend bool operator==(const PlanEntry &, const PlanEntry &) = default;
};

/// The whole plan; each one replaces the one before.
struct Plan {
    std::vector<PlanEntry> entries;
    friend bool operator==(const Plan &, const Plan &) = default;
};

/// A slash command.
struct Command {
    QString name; ///< Without the slash.
    QString description;
    QString inputHint; ///< Empty when it takes no input.
    friend bool operator==(const Command &, const Command &) = default;
};

struct CommandsUpdate {
    std::vector<Command> commands;
    friend bool operator==(const CommandsUpdate &, const CommandsUpdate &) = default;
};

struct Mode {
    QString id;
    QString name;
    QString description;
    friend bool operator==(const Mode &, const Mode &) = default;
};

struct Modes {
    QString current;
    std::vector<Mode> available;
    friend bool operator==(const Modes &, const Modes &) = default;
};

struct ModeUpdate {
    QString modeId;
    friend bool operator==(const ModeUpdate &, const ModeUpdate &) = default;
};

/// The retired `models` of session/new, which some agents still offer instead of config options.
struct Models {
    QString current;
    std::vector<Mode> available;
    friend bool operator==(const Models &, const Models &) = default;
};

struct ConfigChoice {
    QString value;
    QString name;
    QString description;
    QString group; ///< Name of its group; empty in a flat list.
    friend bool operator==(const ConfigChoice &, const ConfigChoice &) = default;
};

struct ConfigOption {
    enum class Type { Select, Boolean };
    QString id;
    QString name;
    QString description;
    QString category; ///< mode, model, model_config, thought_level or one that we do not know.
    Type type = Type::Select;
    QString current; ///< Of a select.
    bool on = false; ///< Of a boolean.
    std::vector<ConfigChoice> choices;
    friend bool operator==(const ConfigOption &, const ConfigOption &) = default;
};

struct ConfigOptionsUpdate {
    std::vector<ConfigOption> options;
    friend bool operator==(const ConfigOptionsUpdate &, const ConfigOptionsUpdate &) = default;
};

struct SessionInfoUpdate {
    std::optional<QString> title; ///< Empty clears it.
    friend bool operator==(const SessionInfoUpdate &, const SessionInfoUpdate &) = default;
};

struct Cost {
    double amount = 0;
    QString currency; ///< ISO 4217, as the agent gives it.
    friend bool operator==(const Cost &, const Cost &) = default;
};

/// Reported by the sandbox, so for display only; budgets count what passes the model tunnel.
struct UsageUpdate {
    qint64 used = 0; ///< Tokens in the context now.
    qint64 size = 0; ///< Tokens that the context holds.
    std::optional<Cost> cost; ///< Of the session so far.
    friend bool operator==(const UsageUpdate &, const UsageUpdate &) = default;
};

enum class Severity { Info, Warning, Error };

struct NoticeUpdate {
    Severity severity = Severity::Info;
    QString title;
    QString description;
    friend bool operator==(const NoticeUpdate &, const NoticeUpdate &) = default;
};

struct CompactionUpdate {
    enum class Status { InProgress, Completed, Failed, Cancelled };
    QString id;
    std::optional<Status> status;
    std::optional<QString> summary;
    QString appendedSummary;
    QString error;
    friend bool operator==(const CompactionUpdate &, const CompactionUpdate &) = default;
};

struct UnknownUpdate {
    QString kind;
    friend bool operator==(const UnknownUpdate &, const UnknownUpdate &) = default;
};

using SessionUpdate = std::variant<UnknownUpdate, MessageChunk, ToolCallUpsert, Plan, CommandsUpdate, ModeUpdate,
    ConfigOptionsUpdate, SessionInfoUpdate, UsageUpdate, NoticeUpdate, CompactionUpdate>;

enum class PermissionKind { Unknown, AllowOnce, AllowAlways, RejectOnce, RejectAlways };

struct PermissionOption {
    QString id;
    QString name;
    PermissionKind kind = PermissionKind::Unknown;
    friend bool operator==(const PermissionOption &, const PermissionOption &) = default;
};

struct PermissionRequest {
    ToolCallUpsert toolCall;
    std::vector<PermissionOption> options; ///< In the agent's order, which says nothing: choose by kind.
    friend bool operator==(const PermissionRequest &, const PermissionRequest &) = default;
};

enum class StopReason { EndTurn, MaxTokens, MaxTurnRequests, Refusal, Cancelled, Unknown };

/// Tokens of a prompt; agents mean different things by it (the last model call, the turn), so for display only.
struct PromptUsage {
    qint64 input = 0;
    qint64 output = 0;
    qint64 total = 0;
    friend bool operator==(const PromptUsage &, const PromptUsage &) = default;
};

struct PromptResult {
    StopReason stopReason = StopReason::Unknown;
    QString stopReasonName; ///< As on the wire.
    std::optional<PromptUsage> usage;
    friend bool operator==(const PromptResult &, const PromptResult &) = default;
};

struct AgentCapabilities {
    bool loadSession = false;
    bool resumeSession = false;
    bool closeSession = false;
    bool image = false;
    bool audio = false;
    bool embeddedContext = false;
    friend bool operator==(const AgentCapabilities &, const AgentCapabilities &) = default;
};

struct AuthMethod {
    QString id;
    QString name;
    QString description;
    QString type; ///< Empty or "agent": the agent does it; "terminal", "env_var": not by us.
    friend bool operator==(const AuthMethod &, const AuthMethod &) = default;
};

struct AgentInfo {
    QString name;
    QString title;
    QString version;
    friend bool operator==(const AgentInfo &, const AgentInfo &) = default;
};

struct InitializeResult {
    int protocolVersion = 0;
    AgentCapabilities capabilities;
    AgentInfo info;
    std::vector<AuthMethod> authMethods;
    friend bool operator==(const InitializeResult &, const InitializeResult &) = default;
};

/// Answer of session/new, session/load and session/resume.
struct SessionResult {
    QString sessionId; ///< Empty in the answers of load and resume.
    std::optional<Modes> modes;
    std::optional<Models> models;
    std::optional<std::vector<ConfigOption>> configOptions;
    friend bool operator==(const SessionResult &, const SessionResult &) = default;
};

} // namespace pilothouse::acp

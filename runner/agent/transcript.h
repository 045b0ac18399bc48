#pragma once

#include "runner/agent/acp_messages.h"
#include "runner/agent/shared_list.h"
#include "runner/agent/streamed_text.h"
#include "runner/base/ids.h"

#include <memory>

/// What a person reads of a session: a list of immutable items. All text in it may come from a sandbox.
namespace pilothouse {

struct PromptItem {
    QString text;
    std::vector<QString> files; ///< Names of what was attached.
    QString preface = {}; ///< What the agent was told with it: why a person denied something before.
    friend bool operator==(const PromptItem &, const PromptItem &) = default;
};

/// What the agent says or thinks; chunks are merged.
struct MessageItem {
    enum class Role { Agent, Thought };
    Role role = Role::Agent;
    QString messageId;
    StreamedText text; ///< Markdown.
    std::vector<acp::ContentBlock> attachments; ///< Blocks that are not text.
    bool open = true; ///< More may come.
    friend bool operator==(const MessageItem &, const MessageItem &) = default;
};

enum class ToolCallStatus {
    Pending,
    InProgress,
    Completed,
    Failed,
    Stopped, ///< The turn was cancelled before it ended.
    Rejected, ///< A person said no.
    Unfinished, ///< The turn ended, or the agent died, before it said how the call ended.
};

struct ToolCallItem {
    using Status = ToolCallStatus;
    ToolCallId call;
    QString title;
    QString name;
    acp::ToolKind kind = acp::ToolKind::Other;
    Status status = Status::Pending;
    QString command; ///< What it runs, from its raw input; empty when it runs nothing.
    QString rawInput; ///< Indented JSON, cut at 64 KiB; empty when there is none.
    StreamedText output; ///< Text content and terminal output; may have escape sequences.
    bool outputIsTerminal = false; ///< The output came as a stream of terminal bytes.
    std::vector<acp::ToolContent> content; ///< Diffs and everything else that is not text.
    std::vector<acp::Location> locations;
    std::optional<int> exitCode; ///< Some agents say "completed" when a command failed: show it.
    QString signal; ///< That ended the command; mostly empty.
    ApprovalId approval; ///< Its last permission question.
    qint64 endedAtMs = 0; ///< 0 while it is not at an end.
    [[nodiscard]] bool isFinished() const { return status != Status::Pending && status != Status::InProgress; }
    friend bool operator==(const ToolCallItem &, const ToolCallItem &) = default;
};

enum class QuestionDecision { Open, Allowed, AllowedAlways, Rejected, Withdrawn };

/// A permission request of the agent, or another question of Pilothouse (`kind` is not "permission").
struct QuestionItem {
    using Decision = QuestionDecision;
    ApprovalId approval;
    QString kind; ///< "permission", or that of the ApprovalRequested event.
    ToolCallId call; ///< Empty for other questions. The tool call's item has command, diff and place.
    QString title; ///< What is asked, as it was when it was asked.
    std::vector<acp::PermissionOption> options;
    Decision decision = Decision::Open;
    QString chosenOption; ///< Its name.
    QString decidedBy; ///< Empty for a person at this window.
    QString reason;
    friend bool operator==(const QuestionItem &, const QuestionItem &) = default;
};

/// The agent's plan; one item for each turn, updated in place.
struct PlanItem {
    std::vector<acp::PlanEntry> entries;
    friend bool operator==(const PlanItem &, const PlanItem &) = default;
};

struct NoticeItem {
    enum class Source { Agent, Pilothouse };
    Source source = Source::Agent;
    acp::Severity severity = acp::Severity::Info;
    QString code; ///< Of Pilothouse's own notices.
    QString title;
    QString description;
    friend bool operator==(const NoticeItem &, const NoticeItem &) = default;
};

/// The agent shortens its own context.
struct CompactionItem {
    QString compactionId;
    acp::CompactionUpdate::Status status = acp::CompactionUpdate::Status::InProgress;
    StreamedText summary;
    QString error;
    friend bool operator==(const CompactionItem &, const CompactionItem &) = default;
};

struct ModeItem {
    QString modeId;
    QString name; ///< The id where the agent gave no name.
    friend bool operator==(const ModeItem &, const ModeItem &) = default;
};

struct TurnEndItem {
    acp::StopReason reason = acp::StopReason::Unknown;
    QString reasonName; ///< As stored; also reasons of our own such as "interrupted".
    QString error; ///< What went wrong; empty when nothing did.
    QString cause = {}; ///< What is known about why.
    qint64 durationMs = 0;
    friend bool operator==(const TurnEndItem &, const TurnEndItem &) = default;
};

/// The agent's process ended.
struct ExitItem {
    std::optional<int> exitCode;
    std::optional<int> signal;
    QString errorOutput = {}; ///< Its last lines on standard error, bounded.
    friend bool operator==(const ExitItem &, const ExitItem &) = default;
};

struct SnapshotItem {
    ObjectId commit;
    ObjectId tree;
    ObjectId parent; ///< Commit of the snapshot before.
    friend bool operator==(const SnapshotItem &, const SnapshotItem &) = default;
};

struct AcceptedItem {
    QString branch;
    ObjectId commit;
    friend bool operator==(const AcceptedItem &, const AcceptedItem &) = default;
};

/// Lines of the agent's output that are no messages; neighbours are merged.
struct GarbageItem {
    StreamedText text;
    qint64 lines = 0;
    friend bool operator==(const GarbageItem &, const GarbageItem &) = default;
};

using TranscriptBody = std::variant<PromptItem, MessageItem, ToolCallItem, QuestionItem, PlanItem, NoticeItem,
    CompactionItem, ModeItem, TurnEndItem, ExitItem, SnapshotItem, AcceptedItem, GarbageItem>;

struct TranscriptItem {
    qint64 id = 0; ///< 1, 2, 3 …: its place in the list. Items are never moved or removed.
    qint32 turn = 0;
    qint64 firstSeq = 0; ///< The event that made it …
    qint64 lastSeq = 0; ///< … and the last one that changed it.
    qint64 startedAtMs = 0; ///< Milliseconds since 1970 UTC.
    qint64 changedAtMs = 0;
    TranscriptBody body;
    friend bool operator==(const TranscriptItem &, const TranscriptItem &) = default;
};

/// A snapshot of the items, cheap to copy and to pass between threads: unchanged items are the same objects, so a view
/// finds what changed by comparing pointers, and new items are always at the end.
class Transcript final {
public:
    using Item = std::shared_ptr<const TranscriptItem>;

    Transcript() = default;
    Transcript(SharedList<TranscriptItem> items, qint64 lastSeq);

    [[nodiscard]] qsizetype size() const { return m_items.size(); }
    [[nodiscard]] const Item &at(qsizetype row) const { return m_items.at(row); } ///< 0 ≤ row < size().
    [[nodiscard]] qint64 lastSeq() const { return m_lastSeq; } ///< Last event that it contains.

    /// Rows whose items differ from an earlier snapshot of the same session (appended ones included), ascending.
    /// Costs little where most is shared.
    [[nodiscard]] std::vector<qsizetype> changedRows(const Transcript &earlier) const;

private:
    SharedList<TranscriptItem> m_items;
    qint64 m_lastSeq = 0;
};

} // namespace pilothouse

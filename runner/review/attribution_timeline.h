#pragma once

#include "runner/agent/acp_messages.h"
#include "runner/base/ids.h"
#include "runner/store/event.h"

#include <QHash>
#include <QJsonObject>

#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace pilothouse {

/// A place in the agent's output: one of its lines, by its number in its guest. Line 0 is the guest's beginning.
struct AgentPlace {
    quint32 incarnation = 0;
    quint64 line = 0;

    friend auto operator<=>(const AgentPlace &, const AgentPlace &) = default;
};

/// A change of a file as the agent states it. A claim: it says something only where a snapshot shows the same.
struct StatedEdit {
    QByteArray path; ///< From the workspace's root.
    std::optional<QByteArray> before; ///< The file, or a part that is in it once; absent: there was no file.
    QByteArray after;

    /// The text with this edit made in it; none where it does not fit. Texts may be those of a file that is not there.
    [[nodiscard]] std::optional<QByteArray> appliedTo(const std::optional<QByteArray> &text) const;
    friend bool operator==(const StatedEdit &, const StatedEdit &) = default;
};

/// A tool call from the line that announced it to the line that ended it. All texts are the sandbox's, bounded, not
/// made visible.
struct ToolCallSpan {
    ToolCallId call;
    qint32 turn = 0;
    qint64 turnSeq = 0; ///< Of the event that began its turn.
    acp::ToolKind kind = acp::ToolKind::Other;
    QString title;
    QString command; ///< Empty when it runs none.
    QString words; ///< What the agent said last before it.
    qint64 seq = 0; ///< Of the event that announced it: where the transcript has it.
    AgentPlace begin;
    AgentPlace end; ///< While `ended`.
    bool ended = false;
    bool completed = false; ///< The agent says that it went well.
    std::vector<StatedEdit> edits;
};

/// A prompt and all that followed.
struct TurnSpan {
    qint32 turn = 0;
    qint64 seq = 0; ///< Of the event that began it.
    QString prompt; ///< Bounded.
    AgentPlace begin; ///< The agent's last line before it.
    AgentPlace end; ///< While `ended`: the line that ended it.
    bool ended = false;
};

/// A snapshot in the order of the log, which is the order in which they were taken.
struct TimelineSnapshot {
    ObjectId commit;
    ObjectId tree;
    qint64 seq = 0;
    qint32 turn = 0;
    quint32 incarnation = 0;
    quint64 position = 0; ///< The agent's last line before its files were looked at, as the guest says.
    qint64 restoredBy = 0; ///< Of the event by which a person's decision made this tree; 0: none did.
    bool mixed = false; ///< Such a decision was being carried out, and this tree is not (only) what it makes.
    QList<QByteArray> unreadable; ///< Paths that could not be read then, as far as they were listed.
};

/// What a session's log says about when things happened: immutable once it is handed out.
struct Timeline {
    SessionId session;
    ObjectId base; ///< Commit.
    qint64 lastSeq = 0;
    std::vector<TurnSpan> turns;
    std::vector<ToolCallSpan> calls; ///< In the order in which they were announced; a call that was opened again twice.
    std::vector<TimelineSnapshot> snapshots;
    std::map<quint32, quint64> lastLines; ///< The agent's last line in the log, by incarnation.
};

using TimelinePtr = std::shared_ptr<const Timeline>;

/// Folds a session's events into its timeline. Pure and deterministic; malformed events change nothing. One thread at a
/// time.
///
/// A call is open from the line that names it first to the line that says how it ended. An agent that names it first
/// when it has ended worked on it before: such a call is open from its turn's beginning. A call without an end is open
/// until its turn's end, or, where the agent died, until its next process starts.
class TimelineFold final {
public:
    static constexpr qsizetype maxText = 4096; ///< UTF-16 units of a prompt, words, a command, a title.
    static constexpr qint64 maxEdits = 64 * 1024 * 1024; ///< Bytes of stated edits; of calls beyond it none are kept.
    static constexpr size_t maxCalls = 200'000;

    void apply(const Event &event);
    void apply(const Event &event, const QJsonObject &payload);

    [[nodiscard]] const Timeline &timeline() const { return m_timeline; }

private:
    void turnStarted(const Event &event, const QJsonObject &payload);
    void received(const Event &event, const QJsonObject &payload);
    void update(const Event &event, const acp::SessionUpdate &update, AgentPlace at);
    void upsert(const Event &event, const acp::ToolCallUpsert &call, AgentPlace at);
    void takeEdits(ToolCallSpan &span, const std::vector<acp::ToolContent> &content);
    void hear(const acp::MessageChunk &chunk);
    void snapshotTaken(const Event &event, const QJsonObject &payload);
    void moved(const Event &event, const QJsonObject &payload);
    void judgeMoved(TimelineSnapshot &snapshot);
    void closeOpen(AgentPlace at);
    [[nodiscard]] AgentPlace here() const;

    Timeline m_timeline;
    QHash<QString, qsizetype> m_calls; ///< The last span of each.
    std::vector<qsizetype> m_open;
    quint32 m_incarnation = 0;
    qint64 m_promptRequest = -1;
    qint64 m_replayRequest = -1; ///< session/load: what the agent says until its answer repeats the log.
    qint64 m_editBytes = 0;
    QString m_words;
    bool m_wordsDone = true; ///< The next words begin anew.
    acp::MessageChunk::Role m_speaker = acp::MessageChunk::Role::Agent;
    /// What a person's decision is doing to the sandbox's files.
    struct Move {
        ObjectId to;
        qint64 seq = 0;
        bool done = false; ///< The snapshot that shows it is there.
    };
    std::optional<Move> m_move;
};

} // namespace pilothouse

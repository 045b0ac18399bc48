#pragma once

#include "runner/review/attribution_timeline.h"

#include <QRandomGenerator>

#include <deque>
#include <map>
#include <set>

namespace pilothouse::test {

/// Who wrote (or removed) a line, and when: what the script of a made-up session knows for certain.
struct WriteRecord {
    enum class Writer { Call, Background, Other };
    Writer writer = Writer::Other; ///< Other: the agent itself, or a person's terminal.
    int call = -1; ///< Of a background writer: the call that left it behind.
    qint32 turn = 0; ///< The one that was under way; 0: none.
    std::set<int> open; ///< Calls that were open at that moment.
    bool stated = false; ///< Its call stated it as an edit.
};

struct ScriptLine {
    QByteArray text;
    std::vector<WriteRecord> records; ///< It was written, and perhaps moved with its file.
};

using ScriptFiles = std::map<QByteArray, std::vector<ScriptLine>>;

/// A session that never happened: calls that overlap, edits that are stated, shell writes that are not, processes left
/// behind, an agent that writes without a word, all at random; a guest that looks at random moments, reads one file
/// after the other while the writing goes on, and stamps what it saw as the real one does; and a log in which the lines
/// and the snapshots arrive as late as they may.
class ScriptedWorld {
public:
    struct Options {
        quint32 seed = 0;
        int turns = 3;
        int steps = 60; ///< Moments of a turn at which something may happen.
        int callsAtOnce = 3;
        bool stamps = true; ///< False: a guest that says no more than its position.
        bool background = true;
        bool renames = true;
        bool strict = false; ///< One thing at a time, with a look after each.
    };

    explicit ScriptedWorld(Options options);

    void play();

    [[nodiscard]] const std::vector<Event> &events() const { return m_log; }
    /// Input for git fast-import: the base as mark 1, then the snapshots.
    [[nodiscard]] QByteArray fastImport() const { return m_import; }
    /// The files as each snapshot has them; the first is the base.
    [[nodiscard]] const std::vector<ScriptFiles> &states() const { return m_states; }
    [[nodiscard]] static QString callName(int call) { return QStringLiteral("call-%1").arg(call); }
    /// Everything that was done to a line of this text.
    [[nodiscard]] const std::vector<WriteRecord> &removals(const QByteArray &text) { return m_removals[text]; }
    /// Everything that ever wrote a line of this text.
    [[nodiscard]] const std::vector<WriteRecord> &writings(const QByteArray &text) { return m_writings[text]; }
    void bindCommits(const QStringList &commits); ///< By mark; before events() is read.

private:
    struct Call {
        int number = 0;
        bool edits = false;
        int left = 0; ///< Things that it will still do.
        QByteArray path; ///< Of a stated edit …
        QByteArray before;
        QByteArray after;
        std::vector<ScriptLine> lines; ///< … and what it puts there.
    };
    struct Pending {
        Event event;
        int notBefore = 0;
        int snapshot = 0; ///< Its mark; 0: a line.
    };

    [[nodiscard]] bool chance(int percent) { return m_random.bounded(100) < percent; }
    [[nodiscard]] WriteRecord record(WriteRecord::Writer writer, int call) const;
    [[nodiscard]] ScriptLine newLine(const WriteRecord &record);
    [[nodiscard]] static QByteArray bytesOf(const std::vector<ScriptLine> &lines);
    void touched(const QByteArray &path);

    void print(const QJsonObject &message);
    void printUpdate(const QJsonObject &update);
    void beginCall();
    void act(Call &call);
    void endCall(size_t index);
    void edit(const WriteRecord &by);
    void rename(const WriteRecord &by);
    bool stateEdit(Call &call);
    void backgroundWrites();

    void drain();
    void beginLook();
    void readOne();
    void endLook();
    void lookWhole();
    void deliver(int percent);
    void log(EventKind kind, const QJsonObject &payload);
    void importState(const ScriptFiles &files, const QByteArray &message);

    Options m_options;
    QRandomGenerator m_random;
    ScriptFiles m_files;
    int m_nextLine = 1;
    int m_nextCall = 1;
    qint32 m_turn = 0; ///< 0 between turns.
    qint32 m_lastTurn = 0;
    std::vector<Call> m_calls;
    std::set<int> m_leftBehind;
    std::map<QByteArray, std::vector<WriteRecord>> m_removals;
    std::map<QByteArray, std::vector<WriteRecord>> m_writings;

    quint64 m_printed = 0;
    quint64 m_told = 0; ///< What the guest's watcher knows of the agent's lines.
    std::set<QByteArray> m_dirty;
    quint64 m_since = 0;
    bool m_looking = false;
    quint64 m_reached = 0;
    quint64 m_position = 0;
    std::vector<QByteArray> m_toRead;
    ScriptFiles m_seen; ///< As the guest knows them.
    ScriptFiles m_last; ///< As the last snapshot has them.

    std::deque<Pending> m_lines;
    std::deque<Pending> m_snapshots;
    std::vector<Event> m_log;
    std::vector<std::pair<size_t, int>> m_snapshotEvents;
    std::vector<ScriptFiles> m_states;
    QByteArray m_import;
    int m_mark = 0;
};

} // namespace pilothouse::test

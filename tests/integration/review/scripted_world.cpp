#include "tests/integration/review/scripted_world.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse::test {

namespace {

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

ScriptedWorld::ScriptedWorld(Options options) : m_options(options), m_random(options.seed)
{
    WriteRecord base;
    for (const char *path : {"a.txt", "b.txt", "dir/c.txt"}) {
        for (int i = 0; i < 12; ++i)
            m_files[path].push_back({(i % 4 == 3 ? QByteArray("}") : "base " + QByteArray::number(m_nextLine++)), {}});
    }
    m_seen = m_last = m_files;
    importState(m_files, "base");
    log(EventKind::SessionCreated, {});
    log(EventKind::BaseChosen, {{u"commit"_s, u"1"_s}});
    log(EventKind::SandboxCreated, {{u"incarnation"_s, 1}});
    log(EventKind::AgentStarted, {{u"incarnation"_s, 1}, {u"name"_s, u"a"_s}});
}

void ScriptedWorld::log(EventKind kind, const QJsonObject &payload)
{
    m_log.push_back({.session = SessionId(1),
        .seq = static_cast<qint64>(m_log.size()) + 1,
        .atMs = 1,
        .turn = m_lastTurn,
        .kind = kind,
        .payload = json(payload)});
}

WriteRecord ScriptedWorld::record(WriteRecord::Writer writer, int call) const
{
    WriteRecord record{.writer = writer, .call = call, .turn = m_turn, .open = {}};
    for (const Call &open : m_calls)
        record.open.insert(open.number);
    return record;
}

ScriptLine ScriptedWorld::newLine(const WriteRecord &record)
{
    const QByteArray text = chance(15) ? QByteArray("}") : "line " + QByteArray::number(m_nextLine++);
    m_writings[text].push_back(record);
    return {text, {record}};
}

QByteArray ScriptedWorld::bytesOf(const std::vector<ScriptLine> &lines)
{
    QByteArray bytes;
    for (const ScriptLine &line : lines)
        bytes += line.text + '\n';
    return bytes;
}

void ScriptedWorld::touched(const QByteArray &path)
{
    m_dirty.insert(path);
}

void ScriptedWorld::print(const QJsonObject &message)
{
    ++m_printed;
    const QJsonObject payload{
        {u"inc"_s, 1}, {u"ch"_s, 1}, {u"n"_s, static_cast<qint64>(m_printed)}, {u"line"_s, message}};
    m_lines.push_back(
        {Event{.session = SessionId(1), .turn = m_lastTurn, .kind = EventKind::AgentReceived, .payload = json(payload)},
            0, 0});
}

void ScriptedWorld::printUpdate(const QJsonObject &update)
{
    print({{u"jsonrpc"_s, u"2.0"_s}, {u"method"_s, u"session/update"_s},
        {u"params"_s, QJsonObject{{u"sessionId"_s, u"s"_s}, {u"update"_s, update}}}});
}

void ScriptedWorld::beginCall()
{
    Call call{.number = m_nextCall++,
        .edits = chance(50),
        .left = 1 + m_random.bounded(3),
        .path = {},
        .before = {},
        .after = {},
        .lines = {}};
    QJsonObject update{{u"sessionUpdate"_s, u"tool_call"_s}, {u"toolCallId"_s, callName(call.number)},
        {u"title"_s, u"does %1"_s.arg(call.number)}, {u"kind"_s, call.edits ? u"edit"_s : u"execute"_s},
        {u"status"_s, u"in_progress"_s}};
    m_calls.push_back(std::move(call));
    printUpdate(update);
}

/// Replaces some lines of a file and says so; false where the place is not to be named.
bool ScriptedWorld::stateEdit(Call &call)
{
    std::vector<QByteArray> paths;
    for (const auto &[path, lines] : m_files) {
        if (!lines.empty())
            paths.push_back(path);
    }
    const QByteArray path = paths[static_cast<size_t>(m_random.bounded(static_cast<int>(paths.size())))];
    std::vector<ScriptLine> &lines = m_files[path];
    const WriteRecord by = [&] {
        WriteRecord record = this->record(WriteRecord::Writer::Call, call.number);
        record.stated = true;
        return record;
    }();
    const int first = m_random.bounded(static_cast<int>(lines.size()));
    const int count = 1 + m_random.bounded(std::min(3, static_cast<int>(lines.size()) - first));
    std::vector<ScriptLine> old(lines.begin() + first, lines.begin() + first + count);
    const bool whole = chance(25);
    const QByteArray before = whole ? bytesOf(lines) : bytesOf(old);
    if (!whole && bytesOf(lines).count(before) != 1)
        return false;
    std::vector<ScriptLine> fresh;
    for (int i = m_random.bounded(1, 4); i > 0; --i)
        fresh.push_back(newLine(by));
    for (const ScriptLine &line : old)
        m_removals[line.text].push_back(by);
    const auto at = lines.erase(lines.begin() + first, lines.begin() + first + count);
    lines.insert(at, fresh.begin(), fresh.end());
    call.path = path;
    call.before = before;
    call.after = whole ? bytesOf(lines) : bytesOf(fresh);
    touched(path);
    return true;
}

void ScriptedWorld::act(Call &call)
{
    --call.left;
    if (call.edits) {
        if (call.path.isEmpty())
            (void)stateEdit(call);
        return;
    }
    if (m_options.background && chance(25))
        m_leftBehind.insert(call.number);
    if (m_options.renames && chance(10))
        rename(record(WriteRecord::Writer::Call, call.number));
    else
        edit(record(WriteRecord::Writer::Call, call.number));
}

/// Adds lines to a file or takes some out of it.
void ScriptedWorld::edit(const WriteRecord &by)
{
    auto file = m_files.begin();
    std::advance(file, m_random.bounded(static_cast<int>(m_files.size())));
    std::vector<ScriptLine> &lines = file->second;
    if (chance(30) && lines.size() > 4) {
        const int first = m_random.bounded(static_cast<int>(lines.size()) - 1);
        m_removals[lines[static_cast<size_t>(first)].text].push_back(by);
        lines.erase(lines.begin() + first);
    } else {
        const int at =
            chance(60) ? static_cast<int>(lines.size()) : m_random.bounded(static_cast<int>(lines.size()) + 1);
        for (int i = m_random.bounded(1, 4); i > 0; --i)
            lines.insert(lines.begin() + at, newLine(by));
    }
    touched(file->first);
}

void ScriptedWorld::rename(const WriteRecord &by)
{
    auto file = m_files.begin();
    std::advance(file, m_random.bounded(static_cast<int>(m_files.size())));
    const QByteArray from = file->first;
    const QByteArray to = "moved " + QByteArray::number(m_nextLine++) + ".txt";
    std::vector<ScriptLine> lines = std::move(file->second);
    for (ScriptLine &line : lines) {
        line.records.push_back(by);
        m_removals[line.text].push_back(by); // from where it was
        m_writings[line.text].push_back(by);
    }
    m_files.erase(file);
    m_files[to] = std::move(lines);
    touched(from);
    touched(to);
}

void ScriptedWorld::endCall(size_t index)
{
    const Call call = m_calls[index];
    QJsonObject update{{u"sessionUpdate"_s, u"tool_call_update"_s}, {u"toolCallId"_s, callName(call.number)},
        {u"status"_s, u"completed"_s}};
    if (!call.path.isEmpty()) {
        update[u"content"_s] = QJsonArray{
            QJsonObject{{u"type"_s, u"diff"_s}, {u"path"_s, QString(u"/workspace/"_s + QString::fromUtf8(call.path))},
                {u"oldText"_s, QString::fromUtf8(call.before)}, {u"newText"_s, QString::fromUtf8(call.after)}}};
    }
    printUpdate(update);
    m_calls.erase(m_calls.begin() + static_cast<std::ptrdiff_t>(index));
}

void ScriptedWorld::backgroundWrites()
{
    if (m_leftBehind.empty())
        return;
    auto writer = m_leftBehind.begin();
    std::advance(writer, m_random.bounded(static_cast<int>(m_leftBehind.size())));
    edit(record(WriteRecord::Writer::Background, *writer));
    if (chance(30))
        m_leftBehind.erase(writer);
}

/// The watcher is told of the agent's lines, some time after they were printed, and looks whether anything was written.
void ScriptedWorld::drain()
{
    m_told += static_cast<quint64>(m_random.bounded(static_cast<int>(m_printed - m_told) + 1));
    if (m_dirty.empty() && !m_looking)
        m_since = m_told;
}

void ScriptedWorld::beginLook()
{
    m_looking = true;
    m_reached = m_told;
    m_toRead.assign(m_dirty.begin(), m_dirty.end());
    std::shuffle(m_toRead.begin(), m_toRead.end(), m_random);
    m_dirty.clear();
    // Between taking the events and asking for the position more may be printed; what is written then belongs to the
    // next look, unless its file is read in this one.
    m_position = m_printed;
}

void ScriptedWorld::readOne()
{
    if (m_toRead.empty())
        return endLook();
    const QByteArray path = m_toRead.back();
    m_toRead.pop_back();
    if (const auto file = m_files.find(path); file != m_files.end())
        m_seen[path] = file->second;
    else
        m_seen.erase(path);
}

void ScriptedWorld::endLook()
{
    m_looking = false;
    bool same = m_seen.size() == m_last.size();
    for (const auto &[path, lines] : m_seen)
        same = same && m_last.contains(path) && bytesOf(lines) == bytesOf(m_last[path]);
    if (!same) {
        QByteArray message = "Snapshot\n\nposition: " + QByteArray::number(m_position) + '\n';
        if (m_options.stamps)
            message += "since: " + QByteArray::number(m_since) + "\nuntil: " + QByteArray::number(m_printed) + '\n';
        importState(m_seen, message);
        m_last = m_seen;
        const QJsonObject payload{{u"inc"_s, 1}, {u"ch"_s, 4}, {u"n"_s, m_mark}, {u"commit"_s, QString::number(m_mark)},
            {u"position"_s, static_cast<qint64>(m_position)}};
        m_snapshots.push_back(
            {Event{.session = SessionId(1), .kind = EventKind::SnapshotTaken, .payload = json(payload)}, 0, m_mark});
    }
    m_since = m_reached;
}

void ScriptedWorld::lookWhole()
{
    while (m_looking)
        readOne();
    beginLook();
    while (m_looking)
        readOne();
}

/// Some of what waits comes into the log: lines and snapshots each in their order, and not in step.
void ScriptedWorld::deliver(int percent)
{
    for (std::deque<Pending> *queue : {&m_lines, &m_snapshots}) {
        while (!queue->empty() && chance(percent)) {
            Event event = std::move(queue->front().event);
            if (queue->front().snapshot > 0)
                m_snapshotEvents.emplace_back(m_log.size(), queue->front().snapshot);
            queue->pop_front();
            event.seq = static_cast<qint64>(m_log.size()) + 1;
            event.turn = m_lastTurn;
            m_log.push_back(std::move(event));
        }
    }
}

void ScriptedWorld::play()
{
    for (int turn = 1; turn <= m_options.turns; ++turn) {
        log(EventKind::TurnStarted, {{u"id"_s, QString::number(turn)}, {u"prompt"_s, u"prompt %1"_s.arg(turn)}});
        m_log.back().turn = turn;
        m_lastTurn = m_turn = turn;
        log(EventKind::AgentSent,
            {{u"n"_s, turn},
                {u"line"_s,
                    QJsonObject{{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, turn}, {u"method"_s, u"session/prompt"_s}}}});
        for (int step = 0; step < m_options.steps; ++step) {
            const int what = m_random.bounded(100);
            if (what < 15 && static_cast<int>(m_calls.size()) < m_options.callsAtOnce)
                beginCall();
            else if (what < 45 && !m_calls.empty())
                act(m_calls[static_cast<size_t>(m_random.bounded(static_cast<int>(m_calls.size())))]);
            else if (what < 55)
                backgroundWrites();
            else if (what < 57 && !m_options.strict)
                edit(record(WriteRecord::Writer::Other, -1));
            else if (what < 63)
                printUpdate({{u"sessionUpdate"_s, u"agent_message_chunk"_s},
                    {u"content"_s, QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"word "_s}}}});
            for (size_t i = m_calls.size(); i-- > 0;) {
                if (m_calls[i].left <= 0 && chance(60))
                    endCall(i);
            }
            if (m_looking)
                readOne();
            else if (!m_dirty.empty() && chance(40))
                beginLook();
            if (chance(50))
                drain();
            if (m_options.strict) {
                lookWhole();
                m_told = m_printed;
                drain();
            }
            deliver(30);
        }
        while (!m_calls.empty())
            endCall(m_calls.size() - 1);
        print(
            {{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, turn}, {u"result"_s, QJsonObject{{u"stopReason"_s, u"end_turn"_s}}}});
        m_turn = 0;
        while (!m_lines.empty())
            deliver(70);
        log(EventKind::TurnEnded, {{u"stopReason"_s, u"end_turn"_s}});
        for (int idle = 0; idle < 4; ++idle) {
            if (chance(50))
                backgroundWrites();
            if (m_looking)
                readOne();
            else if (!m_dirty.empty() && chance(50))
                beginLook();
            drain();
            deliver(40);
        }
    }
    lookWhole();
    while (!m_snapshots.empty() || !m_lines.empty())
        deliver(90);
}

void ScriptedWorld::importState(const ScriptFiles &files, const QByteArray &message)
{
    ++m_mark;
    m_import += "commit refs/heads/main\nmark :" + QByteArray::number(m_mark)
        + "\ncommitter Guest <guest@example.org> 1 +0000\ndata " + QByteArray::number(message.size()) + '\n' + message
        + '\n';
    if (m_mark > 1)
        m_import += "from :" + QByteArray::number(m_mark - 1) + '\n';
    m_import += "deleteall\n";
    for (const auto &[path, lines] : files) {
        const QByteArray bytes = bytesOf(lines);
        m_import += "M 100644 inline \"" + path + "\"\ndata " + QByteArray::number(bytes.size()) + '\n' + bytes + '\n';
    }
    m_states.push_back(files);
}

void ScriptedWorld::bindCommits(const QStringList &commits)
{
    const auto bind = [&commits](Event &event, int mark) {
        QJsonObject payload = QJsonDocument::fromJson(event.payload).object();
        payload[u"commit"_s] = commits.at(mark - 1);
        event.payload = json(payload);
    };
    for (Event &event : m_log) {
        if (event.kind == EventKind::BaseChosen)
            bind(event, 1);
    }
    for (const auto &[index, mark] : m_snapshotEvents)
        bind(m_log[index], mark);
}

} // namespace pilothouse::test

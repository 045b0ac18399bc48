#include "tests/bench/start/many_sessions.h"

#include "runner/base/json.h"
#include "runner/session/session_info.h"
#include "runner/session/state_machine.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QThread>

using namespace Qt::StringLiterals;

namespace pilothouse::bench {

namespace {

constexpr int EventsOfTurn = 25;
constexpr int EventsOfAppend = 5'000;

NewEvent event(EventKind kind, qint32 turn, const QJsonObject &payload)
{
    return {.kind = kind, .turn = turn, .payload = toLine(payload)};
}

/// A session/update as the agent sent it.
NewEvent update(qint32 turn, quint64 number, const QJsonObject &what)
{
    return event(EventKind::AgentReceived, turn,
        {{u"inc"_s, 1}, {u"ch"_s, 2}, {u"n"_s, static_cast<qint64>(number)},
            {u"line"_s,
                QJsonObject{{u"jsonrpc"_s, u"2.0"_s}, {u"method"_s, u"session/update"_s},
                    {u"params"_s, QJsonObject{{u"sessionId"_s, u"ses"_s}, {u"update"_s, what}}}}}});
}

QJsonObject textBlock(const QString &text)
{
    return {{u"type"_s, u"text"_s}, {u"text"_s, text}};
}

/// The event at one place of a turn.
NewEvent eventAt(int place, qint32 turn, quint64 number)
{
    const QString call = u"call-%1-%2"_s.arg(turn).arg(place / 4);
    if (place == 0)
        return event(EventKind::TurnStarted, turn, {{u"prompt"_s, u"Mend the rounding of amount %1."_s.arg(turn)}});
    if (place == 1)
        return event(EventKind::SessionState, turn, {{u"to"_s, phaseName(SessionPhase::Running)}});
    if (place == EventsOfTurn - 2)
        return event(EventKind::TurnEnded, turn, {{u"stopReason"_s, u"end_turn"_s}});
    if (place == EventsOfTurn - 1)
        return event(EventKind::SessionState, turn, {{u"to"_s, phaseName(SessionPhase::Idle)}});
    switch (place % 4) {
    case 0:
        return update(turn, number,
            {{u"sessionUpdate"_s, u"tool_call"_s}, {u"toolCallId"_s, call}, {u"title"_s, u"Run the tests"_s},
                {u"kind"_s, u"execute"_s}, {u"status"_s, u"in_progress"_s},
                {u"rawInput"_s, QJsonObject{{u"command"_s, u"sh tests/run.sh"_s}}}});
    case 1:
        return update(turn, number,
            {{u"sessionUpdate"_s, u"tool_call_update"_s}, {u"toolCallId"_s, call}, {u"status"_s, u"completed"_s},
                {u"content"_s,
                    QJsonArray{QJsonObject{{u"type"_s, u"content"_s},
                        {u"content"_s, textBlock(u"ok 1 - splits a line\nok 2 - trims blanks\nnot ok 3\n"_s)}}}}});
    default:
        return update(turn, number,
            {{u"sessionUpdate"_s, u"agent_message_chunk"_s},
                {u"content"_s,
                    textBlock(
                        u"Half a cent goes **up** in `lib/money.awk`, so step %1 adds it first.\n\n"_s.arg(number))}});
    }
}

template <class Call> std::vector<Event> waitFor(Call call)
{
    QObject context;
    QEventLoop loop;
    std::vector<Event> events;
    call(&context, [&](Result<std::vector<Event>> result) {
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
        events = std::move(*result);
        loop.quit();
    });
    loop.exec();
    return events;
}

} // namespace

std::vector<NewEvent> sessionEvents(int count)
{
    std::vector<NewEvent> events;
    for (int i = 0; i < count; ++i) {
        const int left = count - i; // the last turn ends too, however long it is: a session at rest is not taken up
        const int place = left <= 2 ? EventsOfTurn - left : i % EventsOfTurn;
        events.push_back(eventAt(place, i / EventsOfTurn + 1, static_cast<quint64>(i) + 1));
    }
    return events;
}

std::vector<SessionId> createSessions(Store &store, int sessions, int eventsEach)
{
    std::vector<SessionId> ids;
    for (int i = 0; i < sessions; ++i) {
        const QString repository =
            u"/home/mara/src/%1"_s.arg(QStringList{u"ledger"_s, u"atlas"_s, u"übung"_s}.at(i % 3));
        SessionInfo info{.title = u"Mend the rounding, part %1"_s.arg(i + 1),
            .repository = repository,
            .repositoryId = RepositoryId(i % 3 + 1),
            .repositoryName = repository.section(u'/', -1),
            .agent = u"opencode"_s,
            .model = {.provider = u"practice"_s, .name = u"practice-1"_s}};
        std::vector<NewEvent> events = sessionEvents(eventsEach - 1);
        std::vector<NewEvent> first{event(EventKind::SessionCreated, 0, info.toJson())};
        const auto created = waitFor(
            [&](QObject *context, Store::Appended done) { store.create(std::move(first), context, std::move(done)); });
        ids.push_back(created.front().session);
        for (size_t from = 0; from < events.size(); from += EventsOfAppend) {
            const size_t to = std::min(events.size(), from + EventsOfAppend);
            std::vector<NewEvent> some(std::make_move_iterator(events.begin() + static_cast<std::ptrdiff_t>(from)),
                std::make_move_iterator(events.begin() + static_cast<std::ptrdiff_t>(to)));
            waitFor([&](QObject *context, Store::Appended done) {
                store.append(ids.back(), std::move(some), context, std::move(done));
            });
        }
    }
    return ids;
}

void waitForSearch(const Store &store, SessionId session, const QString &word)
{
    const auto reader = store.openReader();
    if (!reader)
        qFatal("%s", qPrintable(reader.error().message));
    while (true) {
        const auto page = (*reader)->search({.text = word, .session = session});
        if (!page)
            qFatal("%s", qPrintable(page.error().message));
        if (!page->hits.empty())
            return;
        QThread::msleep(50);
    }
}

} // namespace pilothouse::bench

#pragma once

#include "runner/base/json.h"
#include "runner/store/store.h"

#include <QTemporaryDir>
#include <QTest>

#include <optional>

namespace pilothouse::test {

/// Waits for a coroutine of the store on the test's event loop.
template <class T> T await(QCoro::Task<T> task)
{
    std::optional<T> answer;
    [](QCoro::Task<T> running, std::optional<T> &out) -> QCoro::Task<> { out = co_await running; }(
                                                          std::move(task), answer);
    const bool arrived = QTest::qWaitFor([&] { return answer.has_value(); }, 30'000);
    if (!arrived)
        qFatal("the store did not answer");
    return *std::move(answer);
}

inline NewEvent newEvent(EventKind kind, const QJsonObject &payload, qint32 turn = 0)
{
    return {kind, turn, toLine(payload), std::nullopt};
}

inline NewEvent created(const QString &title = QStringLiteral("A session"))
{
    return newEvent(EventKind::SessionCreated,
        {{QStringLiteral("title"), title}, {QStringLiteral("agent"), QStringLiteral("fake")}});
}

/// A line of the agent with its place in the link.
inline NewEvent received(
    quint64 number, const QJsonObject &line, qint32 turn = 1, quint16 channel = 1, quint32 incarnation = 1)
{
    NewEvent result = newEvent(
        EventKind::AgentReceived, {{QStringLiteral("n"), qint64(number)}, {QStringLiteral("line"), line}}, turn);
    result.position = LinkPosition{incarnation, channel, number};
    return result;
}

inline QJsonObject update(const QJsonObject &what)
{
    return {{QStringLiteral("method"), QStringLiteral("session/update")},
        {QStringLiteral("params"), QJsonObject{{QStringLiteral("update"), what}}}};
}

inline QJsonObject chunk(const QString &text)
{
    return update({{QStringLiteral("sessionUpdate"), QStringLiteral("agent_message_chunk")},
        {QStringLiteral("content"),
            QJsonObject{{QStringLiteral("type"), QStringLiteral("text")}, {QStringLiteral("text"), text}}}});
}

inline std::vector<NewEvent> list(NewEvent first)
{
    std::vector<NewEvent> events;
    events.push_back(std::move(first));
    return events;
}

inline std::unique_ptr<Store> openStore(const QString &directory)
{
    Result<std::unique_ptr<Store>> store = Store::open({.directory = directory});
    if (!store)
        qFatal("%s", qPrintable(store.error().message + store.error().cause));
    return *std::move(store);
}

inline SessionId newSession(Store &store, const QString &title = QStringLiteral("A session"))
{
    return await(store.create(list(created(title)))).value().front().session;
}

} // namespace pilothouse::test

#pragma once

#include "runner/agent/conversation.h"
#include "runner/agent/transcript_fold.h"
#include "runner/base/json.h"

#include <QJsonArray>
#include <QTest>

/// A session's events written down by a test, with the folds over them.
namespace pilothouse::test {

/// JSON written with single quotes.
inline QJsonObject json(QByteArray text)
{
    text.replace('\'', '"');
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("%s in %s", qPrintable(error.errorString()), text.constData());
    return document.object();
}

class AgentLog {
public:
    const Event &add(EventKind kind, const QJsonObject &payload)
    {
        Event event{.session = SessionId(1),
            .seq = static_cast<qint64>(events.size()) + 1,
            .atMs = 1'000'000 + static_cast<qint64>(events.size()) * 10,
            .turn = turn,
            .kind = kind,
            .payload = toLine(payload)};
        events.push_back(event);
        conversation = apply(std::move(conversation), event);
        transcript.apply(event);
        return events.back();
    }

    void started(quint32 incarnation = 1, const QString &name = QStringLiteral("run-1"))
    {
        add(EventKind::AgentStarted,
            {{QStringLiteral("incarnation"), qint64(incarnation)}, {QStringLiteral("name"), name}});
    }
    void exited(int code, const QString &name = QStringLiteral("run-1"))
    {
        add(EventKind::AgentExited, {{QStringLiteral("name"), name}, {QStringLiteral("exitCode"), code}});
    }
    void sent(const QJsonObject &line)
    {
        add(EventKind::AgentSent, {{QStringLiteral("n"), ++m_sent}, {QStringLiteral("line"), line}});
    }
    void received(const QJsonObject &line)
    {
        add(EventKind::AgentReceived,
            {{QStringLiteral("ch"), 3}, {QStringLiteral("n"), ++m_received}, {QStringLiteral("line"), line}});
    }
    void received(const QByteArray &line) { received(json(line)); }
    /// A session/update.
    void update(const QJsonObject &update)
    {
        received(QJsonObject{{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
            {QStringLiteral("method"), QStringLiteral("session/update")},
            {QStringLiteral("params"),
                QJsonObject{
                    {QStringLiteral("sessionId"), QStringLiteral("ses")}, {QStringLiteral("update"), update}}}});
    }
    void update(const QByteArray &text) { update(json(text)); }
    void turnStarted(const QString &prompt)
    {
        ++turn;
        add(EventKind::TurnStarted, {{QStringLiteral("prompt"), prompt}});
    }
    void turnEnded(const QString &reason) { add(EventKind::TurnEnded, {{QStringLiteral("stopReason"), reason}}); }

    /// An agent that has opened its session; ids 1 and 2 are used.
    void open(const QByteArray &initializeResult = "{'protocolVersion': 1}",
        const QByteArray &sessionResult = "{'sessionId': 'ses'}")
    {
        started();
        sent(json_rpc::request(1, QStringLiteral("initialize"), {}));
        received(json_rpc::response({1}, json(initializeResult)));
        sent(json_rpc::request(2, QStringLiteral("session/new"), {}));
        received(json_rpc::response({2}, json(sessionResult)));
    }

    /// The last item, as a body of the given kind.
    template <class Body> Body item(qsizetype row)
    {
        const Transcript snapshot = transcript.snapshot();
        if (row < 0)
            row += snapshot.size();
        if (row < 0 || row >= snapshot.size() || !std::holds_alternative<Body>(snapshot.at(row)->body)) {
            QTest::qFail("there is no such item", __FILE__, __LINE__);
            return {};
        }
        return std::get<Body>(snapshot.at(row)->body);
    }

    std::vector<Event> events;
    Conversation conversation;
    TranscriptFold transcript;
    qint32 turn = 0;

private:
    qint64 m_sent = 0;
    qint64 m_received = 0;
};

} // namespace pilothouse::test

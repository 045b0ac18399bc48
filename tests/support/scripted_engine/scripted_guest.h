#pragma once

#include "runner/guest/protocol/message_stream.h"

#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <functional>
#include <map>

namespace pilothouse::test {

/// Nanoseconds of the clock that a scripted guest stamps its lines with.
[[nodiscard]] qint64 nowNs();

/// The guest's end of a link with an agent in it, in a few lines: the agent opens a session, answers no prompt, and
/// from its prompt on says a word twenty times a second; a flooding one says as many more as the link takes. Each word
/// has in its parameters the time at which it was said: {"_meta": {"at": nanoseconds}}.
class ScriptedGuest final : public QObject {
    Q_OBJECT

public:
    explicit ScriptedGuest(QObject *parent = nullptr);

    /// A host is connected; bytes for it go into `write`.
    void attach(std::function<void(const QByteArray &)> write);
    void take(const QByteArray &bytes); ///< Bytes of the host.

    void setFlooding(bool flooding);

private:
    void takeMessage(const guest::Message &message);
    void takeHello(const guest::Message &message);
    void takeRequest(const guest::Message &message);
    void takeLine(const guest::Message &message);
    void say();
    void flood();
    void sendLine(const QJsonObject &line);
    void sendOutput(std::string payload);
    void send(guest::FrameType type, quint16 channel, quint64 sequence, std::string payload);

    std::function<void(const QByteArray &)> m_write;
    guest::MessageReader m_reader{guest::From::Host};
    std::string m_base; ///< What the workspace was seeded with.
    std::string m_agent;
    quint64 m_lastLine = 0;
    quint64 m_said = 0;
    quint64 m_acknowledged = 0;
    bool m_flooding = false;
    bool m_floodsLater = false;
    QTimer m_ticks;
};

} // namespace pilothouse::test

#include "tests/support/scripted_engine/scripted_guest.h"

#include "runner/guest/protocol/messages.h"

#include <QJsonDocument>

#include <chrono>

using namespace Qt::StringLiterals;

namespace pilothouse::test {

namespace {

constexpr int floodSlice = 32; // lines at once: the other guests live on this thread, too

/// A line of the agent: a word, said at a time.
QJsonObject wordAt(qint64 at)
{
    const QJsonObject update{{u"sessionUpdate"_s, u"agent_message_chunk"_s},
        {u"content"_s, QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"one more word, "_s}}}};
    return {{u"jsonrpc"_s, u"2.0"_s}, {u"method"_s, u"session/update"_s},
        {u"params"_s,
            QJsonObject{{u"sessionId"_s, u"s"_s}, {u"_meta"_s, QJsonObject{{u"at"_s, at}}}, {u"update"_s, update}}}};
}

std::string asDurable(const QJsonObject &line)
{
    return guest::encode(
        guest::AgentLine{.cutBytes = 0, .line = QJsonDocument(line).toJson(QJsonDocument::Compact).toStdString()});
}

} // namespace

qint64 nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

ScriptedGuest::ScriptedGuest(QObject *parent) : QObject(parent), m_ticks(this)
{
    m_ticks.setTimerType(Qt::PreciseTimer);
    m_ticks.setInterval(50);
    connect(&m_ticks, &QTimer::timeout, this, &ScriptedGuest::say);
}

void ScriptedGuest::attach(std::function<void(const QByteArray &)> write)
{
    m_write = std::move(write);
    m_reader = guest::MessageReader(guest::From::Host);
}

void ScriptedGuest::take(const QByteArray &bytes)
{
    m_reader.feed({bytes.constData(), static_cast<size_t>(bytes.size())});
    while (const auto message = m_reader.next())
        takeMessage(*message);
}

void ScriptedGuest::takeMessage(const guest::Message &message)
{
    using enum guest::FrameType;
    switch (message.type) {
    case HostHello:
        return takeHello(message);
    case Ping:
        return send(Pong, 0, message.sequence, {});
    case Request:
        return takeRequest(message);
    case AgentLine:
        return takeLine(message);
    case DurableAck:
        if (message.channel == static_cast<quint16>(guest::Channel::AgentOutput))
            m_acknowledged = message.sequence;
        return flood();
    default:
        return;
    }
}

void ScriptedGuest::takeHello(const guest::Message &)
{
    guest::GuestHello hello{.guestId = std::string(guest::GuestIdSize, 'g'),
        .program = "scripted",
        .lastLine = m_lastLine,
        .runningAgent = m_agent,
        .seededBase = m_base,
        .firstHost = true,
        .ranges = {}};
    for (const guest::Channel channel : guest::DurableChannels)
        hello.ranges.push_back({static_cast<quint16>(channel), 0, 0});
    send(guest::FrameType::GuestHello, 0, 0, guest::encode(hello));
}

void ScriptedGuest::takeRequest(const guest::Message &message)
{
    guest::Response response;
    switch (static_cast<guest::Operation>(message.channel)) {
    case guest::Operation::StartAgent:
        m_agent = guest::decode<guest::StartAgent>(message.payload)->name;
        break;
    case guest::Operation::Seed:
        m_base = guest::decode<guest::Seed>(message.payload)->base;
        response.body = guest::encode(guest::SeedResult{});
        break;
    default:
        response = {guest::Failure::Failed, "not in the script"};
    }
    send(guest::FrameType::Response, 0, message.sequence, guest::encode(response));
}

void ScriptedGuest::takeLine(const guest::Message &message)
{
    m_lastLine = message.sequence;
    send(guest::FrameType::AgentLineAck, 0, m_lastLine, guest::encode(guest::LineProgress{m_lastLine}));
    const QJsonObject line = QJsonDocument::fromJson(QByteArray::fromStdString(message.payload)).object();
    const QString method = line.value("method"_L1).toString();
    if (method == "initialize"_L1)
        sendLine({{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, line.value("id"_L1)},
            {u"result"_s, QJsonObject{{u"protocolVersion"_s, 1}}}});
    else if (method == "session/new"_L1)
        sendLine({{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, line.value("id"_L1)},
            {u"result"_s, QJsonObject{{u"sessionId"_s, u"s"_s}}}});
    else if (method == "session/prompt"_L1)
        m_ticks.start();
}

void ScriptedGuest::setFlooding(bool flooding)
{
    m_flooding = flooding;
    flood();
}

/// As much as the window lets out, in slices. All of a flood's lines are said at the time at which it began.
void ScriptedGuest::flood()
{
    static const std::string word = asDurable(wordAt(nowNs()));
    int sent = 0;
    while (m_flooding && (m_said - m_acknowledged + 1) * word.size() < guest::DurableWindow && sent++ < floodSlice)
        sendOutput(word);
    if (sent > floodSlice && !std::exchange(m_floodsLater, true))
        QTimer::singleShot(0, this, [this] {
            m_floodsLater = false;
            flood();
        });
}

void ScriptedGuest::say()
{
    sendLine(wordAt(nowNs()));
}

void ScriptedGuest::sendLine(const QJsonObject &line)
{
    sendOutput(asDurable(line));
}

void ScriptedGuest::sendOutput(std::string payload)
{
    send(guest::FrameType::Durable, static_cast<quint16>(guest::Channel::AgentOutput), ++m_said, std::move(payload));
}

void ScriptedGuest::send(guest::FrameType type, quint16 channel, quint64 sequence, std::string payload)
{
    std::string frame;
    guest::appendFrame(frame, type, false, channel, sequence, payload);
    m_write(QByteArray::fromStdString(frame));
}

} // namespace pilothouse::test

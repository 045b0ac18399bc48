#include "runner/guest/guest_link_p.h"

#include "runner/base/visible_text.h"

#include <QDeadlineTimer>

namespace pilothouse {

namespace {

/// What may lie between us and the stream: small, so that control messages pass bulk.
constexpr qint64 WriteAhead = 128 * 1024;
constexpr std::size_t MaxStreams = 256;
/// Lines of an agent that may wait for their commit; while there are more, nothing is read. All sessions share one log,
/// in which nobody's lines should stand behind a flood of another's.
constexpr quint64 MostUncommitted = 256;

} // namespace

GuestLink::Private::Private(GuestLink *link, LinkOptions linkOptions) : q(link), options(std::move(linkOptions))
{
    for (const auto channel : guest::DurableChannels) {
        const auto key = static_cast<GuestChannel>(channel);
        received[key] = acknowledged[key] = options.committed.value(key, 0);
    }
    m_helloTimer.setSingleShot(true);
    QObject::connect(&m_helloTimer, &QTimer::timeout, q, [this] {
        drop({TimedOut, GuestText::tr("The sandbox's guest did not answer. Start the sandbox again."), {}}, true);
    });
    QObject::connect(&m_beat, &QTimer::timeout, q, [this] { beat(); });
}

GuestLink::Private::~Private()
{
    drop(disconnectedError(), false);
}

Error GuestLink::Private::disconnectedError() const
{
    return {GuestDisconnected,
        GuestText::tr("The connection to the sandbox ended before it answered. It is made again; try again then."), {}};
}

void GuestLink::Private::attach(std::unique_ptr<ByteStream> fresh)
{
    drop(disconnectedError(), false);
    stream = std::move(fresh);
    m_held = false;
    m_reader.emplace(guest::From::Guest);
    m_writer = {};
    ++m_connection;
    QObject::connect(stream.get(), &ByteStream::received, q, [this](const QByteArray &bytes) { onBytes(bytes); });
    QObject::connect(stream.get(), &ByteStream::bytesWritten, q, [this] { pump(); });
    QObject::connect(stream.get(), &ByteStream::closed, q, [this](const std::optional<Error> &error) {
        Error reason = disconnectedError();
        if (error)
            reason.cause = error->message;
        drop(reason, true);
    });
    m_helloTimer.start(options.helloTimeout);
    m_lastReceived.start();
    sendHello();
}

void GuestLink::Private::drop(const Error &error, bool tell)
{
    if (!stream)
        return;
    ++m_connection;
    ready = false;
    m_helloTimer.stop();
    m_beat.stop();
    m_writer = {};
    // This may run inside a signal of the stream.
    stream->disconnect(q);
    stream.release()->deleteLater();
    linesSent = 0;
    answers.clear();
    egress.clear();
    const auto requests = std::exchange(m_requests, {});
    const auto streams = std::exchange(m_streams, {});
    for (OneShot<Result<QByteArray>> request : requests)
        request.resolve(std::unexpected(error));
    for (const auto &open : streams)
        open->finish(std::unexpected(error));
    if (tell)
        Q_EMIT q->disconnected(error);
}

void GuestLink::Private::sendHello()
{
    guest::HostHello hello;
    hello.key = options.key.toStdString();
    hello.lastLine = options.lastLine;
    for (const auto &[channel, number] : received)
        hello.received.emplace_back(static_cast<quint16>(channel), number);
    for (const auto &[channel, number] : acknowledged)
        hello.committed.emplace_back(static_cast<quint16>(channel), number);
    put(Lane::Control, guest::FrameType::HostHello, 0, 0, guest::encode(hello));
}

void GuestLink::Private::put(Lane lane, guest::FrameType type, quint16 channel, quint64 sequence, std::string payload)
{
    if (!stream)
        return;
    m_writer.put(lane, type, channel, sequence, std::move(payload));
    // Written when the present handler is done: what it puts in together goes out together, most urgent first.
    if (!std::exchange(m_flushQueued, true)) {
        QMetaObject::invokeMethod(
            q,
            [this] {
                m_flushQueued = false;
                pump();
            },
            Qt::QueuedConnection);
    }
}

void GuestLink::Private::pump()
{
    while (stream && stream->bytesToWrite() < WriteAhead) {
        std::string out;
        if (!m_writer.take(out, WriteAhead / 2))
            return;
        stream->write(bytesOf(out));
    }
}

void GuestLink::Private::beat()
{
    // A beat that comes late says that this program stood still (a suspended laptop); what the guest sent meanwhile is
    // not read yet.
    if (std::exchange(m_lastBeat, QDeadlineTimer::current().deadlineNSecs() / 1000000) + 2 * options.heartbeat.count()
        < m_lastBeat)
        m_lastReceived.start();
    if (m_held)
        m_lastReceived.start(); // It is we who do not read.
    if (m_lastReceived.durationElapsed() > options.silence) {
        drop({GuestDisconnected,
                 GuestText::tr("The sandbox's guest has been silent for %1 seconds.")
                     .arg(options.silence.count() / 1000),
                 {}},
            true);
        return;
    }
    put(Lane::Control, guest::FrameType::Ping, 0, 0, {});
}

void GuestLink::Private::violated(const QString &what)
{
    drop({ProtocolViolated,
             GuestText::tr("The sandbox's guest broke the rules of the link. Something in the sandbox may have "
                           "tampered with it: stop the sandbox and look at its log."),
             what},
        true);
}

void GuestLink::Private::onBytes(const QByteArray &bytes)
{
    m_lastReceived.start();
    m_reader->feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    const quint64 connection = m_connection;
    while (std::optional<guest::Message> message = m_reader->next()) {
        const auto type = static_cast<int>(message->type);
        const bool good = take(*message);
        if (connection != m_connection)
            return;
        if (!good) {
            violated(QStringLiteral("message of type %1").arg(type));
            return;
        }
    }
    if (m_reader->isBroken())
        return violated(QStringLiteral("malformed frame"));
    holdOrGoOn();
}

/// Snapshots are not counted: what they wait for comes by this stream.
void GuestLink::Private::holdOrGoOn()
{
    quint64 uncommitted = 0;
    for (const GuestChannel channel : {GuestChannel::AgentOutput, GuestChannel::AgentError})
        uncommitted += received[channel] - acknowledged[channel];
    const bool hold = uncommitted > (m_held ? MostUncommitted / 2 : MostUncommitted);
    if (stream && hold != std::exchange(m_held, hold))
        stream->setPaused(hold);
}

bool GuestLink::Private::take(guest::Message &message)
{
    using enum guest::FrameType;
    if (!ready)
        return message.type == GuestHello ? takeHello(message) : message.type == Refused && takeRefusal(message);
    switch (message.type) {
    case Ping:
        put(Lane::Control, Pong, 0, message.sequence, {});
        return true;
    case Pong:
        return true;
    case Durable:
        return takeDurable(message);
    case AgentLineAck:
        return takeLineProgress(message);
    case Response:
        return takeResponse(message);
    case StreamOpened:
    case StreamData:
    case StreamCredit:
    case StreamEnd:
    case StreamClosed:
        return takeStream(message);
    case ModelRequest:
    case ModelCredit:
    case ModelCancel:
        return takeModel(message);
    case EgressOpen:
    case EgressData:
    case EgressCredit:
    case EgressEnd:
    case EgressClose:
        return takeEgress(message);
    default:
        return false;
    }
}

bool GuestLink::Private::takeHello(const guest::Message &message)
{
    const auto hello = guest::decode<guest::GuestHello>(message.payload);
    if (!hello || hello->version < guest::OldestProtocol || hello->version > guest::CurrentProtocol
        || hello->guestId.size() != guest::GuestIdSize)
        return false;
    bool sameGuest = options.guestId.isEmpty() || options.guestId == bytesOf(hello->guestId);
    for (const guest::ChannelRange &range : hello->ranges) {
        const auto known = received.find(static_cast<GuestChannel>(range.channel));
        if (known == received.end())
            return false;
        sameGuest = sameGuest && known->second >= range.acknowledged && known->second <= range.last;
    }
    if (!sameGuest) {
        drop({GuestReplaced,
                 GuestText::tr("The sandbox was started anew: what its former guest had not yet told is lost."), {}},
            true);
        return true;
    }
    m_helloTimer.stop();
    options.guestId = bytesOf(hello->guestId);
    ready = true;
    m_beat.start(options.heartbeat);
    m_lastBeat = QDeadlineTimer::current().deadlineNSecs() / 1000000;
    while (!lines.empty() && lines.front().number <= hello->lastLine)
        lines.pop_front();
    while (!m_unconsumed.empty() && m_unconsumed.back().first > hello->lastLine) {
        m_unconsumedBytes -= m_unconsumed.back().second;
        m_unconsumed.pop_back();
    }
    GuestHello seen;
    seen.protocol = hello->version;
    seen.guestId = options.guestId;
    seen.version = visibleText(QString::fromUtf8(bytesOf(hello->program)).left(64));
    seen.lastLine = hello->lastLine;
    seen.runningAgent = QString::fromUtf8(bytesOf(hello->runningAgent)).left(256);
    seen.seededBase = bytesOf(hello->seededBase).left(64);
    seen.firstHost = hello->firstHost;
    const quint64 connection = m_connection;
    Q_EMIT q->ready(seen);
    if (connection == m_connection)
        sendLines();
    return true;
}

bool GuestLink::Private::takeRefusal(const guest::Message &message)
{
    const auto refused = guest::decode<guest::Refused>(message.payload);
    if (!refused)
        return false;
    using Reason = guest::Refused::Reason;
    switch (refused->reason) {
    case Reason::Version:
        drop({GuestVersionUnsupported,
                 GuestText::tr("This sandbox was made by another version of Pilothouse (protocol %1 to %2). The "
                               "session can be continued in a new sandbox.")
                     .arg(refused->oldest)
                     .arg(refused->newest),
                 {}},
            true);
        return true;
    case Reason::Key:
        drop({GuestKeyWrong, GuestText::tr("This sandbox belongs to another Pilothouse: its key is not ours."), {}},
            true);
        return true;
    case Reason::Busy:
        drop({GuestBusy, GuestText::tr("Another Pilothouse is connected to this sandbox. Close it there first."), {}},
            true);
        return true;
    case Reason::Malformed:
        return false;
    }
    return false;
}

bool GuestLink::Private::takeDurable(const guest::Message &message)
{
    const auto channel = static_cast<GuestChannel>(message.channel);
    const auto known = received.find(channel);
    if (known == received.end() || message.sequence > known->second + 1)
        return false;
    if (message.sequence <= known->second)
        return true;
    const std::optional<GuestDurable> durable = readDurable(channel, message.sequence, message.payload);
    if (!durable)
        return false;
    known->second = message.sequence;
    if (channel == GuestChannel::AgentExit) {
        if (m_exits.size() >= 1024)
            return false;
        m_exits.emplace_back(*durable, guest::decode<guest::AgentExit>(message.payload).value_or(guest::AgentExit{}));
    } else {
        Q_EMIT q->durable(*durable);
    }
    deliverExits();
    return true;
}

void GuestLink::Private::deliverExits()
{
    while (!m_exits.empty() && received[GuestChannel::AgentOutput] >= m_exits.front().second.lastOutput
        && received[GuestChannel::AgentError] >= m_exits.front().second.lastError) {
        const GuestDurable exit = std::move(m_exits.front().first);
        m_exits.pop_front();
        Q_EMIT q->durable(exit);
    }
}

void GuestLink::Private::sendLines()
{
    while (ready && linesSent < lines.size()) {
        const Line &line = lines[linesSent];
        if (!m_unconsumed.empty() && m_unconsumedBytes + line.bytes.size() > qsizetype{guest::LineWindow})
            return;
        m_unconsumed.emplace_back(line.number, line.bytes.size());
        m_unconsumedBytes += line.bytes.size();
        put(Lane::Durable, guest::FrameType::AgentLine, 0, line.number, line.bytes.toStdString());
        ++linesSent;
    }
}

bool GuestLink::Private::takeLineProgress(const guest::Message &message)
{
    const auto progress = guest::decode<guest::LineProgress>(message.payload);
    if (!progress)
        return false;
    while (!lines.empty() && linesSent > 0 && lines.front().number <= message.sequence) {
        lines.pop_front();
        --linesSent;
    }
    while (!m_unconsumed.empty() && m_unconsumed.front().first <= progress->consumed) {
        m_unconsumedBytes -= m_unconsumed.front().second;
        m_unconsumed.pop_front();
    }
    sendLines();
    return true;
}

Task<QByteArray> GuestLink::Private::request(
    guest::Operation operation, std::string payload, std::chrono::milliseconds timeout)
{
    if (!ready)
        co_return std::unexpected(disconnectedError());
    const quint64 id = m_nextRequest++;
    const OneShot<Result<QByteArray>> answer;
    m_requests.insert(id, answer);
    QTimer::singleShot(timeout, q, [this, id] {
        if (m_requests.contains(id))
            m_requests.take(id).resolve(
                failure(TimedOut, GuestText::tr("The sandbox's guest did not answer in time.")));
    });
    put(Lane::Control, guest::FrameType::Request, static_cast<quint16>(operation), id, std::move(payload));
    co_return co_await answer;
}

bool GuestLink::Private::takeResponse(const guest::Message &message)
{
    const auto response = guest::decode<guest::Response>(message.payload);
    if (!response || message.sequence >= m_nextRequest)
        return false;
    // An answer that comes after its time-out finds nobody waiting.
    if (!m_requests.contains(message.sequence))
        return true;
    OneShot<Result<QByteArray>> answer = m_requests.take(message.sequence);
    if (response->failure == guest::Failure::None)
        answer.resolve(bytesOf(response->body));
    else
        answer.resolve(std::unexpected(guestError(response->failure, response->body)));
    return true;
}

std::shared_ptr<GuestStream> GuestLink::Private::openStream(guest::StreamKind kind, std::string parameters)
{
    if (!ready || m_streams.size() >= qsizetype{MaxStreams})
        return nullptr;
    while (m_nextStream == 0 || m_streams.contains(m_nextStream))
        ++m_nextStream;
    const quint16 channel = m_nextStream++;
    auto opened = std::make_shared<GuestStream>(
        [this, channel, connection = m_connection](guest::FrameType type, quint64 sequence, const QByteArray &payload) {
            if (connection == m_connection)
                // The end must not overtake the data.
                put(type == guest::FrameType::StreamData || type == guest::FrameType::StreamEnd ? Lane::Bulk
                                                                                                : Lane::Control,
                    type, channel, sequence, payload.toStdString());
        });
    m_streams.insert(channel, opened);
    put(Lane::Control, guest::FrameType::StreamOpen, channel, 0,
        guest::encode(guest::StreamOpen{kind, std::move(parameters)}));
    return opened;
}

bool GuestLink::Private::takeStream(guest::Message &message)
{
    const std::shared_ptr<GuestStream> open = m_streams.value(message.channel);
    if (!open)
        return false;
    switch (message.type) {
    case guest::FrameType::StreamOpened: {
        const auto opened = guest::decode<guest::StreamOpened>(message.payload);
        return opened && open->takeOpened(*opened);
    }
    case guest::FrameType::StreamData:
        return open->takeData(bytesOf(message.payload));
    case guest::FrameType::StreamCredit:
        return open->takeCredit(message.sequence);
    case guest::FrameType::StreamEnd:
        open->takeEnd();
        return true;
    default:
        break;
    }
    const auto closed = guest::decode<guest::StreamClosed>(message.payload);
    if (!closed)
        return false;
    m_streams.remove(message.channel);
    if (closed->failure == guest::Failure::None)
        open->finish(closed->status);
    else
        open->finish(std::unexpected(guestError(closed->failure, closed->text)));
    return true;
}

} // namespace pilothouse

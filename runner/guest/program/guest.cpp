#include "runner/guest/program/guest.h"

#include "runner/guest/program/connect.h"
#include "runner/guest/program/files.h"

#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace pilothouse::guest {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t MaxArrivals = 4;
constexpr auto HelloTimeout = 10s;
/// How long a host that another one wants to replace has to answer a ping.
constexpr auto ProbeTimeout = 1s;
/// A host pings every few seconds; one that is silent for so long is gone.
constexpr auto HostSilence = 60s;
/// Less than the ten seconds that engines give before they kill.
constexpr auto StopGrace = 6s;
constexpr auto StopCheck = 50ms;

std::map<std::uint16_t, DurableLog> makeLogs(const GuestOptions &options)
{
    std::map<std::uint16_t, DurableLog> logs;
    for (const Channel channel : DurableChannels)
        logs.emplace(static_cast<std::uint16_t>(channel),
            DurableLimits{{options.home, options.workspace}, options.spoolMemory, options.spoolDisk});
    return logs;
}

std::string randomBytes(std::size_t count)
{
    std::string bytes(count, '\0');
    std::size_t done = 0;
    while (done < count) {
        const ssize_t got = getrandom(bytes.data() + done, count - done, 0);
        done += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    return bytes;
}

/// Takes the same time wherever the difference is.
bool equalSecrets(const std::string &a, const std::string &b)
{
    if (a.size() != b.size())
        return false;
    volatile unsigned char difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
    return difference == 0;
}

/// The part of a HostHello that is the same in every protocol version.
struct HelloStart {
    std::uint32_t magic = 0;
    std::uint16_t oldest = 0;
    std::uint16_t newest = 0;
    template <class F> void fields(F &f) { f(magic, oldest, newest); }
};

/// Decodes a request's payload for `handle`. False when it cannot be read.
template <class T, class Handle> bool with(const Message &message, const Handle &handle)
{
    const std::optional<T> request = decode<T>(message.payload);
    if (request)
        handle(*request);
    return request.has_value();
}

std::uint64_t numberOf(const std::vector<ChannelNumber> &numbers, std::uint16_t channel)
{
    const auto found = std::ranges::find(numbers, channel, &ChannelNumber::first);
    return found == numbers.end() ? 0 : found->second;
}

} // namespace

/// A connection whose host has not proved itself yet.
struct Guest::Arrival {
    std::unique_ptr<HostConnection> connection;
    EventLoop::TimerId timer = 0;
    HostHello hello;
    bool waits = false; ///< For the present host's answer to a ping.
};

Guest::Guest(EventLoop &loop, Processes &processes, GuestOptions options)
    : m_loop(loop),
      m_processes(processes),
      m_options(std::move(options)),
      m_id(randomBytes(GuestIdSize)),
      m_logs(makeLogs(m_options)),
      m_agent(loop, processes, {m_logs.at(1), m_logs.at(2), m_logs.at(3)},
          [this] {
              m_workspace.agentMoved(m_logs.at(1).last());
              onDurable();
          }),
      m_workspace(loop, processes, m_options, m_logs.at(4),
          {.position =
                  [this] {
                      const bool whole = m_agent.readPending();
                      return std::pair(m_logs.at(1).last(), whole);
                  },
              .changed = [this] { onDurable(); }}),
      m_terminals(loop, processes, m_options),
      m_streams(loop, processes, m_options, *this, m_terminals),
      m_model(loop, *this),
      m_egress(loop, *this)
{ }

Guest::~Guest() = default;

bool Guest::listen()
{
    m_listener.reset(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const SocketAddress address(m_options.socket);
    if (bind(m_listener.get(), reinterpret_cast<const sockaddr *>(&address.address), address.length) != 0
        || ::listen(m_listener.get(), 8) != 0)
        return false;
    m_loop.watch(m_listener.get(), EPOLLIN, [this](std::uint32_t) { accept(); });
    return (m_options.modelPort == 0 || m_model.listen(m_options.modelPort))
        && (m_options.proxyPort == 0 || m_egress.listen(m_options.proxyPort));
}

void Guest::accept()
{
    UniqueFd socket(accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    ucred peer{};
    socklen_t size = sizeof peer;
    // Anything in the sandbox can knock; only the host's own user is heard.
    if (!socket.isValid() || getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0
        || peer.uid != m_options.hostUid || m_arrivals.size() >= MaxArrivals || m_stopping)
        return;
    const std::uint64_t number = m_nextArrival++;
    const auto forget = [this, number] {
        if (const auto arrival = m_arrivals.find(number); arrival != m_arrivals.end()) {
            m_loop.stopTimer(arrival->second.timer);
            m_arrivals.erase(arrival);
        }
    };
    Arrival &arrival = m_arrivals[number];
    arrival.connection = std::make_unique<HostConnection>(m_loop, std::move(socket),
        HostConnection::Callbacks{.message =
                                      [this, number](Message &&message) {
                                          return m_host && m_hostNumber == number ? onMessage(std::move(message))
                                                                                  : onArrivalMessage(number, message);
                                      },
            .beforeWrite =
                [this, number] {
                    if (m_host && m_hostNumber == number)
                        fillConnection();
                },
            .closed =
                [this, number, forget] {
                    if (m_host && m_hostNumber == number)
                        dropHost();
                    else
                        forget();
                }});
    arrival.timer = m_loop.startTimer(HelloTimeout, forget);
}

bool Guest::onArrivalMessage(std::uint64_t number, const Message &message)
{
    Arrival &arrival = m_arrivals.at(number);
    if (message.type != FrameType::HostHello || arrival.waits)
        return false;
    HelloStart start;
    FieldReader reader(message.payload);
    start.fields(reader);
    if (start.magic != HostHello::Magic)
        return false;
    if (commonVersion(start.oldest, start.newest, OldestProtocol, CurrentProtocol) == 0) {
        refuse(arrival, Refused::Reason::Version);
        return true;
    }
    std::optional<HostHello> hello = decode<HostHello>(message.payload);
    if (!hello || hello->key.size() != KeySize) {
        refuse(arrival, Refused::Reason::Malformed);
        return true;
    }
    if (!m_key.empty() && !equalSecrets(m_key, hello->key)) {
        refuse(arrival, Refused::Reason::Key);
        return true;
    }
    arrival.hello = std::move(*hello);
    admit(number);
    return true;
}

void Guest::admit(std::uint64_t number)
{
    Arrival &arrival = m_arrivals.at(number);
    if (!m_host) {
        adopt(number);
        return;
    }
    if (std::ranges::any_of(m_arrivals, [](const auto &other) { return other.second.waits; })) {
        refuse(arrival, Refused::Reason::Busy);
        return;
    }
    // The present host may be dead without its connection having ended: whoever answers is alive.
    arrival.waits = true;
    m_loop.stopTimer(arrival.timer);
    const auto asked = EventLoop::Clock::now();
    m_host->send(MessageWriter::Lane::Control, FrameType::Ping, 0, number, {});
    arrival.timer = m_loop.startTimer(ProbeTimeout, [this, number, asked] {
        Arrival &candidate = m_arrivals.at(number);
        candidate.waits = false;
        if (m_host && m_host->lastReceived() >= asked) {
            refuse(candidate, Refused::Reason::Busy);
            return;
        }
        adopt(number);
    });
}

void Guest::refuse(Arrival &arrival, Refused::Reason reason)
{
    arrival.connection->send(MessageWriter::Lane::Control, FrameType::Refused, 0, 0, encode(Refused{.reason = reason}));
    arrival.connection->closeAfterWriting();
}

void Guest::adopt(std::uint64_t number)
{
    dropHost();
    Arrival arrival = std::move(m_arrivals.at(number));
    m_arrivals.erase(number);
    m_loop.stopTimer(arrival.timer);
    const bool first = m_key.empty();
    if (first)
        m_key = arrival.hello.key;
    m_host = std::move(arrival.connection);
    m_hostNumber = number;
    GuestHello hello{
        .version = commonVersion(arrival.hello.oldest, arrival.hello.newest, OldestProtocol, CurrentProtocol),
        .guestId = m_id,
        .program = PILOTHOUSE_VERSION,
        .lastLine = m_agent.lastLine(),
        .runningAgent = m_agent.isRunning() ? m_agent.name() : std::string(),
        .seededBase = m_workspace.seededBase(),
        .firstHost = first,
        .ranges = {}};
    bool known = true;
    for (auto &[channel, log] : m_logs) {
        hello.ranges.push_back({channel, log.acknowledged(), log.last()});
        known = log.resume(numberOf(arrival.hello.received, channel)) && known;
        (void)log.acknowledge(numberOf(arrival.hello.committed, channel));
    }
    m_host->send(MessageWriter::Lane::Control, FrameType::GuestHello, 0, 0, encode(hello));
    if (!known) {
        // Its numbers are of another guest: the hello says so, and nothing else would be understood.
        m_host->closeAfterWriting();
        return;
    }
    m_sentConsumed = m_sentLine = ~std::uint64_t{0};
    m_model.hostReady();
    m_egress.hostReady(hello.version);
    checkHost();
}

void Guest::checkHost()
{
    m_loop.startTimer(HostSilence / 4, [this, number = m_hostNumber] {
        if (!m_host || m_hostNumber != number)
            return;
        if (EventLoop::Clock::now() - m_host->lastReceived() > HostSilence)
            m_host->close();
        else
            checkHost();
    });
}

void Guest::dropHost()
{
    if (!m_host)
        return;
    m_host.reset();
    m_streams.hostGone();
    m_model.hostGone();
    m_egress.hostGone();
    m_commands.clear();
}

void Guest::send(
    MessageWriter::Lane lane, FrameType type, std::uint16_t channel, std::uint64_t sequence, std::string payload)
{
    if (m_host)
        m_host->send(lane, type, channel, sequence, std::move(payload));
}

void Guest::onDurable()
{
    if (m_host)
        m_host->wake();
}

void Guest::fillConnection()
{
    MessageWriter &writer = m_host->writer();
    if (m_agent.lastLine() != m_sentLine || m_agent.consumedLine() != m_sentConsumed) {
        m_sentLine = m_agent.lastLine();
        m_sentConsumed = m_agent.consumedLine();
        writer.put(
            MessageWriter::Lane::Control, FrameType::AgentLineAck, 0, m_sentLine, encode(LineProgress{m_sentConsumed}));
    }
    // Each channel in turn, so that a flood of one does not hold up another.
    bool some = true;
    while (some && writer.waitingBytes(MessageWriter::Lane::Durable) < MaxFramePayload) {
        some = false;
        for (auto &[channel, log] : m_logs) {
            if (const auto next = log.takeNext()) {
                writer.put(
                    MessageWriter::Lane::Durable, FrameType::Durable, channel, next->first, std::string(next->second));
                some = true;
            }
        }
    }
}

bool Guest::onMessage(Message &&message)
{
    switch (message.type) {
    case FrameType::Ping:
        send(MessageWriter::Lane::Control, FrameType::Pong, 0, message.sequence, {});
        return true;
    case FrameType::Pong:
        return true;
    case FrameType::DurableAck:
        return onAcknowledged(message.channel, message.sequence);
    case FrameType::AgentLine:
        return m_agent.takeLine(message.sequence, std::move(message.payload));
    case FrameType::Request:
        return onRequest(std::move(message));
    case FrameType::StreamOpen:
    case FrameType::StreamData:
    case FrameType::StreamCredit:
    case FrameType::StreamEnd:
    case FrameType::StreamClosed:
        return m_streams.take(std::move(message));
    case FrameType::ModelHead:
    case FrameType::ModelBody:
    case FrameType::ModelEnd:
    case FrameType::ModelFail:
        return m_model.take(message);
    case FrameType::EgressData:
    case FrameType::EgressCredit:
    case FrameType::EgressEnd:
    case FrameType::EgressClose:
        return m_egress.take(message);
    default:
        return false;
    }
}

bool Guest::onAcknowledged(std::uint16_t channel, std::uint64_t number)
{
    const auto log = m_logs.find(channel);
    if (log == m_logs.end() || !log->second.acknowledge(number))
        return false;
    m_host->wake();
    return true;
}

bool Guest::onRequest(Message &&message)
{
    const Respond respond = [this, id = message.sequence, host = m_hostNumber](const Response &response) {
        if (m_host && m_hostNumber == host)
            m_host->send(MessageWriter::Lane::Control, FrameType::Response, 0, id, encode(response));
    };
    switch (static_cast<Operation>(message.channel)) {
    case Operation::StartAgent:
        return with<StartAgent>(
            message, [&](const StartAgent &request) { respond(m_agent.start(request, defaultEnvironment())); });
    case Operation::SignalAgent:
        return with<SignalAgent>(
            message, [&](const SignalAgent &request) { respond(m_agent.sendSignal(request.signal)); });
    case Operation::CloseAgentInput:
        respond(m_agent.closeInput());
        return true;
    case Operation::Execute:
        return with<Execute>(message, [&](const Execute &request) { execute(message.sequence, request, respond); });
    case Operation::Seed:
    case Operation::Snapshot:
    case Operation::Restore:
        m_workspace.request(static_cast<Operation>(message.channel), std::move(message.payload), respond);
        return true;
    case Operation::ListDirectory:
        return with<PathOperation>(
            message, [&](const PathOperation &request) { respond(listDirectory(m_options, request.path)); });
    case Operation::StatFile:
        return with<PathOperation>(
            message, [&](const PathOperation &request) { respond(statFile(m_options, request.path)); });
    case Operation::ResizeTerminal:
        return with<TerminalOperation>(
            message, [&](const TerminalOperation &request) { respond(m_terminals.resize(request)); });
    case Operation::SignalTerminal:
        return with<TerminalOperation>(
            message, [&](const TerminalOperation &request) { respond(m_terminals.sendSignal(request)); });
    case Operation::Forward:
        return with<Forward>(message, [&](const Forward &request) { respond(m_egress.forward(request)); });
    }
    return false;
}

void Guest::execute(std::uint64_t id, const Execute &request, const Respond &respond)
{
    constexpr std::size_t MaxCommands = 16;
    if (m_commands.size() >= MaxCommands || m_commands.contains(id)) {
        respond({Failure::Busy, "too many commands run"});
        return;
    }
    auto command = std::make_unique<Command>(m_loop, m_processes);
    const Response started =
        command->start(request, defaultEnvironment(), [this, id, respond](const ExecuteResult &result) {
            respond({Failure::None, encode(result)});
            m_loop.later([this, id] { m_commands.erase(id); });
        });
    if (started.failure != Failure::None)
        respond(started);
    else
        m_commands.emplace(id, std::move(command));
}

StringPairs Guest::defaultEnvironment() const
{
    StringPairs environment = proxyEnvironment(m_options);
    environment.emplace_back("PATH", DefaultPath);
    environment.emplace_back("HOME", m_options.home);
    return environment;
}

void Guest::stop()
{
    if (m_stopping)
        return;
    m_stopping = true;
    (void)m_agent.sendSignal(SIGTERM);
    m_terminals.hangUpAll();
    m_loop.startTimer(StopGrace, [this] { m_loop.stop(); });
    stopWhenDone();
}

/// Before the grace is over only when nothing would be lost by it.
void Guest::stopWhenDone()
{
    const bool taken = std::ranges::all_of(
        m_logs, [](const auto &entry) { return entry.second.acknowledged() == entry.second.last(); });
    if (!m_agent.isRunning() && (taken || !m_host))
        m_loop.stop();
    else
        m_loop.startTimer(StopCheck, [this] { stopWhenDone(); });
}

} // namespace pilothouse::guest

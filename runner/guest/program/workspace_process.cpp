#include "runner/guest/program/workspace_process.h"

#include "runner/guest/program/workspace/worker.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>

namespace pilothouse::guest {

using namespace std::chrono_literals;

WorkspaceProcess::WorkspaceProcess(
    EventLoop &loop, Processes &processes, const GuestOptions &options, DurableLog &log, Callbacks callbacks)
    : m_loop(loop),
      m_processes(processes),
      m_options(options),
      m_log(log),
      m_callbacks(std::move(callbacks))
{ }

void WorkspaceProcess::start()
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return;
    m_socket.reset(ends[0]);
    const UniqueFd theirs(ends[1]);
    m_pid = spawn({.argv = {"/proc/self/exe", "workspace", "--workspace", m_options.workspace, "--home", m_options.home,
                       "--state", m_options.stateDirectory()},
        .environment = {{"PATH", DefaultPath}},
        .directory = "/",
        .error = 2,
        .extra = theirs.get()});
    if (m_pid <= 0) {
        m_socket.reset();
        return;
    }
    setNonBlocking(m_socket.get());
    m_reader.emplace(From::Guest);
    m_writer = {};
    m_out.clear();
    m_toldPosition = 0;
    m_processes.expect(m_pid, [this](Ending) { onExit(); });
    m_loop.watch(m_socket.get(), EPOLLIN, [this](std::uint32_t events) { onReady(events); });
}

void WorkspaceProcess::onExit()
{
    if (m_socket.isValid())
        m_loop.unwatch(m_socket.get());
    m_socket.reset();
    m_pid = 0;
    for (const auto &[id, waiting] : std::exchange(m_waiting, {}))
        waiting.respond({Failure::Failed, "the process that looks after the workspace was ended"});
    if (m_seed.empty())
        return;
    WorkspaceMessage note;
    note.kind = WorkspaceMessage::Kind::WatchRestarted;
    m_log.append(encode(note));
    m_callbacks.changed();
    // Not at once: something may kill it again and again.
    m_loop.startTimer(1s, [this] { (void)ensureStarted(); });
}

bool WorkspaceProcess::ensureStarted()
{
    if (m_pid > 0)
        return true;
    start();
    if (m_pid <= 0) {
        m_pid = 0;
        return false;
    }
    // A worker that was started again learns first what its predecessor knew.
    if (!m_seed.empty())
        ask(Operation::Seed, m_seed, [](const Response &) { });
    return true;
}

void WorkspaceProcess::ask(Operation operation, std::string payload, Respond respond)
{
    const std::uint64_t id = m_next++;
    put(FrameType::Request, static_cast<std::uint16_t>(operation), id, payload);
    m_waiting.emplace(id, Waiting{operation, std::move(payload), std::move(respond)});
}

void WorkspaceProcess::request(Operation operation, std::string payload, Respond respond)
{
    if (ensureStarted())
        ask(operation, std::move(payload), std::move(respond));
    else
        respond({Failure::Failed, "the process that looks after the workspace could not be started"});
}

void WorkspaceProcess::put(FrameType type, std::uint16_t channel, std::uint64_t sequence, std::string payload)
{
    m_writer.put(MessageWriter::Lane::Control, type, channel, sequence, std::move(payload));
    m_loop.setEvents(m_socket.get(), EPOLLIN | EPOLLOUT);
}

void WorkspaceProcess::agentMoved(std::uint64_t position)
{
    m_position = position;
    if (m_pid > 0 && m_position != m_toldPosition && m_out.empty() && m_writer.isEmpty()) {
        m_toldPosition = m_position;
        put(FrameType::Pong, PositionMoved, m_position, {});
    }
}

void WorkspaceProcess::onReady(std::uint32_t events)
{
    if (events & EPOLLOUT) {
        (void)m_writer.take(m_out, MaxFramePayload);
        const ssize_t sent = ::send(m_socket.get(), m_out.data(), m_out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0)
            m_out.erase(0, static_cast<std::size_t>(sent));
        if (m_out.empty() && m_writer.isEmpty()) {
            m_loop.setEvents(m_socket.get(), EPOLLIN);
            agentMoved(m_position);
        }
    }
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        return;
    char buffer[64 * 1024];
    const ssize_t got = recv(m_socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    bool good = got > 0;
    if (good) {
        m_reader->feed({buffer, static_cast<std::size_t>(got)});
        while (std::optional<Message> message = m_reader->next())
            good = good && onMessage(std::move(*message));
        good = good && !m_reader->isBroken();
    }
    if (!good) {
        // Its end comes as a child's; one that talks nonsense is not ours any more.
        m_loop.setEvents(m_socket.get(), 0);
        kill(m_pid, SIGKILL);
    }
}

bool WorkspaceProcess::onMessage(Message &&message)
{
    switch (message.type) {
    case FrameType::Ping: {
        const auto [position, whole] = m_callbacks.position();
        put(FrameType::Pong, whole ? PositionWhole : PositionBehind, position, {});
        return true;
    }
    case FrameType::Durable:
        if (!decode<WorkspaceMessage>(message.payload))
            return false;
        m_log.append(std::move(message.payload));
        m_callbacks.changed();
        return true;
    case FrameType::Response: {
        const auto response = decode<Response>(message.payload);
        const auto waiting = m_waiting.find(message.sequence);
        if (!response || waiting == m_waiting.end())
            return false;
        const Waiting asked = std::move(waiting->second);
        m_waiting.erase(waiting);
        const auto seed = asked.operation == Operation::Seed && response->failure == Failure::None
            ? decode<Seed>(asked.payload)
            : std::nullopt;
        if (seed) {
            m_seededBase = seed->base;
            m_seed = asked.payload;
        }
        asked.respond(*response);
        return true;
    }
    default:
        return false;
    }
}

} // namespace pilothouse::guest

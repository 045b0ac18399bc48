#include "runner/guest/program/terminals.h"

#include "runner/guest/program/egress_proxy.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace pilothouse::guest {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t RingSize = 2 * 1024 * 1024;
constexpr std::size_t MaxTerminals = 8; // 16 MiB of rings at most.
constexpr std::size_t ReadSize = 64 * 1024;
constexpr auto HangUpGrace = 3s;

} // namespace

struct Terminals::Terminal {
    std::uint32_t id = 0;
    pid_t pid = 0;
    UniqueFd master;
    ByteRing ring{RingSize};
    std::string typed; ///< Waits to be written.
    TerminalStream *stream = nullptr;
    std::optional<Ending> ending;
};

/// The host's view of a terminal: first the ring, then what comes.
class Terminals::TerminalStream final : public Stream {
public:
    TerminalStream(HostPort &host, std::uint16_t channel, Terminals &terminals, Terminal &terminal)
        : Stream(host, channel),
          m_terminals(terminals),
          m_id(terminal.id),
          m_ringLeft(terminal.ring.size())
    {
        if (terminal.stream)
            terminal.stream->leave();
        terminal.stream = this;
        opened({.terminal = terminal.id, .size = m_ringLeft});
        canSend();
    }
    ~TerminalStream() override { leave(); }

    /// The terminal goes on without this stream.
    void leave()
    {
        if (Terminal *terminal = find(); terminal && terminal->stream == this)
            terminal->stream = nullptr;
        close(Failure::NotFound, "attached elsewhere");
    }
    void end() override
    {
        if (Terminal *terminal = find())
            m_terminals.hangUp(*terminal);
    }
    /// Room for live output: nothing of the ring is left to send, and there is credit.
    [[nodiscard]] std::size_t room() const { return m_ringLeft == 0 ? sendable() : 0; }
    void live(std::string_view bytes) { send(bytes); }
    /// The terminal took so much of what was typed.
    void taken(std::size_t bytes) { grant(bytes); }
    void ended(const Ending &ending)
    {
        if (m_ringLeft == 0)
            close(Failure::None, {}, ending.bySignal ? 128 + ending.value : ending.value);
    }

private:
    [[nodiscard]] Terminal *find() const
    {
        const auto found = m_terminals.m_terminals.find(m_id);
        return found == m_terminals.m_terminals.end() ? nullptr : found->second.get();
    }
    void take(std::string bytes) override
    {
        Terminal *terminal = find();
        if (!terminal || !terminal->master.isValid())
            return;
        terminal->typed += bytes;
        m_terminals.writeInput(*terminal);
    }
    void canSend() override
    {
        Terminal *terminal = find();
        while (terminal && m_ringLeft > 0 && sendable() > 0) {
            const std::string bytes = terminal->ring.read(
                terminal->ring.size() - m_ringLeft, std::min<std::size_t>(sendable(), MaxFramePayload));
            m_ringLeft -= bytes.size();
            send(bytes);
        }
        if (!terminal || m_ringLeft > 0)
            return;
        if (terminal->master.isValid() && sendable() > 0)
            m_terminals.m_loop.setEvents(terminal->master.get(), EPOLLIN | (terminal->typed.empty() ? 0u : EPOLLOUT));
        else if (terminal->ending && !terminal->master.isValid()) {
            ended(*terminal->ending);
            m_terminals.remove(m_id);
        }
    }

    Terminals &m_terminals;
    std::uint32_t m_id;
    std::size_t m_ringLeft;
};

/// The answer to a request that cannot be met.
class Terminals::Failed final : public Stream {
public:
    Failed(HostPort &host, std::uint16_t channel, const Response &why) : Stream(host, channel)
    {
        close(why.failure, why.body);
    }

private:
    void take(std::string) override { }
};

Terminals::Terminals(EventLoop &loop, Processes &processes, const GuestOptions &options)
    : m_loop(loop),
      m_processes(processes),
      m_options(options)
{ }

Terminals::~Terminals() = default;

std::unique_ptr<Stream> Terminals::open(HostPort &host, std::uint16_t channel, const OpenTerminal &request)
{
    // Ended ones are kept for a host that comes back, but not at the expense of new ones.
    if (m_terminals.size() >= MaxTerminals)
        std::erase_if(m_terminals, [](const auto &entry) { return entry.second->ending && !entry.second->stream; });
    if (m_terminals.size() >= MaxTerminals)
        return std::make_unique<Failed>(host, channel, Response{Failure::Limit, "too many terminals are open"});
    auto terminal = std::make_unique<Terminal>();
    terminal->id = m_next++;
    if (const Response response = start(*terminal, request); response.failure != Failure::None)
        return std::make_unique<Failed>(host, channel, response);
    Terminal &kept = *m_terminals.emplace(terminal->id, std::move(terminal)).first->second;
    return std::make_unique<TerminalStream>(host, channel, *this, kept);
}

std::unique_ptr<Stream> Terminals::attach(HostPort &host, std::uint16_t channel, std::uint32_t id)
{
    const auto found = m_terminals.find(id);
    if (found == m_terminals.end())
        return std::make_unique<Failed>(host, channel, Response{Failure::NotFound, "no such terminal"});
    return std::make_unique<TerminalStream>(host, channel, *this, *found->second);
}

Response Terminals::start(Terminal &terminal, const OpenTerminal &request)
{
    terminal.master.reset(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    UniqueFd slave;
    if (terminal.master.isValid() && unlockpt(terminal.master.get()) == 0)
        slave.reset(ioctl(terminal.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!slave.isValid())
        return {Failure::Io, std::string("no terminal device: ") + std::strerror(errno)};
    const winsize size{request.rows, request.columns, 0, 0};
    ioctl(terminal.master.get(), TIOCSWINSZ, &size);
    StringPairs environment = request.environment;
    StringPairs defaults = proxyEnvironment(m_options);
    for (const auto &[name, value] : StringPairs{
             {"PATH", DefaultPath}, {"HOME", m_options.home}, {"TERM", "xterm-256color"}, {"COLORTERM", "truecolor"}})
        defaults.emplace_back(name, value);
    for (const auto &variable : defaults) {
        if (!std::ranges::contains(environment, variable.first, &std::pair<std::string, std::string>::first))
            environment.push_back(variable);
    }
    Spawn process{.argv = request.argv,
        .environment = std::move(environment),
        .directory = request.directory,
        .input = slave.get(),
        .output = slave.get(),
        .error = slave.get(),
        .terminal = true};
    const bool anyShell = process.argv.empty();
    if (anyShell)
        process.argv = {"bash"};
    terminal.pid = spawn(process);
    if (terminal.pid == -ENOENT && anyShell) {
        process.argv = {"sh"};
        terminal.pid = spawn(process);
    }
    if (terminal.pid < 0)
        return {terminal.pid == -ENOENT ? Failure::NotFound : Failure::Failed, std::strerror(-terminal.pid)};
    setNonBlocking(terminal.master.get());
    m_processes.expect(terminal.pid, [this, id = terminal.id](Ending ending) { onExit(id, ending); });
    m_loop.watch(terminal.master.get(), EPOLLIN, [this, watched = &terminal](std::uint32_t events) {
        if (events & EPOLLOUT)
            writeInput(*watched);
        if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
            readOutput(*watched);
    });
    return {};
}

void Terminals::readOutput(Terminal &terminal)
{
    if (!terminal.master.isValid())
        return;
    // Unseen output goes on into the ring; a host that looks and is slow holds the program up.
    const std::size_t room = terminal.stream ? std::min(terminal.stream->room(), ReadSize) : ReadSize;
    if (room == 0) {
        m_loop.setEvents(terminal.master.get(), terminal.typed.empty() ? 0u : EPOLLOUT);
        return;
    }
    char buffer[ReadSize];
    const ssize_t got = read(terminal.master.get(), buffer, room);
    if (got > 0) {
        terminal.ring.append({buffer, static_cast<std::size_t>(got)});
        if (terminal.stream)
            terminal.stream->live({buffer, static_cast<std::size_t>(got)});
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        // EIO: nobody has the other end open any more.
        closeMaster(terminal);
    }
}

void Terminals::writeInput(Terminal &terminal)
{
    if (!terminal.master.isValid()) {
        terminal.typed.clear();
        return;
    }
    const ssize_t written =
        terminal.typed.empty() ? 0 : write(terminal.master.get(), terminal.typed.data(), terminal.typed.size());
    if (written > 0) {
        terminal.typed.erase(0, static_cast<std::size_t>(written));
        if (terminal.stream)
            terminal.stream->taken(static_cast<std::size_t>(written));
    } else if (written < 0 && errno != EAGAIN && errno != EINTR)
        terminal.typed.clear();
    const bool reads = !terminal.stream || terminal.stream->room() > 0;
    m_loop.setEvents(terminal.master.get(), (reads ? EPOLLIN : 0u) | (terminal.typed.empty() ? 0u : EPOLLOUT));
}

void Terminals::onExit(std::uint32_t id, Ending ending)
{
    const auto found = m_terminals.find(id);
    if (found == m_terminals.end())
        return;
    Terminal &terminal = *found->second;
    terminal.ending = ending;
    // The last output may still be in the device; a process that stayed behind does not keep the terminal open.
    m_loop.startTimer(100ms, [this, id] {
        if (const auto late = m_terminals.find(id); late != m_terminals.end())
            closeMaster(*late->second);
    });
}

void Terminals::closeMaster(Terminal &terminal)
{
    if (terminal.master.isValid()) {
        m_loop.unwatch(terminal.master.get());
        terminal.master.reset();
    }
    if (!terminal.ending || !terminal.stream)
        return;
    TerminalStream *stream = terminal.stream;
    stream->ended(*terminal.ending);
    if (stream->isOver())
        remove(terminal.id);
}

void Terminals::remove(std::uint32_t id)
{
    // Not now: this is called by streams and watches of the terminal itself.
    m_loop.later([this, id] { m_terminals.erase(id); });
}

void Terminals::hangUp(Terminal &terminal)
{
    if (terminal.ending)
        return;
    kill(-terminal.pid, SIGHUP);
    kill(-terminal.pid, SIGCONT);
    m_loop.startTimer(HangUpGrace, [this, id = terminal.id] {
        const auto found = m_terminals.find(id);
        if (found != m_terminals.end() && !found->second->ending)
            kill(-found->second->pid, SIGKILL);
    });
}

void Terminals::hangUpAll()
{
    for (const auto &[id, terminal] : m_terminals)
        hangUp(*terminal);
}

Response Terminals::resize(const TerminalOperation &request)
{
    const auto found = m_terminals.find(request.id);
    if (found == m_terminals.end() || !found->second->master.isValid())
        return {Failure::NotFound, "no such terminal"};
    const winsize size{
        std::clamp<std::uint16_t>(request.rows, 1, 1000), std::clamp<std::uint16_t>(request.columns, 1, 1000), 0, 0};
    ioctl(found->second->master.get(), TIOCSWINSZ, &size);
    return {};
}

Response Terminals::sendSignal(const TerminalOperation &request)
{
    const auto found = m_terminals.find(request.id);
    if (found == m_terminals.end() || found->second->ending)
        return {Failure::NotFound, "no such terminal"};
    if (request.signal < 1 || request.signal >= NSIG)
        return {Failure::Invalid, "no such signal"};
    const pid_t foreground = tcgetpgrp(found->second->master.get());
    kill(foreground > 1 ? -foreground : -found->second->pid, request.signal);
    return {};
}

} // namespace pilothouse::guest

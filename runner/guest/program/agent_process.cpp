#include "runner/guest/program/agent_process.h"

#include <sys/epoll.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace pilothouse::guest {

namespace {

/// One read at a time, so that a flood does not starve the host's connection.
constexpr std::size_t ReadSize = 64 * 1024;

Response failed(Failure failure, std::string words)
{
    return {failure, std::move(words)};
}

StringPairs withDefaults(StringPairs environment, const StringPairs &defaults)
{
    for (const auto &variable : defaults) {
        if (!std::ranges::contains(environment, variable.first, &std::pair<std::string, std::string>::first))
            environment.push_back(variable);
    }
    return environment;
}

} // namespace

AgentProcess::AgentProcess(EventLoop &loop, Processes &processes, AgentLogs logs, std::function<void()> changed)
    : m_loop(loop),
      m_processes(processes),
      m_logs(logs),
      m_changed(std::move(changed))
{
    m_logs.output.onRoom = [this] {
        if (m_output.isValid())
            m_loop.later([this] { readOutput(); });
    };
    m_logs.error.onRoom = [this] {
        if (m_error.isValid())
            m_loop.later([this] { readError(); });
    };
}

Response AgentProcess::start(const StartAgent &request, const StringPairs &defaults)
{
    if (m_pid > 0 && request.name == m_name)
        return {};
    if (m_pid > 0)
        return failed(Failure::Busy, "another agent runs: " + m_name);
    Pipe input;
    Pipe output;
    Pipe error;
    if (!error.write.isValid())
        return failed(Failure::Io, std::strerror(errno));
    const pid_t pid = spawn({.argv = request.argv,
        .environment = withDefaults(request.environment, defaults),
        .directory = request.directory,
        .input = input.read.get(),
        .output = output.write.get(),
        .error = error.write.get()});
    if (pid < 0)
        return failed(pid == -ENOENT ? Failure::NotFound : Failure::Failed, std::strerror(-pid));
    m_name = request.name;
    m_pid = pid;
    m_ending.reset();
    m_endInput = false;
    m_input = std::move(input.write);
    m_output = std::move(output.read);
    m_error = std::move(error.read);
    for (const int fd : {m_input.get(), m_output.get(), m_error.get()})
        setNonBlocking(fd);
    m_processes.expect(pid, [this](Ending ending) { onExit(ending); });
    m_loop.watch(m_output.get(), EPOLLIN, [this](std::uint32_t) { readOutput(); });
    m_loop.watch(m_error.get(), EPOLLIN, [this](std::uint32_t) { readError(); });
    m_loop.watch(m_input.get(), 0, [this](std::uint32_t) { writeInput(); });
    return {};
}

Response AgentProcess::sendSignal(int signal)
{
    if (m_pid <= 0 || m_ending)
        return failed(Failure::NotFound, "no agent runs");
    if (signal < 1 || signal >= NSIG)
        return failed(Failure::Invalid, "no such signal");
    kill(-m_pid, signal);
    return {};
}

Response AgentProcess::closeInput()
{
    if (!m_input.isValid())
        return failed(Failure::NotFound, "no agent reads");
    m_endInput = true;
    writeInput();
    return {};
}

bool AgentProcess::takeLine(std::uint64_t number, std::string line)
{
    if (number <= m_lastLine)
        return true;
    // A fresh guest may come into an old conversation; afterwards no number is left out.
    if (m_lastLine != 0 && number != m_lastLine + 1)
        return false;
    m_lastLine = number;
    if (m_input.isValid() && !m_endInput) {
        // The host keeps to the window; one that took over does not know yet what waits here.
        if (m_waitingBytes > 4 * std::size_t{LineWindow})
            return false;
        line += '\n';
        m_waitingBytes += line.size();
        m_waiting.push_back(std::move(line));
        writeInput();
    }
    m_changed();
    return true;
}

std::uint64_t AgentProcess::consumedLine() const
{
    return m_lastLine - m_waiting.size();
}

void AgentProcess::writeInput()
{
    while (!m_waiting.empty()) {
        const std::string &line = m_waiting.front();
        const ssize_t written = write(m_input.get(), line.data() + m_written, line.size() - m_written);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno == EAGAIN) {
            m_loop.setEvents(m_input.get(), EPOLLOUT);
            return;
        }
        if (written < 0) {
            dropInput();
            return;
        }
        m_written += static_cast<std::size_t>(written);
        if (m_written == line.size()) {
            m_waitingBytes -= line.size();
            m_waiting.pop_front();
            m_written = 0;
            m_changed();
        }
    }
    if (m_endInput)
        dropInput();
    else
        m_loop.setEvents(m_input.get(), 0);
}

void AgentProcess::dropInput()
{
    if (m_input.isValid())
        m_loop.unwatch(m_input.get());
    m_input.reset();
    m_waiting.clear();
    m_waitingBytes = 0;
    m_written = 0;
    m_changed();
}

void AgentProcess::readOutput()
{
    if (!m_output.isValid())
        return;
    const auto emit = [this](std::string line, std::uint64_t cut) {
        m_logs.output.append(encode(AgentLine{cut, std::move(line)}));
    };
    char buffer[ReadSize];
    ssize_t got = -1;
    if (!m_logs.output.isFull()) {
        got = read(m_output.get(), buffer, sizeof buffer);
        if (got > 0)
            m_lines.feed({buffer, static_cast<std::size_t>(got)}, emit);
        // After the exit whoever still holds the pipe is not the agent: what is in it now is its last output.
        if (got == 0 || (got < 0 && errno != EINTR && (errno != EAGAIN || m_ending))) {
            m_lines.finish(emit);
            closeOutput();
        }
    }
    if (m_output.isValid()) {
        m_loop.setEvents(m_output.get(), m_logs.output.isFull() ? 0u : EPOLLIN);
        if (got > 0 && m_ending)
            m_loop.later([this] { readOutput(); });
    }
    m_changed();
    finishIfDrained();
}

void AgentProcess::readError()
{
    if (!m_error.isValid())
        return;
    char buffer[ReadSize];
    ssize_t got = -1;
    if (!m_logs.error.isFull()) {
        got = read(m_error.get(), buffer, sizeof buffer);
        if (got > 0)
            m_logs.error.append({buffer, static_cast<std::size_t>(got)});
        if (got == 0 || (got < 0 && errno != EINTR && (errno != EAGAIN || m_ending)))
            closeErrorOutput();
    }
    if (m_error.isValid()) {
        m_loop.setEvents(m_error.get(), m_logs.error.isFull() ? 0u : EPOLLIN);
        if (got > 0 && m_ending)
            m_loop.later([this] { readError(); });
    }
    m_changed();
    finishIfDrained();
}

bool AgentProcess::readPending()
{
    const auto pending = [this] {
        int bytes = 0;
        return m_output.isValid() && ioctl(m_output.get(), FIONREAD, &bytes) == 0 && bytes > 0;
    };
    // Bounded: an agent that writes without end has no quiet moment, and its position is where we got to.
    for (int round = 0; round < 16 && pending() && !m_logs.output.isFull(); ++round)
        readOutput();
    return !pending();
}

void AgentProcess::onExit(Ending ending)
{
    m_ending = ending;
    dropInput();
    readOutput();
    readError();
    finishIfDrained();
}

void AgentProcess::closeOutput()
{
    m_loop.unwatch(m_output.get());
    m_output.reset();
}

void AgentProcess::closeErrorOutput()
{
    m_loop.unwatch(m_error.get());
    m_error.reset();
}

void AgentProcess::finishIfDrained()
{
    if (!m_ending || m_output.isValid() || m_error.isValid() || m_pid == 0)
        return;
    m_pid = 0;
    m_logs.exit.append(
        encode(AgentExit{m_name, m_ending->bySignal, m_ending->value, m_logs.output.last(), m_logs.error.last()}));
    m_changed();
}

} // namespace pilothouse::guest

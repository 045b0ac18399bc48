#include "runner/guest/program/command.h"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace pilothouse::guest {

Command::~Command()
{
    m_loop.stopTimer(m_timer);
    if (m_output.isValid())
        m_loop.unwatch(m_output.get());
    if (m_pid > 0 && !m_ending) {
        kill(-m_pid, SIGKILL);
        m_processes.expect(m_pid, [](Ending) { });
    }
}

Response Command::start(
    const Execute &request, const StringPairs &defaults, std::function<void(const ExecuteResult &)> ended)
{
    Pipe output;
    if (!output.write.isValid())
        return {Failure::Io, "no descriptors left"};
    StringPairs environment = request.environment;
    for (const auto &variable : defaults) {
        if (!std::ranges::contains(environment, variable.first, &std::pair<std::string, std::string>::first))
            environment.push_back(variable);
    }
    m_pid = spawn({.argv = request.argv,
        .environment = std::move(environment),
        .directory = request.directory,
        .output = output.write.get(),
        .error = output.write.get()});
    if (m_pid < 0)
        return {m_pid == -ENOENT ? Failure::NotFound : Failure::Failed, std::strerror(-m_pid)};
    m_ended = std::move(ended);
    m_limit = std::min(request.outputLimit, MaxExecuteOutput);
    m_output = std::move(output.read);
    setNonBlocking(m_output.get());
    m_loop.watch(m_output.get(), EPOLLIN, [this](std::uint32_t) { readOutput(); });
    m_processes.expect(m_pid, [this](Ending ending) {
        m_ending = ending;
        // What it started in the background and still holds the pipe is not waited for.
        readOutput();
    });
    m_timer = m_loop.startTimer(std::chrono::milliseconds(request.timeoutMs), [this] {
        m_result.timedOut = true;
        if (!m_ending)
            kill(-m_pid, SIGKILL);
    });
    return {};
}

void Command::readOutput()
{
    char buffer[64 * 1024];
    ssize_t got = 0;
    while (m_output.isValid() && (got = read(m_output.get(), buffer, sizeof buffer)) > 0) {
        const std::size_t kept = std::min(static_cast<std::size_t>(got), m_limit - m_result.output.size());
        m_result.output.append(buffer, kept);
        m_result.cut = m_result.cut || kept < static_cast<std::size_t>(got);
        if (!m_ending)
            return;
        // After the end only what is in the pipe counts; a flood by something left behind is not.
        if (m_result.cut)
            break;
    }
    const bool over = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
    if (m_output.isValid() && (over || m_ending)) {
        m_loop.unwatch(m_output.get());
        m_output.reset();
    }
    finish();
}

void Command::finish()
{
    if (!m_ending || m_output.isValid() || !m_ended)
        return;
    m_loop.stopTimer(m_timer);
    m_result.bySignal = m_ending->bySignal;
    m_result.value = m_ending->value;
    const auto ended = std::exchange(m_ended, nullptr);
    ended(m_result);
}

} // namespace pilothouse::guest

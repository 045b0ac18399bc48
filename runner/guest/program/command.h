#pragma once

#include "runner/guest/program/event_loop.h"
#include "runner/guest/program/processes.h"

#include <optional>

namespace pilothouse::guest {

/// A command of the host that runs to its end, with bounded output and time. Destroying it kills it.
class Command {
public:
    Command(EventLoop &loop, Processes &processes) : m_loop(loop), m_processes(processes) { }
    ~Command();
    Command(const Command &) = delete;
    Command &operator=(const Command &) = delete;

    /// `ended` is called once, from the loop, unless the answer is a failure.
    [[nodiscard]] Response start(
        const Execute &request, const StringPairs &defaults, std::function<void(const ExecuteResult &)> ended);

private:
    void readOutput();
    void finish();

    EventLoop &m_loop;
    Processes &m_processes;
    std::function<void(const ExecuteResult &)> m_ended;
    pid_t m_pid = 0;
    std::optional<Ending> m_ending;
    UniqueFd m_output;
    std::size_t m_limit = 0;
    ExecuteResult m_result;
    EventLoop::TimerId m_timer = 0;
};

} // namespace pilothouse::guest

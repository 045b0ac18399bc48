#pragma once

#include "runner/guest/program/durable_log.h"
#include "runner/guest/program/event_loop.h"
#include "runner/guest/program/line_cutter.h"
#include "runner/guest/program/processes.h"

#include <deque>
#include <optional>

namespace pilothouse::guest {

/// The logs that an agent's process writes to.
struct AgentLogs {
    DurableLog &output;
    DurableLog &error;
    DurableLog &exit;
};

/// The agent: at most one process at a time, in a session of its own. Its output goes to durable logs and is not read
/// while they are full; lines for it wait here until it reads them.
class AgentProcess {
public:
    /// `changed` is called when a log has something new or the progress of lines moved.
    AgentProcess(EventLoop &loop, Processes &processes, AgentLogs logs, std::function<void()> changed);

    /// Does nothing when an agent of that name runs. Otherwise an error's words, or nothing.
    [[nodiscard]] Response start(const StartAgent &request, const StringPairs &defaults);
    [[nodiscard]] Response sendSignal(int signal);
    [[nodiscard]] Response closeInput();

    /// A line from the host. Repeats are ignored; without an agent it is consumed. False when the host broke the rules.
    [[nodiscard]] bool takeLine(std::uint64_t number, std::string line);
    [[nodiscard]] std::uint64_t lastLine() const { return m_lastLine; }
    [[nodiscard]] std::uint64_t consumedLine() const;

    /// Reads what the agent has written by now, so that output.last() is its position. False when it has written more
    /// than is read at once.
    bool readPending();

    [[nodiscard]] bool isRunning() const { return m_pid > 0; }
    [[nodiscard]] const std::string &name() const { return m_name; }

private:
    void readOutput();
    void readError();
    void writeInput();
    void onExit(Ending ending);
    void finishIfDrained();
    void closeOutput();
    void closeErrorOutput();
    void dropInput();

    EventLoop &m_loop;
    Processes &m_processes;
    AgentLogs m_logs;
    std::function<void()> m_changed;

    std::string m_name;
    pid_t m_pid = 0; ///< Also while its last output is read; 0 when the exit is in the log.
    std::optional<Ending> m_ending;
    UniqueFd m_input;
    UniqueFd m_output;
    UniqueFd m_error;
    LineCutter m_lines{MaxLine};

    std::deque<std::string> m_waiting; ///< Lines with their line feeds.
    std::size_t m_waitingBytes = 0;
    std::size_t m_written = 0; ///< Of the first.
    bool m_endInput = false; ///< Close when everything is written.
    std::uint64_t m_lastLine = 0;
};

} // namespace pilothouse::guest

#pragma once

#include "runner/guest/program/durable_log.h"
#include "runner/guest/program/event_loop.h"
#include "runner/guest/program/guest_options.h"
#include "runner/guest/program/host_port.h"
#include "runner/guest/program/processes.h"

#include <map>

namespace pilothouse::guest {

/// Process 1's side of the workspace worker: starts it, passes requests to it, takes its snapshots into the durable
/// log, and starts it again when something in the sandbox killed it.
class WorkspaceProcess {
public:
    struct Callbacks {
        /// The agent's present position in its output; false: it has written more than that.
        std::function<std::pair<std::uint64_t, bool>()> position;
        std::function<void()> changed; ///< The log has something new.
    };

    WorkspaceProcess(
        EventLoop &loop, Processes &processes, const GuestOptions &options, DurableLog &log, Callbacks callbacks);

    /// Passes Seed, Snapshot or Restore on.
    void request(Operation operation, std::string payload, Respond respond);
    /// The agent's output has come so far. The worker learns it soon, not for each line.
    void agentMoved(std::uint64_t position);
    /// The base of the last good Seed; empty before.
    [[nodiscard]] const std::string &seededBase() const { return m_seededBase; }

private:
    void start();
    [[nodiscard]] bool ensureStarted();
    void ask(Operation operation, std::string payload, Respond respond);
    void onExit();
    void onReady(std::uint32_t events);
    [[nodiscard]] bool onMessage(Message &&message);
    void put(FrameType type, std::uint16_t channel, std::uint64_t sequence, std::string payload);

    struct Waiting {
        Operation operation{};
        std::string payload;
        Respond respond;
    };

    EventLoop &m_loop;
    Processes &m_processes;
    GuestOptions m_options;
    DurableLog &m_log;
    Callbacks m_callbacks;
    pid_t m_pid = 0;
    UniqueFd m_socket;
    std::optional<MessageReader> m_reader;
    MessageWriter m_writer;
    std::string m_out;
    std::map<std::uint64_t, Waiting> m_waiting;
    std::uint64_t m_next = 1;
    std::uint64_t m_position = 0; ///< Of the agent's output …
    std::uint64_t m_toldPosition = 0; ///< … and what the worker knows of it.
    std::string m_seededBase;
    std::string m_seed; ///< The last good Seed, given again to a worker that was started again.
};

} // namespace pilothouse::guest

#pragma once

#include "runner/guest/program/byte_ring.h"
#include "runner/guest/program/streams.h"

namespace pilothouse::guest {

/// The terminals (PTYs) of the sandbox. They live on while no host looks; the last 2 MiB of each are kept.
class Terminals {
public:
    Terminals(EventLoop &loop, Processes &processes, const GuestOptions &options);
    ~Terminals();

    /// Starts a terminal and attaches the stream to it.
    [[nodiscard]] std::unique_ptr<Stream> open(HostPort &host, std::uint16_t channel, const OpenTerminal &request);
    /// Attaches the stream; its first bytes are the ring. Another stream of the same terminal ends.
    [[nodiscard]] std::unique_ptr<Stream> attach(HostPort &host, std::uint16_t channel, std::uint32_t id);

    [[nodiscard]] Response resize(const TerminalOperation &request);
    [[nodiscard]] Response sendSignal(const TerminalOperation &request);
    void hangUpAll();

private:
    struct Terminal;
    class TerminalStream;
    class Failed;

    [[nodiscard]] Response start(Terminal &terminal, const OpenTerminal &request);
    void readOutput(Terminal &terminal);
    void writeInput(Terminal &terminal);
    void onExit(std::uint32_t id, Ending ending);
    void hangUp(Terminal &terminal);
    void closeMaster(Terminal &terminal);
    void remove(std::uint32_t id);

    EventLoop &m_loop;
    Processes &m_processes;
    const GuestOptions &m_options;
    std::map<std::uint32_t, std::unique_ptr<Terminal>> m_terminals;
    std::uint32_t m_next = 1;
};

} // namespace pilothouse::guest

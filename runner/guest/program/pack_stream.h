#pragma once

#include "runner/guest/program/streams.h"
#include "runner/guest/program/workspace/git.h"

namespace pilothouse::guest {

/// A git process of our store whose output goes to the host as credit allows, or whose input comes from it.
class PackStream final : public Stream {
public:
    /// Sends a thin pack of what `want` reaches and `have` does not.
    PackStream(HostPort &host, std::uint16_t channel, EventLoop &loop, Processes &processes,
        const GuestOptions &options, const PackOut &request);
    /// Takes a pack into the store.
    PackStream(
        HostPort &host, std::uint16_t channel, EventLoop &loop, Processes &processes, const GuestOptions &options);
    ~PackStream() override;

    void end() override;

private:
    void take(std::string bytes) override;
    void canSend() override;

    void start(const GuestOptions &options, std::vector<std::string> arguments);
    void readOutput();
    void readWords();
    void writeInput();
    void finish();

    EventLoop &m_loop;
    Processes &m_processes;
    bool m_out;
    pid_t m_pid = 0;
    std::optional<Ending> m_ending;
    UniqueFd m_input;
    UniqueFd m_output;
    UniqueFd m_error;
    std::string m_waiting; ///< For its input.
    bool m_inputEnds = false;
    std::string m_words; ///< Of its error output, the end.
};

} // namespace pilothouse::guest

#pragma once

#include "runner/guest/program/event_loop.h"
#include "runner/guest/program/guest_options.h"
#include "runner/guest/program/host_port.h"
#include "runner/guest/program/processes.h"

#include <map>
#include <memory>

namespace pilothouse::guest {

/// The guest's end of one stream: what its kind does with bytes from the host and where bytes for the host come from.
/// Counts the credit of both directions.
class Stream {
public:
    Stream(HostPort &host, std::uint16_t channel) : m_host(host), m_channel(channel) { }
    virtual ~Stream() = default;
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    // From the host. False when it broke the rules.
    [[nodiscard]] bool data(std::string bytes);
    void credit(std::uint64_t bytes);
    virtual void end() { }

    [[nodiscard]] bool isOver() const { return m_over; }

protected:
    virtual void take(std::string bytes) = 0; ///< Bytes of the host; grant() them when they are used.
    virtual void canSend() { } ///< There is credit (again).

    void opened(const StreamOpened &opened);
    [[nodiscard]] std::size_t sendable() const { return m_over ? 0 : static_cast<std::size_t>(m_credit); }
    void send(std::string_view bytes); ///< At most sendable() bytes.
    void grant(std::size_t bytes);
    /// The last word. The stream is then removed by its owner.
    void close(Failure failure = Failure::None, std::string text = {}, std::int32_t status = 0);

private:
    HostPort &m_host;
    std::uint16_t m_channel;
    std::int64_t m_credit = StreamWindow;
    std::int64_t m_granted = StreamWindow;
    bool m_over = false;
};

class Terminals;

/// All streams of the host that is connected; they end with its connection.
class Streams {
public:
    Streams(EventLoop &loop, Processes &processes, const GuestOptions &options, HostPort &host, Terminals &terminals);

    /// A message of a stream's type. False when the host broke the rules.
    [[nodiscard]] bool take(Message &&message);
    void hostGone() { m_streams.clear(); }

private:
    [[nodiscard]] bool open(std::uint16_t channel, const StreamOpen &request);
    [[nodiscard]] std::unique_ptr<Stream> make(std::uint16_t channel, const StreamOpen &request);

    EventLoop &m_loop;
    Processes &m_processes;
    const GuestOptions &m_options;
    HostPort &m_host;
    Terminals &m_terminals;
    std::map<std::uint16_t, std::unique_ptr<Stream>> m_streams;
};

} // namespace pilothouse::guest

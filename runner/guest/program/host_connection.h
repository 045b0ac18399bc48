#pragma once

#include "runner/guest/program/event_loop.h"
#include "runner/guest/protocol/message_stream.h"

#include <functional>

namespace pilothouse::guest {

/// One accepted connection: bytes from and to the socket, messages from and to its owner.
class HostConnection {
public:
    struct Callbacks {
        std::function<bool(Message &&)> message; ///< False: the host broke the rules; the connection ends.
        std::function<void()> beforeWrite; ///< The socket takes bytes: put in what waits elsewhere.
        std::function<void()> closed; ///< Once, from the loop, never from within a call of the owner.
    };

    HostConnection(EventLoop &loop, UniqueFd socket, Callbacks callbacks);
    ~HostConnection();
    HostConnection(const HostConnection &) = delete;
    HostConnection &operator=(const HostConnection &) = delete;

    /// Queues a message and sees to it that it goes out.
    void send(
        MessageWriter::Lane lane, FrameType type, std::uint16_t channel, std::uint64_t sequence, std::string payload);
    /// Something waits that beforeWrite() will put in.
    void wake();
    /// Ends the connection after what is queued went out, or at once.
    void closeAfterWriting();
    void close();

    [[nodiscard]] MessageWriter &writer() { return m_writer; }
    [[nodiscard]] EventLoop::Clock::time_point lastReceived() const { return m_lastReceived; }

private:
    void onReady(std::uint32_t events);
    void readSome();
    void writeSome();

    EventLoop &m_loop;
    UniqueFd m_socket;
    Callbacks m_callbacks;
    MessageReader m_reader{From::Host};
    MessageWriter m_writer;
    std::string m_out; ///< Frames on their way into the socket.
    std::size_t m_outDone = 0;
    bool m_closing = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    EventLoop::Clock::time_point m_lastReceived = EventLoop::Clock::now();
};

} // namespace pilothouse::guest

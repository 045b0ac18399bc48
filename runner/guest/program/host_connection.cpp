#include "runner/guest/program/host_connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>

namespace pilothouse::guest {

namespace {

constexpr std::size_t ReadSize = 64 * 1024;
/// What lies between a message's arrival in the writer and the socket: small, so that control messages pass bulk.
constexpr std::size_t WriteSize = 64 * 1024;

} // namespace

HostConnection::HostConnection(EventLoop &loop, UniqueFd socket, Callbacks callbacks)
    : m_loop(loop),
      m_socket(std::move(socket)),
      m_callbacks(std::move(callbacks))
{
    m_loop.watch(m_socket.get(), EPOLLIN, [this](std::uint32_t events) { onReady(events); });
}

HostConnection::~HostConnection()
{
    *m_alive = false;
    if (m_socket.isValid())
        m_loop.unwatch(m_socket.get());
}

void HostConnection::send(
    MessageWriter::Lane lane, FrameType type, std::uint16_t channel, std::uint64_t sequence, std::string payload)
{
    m_writer.put(lane, type, channel, sequence, std::move(payload));
    wake();
}

void HostConnection::wake()
{
    if (m_socket.isValid())
        m_loop.setEvents(m_socket.get(), EPOLLIN | EPOLLOUT);
}

void HostConnection::closeAfterWriting()
{
    m_closing = true;
    wake();
}

void HostConnection::close()
{
    if (!m_socket.isValid())
        return;
    m_loop.unwatch(m_socket.get());
    m_socket.reset();
    m_loop.later([this, alive = m_alive] {
        if (!*alive)
            return;
        // Called through a copy: the owner destroys this object in it.
        const std::function<void()> closed = m_callbacks.closed;
        closed();
    });
}

void HostConnection::onReady(std::uint32_t events)
{
    const std::shared_ptr<bool> alive = m_alive;
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        readSome();
    if (*alive && m_socket.isValid() && (events & EPOLLOUT))
        writeSome();
}

void HostConnection::readSome()
{
    char buffer[ReadSize];
    const ssize_t got = recv(m_socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (got <= 0) {
        close();
        return;
    }
    m_lastReceived = EventLoop::Clock::now();
    if (m_closing)
        return;
    m_reader.feed({buffer, static_cast<std::size_t>(got)});
    const std::shared_ptr<bool> alive = m_alive;
    while (std::optional<Message> message = m_reader.next()) {
        const bool good = m_callbacks.message(std::move(*message));
        if (!*alive || !m_socket.isValid() || m_closing)
            return;
        if (!good) {
            close();
            return;
        }
    }
    if (m_reader.isBroken())
        close();
}

void HostConnection::writeSome()
{
    for (int round = 0; round < 4; ++round) {
        if (m_outDone == m_out.size()) {
            m_out.clear();
            m_outDone = 0;
            if (!m_closing)
                m_callbacks.beforeWrite();
            if (!m_writer.take(m_out, WriteSize)) {
                if (m_closing)
                    close();
                else
                    m_loop.setEvents(m_socket.get(), EPOLLIN);
                return;
            }
        }
        const ssize_t written =
            ::send(m_socket.get(), m_out.data() + m_outDone, m_out.size() - m_outDone, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (written < 0 && (errno == EINTR || errno == EAGAIN))
            return;
        if (written < 0) {
            close();
            return;
        }
        m_outDone += static_cast<std::size_t>(written);
    }
}

} // namespace pilothouse::guest

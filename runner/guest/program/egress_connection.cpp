#include "runner/guest/program/egress_connection.h"

#include "runner/guest/program/socket_owner.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace pilothouse::guest {

using Lane = MessageWriter::Lane;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t ReadSize = 64 * 1024;
constexpr auto HeadTimeout = 30s;
constexpr auto DrainTimeout = 5s;
/// More than any honest host gives; no sum of it overflows.
constexpr std::uint64_t MostCredit = std::uint64_t{1} << 40;

} // namespace

EgressProxy::Connection::Connection(EgressProxy &proxy, std::uint64_t id, std::string forward, UniqueFd socket)
    : m_proxy(proxy),
      m_id(id),
      m_forward(std::move(forward)),
      m_socket(std::move(socket)),
      m_phase(m_forward.empty() ? Phase::Head : Phase::Waiting)
{
    m_proxy.m_loop.watch(m_socket.get(), EPOLLIN | EPOLLRDHUP, [this](std::uint32_t events) { onReady(events); });
    if (m_phase == Phase::Head)
        m_timer = m_proxy.m_loop.startTimer(HeadTimeout, [this] { breakOff(); });
    updateEvents();
}

EgressProxy::Connection::~Connection()
{
    m_proxy.m_loop.stopTimer(m_timer);
    m_proxy.m_loop.unwatch(m_socket.get());
}

void EgressProxy::Connection::send(Lane lane, FrameType type, std::string payload)
{
    m_proxy.m_host.send(lane, type, 0, m_id, std::move(payload));
}

void EgressProxy::Connection::announce()
{
    const SocketOwner owner = socketOwner(m_socket.get());
    send(Lane::Bulk, FrameType::EgressOpen, encode(EgressOpen{m_forward, m_head, owner.pid, owner.command}));
}

void EgressProxy::Connection::onReady(std::uint32_t events)
{
    if (m_isGone)
        return;
    if (events & EPOLLOUT)
        flush();
    if (m_isGone)
        return;
    // Nothing is read before the host has answered; but a program that went away is noticed.
    if (m_phase == Phase::Waiting) {
        if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
            gone(true);
        return;
    }
    if (events & EPOLLERR)
        return gone(true);
    if (!(events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)))
        return;
    if (m_phase == Phase::Head)
        readHead();
    else if (m_phase == Phase::Draining)
        drain();
    else
        readOn();
}

void EgressProxy::Connection::readHead()
{
    char buffer[ReadSize];
    const ssize_t got = recv(m_socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        return gone(false);
    const std::size_t known = m_head.size() < 3 ? 0 : m_head.size() - 3;
    m_head.append(buffer, static_cast<std::size_t>(got));
    const std::size_t end = m_head.find("\r\n\r\n", known);
    if (end == std::string::npos || end + 4 > MaxEgressHead) {
        if (m_head.size() >= MaxEgressHead)
            refuse("431 Request Header Fields Too Large", "The head of the request is larger than 32 KiB.");
        return;
    }
    m_in = m_head.substr(end + 4);
    m_head.resize(end + 4);
    m_proxy.m_loop.stopTimer(m_timer);
    m_phase = Phase::Waiting;
    updateEvents();
    m_proxy.headComplete(*this);
}

void EgressProxy::Connection::readOn()
{
    if (m_inEnded || m_credit == 0 || !m_in.empty())
        return;
    char buffer[ReadSize];
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(m_credit, sizeof buffer));
    const ssize_t got = recv(m_socket.get(), buffer, most, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got < 0)
        return gone(true);
    m_in.assign(buffer, static_cast<std::size_t>(got));
    m_inEnded = got == 0;
    sendInput();
}

void EgressProxy::Connection::drain()
{
    char buffer[ReadSize];
    const ssize_t got = recv(m_socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && errno != EAGAIN && errno != EINTR)
        return gone(false);
    m_inEnded = got == 0;
    finishIfDone();
}

void EgressProxy::Connection::sendInput()
{
    std::size_t done = 0;
    while (done < m_in.size() && m_credit > 0) {
        const auto size = static_cast<std::size_t>(
            std::min<std::uint64_t>({m_in.size() - done, m_credit, std::uint64_t{MaxFramePayload}}));
        send(Lane::Bulk, FrameType::EgressData, m_in.substr(done, size));
        m_credit -= size;
        done += size;
    }
    m_in.erase(0, done);
    if (m_inEnded && m_in.empty() && !std::exchange(m_inTold, true))
        send(Lane::Bulk, FrameType::EgressEnd);
    finishIfDone();
}

bool EgressProxy::Connection::data(std::string_view bytes)
{
    if (m_phase == Phase::Head || m_outEnded || bytes.size() > m_granted)
        return false;
    m_granted -= bytes.size();
    if (m_phase == Phase::Waiting)
        m_phase = Phase::Open;
    m_out += bytes;
    flush();
    return true;
}

bool EgressProxy::Connection::credit(std::uint64_t bytes)
{
    if (m_phase == Phase::Head || bytes > MostCredit || m_credit > MostCredit)
        return false;
    if (m_phase == Phase::Draining)
        return true;
    m_phase = Phase::Open;
    m_credit += bytes;
    sendInput();
    return true;
}

bool EgressProxy::Connection::end()
{
    if (m_phase == Phase::Head || std::exchange(m_outEnded, true))
        return false;
    if (m_phase == Phase::Waiting)
        m_phase = Phase::Open;
    flush();
    return true;
}

void EgressProxy::Connection::close()
{
    if (m_outEnded)
        startDraining();
    else
        breakOff();
}

void EgressProxy::Connection::refuse(std::string_view status, std::string_view sentence)
{
    m_out += "HTTP/1.1 ";
    m_out += status;
    m_out += "\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: ";
    m_out += std::to_string(sentence.size() + 1);
    m_out += "\r\n\r\n";
    m_out += sentence;
    m_out += '\n';
    m_granted = 0;
    m_outEnded = true;
    startDraining();
}

/// The program may still send; closing at once would take away what it has not read.
void EgressProxy::Connection::startDraining()
{
    if (m_phase == Phase::Draining || m_isGone)
        return;
    m_phase = Phase::Draining;
    m_in.clear();
    m_proxy.m_loop.stopTimer(m_timer);
    m_timer = m_proxy.m_loop.startTimer(DrainTimeout, [this] { gone(false); });
    flush();
}

void EgressProxy::Connection::breakOff()
{
    const linger reset{1, 0};
    setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    gone(false);
}

void EgressProxy::Connection::flush()
{
    std::size_t done = 0;
    ssize_t sent = 0;
    while (done < m_out.size()
        && (sent = ::send(m_socket.get(), m_out.data() + done, m_out.size() - done, MSG_DONTWAIT | MSG_NOSIGNAL)) > 0)
        done += static_cast<std::size_t>(sent);
    m_out.erase(0, done);
    if (sent < 0 && errno != EAGAIN && errno != EINTR)
        return gone(true);
    if (done > 0 && m_phase == Phase::Open && !m_outEnded) {
        m_granted += done;
        send(Lane::Control, FrameType::EgressCredit, encode(EgressCredit{done}));
    }
    if (m_out.empty() && m_outEnded && !std::exchange(m_outShut, true))
        shutdown(m_socket.get(), SHUT_WR);
    finishIfDone();
}

void EgressProxy::Connection::finishIfDone()
{
    if (m_outShut && ((m_phase == Phase::Open && m_inTold) || (m_phase == Phase::Draining && m_inEnded)))
        gone(false);
    else if (!m_isGone)
        updateEvents();
}

void EgressProxy::Connection::updateEvents()
{
    std::uint32_t events = m_out.empty() ? 0u : EPOLLOUT;
    if (m_phase == Phase::Waiting)
        events |= EPOLLRDHUP;
    else if (!m_inEnded && (m_phase != Phase::Open || (m_credit > 0 && m_in.empty())))
        events |= EPOLLIN;
    m_proxy.m_loop.setEvents(m_socket.get(), events);
}

void EgressProxy::Connection::gone(bool tell)
{
    if (std::exchange(m_isGone, true))
        return;
    m_proxy.m_loop.setEvents(m_socket.get(), 0);
    if (tell)
        send(Lane::Bulk, FrameType::EgressClose);
    m_proxy.connectionGone(m_id);
}

} // namespace pilothouse::guest

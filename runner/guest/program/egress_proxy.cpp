#include "runner/guest/program/egress_proxy.h"

#include "runner/guest/program/egress_connection.h"
#include "runner/guest/program/files.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pilothouse::guest {

namespace {

constexpr std::size_t MaxConnections = 128;
constexpr std::size_t MaxForwards = 16;

} // namespace

EgressProxy::EgressProxy(EventLoop &loop, HostPort &host) : m_loop(loop), m_host(host) { }

EgressProxy::~EgressProxy() = default;

bool EgressProxy::listen(std::uint16_t port)
{
    return listen(Listener{.forward = {}, .port = port, .socket = {}});
}

bool EgressProxy::listen(Listener listener)
{
    listener.socket.reset(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    setsockopt(listener.socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(listener.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener.socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
        || ::listen(listener.socket.get(), 64) != 0)
        return false;
    const std::size_t index = m_listeners.size();
    m_loop.watch(listener.socket.get(), EPOLLIN, [this, index](std::uint32_t) { accept(index); });
    m_listeners.push_back(std::move(listener));
    return true;
}

Response EgressProxy::forward(const Forward &request)
{
    if (request.name.empty() || request.name.size() > 255 || request.port == 0)
        return {Failure::Invalid, "a forward needs a name and a port"};
    const auto same = std::ranges::find(m_listeners, request.port, &Listener::port);
    if (same != m_listeners.end())
        return same->forward == request.name ? Response{} : Response{Failure::Busy, "the port is taken"};
    if (m_listeners.size() > MaxForwards)
        return {Failure::Limit, "too many forwards"};
    if (!listen({.forward = request.name, .port = request.port, .socket = {}}))
        return {failureOf(errno), std::strerror(errno)};
    return {};
}

void EgressProxy::accept(std::size_t listener)
{
    UniqueFd socket(accept4(m_listeners[listener].socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket.isValid() || m_connections.size() >= MaxConnections)
        return;
    const int yes = 1;
    setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const std::uint64_t id = m_nextId++;
    const auto [place, made] = m_connections.emplace(
        id, std::make_unique<Connection>(*this, id, m_listeners[listener].forward, std::move(socket)));
    if (place->second->hasHead())
        headComplete(*place->second);
}

void EgressProxy::headComplete(Connection &connection)
{
    if (!m_host.isReady())
        return; // hostReady() tells the next one
    if (m_hostTakes)
        connection.announce();
    else
        connection.refuse("502 Bad Gateway", "This Pilothouse is too old to let anything out of the sandbox.");
}

bool EgressProxy::take(const Message &message)
{
    const auto found = m_connections.find(message.sequence);
    if (found == m_connections.end() || found->second->isGone())
        return true;
    Connection &connection = *found->second;
    switch (message.type) {
    case FrameType::EgressData:
        return connection.data(message.payload);
    case FrameType::EgressCredit: {
        const auto credit = decode<EgressCredit>(message.payload);
        return credit && connection.credit(credit->bytes);
    }
    case FrameType::EgressEnd:
        return connection.end();
    case FrameType::EgressClose:
        connection.close();
        return true;
    default:
        return false;
    }
}

void EgressProxy::hostReady(std::uint16_t version)
{
    m_hostTakes = version >= EgressProtocolVersion;
    for (const auto &[id, connection] : m_connections) {
        if (connection->isUnanswered())
            headComplete(*connection);
    }
}

void EgressProxy::hostGone()
{
    for (const auto &[id, connection] : m_connections) {
        if (connection->hasHead() && !connection->isUnanswered())
            connection->breakOff();
    }
}

void EgressProxy::connectionGone(std::uint64_t id)
{
    m_loop.later([this, id] { m_connections.erase(id); });
}

StringPairs proxyEnvironment(const GuestOptions &options)
{
    if (options.proxyPort == 0)
        return {};
    const std::string proxy = "http://127.0.0.1:" + std::to_string(options.proxyPort);
    const std::string direct = "localhost,127.0.0.1,::1";
    return {{"HTTP_PROXY", proxy}, {"HTTPS_PROXY", proxy}, {"http_proxy", proxy}, {"https_proxy", proxy},
        {"NO_PROXY", direct}, {"no_proxy", direct}, {"npm_config_proxy", proxy}, {"npm_config_https_proxy", proxy},
        {"npm_config_noproxy", direct}, {"NODE_USE_ENV_PROXY", "1"}};
}

} // namespace pilothouse::guest

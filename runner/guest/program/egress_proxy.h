#pragma once

#include "runner/guest/program/event_loop.h"
#include "runner/guest/program/guest_options.h"
#include "runner/guest/program/host_port.h"

#include <map>
#include <memory>
#include <vector>

namespace pilothouse::guest {

/// The way out of the sandbox as its programs see it: an HTTP proxy on a loopback port, and ports that are forwards.
/// It decides nothing and understands nothing: it cuts off the head of a proxy request, gives it to the host and then
/// carries bytes. While no host is connected, connections wait.
class EgressProxy {
public:
    EgressProxy(EventLoop &loop, HostPort &host);
    ~EgressProxy();

    /// False (and errno) when the port is taken.
    [[nodiscard]] bool listen(std::uint16_t port);
    [[nodiscard]] Response forward(const Forward &request);

    /// A message of egress from the host. False when it broke the rules; ids that are gone are ignored.
    [[nodiscard]] bool take(const Message &message);
    /// Gives the new host what waits, or refuses it where that host is too old to hear of it.
    void hostReady(std::uint16_t version);
    /// What was not answered at all waits for the next host; what carried bytes is broken.
    void hostGone();

private:
    class Connection;
    struct Listener {
        std::string forward; ///< Empty: the proxy.
        std::uint16_t port = 0;
        UniqueFd socket;
    };

    [[nodiscard]] bool listen(Listener listener);
    void accept(std::size_t listener);
    void headComplete(Connection &connection);
    /// Forgets it when its own code is no longer on the stack.
    void connectionGone(std::uint64_t id);

    EventLoop &m_loop;
    HostPort &m_host;
    std::vector<Listener> m_listeners;
    std::map<std::uint64_t, std::unique_ptr<Connection>> m_connections;
    std::uint64_t m_nextId = 1;
    bool m_hostTakes = false; ///< The present host speaks of egress.
};

/// What tells the programs of the sandbox of the proxy; empty when there is none.
[[nodiscard]] StringPairs proxyEnvironment(const GuestOptions &options);

} // namespace pilothouse::guest

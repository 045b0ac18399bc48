#pragma once

#include "runner/guest/program/event_loop.h"
#include "runner/guest/program/host_port.h"
#include "runner/guest/program/http_request.h"

#include <deque>
#include <map>
#include <memory>

namespace pilothouse::guest {

/// The model API as the agent sees it: HTTP/1.1 on a loopback port. Requests are taken in whole and given to the host;
/// while none is connected they wait. Answers stream back.
class ModelEndpoint {
public:
    ModelEndpoint(EventLoop &loop, HostPort &host);
    ~ModelEndpoint();

    /// False (and errno) when the port is taken.
    [[nodiscard]] bool listen(std::uint16_t port);

    /// A message of a model's type from the host. False when it broke the rules; ids that are gone are ignored.
    [[nodiscard]] bool take(const Message &message);
    /// Gives the new host what waits for an answer.
    void hostReady();
    /// What was not answered at all waits for the next host; a connection whose answer had begun is broken, so that the
    /// agent tries again.
    void hostGone();

private:
    class Connection;

    void accept();
    void send(std::uint64_t id);
    void requestComplete(Connection &connection);
    void connectionGone(std::uint64_t number);
    [[nodiscard]] Connection *find(std::uint64_t id);

    EventLoop &m_loop;
    HostPort &m_host;
    UniqueFd m_listener;
    std::map<std::uint64_t, std::unique_ptr<Connection>> m_connections;
    std::map<std::uint64_t, std::uint64_t> m_requests; ///< Of a request's id to its connection.
    std::uint64_t m_nextConnection = 1;
    std::uint64_t m_nextRequest = 1;
};

} // namespace pilothouse::guest

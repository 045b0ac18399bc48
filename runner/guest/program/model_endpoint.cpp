#include "runner/guest/program/model_endpoint.h"

#include "runner/guest/program/processes.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace pilothouse::guest {

using Lane = MessageWriter::Lane;

namespace {

constexpr std::size_t MaxConnections = 64;
constexpr std::size_t ReadSize = 64 * 1024;
/// A body is up to 32 MiB; so much of answers may wait for an agent that does not read them, twice the host's window.
constexpr std::size_t MaxUnread = 2 * std::size_t{ModelWindow};

bool isOfConnection(std::string_view name)
{
    constexpr std::string_view names[] = {
        "connection", "keep-alive", "transfer-encoding", "content-length", "upgrade", "trailer", "te"};
    return std::ranges::contains(names, name);
}

bool isClean(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::string jsonText(std::string_view text)
{
    std::string quoted;
    for (const char c : text) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return quoted;
}

} // namespace

/// One connection of the agent: requests one after another, each answered before the next is read.
class ModelEndpoint::Connection {
public:
    Connection(ModelEndpoint &endpoint, std::uint64_t number, UniqueFd socket)
        : m_endpoint(endpoint),
          m_number(number),
          m_socket(std::move(socket))
    {
        m_endpoint.m_loop.watch(
            m_socket.get(), EPOLLIN | EPOLLRDHUP, [this](std::uint32_t events) { onReady(events); });
    }
    ~Connection() { m_endpoint.m_loop.unwatch(m_socket.get()); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    enum class Phase : unsigned char { Reading, Waiting, Answering };
    Phase phase = Phase::Reading;
    std::uint64_t request = 0; ///< Its id, while there is one.
    std::uint32_t attempt = 0;
    bool reached = false; ///< A byte of the answer went to the agent.
    HttpRequestReader reader;
    std::string body;

    void head(const ModelHead &head)
    {
        phase = Phase::Answering;
        const bool noBody = head.status == 204 || head.status == 304 || head.status < 200 || reader.method() == "HEAD";
        m_chunked = !noBody && !reader.isOldVersion();
        m_dropBody = noBody;
        m_closes = m_closes || !reader.keepsAlive() || reader.isOldVersion();
        std::string text = "HTTP/1.1 " + std::to_string(std::clamp<int>(head.status, 100, 599)) + " Model\r\n";
        for (const auto &[name, value] : head.headers) {
            if (!isOfConnection(name) && isClean(name) && isClean(value) && !name.empty())
                text += name + ": " + value + "\r\n";
        }
        text += m_chunked ? "transfer-encoding: chunked\r\n" : "";
        text += m_closes ? "connection: close\r\n\r\n" : "\r\n";
        write(text, 0);
    }
    [[nodiscard]] bool bodyBytes(std::string_view bytes)
    {
        if (m_out.size() > MaxUnread + bytes.size() * 2)
            return false;
        if (m_dropBody) {
            creditNow(bytes.size());
            return true;
        }
        if (!m_chunked) {
            write(bytes, bytes.size());
            return true;
        }
        char size[20];
        snprintf(size, sizeof size, "%zx\r\n", bytes.size());
        write(std::string(size) + std::string(bytes) + "\r\n", bytes.size());
        return true;
    }
    void finish()
    {
        if (m_chunked)
            write("0\r\n\r\n", 0);
        endAnswer();
    }
    void refuse(int status, std::string_view message)
    {
        const std::string text = "{\"error\":{\"message\":\"" + jsonText(message) + "\",\"type\":\"pilothouse\"}}";
        phase = Phase::Answering;
        m_closes = m_closes || !reader.keepsAlive() || reader.state() == HttpRequestReader::State::Failed;
        write("HTTP/1.1 " + std::to_string(std::clamp(status, 400, 599))
                + " Refused\r\ncontent-type: application/json\r\ncontent-length: " + std::to_string(text.size())
                + (m_closes ? "\r\nconnection: close" : "") + "\r\n\r\n" + text,
            0);
        endAnswer();
    }
    /// Ends the connection so that nobody takes the answer for whole.
    void breakOff()
    {
        const linger reset{1, 0};
        setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        gone();
    }
    /// Takes back an answer of which nothing went out.
    void waitAgain()
    {
        m_out.clear();
        m_credits.clear();
        phase = Phase::Waiting;
    }

private:
    void onReady(std::uint32_t events)
    {
        const std::uint64_t number = m_number;
        ModelEndpoint &endpoint = m_endpoint;
        if (events & EPOLLOUT)
            flush();
        if (!endpoint.m_connections.contains(number) || m_isGone)
            return;
        if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
            read(events);
    }
    void read(std::uint32_t events)
    {
        if (phase != Phase::Reading) {
            // Nothing is read before the answer is out; but an agent that went away is noticed.
            if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
                gone();
            return;
        }
        char buffer[ReadSize];
        const ssize_t got = recv(m_socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got <= 0) {
            gone();
            return;
        }
        m_in.append(buffer, static_cast<std::size_t>(got));
        parse();
    }
    void parse()
    {
        m_in.erase(0, reader.feed(m_in));
        if (reader.state() == HttpRequestReader::State::Failed) {
            m_in.clear();
            refuse(reader.failure(), "The request is not one that the sandbox's model endpoint takes.");
        } else if (reader.state() == HttpRequestReader::State::Complete) {
            phase = Phase::Waiting;
            reached = false;
            body = reader.takeBody();
            updateEvents();
            m_endpoint.requestComplete(*this);
        } else if (reader.takeExpectation()) {
            write("HTTP/1.1 100 Continue\r\n\r\n", 0);
        }
    }
    void write(std::string_view bytes, std::size_t credit)
    {
        m_out += bytes;
        m_total += bytes.size();
        if (credit > 0)
            m_credits.emplace_back(m_total, credit);
        flush();
    }
    void flush()
    {
        std::size_t done = 0;
        ssize_t sent = 0;
        while (done < m_out.size()
            && (sent = ::send(m_socket.get(), m_out.data() + done, m_out.size() - done, MSG_DONTWAIT | MSG_NOSIGNAL))
                > 0)
            done += static_cast<std::size_t>(sent);
        reached = reached || (done > 0 && phase == Phase::Answering);
        m_out.erase(0, done);
        m_sent += done;
        std::size_t credit = 0;
        while (!m_credits.empty() && m_credits.front().first <= m_sent) {
            credit += m_credits.front().second;
            m_credits.pop_front();
        }
        creditNow(credit);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            gone();
        else if (m_out.empty() && m_ended)
            next();
        else
            updateEvents();
    }
    void creditNow(std::size_t bytes)
    {
        if (bytes > 0 && request != 0)
            m_endpoint.m_host.send(Lane::Control, FrameType::ModelCredit, 0, request, encode(ModelCredit{bytes}));
    }
    void endAnswer()
    {
        m_endpoint.m_requests.erase(request);
        request = 0;
        m_ended = true;
        if (m_out.empty())
            next();
    }
    void next()
    {
        if (m_closes) {
            shutdown(m_socket.get(), SHUT_WR);
            gone();
            return;
        }
        m_ended = m_dropBody = m_chunked = reached = false;
        attempt = 0;
        body.clear();
        reader = {};
        phase = Phase::Reading;
        updateEvents();
        // A request that came with the last one.
        if (!m_in.empty()) {
            m_endpoint.m_loop.later([endpoint = &m_endpoint, number = m_number] {
                if (const auto found = endpoint->m_connections.find(number); found != endpoint->m_connections.end())
                    found->second->parse();
            });
        }
    }
    void updateEvents()
    {
        m_endpoint.m_loop.setEvents(
            m_socket.get(), (phase == Phase::Reading ? EPOLLIN : 0u) | EPOLLRDHUP | (m_out.empty() ? 0u : EPOLLOUT));
    }
    void gone()
    {
        if (std::exchange(m_isGone, true))
            return;
        m_endpoint.m_loop.setEvents(m_socket.get(), 0);
        m_endpoint.connectionGone(m_number);
    }

    ModelEndpoint &m_endpoint;
    std::uint64_t m_number;
    UniqueFd m_socket;
    std::string m_in;
    std::string m_out;
    std::uint64_t m_total = 0; ///< Bytes ever put into m_out, and taken out of it.
    std::uint64_t m_sent = 0;
    std::deque<std::pair<std::uint64_t, std::size_t>> m_credits; ///< At this count of sent bytes the host gets credit.
    bool m_chunked = false;
    bool m_dropBody = false;
    bool m_closes = false;
    bool m_ended = false;
    bool m_isGone = false;
};

ModelEndpoint::ModelEndpoint(EventLoop &loop, HostPort &host) : m_loop(loop), m_host(host) { }

ModelEndpoint::~ModelEndpoint() = default;

bool ModelEndpoint::listen(std::uint16_t port)
{
    m_listener.reset(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    setsockopt(m_listener.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(m_listener.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
        || ::listen(m_listener.get(), 64) != 0)
        return false;
    m_loop.watch(m_listener.get(), EPOLLIN, [this](std::uint32_t) { accept(); });
    return true;
}

void ModelEndpoint::accept()
{
    UniqueFd socket(accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket.isValid() || m_connections.size() >= MaxConnections)
        return;
    const int yes = 1;
    setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const std::uint64_t number = m_nextConnection++;
    m_connections.emplace(number, std::make_unique<Connection>(*this, number, std::move(socket)));
}

void ModelEndpoint::requestComplete(Connection &connection)
{
    constexpr std::size_t MaxHeld = 2 * std::size_t{MaxModelBody};
    std::size_t held = 0;
    for (const auto &[number, other] : m_connections)
        held += other->body.size();
    if (held > MaxHeld) {
        connection.refuse(503, "Too many large requests at once.");
        return;
    }
    connection.request = m_nextRequest++;
    for (const auto &[number, other] : m_connections) {
        if (other.get() == &connection)
            m_requests.emplace(connection.request, number);
    }
    if (m_host.isReady())
        send(connection.request);
}

ModelEndpoint::Connection *ModelEndpoint::find(std::uint64_t id)
{
    const auto request = m_requests.find(id);
    const auto connection = request == m_requests.end() ? m_connections.end() : m_connections.find(request->second);
    return connection == m_connections.end() ? nullptr : connection->second.get();
}

void ModelEndpoint::send(std::uint64_t id)
{
    Connection *connection = find(id);
    ++connection->attempt;
    m_host.send(Lane::Bulk, FrameType::ModelRequest, 0, id,
        encode(ModelRequest{connection->attempt, connection->reader.method(), connection->reader.target(),
            connection->reader.headers(), connection->body}));
}

bool ModelEndpoint::take(const Message &message)
{
    Connection *connection = find(message.sequence);
    if (!connection)
        return true;
    using Phase = Connection::Phase;
    switch (message.type) {
    case FrameType::ModelHead:
        if (const auto head = decode<ModelHead>(message.payload); head && connection->phase == Phase::Waiting) {
            connection->head(*head);
            return true;
        }
        return false;
    case FrameType::ModelBody:
        return connection->phase == Phase::Answering && connection->bodyBytes(message.payload);
    case FrameType::ModelEnd:
        if (connection->phase != Phase::Answering)
            return false;
        connection->finish();
        return true;
    case FrameType::ModelFail:
        if (const auto fail = decode<ModelFail>(message.payload)) {
            connection->phase == Phase::Waiting ? connection->refuse(fail->status, fail->message)
                                                : connection->breakOff();
            return true;
        }
        return false;
    default:
        return false;
    }
}

void ModelEndpoint::connectionGone(std::uint64_t number)
{
    const std::unique_ptr<Connection> &connection = m_connections.at(number);
    if (connection->request != 0) {
        m_requests.erase(connection->request);
        m_host.send(Lane::Bulk, FrameType::ModelCancel, 0, connection->request, {});
    }
    // Its own code is on the stack.
    m_loop.later([this, number] { m_connections.erase(number); });
}

void ModelEndpoint::hostReady()
{
    for (const auto &[id, number] : m_requests)
        send(id);
}

void ModelEndpoint::hostGone()
{
    for (const auto &[id, number] : std::map(m_requests)) {
        Connection *connection = find(id);
        if (!connection)
            continue;
        if (connection->reached)
            connection->breakOff();
        else
            connection->waitAgain();
    }
}

} // namespace pilothouse::guest

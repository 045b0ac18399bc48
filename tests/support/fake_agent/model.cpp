#include "model.h"

#include "json_text.h"
#include "wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace fake_agent {

namespace {

struct Address {
    std::string host;
    std::string port;
    std::string path;
};

std::optional<Address> parseUrl(std::string_view url)
{
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme))
        return std::nullopt;
    url.remove_prefix(scheme.size());
    const size_t slash = std::min(url.find('/'), url.size());
    const size_t colon = url.find(':');
    if (colon == std::string_view::npos || colon > slash)
        return std::nullopt;
    return Address{std::string(url.substr(0, colon)), std::string(url.substr(colon + 1, slash - colon - 1)),
        std::string(url.substr(slash))};
}

/// Everything that comes back until the other side ends the connection; HTTP/1.0 asks for just that.
std::string roundTrip(const Address &address, const std::string &request)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in target{};
    target.sin_family = AF_INET;
    target.sin_port = htons(static_cast<uint16_t>(std::atoi(address.port.c_str())));
    std::string received;
    bool good = inet_pton(AF_INET, address.host.c_str(), &target.sin_addr) == 1
        && ::connect(socket, reinterpret_cast<const sockaddr *>(&target), sizeof target) == 0;
    for (size_t at = 0; good && at < request.size();) {
        const ssize_t sent = ::send(socket, request.data() + at, request.size() - at, MSG_NOSIGNAL);
        good = sent > 0 || errno == EINTR;
        at += static_cast<size_t>(std::max<ssize_t>(sent, 0));
    }
    char buffer[16384];
    while (good) {
        const ssize_t count = ::recv(socket, buffer, sizeof buffer, 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        received.append(buffer, static_cast<size_t>(count));
    }
    ::close(socket);
    return received;
}

} // namespace

std::optional<std::string> askModel(const std::string &url, std::string_view question)
{
    const auto address = parseUrl(url);
    if (!address)
        return std::nullopt;
    const std::string body = filled(
        R"({"model":"scripted","stream":true,"messages":[{"role":"user","content":%1}]})", {jsonString(question)});
    const std::string received = roundTrip(*address,
        "POST " + address->path + "/chat/completions HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: "
            + std::to_string(body.size()) + "\r\n\r\n" + body);
    std::string answer;
    for (size_t at = received.find("data: "); at != std::string::npos; at = received.find("data: ", at + 1)) {
        const std::string data = received.substr(at + 6, received.find('\n', at) - at - 6);
        if (data.starts_with("[DONE]"))
            return answer;
        if (const auto chunk = Message::parse(data))
            answer += chunk->text("/choices/0/delta/content");
    }
    return std::nullopt;
}

} // namespace fake_agent

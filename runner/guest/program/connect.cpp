#include "runner/guest/program/connect.h"

#include "runner/guest/program/unique_fd.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>

namespace pilothouse::guest {

namespace {

/// One direction of the join: a buffer that is filled from one end and emptied into the other.
class Direction {
public:
    Direction(int from, int to) : m_from(from), m_to(to) { }

    void prepare(pollfd &source, pollfd &target) const
    {
        source = {m_size == 0 && !m_ended ? m_from : -1, POLLIN, 0};
        target = {m_size > 0 ? m_to : -1, POLLOUT, 0};
    }
    /// False when an end broke.
    bool advance(const pollfd &source, const pollfd &target)
    {
        if (source.fd >= 0 && source.revents != 0) {
            const ssize_t got = read(m_from, m_buffer, sizeof m_buffer);
            if (got < 0 && errno != EINTR && errno != EAGAIN)
                return false;
            m_ended = got == 0;
            m_done = 0;
            m_size = got > 0 ? static_cast<std::size_t>(got) : 0;
        }
        if (target.fd >= 0 && target.revents != 0) {
            const ssize_t written = write(m_to, m_buffer + m_done, m_size);
            if (written < 0 && errno != EINTR && errno != EAGAIN)
                return false;
            const auto count = static_cast<std::size_t>(std::max<ssize_t>(written, 0));
            m_done += count;
            m_size -= count;
        }
        return true;
    }
    [[nodiscard]] bool isOver() const { return m_ended && m_size == 0; }

private:
    int m_from;
    int m_to;
    bool m_ended = false;
    std::size_t m_done = 0;
    std::size_t m_size = 0;
    char m_buffer[64 * 1024];
};

bool isListener(int socket, int pid)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid == pid;
}

} // namespace

SocketAddress::SocketAddress(const std::string &name)
{
    address.sun_family = AF_UNIX;
    const std::size_t count = std::min(name.size(), sizeof address.sun_path - 1);
    std::memcpy(address.sun_path + 1, name.data(), count);
    length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + count);
}

int connectToGuest(const std::string &socketName, int guestPid)
{
    prctl(PR_SET_DUMPABLE, 0);
    const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const SocketAddress address(socketName);
    if (connect(socket.get(), reinterpret_cast<const sockaddr *>(&address.address), address.length) != 0) {
        std::fprintf(stderr, "pilothouse-guest: no guest runs here: %s\n", std::strerror(errno));
        return 3;
    }
    if (!isListener(socket.get(), guestPid)) {
        std::fprintf(stderr, "pilothouse-guest: the socket is not the guest's\n");
        return 4;
    }
    fcntl(socket.get(), F_SETFL, O_NONBLOCK);
    // A write into a pipe with little room would block, and with it the other direction.
    fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
    static Direction in(STDIN_FILENO, socket.get());
    static Direction out(socket.get(), STDOUT_FILENO);
    while (!in.isOver() && !out.isOver()) {
        pollfd ends[4];
        in.prepare(ends[0], ends[1]);
        out.prepare(ends[2], ends[3]);
        if (poll(ends, 4, -1) < 0 && errno != EINTR)
            return 5;
        if (!in.advance(ends[0], ends[1]) || !out.advance(ends[2], ends[3]))
            return 5;
    }
    return 0;
}

} // namespace pilothouse::guest

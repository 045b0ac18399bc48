#include "runner/guest/program/socket_owner.h"

#include "runner/guest/program/unique_fd.h"
#include "runner/guest/protocol/messages.h"

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>

namespace pilothouse::guest {

namespace {

constexpr std::size_t MostOfTable = 1024 * 1024;
constexpr int MostDescriptors = 20'000; // of all processes together

struct CloseDirectory {
    void operator()(DIR *directory) const { closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

std::string readStart(const std::string &path, std::size_t most)
{
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string bytes;
    char buffer[16 * 1024];
    ssize_t got = 0;
    while (file.isValid() && bytes.size() < most && (got = read(file.get(), buffer, sizeof buffer)) > 0)
        bytes.append(buffer, static_cast<std::size_t>(got));
    bytes.resize(std::min(bytes.size(), most));
    return bytes;
}

/// "0100007F:1F90" ends the local address of an IPv4 socket and of an IPv6 one that speaks to IPv4 alike.
std::string loopbackEnd(in_port_t networkPort)
{
    char text[16];
    std::snprintf(text, sizeof text, "0100007F:%04X", ntohs(networkPort));
    return text;
}

/// The fields of /proc/net/tcp (proc(5)): number, local, remote, state, queues, timer, retransmissions, user, time-out,
/// inode.
std::string inodeIn(const std::string &table, const std::string &local, const std::string &remote)
{
    std::size_t at = 0;
    while (at < table.size()) {
        const std::size_t end = std::min(table.find('\n', at), table.size());
        std::string_view line(table.data() + at, end - at);
        at = end + 1;
        std::string_view fields[10];
        int count = 0;
        while (count < 10 && !line.empty()) {
            line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
            const std::size_t length = std::min(line.find(' '), line.size());
            fields[count++] = line.substr(0, length);
            line.remove_prefix(length);
        }
        if (count == 10 && fields[1].ends_with(local) && fields[2].ends_with(remote))
            return std::string(fields[9]);
    }
    return {};
}

pid_t pidOf(const char *name)
{
    pid_t pid = 0;
    const char *end = name + std::strlen(name);
    const auto [rest, error] = std::from_chars(name, end, pid);
    return error == std::errc() && rest == end ? pid : 0;
}

bool holds(pid_t pid, const std::string &link, int &descriptors)
{
    const std::string folder = "/proc/" + std::to_string(pid) + "/fd";
    const Directory directory(opendir(folder.c_str()));
    char target[64];
    while (const dirent *entry = directory ? readdir(directory.get()) : nullptr) {
        if (++descriptors > MostDescriptors)
            return false;
        const ssize_t length = readlinkat(dirfd(directory.get()), entry->d_name, target, sizeof target);
        if (length > 0 && std::string_view(target, static_cast<std::size_t>(length)) == link)
            return true;
    }
    return false;
}

std::string commandOf(pid_t pid)
{
    std::string command = readStart("/proc/" + std::to_string(pid) + "/cmdline", MaxEgressCommand);
    while (command.ends_with('\0'))
        command.pop_back();
    for (char &c : command)
        c = c == '\0' ? ' ' : c;
    return command;
}

} // namespace

SocketOwner socketOwner(int accepted)
{
    sockaddr_in here{};
    sockaddr_in there{};
    socklen_t size = sizeof here;
    if (getsockname(accepted, reinterpret_cast<sockaddr *>(&here), &size) != 0)
        return {};
    size = sizeof there;
    if (getpeername(accepted, reinterpret_cast<sockaddr *>(&there), &size) != 0)
        return {};
    std::string inode;
    for (const char *table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        inode = inodeIn(readStart(table, MostOfTable), loopbackEnd(there.sin_port), loopbackEnd(here.sin_port));
        if (!inode.empty())
            break;
    }
    if (inode.empty() || inode == "0")
        return {};
    const std::string link = "socket:[" + inode + "]";
    const Directory processes(opendir("/proc"));
    int descriptors = 0;
    while (const dirent *entry = processes ? readdir(processes.get()) : nullptr) {
        const pid_t pid = pidOf(entry->d_name);
        if (pid > 1 && holds(pid, link, descriptors))
            return {pid, commandOf(pid)};
    }
    return {};
}

} // namespace pilothouse::guest

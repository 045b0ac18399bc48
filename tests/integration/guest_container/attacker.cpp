// An agent that attacks its guest: prints one line for each attempt, "failed NAME" or "SUCCEEDED NAME", how many there
// were, and then numbers. With "kill-everything" it kills every process that it
// can; with "speak" it only speaks to the guest; with "proxy" it gives the proxy what it reads and prints the answer.

#include "runner/guest/protocol/messages.h"

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

int attempts = 0;

void report(const char *name, bool succeeded)
{
    ++attempts;
    std::printf("%s %s\n", succeeded ? "SUCCEEDED" : "failed", name);
    std::fflush(stdout);
}

bool canRead(const char *path)
{
    const int fd = open(path, O_RDONLY);
    char byte = 0;
    const bool read = fd >= 0 && ::read(fd, &byte, 1) == 1;
    close(fd);
    return read;
}

bool canList(const char *path)
{
    DIR *directory = opendir(path);
    int entries = 0;
    while (directory && readdir(directory))
        ++entries;
    if (directory)
        closedir(directory);
    return entries > 2;
}

sockaddr_un guestAddress(socklen_t &length)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const char name[] = "pilothouse-guest";
    std::memcpy(address.sun_path + 1, name, sizeof name - 1);
    length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + sizeof name);
    return address;
}

std::string goodHello()
{
    pilothouse::guest::HostHello hello;
    hello.oldest = pilothouse::guest::OldestProtocol;
    hello.newest = pilothouse::guest::CurrentProtocol;
    hello.key = std::string(pilothouse::guest::KeySize, 'k');
    std::string bytes;
    pilothouse::guest::appendFrame(
        bytes, pilothouse::guest::FrameType::HostHello, false, 0, 0, pilothouse::guest::encode(hello));
    return bytes;
}

/// True when the guest listens to us: it keeps the connection open or says something.
bool isHeard()
{
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    socklen_t length = 0;
    const sockaddr_un address = guestAddress(length);
    if (connect(fd, reinterpret_cast<const sockaddr *>(&address), length) != 0)
        return false;
    const std::string hello = goodHello();
    (void)!send(fd, hello.data(), hello.size(), MSG_NOSIGNAL);
    char byte = 0;
    const ssize_t got = recv(fd, &byte, 1, 0);
    close(fd);
    return got > 0;
}

bool canReplaceSocket()
{
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    socklen_t length = 0;
    const sockaddr_un address = guestAddress(length);
    const bool bound = bind(fd, reinterpret_cast<const sockaddr *>(&address), length) == 0;
    close(fd);
    return bound;
}

bool connectsThroughGuestProgram()
{
    // A hello is answered, were it only by a refusal; whoever may not speak hears nothing.
    const std::string hello = goodHello();
    FILE *file = std::fopen("/tmp/hello", "w");
    if (!file || std::fwrite(hello.data(), hello.size(), 1, file) != 1 || std::fclose(file) != 0)
        return true;
    FILE *pipe =
        popen("{ cat /tmp/hello; sleep 1; } | /usr/lib/pilothouse/pilothouse-guest connect 2>/dev/null | wc -c", "r");
    int bytes = -1;
    if (!pipe || std::fscanf(pipe, "%d", &bytes) != 1)
        bytes = 1;
    if (pipe)
        pclose(pipe);
    return bytes != 0;
}

bool canReadMemory()
{
    char byte = 0;
    const iovec local{&byte, 1};
    for (const unsigned long address : {0x400000UL, 0x7ffff7dd0000UL, 0x555555554000UL}) {
        const iovec remote{reinterpret_cast<void *>(address), 1};
        if (process_vm_readv(1, &local, 1, &remote, 1, 0) == 1
            || (errno != EPERM && errno != EACCES && errno != ENOSYS))
            return true;
    }
    return false;
}

/// A process of the host in here, such as `guest connect`: the only ones of root. 0 when there is none.
pid_t processOfTheHost()
{
    DIR *directory = opendir("/proc");
    pid_t found = 0;
    while (const dirent *entry = directory ? readdir(directory) : nullptr) {
        const pid_t pid = std::atoi(entry->d_name);
        const std::string status = "/proc/" + std::to_string(pid) + "/status";
        FILE *file = pid > 1 ? std::fopen(status.c_str(), "r") : nullptr;
        char line[256];
        unsigned uid = 1;
        while (file && std::fgets(line, sizeof line, file)) {
            if (std::sscanf(line, "Uid: %u", &uid) == 1)
                break;
        }
        if (file)
            std::fclose(file);
        if (file && uid == 0)
            found = pid;
    }
    if (directory)
        closedir(directory);
    return found;
}

void attackTheConnection()
{
    const pid_t pid = processOfTheHost();
    if (pid == 0) {
        report("nothing: the host's process was not found", true);
        return;
    }
    const std::string folder = "/proc/" + std::to_string(pid);
    report("kill guest connect", kill(pid, SIGKILL) == 0);
    report("ptrace guest connect", ptrace(PTRACE_ATTACH, pid, nullptr, nullptr) == 0);
    report("memory of guest connect", open((folder + "/mem").c_str(), O_RDWR) >= 0);
    report("environment of guest connect", canRead((folder + "/environ").c_str()));
    report("descriptors of guest connect", canList((folder + "/fd").c_str()));
}

int killEverything()
{
    std::puts("before");
    std::fflush(stdout);
    kill(-1, SIGKILL);
    if (FILE *file = std::fopen("/workspace/while-killing", "w")) {
        std::fputs("written\n", file);
        std::fclose(file);
    }
    std::puts("after");
    return 0;
}

int speakToTheProxy()
{
    char request[64 * 1024];
    const std::size_t size = std::fread(request, 1, sizeof request, stdin);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(8318);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
        || send(fd, request, size, MSG_NOSIGNAL) != static_cast<ssize_t>(size))
        return 1;
    char answer[4096];
    ssize_t got = 0;
    while ((got = recv(fd, answer, sizeof answer, 0)) > 0)
        std::fwrite(answer, 1, static_cast<std::size_t>(got), stdout);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 1 && std::string_view(argv[1]) == "proxy")
        return speakToTheProxy();
    if (argc > 1 && std::string_view(argv[1]) == "kill-everything")
        return killEverything();
    if (argc > 1 && std::string_view(argv[1]) == "speak") {
        report("the socket", isHeard());
        report("guest connect", connectsThroughGuestProgram());
        return 0;
    }
    report("ptrace attach", ptrace(PTRACE_ATTACH, 1, nullptr, nullptr) == 0);
    report("ptrace seize", ptrace(PTRACE_SEIZE, 1, nullptr, nullptr) == 0);
    report("process_vm_readv", canReadMemory());
    report("/proc/1/mem", open("/proc/1/mem", O_RDWR) >= 0);
    report("/proc/1/environ", canRead("/proc/1/environ"));
    report("/proc/1/maps", canRead("/proc/1/maps"));
    report("/proc/1/fd", canList("/proc/1/fd"));
    report("/proc/1/cwd", canList("/proc/1/cwd/"));
    report("pidfd_getfd", [] {
        const auto pidfd = static_cast<int>(syscall(SYS_pidfd_open, 1, 0));
        return pidfd >= 0 && syscall(SYS_pidfd_getfd, pidfd, 3, 0) >= 0;
    }());
    report("the socket", isHeard());
    report("replacing the socket", canReplaceSocket());
    report("guest connect", connectsThroughGuestProgram());
    attackTheConnection();
    std::printf("attacks %d\n", attempts);
    std::fflush(stdout);
    // What gets lost when a signal works is seen in the numbers below.
    for (int signal = 1; signal < 65; ++signal)
        kill(1, signal);
    usleep(300'000);
    for (int i = 1; i <= 2000; ++i) {
        std::printf("number %d\n", i);
        if (i % 100 == 0) {
            std::fflush(stdout);
            kill(1, SIGTERM);
            kill(1, SIGKILL);
            usleep(20'000);
        }
    }
    return 0;
}

// The guest program: process 1 of a sandbox (`run`), its helper for the workspace (`workspace`, started by it), the
// host's way to it (`connect`), and what tries the sandbox's boundary from inside (`probe`).

#include "runner/guest/program/connect.h"
#include "runner/guest/program/guest.h"
#include "runner/guest/program/probe.h"
#include "runner/guest/program/workspace/worker.h"

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace pilothouse::guest {

namespace {

/// Signals come as data. Process 1 cannot be killed from inside its namespace; that it does not act on signals from
/// there either is up to us: one from outside has no sender that can be named here.
void watchSignals(EventLoop &loop, Processes &processes, Guest &guest)
{
    sigset_t all;
    sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS})
        sigdelset(&all, fault);
    sigprocmask(SIG_BLOCK, &all, nullptr);
    const int fd = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
    loop.watch(fd, EPOLLIN, [fd, &processes, &guest](std::uint32_t) {
        signalfd_siginfo info{};
        while (read(fd, &info, sizeof info) == sizeof info) {
            if (info.ssi_signo == SIGCHLD)
                processes.reap();
            else if ((info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) && (getpid() != 1 || info.ssi_pid == 0))
                guest.stop();
        }
    });
}

int run(const GuestOptions &options)
{
    // No debugger, no /proc/1/mem, fd or environ for processes of our own user.
    prctl(PR_SET_DUMPABLE, 0);
    umask(022);
    EventLoop loop;
    Processes processes;
    Guest guest(loop, processes, options);
    if (!guest.listen()) {
        std::fprintf(stderr, "pilothouse-guest: cannot listen: %s\n", std::strerror(errno));
        return 1;
    }
    watchSignals(loop, processes, guest);
    loop.run();
    return 0;
}

} // namespace

} // namespace pilothouse::guest

int main(int argc, char **argv)
{
    using namespace pilothouse::guest;
    const std::string_view command = argc > 1 ? argv[1] : "";
    if (command == "version") {
        std::puts(PILOTHOUSE_VERSION);
        return 0;
    }
    if (command == "probe")
        return probeBoundary(argc - 2, argv + 2);
    if (command == "workspace") {
        if (const auto options = parseOptions(argc - 2, argv + 2))
            return runWorkspaceWorker(*options, 3);
    }
    if (command == "run" || command == "connect") {
        int first = 2;
        int guestPid = 1;
        if (command == "connect" && argc > 3 && std::string_view(argv[2]) == "--guest-pid") {
            guestPid = std::atoi(argv[3]);
            first = 4;
        }
        if (const auto options = parseOptions(argc - first, argv + first))
            return command == "run" ? run(*options) : connectToGuest(options->socket, guestPid);
    }
    std::fputs("usage: pilothouse-guest run | connect | probe | version\n", stderr);
    return 2;
}

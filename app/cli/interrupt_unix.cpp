#include "app/cli/interrupt.h"

#include <QSocketNotifier>

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace pilothouse::cli {

namespace {

int s_pipe[2] = {-1, -1}; // a signal handler can do little more than write to one

void handle(int signal)
{
    const int error = errno; // of what was interrupted
    const char byte = 1;
    static_cast<void>(::write(s_pipe[1], &byte, 1));
    std::signal(signal, SIG_DFL);
    errno = error;
}

} // namespace

void onInterrupt(QObject *context, std::function<void()> interrupted)
{
    if (s_pipe[0] < 0) {
        if (::pipe(s_pipe) != 0)
            return;
        for (const int end : s_pipe)
            ::fcntl(end, F_SETFD, FD_CLOEXEC); // no business of the programs that we start
    }
    auto *notifier = new QSocketNotifier(s_pipe[0], QSocketNotifier::Read, context);
    QObject::connect(notifier, &QSocketNotifier::activated, context, [interrupted = std::move(interrupted)] {
        char byte = 0;
        static_cast<void>(::read(s_pipe[0], &byte, 1));
        interrupted();
    });
    std::signal(SIGINT, handle);
    std::signal(SIGTERM, handle);
    std::signal(SIGHUP, handle);
}

} // namespace pilothouse::cli

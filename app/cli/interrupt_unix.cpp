#include "app/cli/interrupt.h"

#include <QSocketNotifier>

#include <csignal>

#include <unistd.h>

namespace pilothouse::cli {

namespace {

int s_pipe[2] = {-1, -1}; // a signal handler can do little more than write to one

void handle(int signal)
{
    const char byte = 1;
    static_cast<void>(::write(s_pipe[1], &byte, 1));
    std::signal(signal, SIG_DFL);
}

} // namespace

void onInterrupt(QObject *context, std::function<void()> interrupted)
{
    if (s_pipe[0] < 0 && ::pipe(s_pipe) != 0)
        return;
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

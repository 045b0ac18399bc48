#include "runner/guest/program/workspace/watcher.h"

#include <sys/inotify.h>

#include <cerrno>

namespace pilothouse::guest {

namespace {

constexpr std::uint32_t Changes = IN_CREATE | IN_DELETE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVED_FROM
    | IN_MOVED_TO | IN_ONLYDIR | IN_EXCL_UNLINK;

} // namespace

Watcher::Watcher() : m_inotify(inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
{
    m_complete = m_inotify.isValid();
}

int Watcher::add(int folder)
{
    // By descriptor: the folder that is open, whatever its name means now.
    const int watch = inotify_add_watch(m_inotify.get(), ("/proc/self/fd/" + std::to_string(folder)).c_str(), Changes);
    if (watch < 0)
        m_complete = false;
    return watch;
}

void Watcher::remove(int watch)
{
    inotify_rm_watch(m_inotify.get(), watch);
}

bool Watcher::take(const std::function<void(int, std::string)> &changed)
{
    alignas(inotify_event) char buffer[32 * 1024];
    bool complete = true;
    ssize_t got = 0;
    while ((got = read(m_inotify.get(), buffer, sizeof buffer)) > 0) {
        for (ssize_t at = 0; at < got;) {
            const auto *event = reinterpret_cast<const inotify_event *>(buffer + at);
            at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            if (event->mask & IN_Q_OVERFLOW)
                complete = false;
            else if (!(event->mask & IN_IGNORED))
                changed(event->wd, event->len > 0 ? std::string(event->name) : std::string());
        }
    }
    return complete;
}

} // namespace pilothouse::guest

#pragma once

#include "runner/guest/program/unique_fd.h"

#include <cstdint>
#include <functional>
#include <string>

namespace pilothouse::guest {

/// inotify on folders, each watched for its own entries.
class Watcher {
public:
    Watcher();

    /// Watches the open folder; returns a number that names the watch (the same for the same folder), or -1: there are
    /// too many, and isComplete() is false from now on.
    [[nodiscard]] int add(int folder);
    void remove(int watch);
    [[nodiscard]] bool isComplete() const { return m_complete; }
    [[nodiscard]] int fd() const { return m_inotify.get(); }

    /// Takes what happened since; `name` is empty when the folder itself changed. Returns false when events were lost.
    [[nodiscard]] bool take(const std::function<void(int watch, std::string name)> &changed);

private:
    UniqueFd m_inotify;
    bool m_complete = true;
};

} // namespace pilothouse::guest

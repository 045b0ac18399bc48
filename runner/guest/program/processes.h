#pragma once

#include "runner/guest/program/unique_fd.h"
#include "runner/guest/protocol/messages.h"

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace pilothouse::guest {

/// A process to start. It gets a clean signal mask and only the descriptors that are named here.
struct Spawn {
    std::vector<std::string> argv; ///< argv[0] is looked up in the environment's PATH when it has no slash.
    StringPairs environment; ///< All of it.
    std::string directory; ///< Empty: ours.
    int input = -1; ///< Become descriptors 0, 1 and 2; -1: /dev/null.
    int output = -1;
    int error = -1;
    int extra = -1; ///< Becomes descriptor 3.
    bool terminal = false; ///< `input` becomes the controlling terminal.
};

/// The directories where programs are looked for when the host says nothing else.
inline constexpr const char *DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Starts the process as the leader of a new session (and process group). Returns its id, or minus an errno: also when
/// the program cannot be executed.
[[nodiscard]] pid_t spawn(const Spawn &request);

/// How a process ended, from waitpid()'s status.
struct Ending {
    bool bySignal = false;
    int value = 0; ///< The exit code or the signal's number.
};

/// Knows who waits for which child; reap() is called on SIGCHLD.
class Processes {
public:
    void expect(pid_t pid, std::function<void(Ending)> ended) { m_expected[pid] = std::move(ended); }
    void forget(pid_t pid) { m_expected.erase(pid); }
    /// Collects every child that ended, strangers included: orphans come to PID 1.
    void reap();
    [[nodiscard]] bool isEmpty() const { return m_expected.empty(); }

private:
    std::map<pid_t, std::function<void(Ending)>> m_expected;
};

/// A pipe whose two ends close on exec. Both invalid when there are no descriptors left.
struct Pipe {
    Pipe();
    UniqueFd read;
    UniqueFd write;
};

void setNonBlocking(int fd);

} // namespace pilothouse::guest

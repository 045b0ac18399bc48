#include "runner/guest/program/processes.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

namespace pilothouse::guest {

namespace {

std::vector<char *> pointers(const std::vector<std::string> &texts)
{
    std::vector<char *> list;
    for (const std::string &text : texts)
        list.push_back(const_cast<char *>(text.c_str()));
    list.push_back(nullptr);
    return list;
}

/// Descriptors that are to become 0 … 3 are first moved above them, so that none overwrites another.
bool placeDescriptors(const Spawn &request)
{
    const int wanted[4] = {request.input, request.output, request.error, request.extra};
    int moved[4] = {-1, -1, -1, -1};
    for (int i = 0; i < 4; ++i) {
        if (i == 3 && wanted[i] < 0)
            continue;
        const int from = wanted[i] >= 0 ? wanted[i] : open("/dev/null", O_RDWR);
        moved[i] = fcntl(from, F_DUPFD_CLOEXEC, 10);
        if (moved[i] < 0)
            return false;
    }
    for (int i = 0; i < 4; ++i) {
        if (moved[i] >= 0 && dup2(moved[i], i) < 0)
            return false;
    }
    return true;
}

[[noreturn]] void becomeChild(const Spawn &request, char *const *argv, char *const *environment, int report)
{
    sigset_t none;
    sigemptyset(&none);
    for (int signal = 1; signal < NSIG; ++signal)
        ::signal(signal, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    setsid();
    // Moved out of the way of the descriptors that the child is to have.
    const int reportTo = fcntl(report, F_DUPFD_CLOEXEC, 20);
    if (placeDescriptors(request) && (request.directory.empty() || chdir(request.directory.c_str()) == 0)) {
        if (request.terminal)
            ioctl(0, TIOCSCTTY, 0);
        environ = const_cast<char **>(environment);
        execvp(argv[0], argv);
    }
    const int error = errno;
    (void)!::write(reportTo, &error, sizeof error);
    _exit(127);
}

} // namespace

pid_t spawn(const Spawn &request)
{
    if (request.argv.empty() || request.argv[0].empty())
        return -EINVAL;
    std::vector<std::string> variables;
    for (const auto &[name, value] : request.environment)
        variables.push_back(name + "=" + value);
    const std::vector<char *> argv = pointers(request.argv);
    const std::vector<char *> environment = pointers(variables);
    Pipe report;
    if (!report.write.isValid())
        return -errno;
    const pid_t pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0)
        becomeChild(request, argv.data(), environment.data(), report.write.get());
    report.write.reset();
    // Ends at the exec, which closes the child's end: microseconds.
    int error = 0;
    ssize_t got = 0;
    do {
        got = ::read(report.read.get(), &error, sizeof error);
    } while (got < 0 && errno == EINTR);
    if (got != sizeof error)
        return pid;
    waitpid(pid, nullptr, 0);
    return -error;
}

void Processes::reap()
{
    int status = 0;
    for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        const auto found = m_expected.find(pid);
        if (found == m_expected.end())
            continue;
        const std::function<void(Ending)> ended = std::move(found->second);
        m_expected.erase(found);
        ended(WIFSIGNALED(status) ? Ending{true, WTERMSIG(status)} : Ending{false, WEXITSTATUS(status)});
    }
}

Pipe::Pipe()
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) == 0) {
        read.reset(ends[0]);
        write.reset(ends[1]);
    }
}

void setNonBlocking(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

} // namespace pilothouse::guest

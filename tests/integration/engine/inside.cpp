// The only program in the test image: static, so that the image needs nothing else. Its first argument says what to do.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace {

/// PID 1: waits until it is asked to end. Orphans that ended are not kept: they would count as processes.
int run()
{
    signal(SIGCHLD, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    int signal = 0;
    sigwait(&set, &signal);
    return 0;
}

int copy(int from, int to)
{
    static char buffer[65536];
    for (;;) {
        const ssize_t size = read(from, buffer, sizeof buffer);
        if (size <= 0)
            return size == 0 ? 0 : 1;
        for (ssize_t done = 0; done < size;) {
            const ssize_t wrote = write(to, buffer + done, static_cast<size_t>(size - done));
            if (wrote <= 0)
                return 1;
            done += wrote;
        }
    }
}

/// Writes `mebibytes` of zeros to standard output, and to the file how many of them are out.
int flood(long mebibytes, const char *path)
{
    static char block[65536];
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    char words[32];
    for (long i = 0; i < mebibytes * 16; ++i) {
        if (i % 16 == 0 && pwrite(file, words, static_cast<size_t>(std::sprintf(words, "%ld\n", i / 16)), 0) < 0)
            return 1;
        for (size_t done = 0; done < sizeof block;) {
            const ssize_t wrote = write(1, block + done, sizeof block - done);
            if (wrote <= 0)
                return 1;
            done += static_cast<size_t>(wrote);
        }
    }
    return 0;
}

/// Touches memory and says how far it came.
int hog(long mebibytes)
{
    for (long i = 1; i <= mebibytes; ++i) {
        void *block = mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED)
            break;
        std::memset(block, 1, 1 << 20);
        std::printf("%ld\n", i);
        std::fflush(stdout);
    }
    return 0;
}

/// Starts children until one fails, and says how many there were.
int forks(long wanted)
{
    std::vector<pid_t> children;
    for (long i = 0; i < wanted; ++i) {
        const pid_t child = fork();
        if (child == 0)
            for (;;)
                pause();
        if (child < 0)
            break;
        children.push_back(child);
    }
    std::printf("%zu\n", children.size());
    for (const pid_t child : children) {
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
    }
    return 0;
}

int writeFile(const char *path, const char *text)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) {
        std::printf("%s\n", std::strerror(errno));
        return 1;
    }
    const bool good = write(file, text, std::strlen(text)) == static_cast<ssize_t>(std::strlen(text));
    std::printf("written\n");
    return close(file) == 0 && good ? 0 : 1;
}

int show(const char *path)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    return file < 0 ? 1 : copy(file, 1);
}

} // namespace

int main(int argc, char **argv)
{
    const std::string_view what = argc > 1 ? argv[1] : "";
    if (what == "run")
        return run();
    if (what == "cat")
        return copy(0, 1);
    if (what == "flood" && argc == 4)
        return flood(std::atol(argv[2]), argv[3]);
    if (what == "hog" && argc == 3)
        return hog(std::atol(argv[2]));
    if (what == "forks" && argc == 3)
        return forks(std::atol(argv[2]));
    if (what == "write" && argc == 4)
        return writeFile(argv[2], argv[3]);
    if (what == "show" && argc == 3)
        return show(argv[2]);
    if (what == "both") {
        std::fputs("to output", stdout);
        std::fflush(stdout);
        std::fputs("to error", stderr);
        return 0;
    }
    if (what == "env") {
        for (char **variable = environ; *variable != nullptr; ++variable)
            std::puts(*variable);
        return 0;
    }
    if (what == "die" && argc == 3)
        return std::atoi(argv[2]);
    std::fprintf(stderr, "what?\n");
    return 64;
}

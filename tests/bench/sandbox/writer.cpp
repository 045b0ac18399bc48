// Writes files in the sandbox. Without arguments: for each line "PATH CONTENT" of standard input one file, and says on
// standard output when it began to, in nanoseconds of the clock that the host has, too. `noise SECONDS PAUSE_US` writes
// all the time.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

long long now()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

bool writeFile(const char *path, std::string_view content)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    const bool good = file >= 0 && write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
    if (file >= 0)
        close(file);
    return good;
}

int makeNoise(long seconds, unsigned pauseUs)
{
    constexpr int files = 50;
    mkdir("noise", 0755);
    long written = 0;
    for (const long long end = now() + seconds * 1'000'000'000LL; now() < end; ++written) {
        const std::string path = "noise/" + std::to_string(written % files);
        if (!writeFile(path.c_str(), std::string(4000, 'n') + std::to_string(written) + "\n"))
            return 1;
        usleep(pauseUs);
    }
    std::printf("%ld\n", written);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 4 && std::string_view(argv[1]) == "noise")
        return makeNoise(std::atol(argv[2]), static_cast<unsigned>(std::atol(argv[3])));
    char line[4096];
    while (std::fgets(line, sizeof line, stdin)) {
        char *space = std::strchr(line, ' ');
        if (!space)
            return 1;
        *space = '\0';
        const long long begun = now();
        if (!writeFile(line, space + 1))
            return 1;
        std::printf("%lld\n", begun);
        std::fflush(stdout);
    }
    return 0;
}

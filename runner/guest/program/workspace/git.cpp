#include "runner/guest/program/workspace/git.h"

#include <poll.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace pilothouse::guest {

namespace {

/// For one answer; hashing the largest file takes seconds.
constexpr int AnswerTimeoutMs = 120'000;
constexpr std::size_t MaxErrorText = 2000;

std::vector<std::string> commandLine(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), "git");
    return arguments;
}

/// Moves bytes both ways until git closes its output.
void converse(
    UniqueFd &input, std::string_view toWrite, UniqueFd &output, UniqueFd &error, std::string &out, std::string &words)
{
    setNonBlocking(input.get());
    if (toWrite.empty())
        input.reset();
    char buffer[64 * 1024];
    const auto drain = [&buffer](UniqueFd &from, std::string &to) {
        const ssize_t got = read(from.get(), buffer, sizeof buffer);
        if (got > 0)
            to.append(buffer, static_cast<std::size_t>(got));
        else if (got == 0 || errno != EINTR)
            from.reset();
    };
    while (output.isValid() || error.isValid()) {
        pollfd ends[3] = {{input.get(), POLLOUT, 0}, {output.get(), POLLIN, 0}, {error.get(), POLLIN, 0}};
        if (poll(ends, 3, -1) < 0)
            continue;
        if (input.isValid() && ends[0].revents != 0) {
            const ssize_t written = write(input.get(), toWrite.data(), toWrite.size());
            if (written > 0)
                toWrite.remove_prefix(static_cast<std::size_t>(written));
            if (toWrite.empty() || (written < 0 && errno != EAGAIN && errno != EINTR))
                input.reset();
        }
        if (output.isValid() && ends[1].revents != 0)
            drain(output, out);
        if (error.isValid() && ends[2].revents != 0)
            drain(error, words);
        if (words.size() > 2 * MaxErrorText)
            words.erase(0, words.size() - MaxErrorText);
    }
}

} // namespace

StringPairs GitPlace::environment() const
{
    return {{"PATH", DefaultPath}, {"HOME", "/nonexistent"}, {"LC_ALL", "C"}, {"GIT_DIR", gitDirectory},
        {"GIT_WORK_TREE", workTree}, {"GIT_CONFIG_NOSYSTEM", "1"}, {"GIT_CONFIG_GLOBAL", "/dev/null"},
        {"GIT_CONFIG_SYSTEM", "/dev/null"}, {"GIT_ATTR_NOSYSTEM", "1"}, {"GIT_OPTIONAL_LOCKS", "0"},
        {"GIT_NO_REPLACE_OBJECTS", "1"}, {"GIT_NO_LAZY_FETCH", "1"}, {"GIT_TERMINAL_PROMPT", "0"}};
}

GitOutcome runGit(
    const GitPlace &place, std::vector<std::string> arguments, std::string_view input, const std::string &index)
{
    Pipe in;
    Pipe out;
    Pipe error;
    if (!error.write.isValid())
        return {Failure::Io, "no descriptors left"};
    StringPairs environment = place.environment();
    if (!index.empty())
        environment.emplace_back("GIT_INDEX_FILE", index);
    const pid_t pid = spawn({.argv = commandLine(std::move(arguments)),
        .environment = std::move(environment),
        .directory = place.workTree,
        .input = in.read.get(),
        .output = out.write.get(),
        .error = error.write.get()});
    if (pid < 0)
        return {pid == -ENOENT ? Failure::GitMissing : Failure::Failed, "git could not be started"};
    in.read.reset();
    out.write.reset();
    error.write.reset();
    std::string output;
    std::string words;
    converse(in.write, input, out.read, error.read, output, words);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) { }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return {Failure::None, std::move(output)};
    const bool full = words.contains("No space left on device") || words.contains("Disk quota exceeded");
    return {
        full ? Failure::DiskFull : Failure::Failed, words.substr(words.size() - std::min(words.size(), MaxErrorText))};
}

bool GitServer::start()
{
    Pipe in;
    Pipe out;
    if (!out.write.isValid())
        return false;
    m_pid = spawn({.argv = commandLine(m_arguments),
        .environment = m_place.environment(),
        .directory = "/",
        .input = in.read.get(),
        .output = out.write.get()});
    m_input = std::move(in.write);
    m_output = std::move(out.read);
    m_buffer.clear();
    return m_pid > 0;
}

void GitServer::stop()
{
    m_input.reset();
    m_output.reset();
    if (m_pid > 0) {
        kill(m_pid, SIGKILL);
        while (waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) { }
    }
    m_pid = 0;
}

bool GitServer::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = write(m_input.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::optional<std::string> GitServer::readLine()
{
    while (true) {
        const std::size_t end = m_buffer.find('\n');
        if (end != std::string::npos) {
            std::string line = m_buffer.substr(0, end);
            m_buffer.erase(0, end + 1);
            return line;
        }
        pollfd wait{m_output.get(), POLLIN, 0};
        if (poll(&wait, 1, AnswerTimeoutMs) <= 0)
            return std::nullopt;
        char buffer[4096];
        const ssize_t got = read(m_output.get(), buffer, sizeof buffer);
        if (got <= 0)
            return std::nullopt;
        m_buffer.append(buffer, static_cast<std::size_t>(got));
    }
}

std::optional<std::vector<std::string>> GitServer::ask(std::string_view requests, std::size_t answers)
{
    std::vector<std::string> lines;
    if ((m_pid > 0 || start()) && send(requests)) {
        while (lines.size() < answers) {
            std::optional<std::string> line = readLine();
            if (!line)
                break;
            lines.push_back(std::move(*line));
        }
    }
    if (lines.size() == answers)
        return lines;
    // It may have been killed from inside the sandbox; the next question starts it anew.
    stop();
    return std::nullopt;
}

bool isObjectId(std::string_view text)
{
    return text.size() == 40
        && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

} // namespace pilothouse::guest

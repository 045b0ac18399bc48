#pragma once

#include "runner/guest/program/processes.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::guest {

/// Where git works, and an environment for it in which nothing but our own store decides: no system, user or
/// repository configuration, no hook, filter or helper.
struct GitPlace {
    std::string gitDirectory;
    std::string workTree;

    [[nodiscard]] StringPairs environment() const;
};

struct GitOutcome {
    Failure failure = Failure::None; ///< GitMissing, or Failed with git's words in `text`.
    std::string text; ///< Its standard output; of a failure the end of its error output.
    [[nodiscard]] bool isGood() const { return failure == Failure::None; }
};

/// Runs git to its end; blocks. `index` names another index file than the store's.
[[nodiscard]] GitOutcome runGit(const GitPlace &place, std::vector<std::string> arguments, std::string_view input = {},
    const std::string &index = {});

/// A git command that answers each request on its input with one line, started when it is first needed and again when
/// it has died. Blocks.
class GitServer {
public:
    GitServer(GitPlace place, std::vector<std::string> arguments)
        : m_place(std::move(place)),
          m_arguments(std::move(arguments))
    { }
    ~GitServer() { stop(); }
    GitServer(const GitServer &) = delete;
    GitServer &operator=(const GitServer &) = delete;

    /// Sends requests (small ones: all of them must fit into a pipe) and returns as many lines; empty when git failed.
    [[nodiscard]] std::optional<std::vector<std::string>> ask(std::string_view requests, std::size_t answers);
    void stop();

private:
    [[nodiscard]] bool start();
    [[nodiscard]] bool send(std::string_view bytes);
    [[nodiscard]] std::optional<std::string> readLine();

    GitPlace m_place;
    std::vector<std::string> m_arguments;
    pid_t m_pid = 0;
    UniqueFd m_input;
    UniqueFd m_output;
    std::string m_buffer;
};

/// 40 lower-case hexadecimal digits.
[[nodiscard]] bool isObjectId(std::string_view text);

} // namespace pilothouse::guest

#include "json_text.h"
#include "scenario.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <sstream>

namespace fake_agent {

namespace {

using namespace std::chrono_literals;

constexpr const char *Output = "/tmp/reach.txt";

/// Asks git for the references at the address that is the prompt's third word, and says what git said.
Outcome reach(Session &session)
{
    std::istringstream words(session.prompt);
    std::string play;
    std::string name;
    std::string address;
    words >> play >> name >> address; // "/play reach http://…"
    session.update(filled(
        R"({"sessionUpdate":"tool_call","toolCallId":"reach-1","title":"Reach","kind":"fetch","status":"in_progress","rawInput":{"command":%1}})",
        {jsonString("git ls-remote " + address)}));
    const pid_t pid = fork();
    if (pid == 0) {
        const int file = open(Output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(file, 1);
        dup2(file, 2);
        execlp("git", "git", "ls-remote", address.c_str(), nullptr);
        _exit(127);
    }
    int status = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (!session.takeMessages(50ms) || session.cancelled) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            break;
        }
    }
    std::ostringstream text;
    text << std::ifstream(Output).rdbuf();
    session.update(
        filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"reach-1","status":"completed","content":%1})",
            {textContent(text.str())}));
    session.say(text.str().empty() ? "Nothing came." : text.str());
    return session.cancelled ? cancelledOutcome() : Outcome{};
}

constexpr std::array scenarios{
    Scenario{"reach", "asks git for the references at the address that follows", reach},
};

} // namespace

std::span<const Scenario> scenariosOfNetwork()
{
    return scenarios;
}

} // namespace fake_agent

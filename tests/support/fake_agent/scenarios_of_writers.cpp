#include "json_text.h"
#include "scenario.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace fake_agent {

namespace {

using namespace std::chrono_literals;

/// Writes lines in many ways and notes in the ledger who wrote which: "W <call> <how> <text>", where <how> is quiet (a
/// command that runs alone, with time before and after), stated (an edit that it describes), shell (a command among
/// others) or left (a process that outlives its command). No two lines have the same text.
class Writers {
public:
    explicit Writers(Session &session) : m_session(session) { }

    void play(long rounds)
    {
        for (int i = 0; i < 2; ++i)
            quiet();
        for (int i = 0; i < 2; ++i)
            stated(300ms);
        leaveBehind();
        for (long round = 0; round < rounds && !m_session.cancelled; ++round)
            overlap();
        m_session.say("Written.");
    }

private:
    struct Running {
        std::string call;
        pid_t pid = 0;
    };

    std::string begin(std::string_view kind, const std::string &command)
    {
        const std::string call = "writer-" + std::to_string(m_session.wire().sentCount());
        m_session.say("Now " + std::to_string(++m_texts) + ". ");
        m_session.update(filled(
            R"({"sessionUpdate":"tool_call","toolCallId":"%1","title":"Write","kind":"%2","status":"in_progress","rawInput":{"command":%3}})",
            {call, kind, jsonString(command)}));
        return call;
    }

    void end(const std::string &call, std::string_view content = "[]")
    {
        m_session.update(
            filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"%1","status":"completed","content":%2})",
                {call, content}));
    }

    /// A line's text, noted as that call's.
    std::string line(const std::string &call, std::string_view how)
    {
        const std::string text =
            "line " + std::to_string(m_session.wire().sentCount()) + '.' + std::to_string(++m_texts);
        m_session.wire().note("W " + call + ' ' + std::string(how) + ' ' + text);
        return text;
    }

    /// Runs a command in the workspace; it holds nothing of ours.
    [[nodiscard]] pid_t run(const std::string &command) const
    {
        const pid_t child = fork();
        if (child == 0) {
            const std::string whole = "cd '" + m_session.directory + "' && exec >/dev/null 2>&1 </dev/null; " + command;
            execl("/bin/sh", "sh", "-c", whole.c_str(), static_cast<char *>(nullptr));
            _exit(127);
        }
        return child;
    }

    static std::string appending(const std::string &text, const std::string &file, const std::string &pause)
    {
        return "sleep " + pause + "; printf '%s\\n' '" + text + "' >> " + file + "; ";
    }

    void quiet()
    {
        const std::string call = begin("execute", "printf");
        std::this_thread::sleep_for(100ms);
        waitpid(run(appending(line(call, "quiet"), "quiet.txt", "0")), nullptr, 0);
        std::this_thread::sleep_for(900ms);
        end(call);
        std::this_thread::sleep_for(100ms);
    }

    void stated(std::chrono::milliseconds pause)
    {
        const std::string call = begin("edit", "");
        const std::string before = m_session.readFile("stated.txt");
        const std::string after = before + line(call, "stated") + '\n';
        m_session.writeFile("stated.txt", after);
        std::this_thread::sleep_for(pause);
        const std::string old = before.empty() ? std::string() : R"("oldText":)" + jsonString(before) + ',';
        end(call,
            filled(R"([{"type":"diff","path":%1,%2"newText":%3}])",
                {jsonString(m_session.directory + "/stated.txt"), old, jsonString(after)}));
    }

    void leaveBehind()
    {
        const std::string call = begin("execute", "a writer in the background");
        std::string command;
        for (int i = 0; i < 12; ++i)
            command += appending(line(call, "left"), i % 3 == 0 ? "left.txt" : "shared.txt", "0.2");
        waitpid(run("( " + command + ") &"), nullptr, 0);
        end(call);
    }

    void overlap()
    {
        std::array<Running, 2> running;
        for (Running &one : running) {
            one.call = begin("execute", "several printf");
            std::string command;
            for (int i = 0; i < 3; ++i)
                command += appending(line(one.call, "shell"), i == 1 ? "other.txt" : "shared.txt", "0.07");
            one.pid = run(command);
            std::this_thread::sleep_for(60ms);
        }
        stated(0ms);
        for (const Running &one : running) {
            waitpid(one.pid, nullptr, 0);
            end(one.call);
        }
        m_session.takeMessages(0ms);
    }

    Session &m_session;
    int m_texts = 0;
};

Outcome writers(Session &session)
{
    Writers(session).play(session.count);
    return session.cancelled ? cancelledOutcome() : Outcome{};
}

constexpr std::array scenarios{
    Scenario{"writers", "--count rounds of commands and edits that write at the same time", writers},
};

} // namespace

std::span<const Scenario> scenariosOfWriters()
{
    return scenarios;
}

} // namespace fake_agent

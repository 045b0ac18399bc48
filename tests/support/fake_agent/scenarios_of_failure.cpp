#include "json_text.h"
#include "scenario.h"

#include <array>
#include <csignal>
#include <cstdlib>

namespace fake_agent {

namespace {

Outcome flood(Session &session)
{
    for (long index = 0; index < session.count; ++index)
        session.say("update " + std::to_string(index) + '\n');
    return {};
}

/// A command's output, sent whole with each update, of --count lines.
Outcome growingOutput(Session &session)
{
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"grow","title":"make","kind":"execute","status":"in_progress"})");
    std::string output;
    for (long index = 0; index < session.count; ++index) {
        output += "line " + std::to_string(index) + " of the output\n";
        session.update(
            filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"grow","status":"in_progress","content":%1})",
                {textContent(output)}));
    }
    session.update(
        filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"grow","status":"completed","content":%1})",
            {textContent(output)}));
    return {};
}

/// A command's output as a stream, --count lines of 1 KiB.
Outcome longOutput(Session &session)
{
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"long","title":"make","kind":"execute","status":"in_progress"})");
    for (long index = 0; index < session.count; ++index) {
        const std::string line = std::to_string(index) + ' ' + std::string(1000, 'x') + '\n';
        session.update(filled(
            R"({"sessionUpdate":"tool_call_update","toolCallId":"long","_meta":{"terminal_output":{"terminal_id":"long","data":%1}}})",
            {jsonString(line)}));
    }
    session.update(
        R"({"sessionUpdate":"tool_call_update","toolCallId":"long","status":"completed","_meta":{"terminal_exit":{"exit_code":0}}})");
    return {};
}

Outcome garbage(Session &session)
{
    session.wire().writeRaw("panic: runtime error\n\n");
    session.wire().writeRaw("{\"jsonrpc\":\"2.0\",\"method\":\n");
    session.wire().writeRaw("[1,2,3]\n\"text\"\n{}\n{\"id\":7}\n");
    session.wire().writeRaw(std::string_view("\x00\xff\xfe\x1b[31m\n", 9));
    session.wire().writeRaw("{\"jsonrpc\":\"2.0\",\"id\":999,\"result\":{}}\n");
    session.wire().writeRaw(std::string(2000, '[') + '\n');
    session.say("Sorry about that.");
    return {};
}

/// One line without an end, of --count KiB, then death.
Outcome endlessLine(Session &session)
{
    const std::string kibibyte(1024, 'x');
    for (long index = 0; index < session.count; ++index)
        session.wire().writeRaw(kibibyte);
    std::_Exit(1);
}

Outcome exits(Session &session)
{
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"d-1","title":"make","kind":"execute","status":"in_progress"})");
    std::_Exit(7);
}

Outcome killed(Session &session)
{
    session.say("Goodb");
    (void)std::raise(SIGKILL);
    return {};
}

/// Dies while a person is asked.
Outcome diesAsking(Session &session)
{
    (void)session.askLater(R"({"toolCallId":"d-2","title":"Is anybody there?"})");
    std::_Exit(7);
}

Outcome silent(Session &session)
{
    session.think("…");
    return {.result = {}, .errorMessage = {}, .answers = false};
}

Outcome fails(Session &)
{
    return {.result = {}, .errorCode = -32603, .errorMessage = "The model answered 401: no key"};
}

Outcome needsLogin(Session &)
{
    return {.result = {}, .errorCode = -32000, .errorMessage = "Authentication required"};
}

Outcome refuses(Session &session)
{
    session.say("I would rather not.");
    return {.result = R"({"stopReason":"refusal"})", .errorMessage = {}};
}

constexpr std::array scenarios{
    Scenario{"flood", "--count updates as fast as possible", flood},
    Scenario{"growing-output", "output of --count lines, whole with each update", growingOutput},
    Scenario{"long-output", "--count KiB of streamed output", longOutput},
    Scenario{"garbage", "lines that are no messages", garbage},
    Scenario{"endless-line", "--count KiB without a line feed, then death", endlessLine},
    Scenario{"exits", "exit code 7 in the middle of a tool call", exits},
    Scenario{"killed", "SIGKILL in the middle of a sentence", killed},
    Scenario{"dies-asking", "exit code 7 while a question is open", diesAsking},
    Scenario{"silent", "never answers the prompt", silent},
    Scenario{"fails", "the prompt ends with an error", fails},
    Scenario{"needs-login", "the prompt ends with: authentication required", needsLogin},
    Scenario{"refuses", "stop reason refusal", refuses},
};

} // namespace

std::span<const Scenario> scenariosOfFailure()
{
    return scenarios;
}

} // namespace fake_agent

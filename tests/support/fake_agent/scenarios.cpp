#include "json_text.h"
#include "scenario.h"

#include <array>
#include <cstdlib>
#include <sstream>

namespace fake_agent {

namespace {

Outcome everything(Session &session)
{
    session.update(R"({"sessionUpdate":"session_info_update","title":"Every kind of update"})");
    session.update(
        R"({"sessionUpdate":"available_commands_update","availableCommands":[)"
        R"({"name":"init","description":"Looks around","input":{"hint":"where"}},{"name":"review","description":""}]})");
    session.think("I think about it. ");
    session.think("And on.");
    session.update(R"({"sessionUpdate":"plan","entries":[{"content":"Read","priority":"high","status":"in_progress"},)"
                   R"({"content":"Edit","priority":"medium","status":"pending"}]})");
    session.update(
        R"({"sessionUpdate":"agent_message_chunk","messageId":"m1","content":{"type":"text","text":"# Hello\n"}})");
    session.update(
        R"({"sessionUpdate":"agent_message_chunk","messageId":"m1","content":{"type":"text","text":"*world*"}})");
    session.update(
        R"({"sessionUpdate":"agent_message_chunk","messageId":"m1","content":{"type":"image","mimeType":"image/png",)"
        R"("data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}})");
    session.update(R"({"sessionUpdate":"agent_message_chunk","messageId":"m2","content":{"type":"resource_link",)"
                   R"("uri":"file:///workspace/a.txt","name":"a.txt"}})");
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"all-1","title":"Read a.txt","kind":"read","status":"pending",)"
        R"("locations":[{"path":"/workspace/a.txt","line":3}],"rawInput":{"path":"a.txt"}})");
    session.update(
        filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"all-1","status":"completed","content":%1})",
            {textContent("the text of a.txt\n")}));
    session.update(R"({"sessionUpdate":"plan","entries":[{"content":"Read","priority":"high","status":"completed"},)"
                   R"({"content":"Edit","priority":"medium","status":"in_progress"}]})");
    session.update(R"({"sessionUpdate":"current_mode_update","currentModeId":"plan"})");
    session.update(
        R"({"sessionUpdate":"config_option_update","configOptions":[{"id":"fast","name":"Fast","type":"boolean",)"
        R"("currentValue":true}]})");
    session.update(
        R"({"sessionUpdate":"notice","severity":"warning","title":"Model metadata not found","description":"x"})");
    session.update(R"({"sessionUpdate":"compaction_update","compactionId":"c1","status":"in_progress"})");
    session.update(
        R"({"sessionUpdate":"compaction_summary_chunk","compactionId":"c1","content":{"type":"text","text":"So far"}})");
    session.update(R"({"sessionUpdate":"compaction_update","compactionId":"c1","status":"completed"})");
    session.update(
        R"({"sessionUpdate":"usage_update","used":1200,"size":200000,"cost":{"amount":0.0125,"currency":"USD"}})");
    session.say("Done.");
    return {.result = R"({"stopReason":"end_turn","usage":{"totalTokens":30,"inputTokens":20,"outputTokens":10}})",
        .errorMessage = {}};
}

/// A newer protocol: unknown kinds, enum values, fields and methods, and malformed fields beside good ones.
Outcome unknown(Session &session)
{
    session.update(R"({"sessionUpdate":"subagent_update","subagent":"x"})");
    session.update(R"({"sessionUpdate":"tool_call","toolCallId":"u-1","title":7,"kind":"telepathy","status":"paused",)"
                   R"("content":[5,{"type":"hologram"},{"type":"diff"}],"locations":{"path":"/"},"extra":true})");
    session.update(R"({"sessionUpdate":"agent_message_chunk","content":{"type":"video","data":"x"}})");
    session.update(R"({})");
    session.wire().sendNumbered("_vendor/event", R"({"a":1})");
    session.wire().sendNumbered("session/made_up", "{}");
    session.say("Understood.");
    return {.result = R"({"stopReason":"out_of_luck","later":1})", .errorMessage = {}};
}

Outcome chat(Session &session)
{
    for (long index = 0; index < session.count && !session.cancelled; ++index) {
        session.say("word " + std::to_string(index) + ' ');
        session.takeMessages(std::chrono::milliseconds(0));
    }
    return session.cancelled ? cancelledOutcome() : Outcome{};
}

/// Asks, waits, and does as it is told: "once" or "always" writes the file.
Outcome ask(Session &session)
{
    const Answer answer =
        session.ask(R"({"toolCallId":"ask-1","title":"Write asked.txt","kind":"edit","status":"pending",)"
                    R"("content":[{"type":"diff","path":"/workspace/asked.txt","newText":"asked\n"}]})");
    if (session.cancelled)
        return cancelledOutcome();
    if (answer.option == "once" || answer.option == "always") {
        session.writeFile("asked.txt", "asked\n");
        session.update(R"({"sessionUpdate":"tool_call_update","toolCallId":"ask-1","status":"completed"})");
    } else {
        session.update(R"({"sessionUpdate":"tool_call_update","toolCallId":"ask-1","status":"failed"})");
    }
    session.say("The answer was " + (answer.option.empty() ? std::string("none") : answer.option) + '.');
    return {};
}

Outcome askMany(Session &session)
{
    std::vector<std::string> requests;
    for (long index = 0; index < session.count; ++index)
        requests.push_back(
            session.askLater(filled(R"({"toolCallId":"many-%1","title":"Question %1"})", {std::to_string(index)})));
    for (const std::string &request : requests)
        session.say("The answer was " + session.await(request).option + ". ");
    return session.cancelled ? cancelledOutcome() : Outcome{};
}

/// Asks and takes the question back.
Outcome withdraw(Session &session)
{
    const std::string request = session.askLater(R"({"toolCallId":"w-1","title":"Never mind"})");
    session.wire().sendNumbered("$/cancel_request", filled(R"({"requestId":%1})", {request}));
    (void)session.await(request);
    session.say("Withdrawn.");
    return {};
}

/// Asks for what a client might serve on the host; everything must be refused.
Outcome host(Session &session)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> requests{{
        {"fs/write_text_file", R"({"sessionId":"fake-session","path":"/etc/passwd","content":"x"})"},
        {"fs/read_text_file", R"({"sessionId":"fake-session","path":"/etc/passwd"})"},
        {"terminal/create", R"({"sessionId":"fake-session","command":"id"})"},
        {"terminal/kill", R"({"sessionId":"fake-session","terminalId":"1"})"},
        {"elicitation/create", R"({"mode":"form"})"},
        {"_vendor/do", "{}"},
        {"made/up", "{}"},
    }};
    for (const auto &[method, params] : requests)
        session.say(std::string(method) + ' ' + session.await(session.request(method, params)).error + '\n');
    return {};
}

/// Edits a file again and again: "round N" in changes.txt.
Outcome edits(Session &session)
{
    for (long index = 1; index <= session.count && !session.cancelled; ++index) {
        const std::string number = std::to_string(index);
        session.update(filled(
            R"({"sessionUpdate":"tool_call","toolCallId":"e-%1","title":"Edit changes.txt","kind":"edit","status":"in_progress"})",
            {number}));
        session.writeFile("changes.txt", "round " + number + '\n');
        session.update(
            filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"e-%1","status":"completed"})", {number}));
        session.takeMessages(std::chrono::milliseconds(0));
    }
    return session.cancelled ? cancelledOutcome() : Outcome{};
}

/// --count steps: thinks, asks the model, asks a person, writes a line of work.txt, reports.
Outcome work(Session &session)
{
    for (long index = 1; index <= session.count && !session.cancelled; ++index) {
        for (const std::string_view thought : {"What ", "comes ", "next?"})
            session.think(thought);
        const std::string number = std::to_string(session.wire().sentCount());
        const std::string answer = session.askModel("question " + number);
        const std::string call = "work-" + number;
        session.update(filled(
            R"({"sessionUpdate":"tool_call","toolCallId":"%1","title":"Write work.txt","kind":"edit","status":"pending"})",
            {call}));
        const Answer allowed = session.ask(filled(R"({"toolCallId":"%1","title":"Write work.txt"})", {call}));
        if (allowed.option == "once" || allowed.option == "always")
            session.writeFile("work.txt", session.readFile("work.txt") + answer + '\n');
        session.update(
            filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"%1","status":"completed"})", {call}));
        session.say(answer + '\n');
    }
    return session.cancelled ? cancelledOutcome() : Outcome{};
}

/// Works until it is cancelled, and says so at once.
Outcome untilCancelled(Session &session)
{
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"long-1","title":"sleep","kind":"execute","status":"in_progress"})");
    while (!session.cancelled) {
        if (!session.takeMessages(std::nullopt))
            break;
    }
    session.update(R"({"sessionUpdate":"tool_call_update","toolCallId":"long-1","status":"completed"})");
    return cancelledOutcome();
}

/// Runs each line behind the prompt's first one with sh, as a tool call.
Outcome shell(Session &session)
{
    std::istringstream lines(session.prompt);
    std::string line;
    std::getline(lines, line);
    while (!session.cancelled && std::getline(lines, line)) {
        const std::string call = "shell-" + std::to_string(session.wire().sentCount());
        session.update(filled(
            R"({"sessionUpdate":"tool_call","toolCallId":"%1","title":"Run a command","kind":"execute","status":"in_progress","rawInput":{"command":%2}})",
            {call, jsonString(line)}));
        const std::string command = "cd '" + session.directory + "' && (" + line + "\n) >/dev/null 2>&1";
        const bool went = std::system(command.c_str()) == 0;
        session.update(filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"%1","status":"%2"})",
            {call, went ? "completed" : "failed"}));
        session.takeMessages(std::chrono::milliseconds(0));
    }
    session.say("Done.");
    return session.cancelled ? cancelledOutcome() : Outcome{};
}

constexpr std::array scenarios{
    Scenario{"shell", "runs the lines behind the prompt's first one", shell},
    Scenario{"everything", "every kind of update once", everything},
    Scenario{"unknown", "kinds, fields and methods of a newer protocol", unknown},
    Scenario{"chat", "text in --count chunks", chat},
    Scenario{"ask", "asks, waits, writes asked.txt if allowed", ask},
    Scenario{"ask-many", "--count questions open at once", askMany},
    Scenario{"withdraw", "asks and takes the question back", withdraw},
    Scenario{"host", "asks for files, terminals and methods of the host", host},
    Scenario{"edits", "writes changes.txt --count times", edits},
    Scenario{"work", "--count steps: asks the model and a person, writes work.txt", work},
    Scenario{"until-cancelled", "works until it is cancelled", untilCancelled},
};

} // namespace

std::span<const Scenario> plainScenarios()
{
    return scenarios;
}

} // namespace fake_agent

#include "json_text.h"
#include "scenario.h"

#include <array>

// One small task (look at a file, edit it after asking, run the test, which fails) on the wire as each agent was seen
// to do it. Commands are not really run; note.txt is really written.
namespace fake_agent {

namespace {

constexpr std::string_view newText = "edited\n";

bool allows(const Answer &answer)
{
    return answer.error.empty() && answer.option != "reject" && answer.option != "abort" && !answer.option.empty();
}

/// Tool calls begin with the tool's name, an empty input and no place; output grows and is sent whole each time; a
/// command that fails is "completed"; after an edit it asks the client to write the file although that was not offered;
/// usage comes once, at the end; a rejection ends the turn.
Outcome opencode(Session &session)
{
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"call_1","title":"edit","kind":"edit","status":"pending",)"
        R"("locations":[],"rawInput":{}})");
    session.update(
        R"({"sessionUpdate":"tool_call_update","toolCallId":"call_1","status":"in_progress","kind":"edit","title":"edit",)"
        R"("locations":[{"path":"/workspace/note.txt"}],"rawInput":{"filePath":"/workspace/note.txt","oldString":"","newString":"edited\n"}})");
    const std::string before = session.readFile("note.txt");
    const Answer answer = session.ask(filled(
        R"({"toolCallId":"call_1","status":"pending","title":"/workspace/note.txt","kind":"edit","locations":[{"path":"/workspace/note.txt"}],)"
        R"("rawInput":{"filepath":"/workspace/note.txt"},"content":[{"type":"diff","path":"/workspace/note.txt","oldText":%1,"newText":%2}]})",
        {jsonString(before), jsonString(newText)}));
    if (session.cancelled)
        return cancelledOutcome();
    if (!allows(answer)) {
        session.update(
            R"({"sessionUpdate":"tool_call_update","toolCallId":"call_1","status":"failed","rawOutput":{"error":)"
            R"("The user rejected permission to use this specific tool call."}})");
        return {};
    }
    session.writeFile("note.txt", newText);
    (void)session.await(session.request("fs/write_text_file",
        filled(R"({"sessionId":%1,"path":"/workspace/note.txt","content":%2})",
            {jsonString(session.id), jsonString(newText)})));
    session.update(filled(
        R"({"sessionUpdate":"tool_call_update","toolCallId":"call_1","status":"completed","kind":"edit","title":"note.txt",)"
        R"("content":[{"type":"content","content":%1},{"type":"diff","path":"/workspace/note.txt","oldText":"","newText":%2}]})",
        {textBlock("Edit applied successfully."), jsonString(newText)}));
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"call_2","title":"bash","kind":"execute","status":"pending",)"
        R"("locations":[],"rawInput":{}})");
    std::string output;
    for (int line = 1; line <= 5; ++line) {
        output += "test " + std::to_string(line) + " FAILED\n";
        session.update(filled(
            R"({"sessionUpdate":"tool_call_update","toolCallId":"call_2","status":"in_progress","kind":"execute",)"
            R"("title":"make test","rawInput":{"command":"make test"},"content":%1})",
            {textContent(output)}));
    }
    session.update(
        filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"call_2","status":"completed","kind":"execute",)"
               R"("title":"make test","content":%1,"rawOutput":{"output":%2,"metadata":{"output":%2,"exit":2}}})",
            {textContent(output), jsonString(output)}));
    session.say("The test still fails.");
    session.update(
        R"({"sessionUpdate":"usage_update","used":5100,"size":200000,"cost":{"amount":0.02,"currency":"USD"}})");
    return {.result =
                R"({"stopReason":"end_turn","usage":{"totalTokens":30,"inputTokens":20,"outputTokens":10},"_meta":{}})",
        .errorMessage = {}};
}

/// Command output beside the protocol; failed commands are "failed"; there is no in_progress.
Outcome claude(Session &session)
{
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"toolu_1","title":"Edit note.txt","kind":"edit","status":"pending",)"
        R"("rawInput":{"file_path":"/workspace/note.txt"},"locations":[{"path":"/workspace/note.txt"}],)"
        R"("content":[{"type":"diff","path":"/workspace/note.txt","oldText":null,"newText":"edited\n"}]})");
    const Answer answer = session.ask(
        R"({"toolCallId":"toolu_1","title":"Edit note.txt","rawInput":{"file_path":"/workspace/note.txt"}})");
    if (session.cancelled)
        return cancelledOutcome();
    if (allows(answer))
        session.writeFile("note.txt", newText);
    session.update(filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"toolu_1","status":%1})",
        {allows(answer) ? R"("completed")" : R"("failed")"}));
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"toolu_2","title":"make test","kind":"execute","status":"pending",)"
        R"("rawInput":{"command":"make test"},"content":[{"type":"terminal","terminalId":"toolu_2"}],)"
        R"("_meta":{"claudeCode":{"toolName":"Bash"},"terminal_info":{"terminal_id":"toolu_2"}}})");
    session.update(R"({"sessionUpdate":"tool_call_update","toolCallId":"toolu_2",)"
                   R"("_meta":{"terminal_output":{"terminal_id":"toolu_2","data":"test FAILED\n"}}})");
    session.update(R"({"sessionUpdate":"tool_call_update","toolCallId":"toolu_2","status":"failed",)"
                   R"("content":[{"type":"terminal","terminalId":"toolu_2"}],)"
                   R"("_meta":{"terminal_exit":{"terminal_id":"toolu_2","exit_code":2,"signal":null}}})");
    session.wire().sendNumbered("_auth/status_update", R"({"status":"ok"})");
    session.say("The test still fails.");
    session.update(
        R"({"sessionUpdate":"usage_update","used":5100,"size":200000,"cost":{"amount":0.02,"currency":"USD"}})");
    return {};
}

/// The question carries only the call's id, its diff came before; a rejection ends the turn as cancelled, and the tool
/// stays in progress for ever.
Outcome codex(Session &session)
{
    session.update(
        R"({"sessionUpdate":"notice","severity":"warning","title":"Model metadata for scripted-1 not found"})");
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"item_1","title":"Edit note.txt","kind":"edit","status":"in_progress",)"
        R"("locations":[{"path":"/workspace/note.txt"}],)"
        R"("content":[{"type":"diff","path":"/workspace/note.txt","oldText":null,"newText":"edited\n"}]})");
    if (!allows(session.ask(R"({"toolCallId":"item_1"})")))
        return cancelledOutcome();
    session.writeFile("note.txt", newText);
    session.update(R"({"sessionUpdate":"tool_call_update","toolCallId":"item_1","status":"completed"})");
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"item_2","title":"make test","kind":"execute","status":"in_progress",)"
        R"("rawInput":{"command":["bash","-lc","make test"]},"content":[{"type":"terminal","terminalId":"item_2"}]})");
    session.update(R"({"sessionUpdate":"tool_call_update","toolCallId":"item_2",)"
                   R"("_meta":{"terminal_output_delta":{"terminal_id":"item_2","data":"test "}}})");
    session.update(R"({"sessionUpdate":"tool_call_update","toolCallId":"item_2",)"
                   R"("_meta":{"terminal_output_delta":{"terminal_id":"item_2","data":"FAILED\n"}}})");
    session.update(R"({"sessionUpdate":"usage_update","used":5100,"size":200000})");
    session.update(R"({"sessionUpdate":"tool_call_update","toolCallId":"item_2","status":"failed",)"
                   R"("_meta":{"terminal_exit":{"terminal_id":"item_2","exit_code":2,"signal":null}}})");
    session.say("The test still fails.");
    return {
        .result = R"({"stopReason":"end_turn","usage":{"totalTokens":30},"_meta":{"quota":{}}})", .errorMessage = {}};
}

/// A cancelled command is left running and its call in progress.
Outcome codexCancel(Session &session)
{
    session.update(
        R"({"sessionUpdate":"tool_call","toolCallId":"item_1","title":"sleep 60","kind":"execute","status":"in_progress"})");
    while (!session.cancelled && session.takeMessages(std::nullopt)) { }
    return cancelledOutcome();
}

/// The tool is announced only by the question; after a rejection nothing more is said of it; no usage, no plan.
Outcome gemini(Session &session)
{
    const std::string before = session.readFile("note.txt");
    const std::string request = session.request("session/request_permission",
        filled(
            R"({"sessionId":%1,"options":[{"optionId":"proceed_always","name":"Allow always","kind":"allow_always"},)"
            R"({"optionId":"proceed_once","name":"Allow","kind":"allow_once"},{"optionId":"cancel","name":"Reject","kind":"reject_once"}],)"
            R"("toolCall":{"toolCallId":"replace-1","status":"pending","title":"note.txt: edit","kind":"edit","locations":[{"path":"/workspace/note.txt"}],)"
            R"("content":[{"type":"diff","path":"/workspace/note.txt","oldText":%2,"newText":%3}]}})",
            {jsonString(session.id), jsonString(before), jsonString(newText)}));
    const Answer answer = session.await(request);
    if (session.cancelled)
        return cancelledOutcome();
    if (answer.option.starts_with("proceed")) {
        session.writeFile("note.txt", newText);
        session.update(R"({"sessionUpdate":"tool_call_update","toolCallId":"replace-1","status":"completed"})");
    }
    session.update(filled(
        R"({"sessionUpdate":"tool_call","toolCallId":"shell-2","title":"make test","kind":"execute","status":"in_progress","content":%1})",
        {textContent("")}));
    session.update(
        filled(R"({"sessionUpdate":"tool_call_update","toolCallId":"shell-2","status":"completed","content":%1})",
            {textContent("test FAILED\nExit Code: 2")}));
    session.say("The test still fails.");
    return {.result =
                R"({"stopReason":"end_turn","_meta":{"quota":{"token_count":{"input_tokens":20,"output_tokens":10}}}})",
        .errorMessage = {}};
}

constexpr std::array scenarios{
    Scenario{"opencode", "the task as OpenCode reports it", opencode},
    Scenario{"claude", "the task as claude-agent-acp reports it", claude},
    Scenario{"codex", "the task as codex-acp reports it", codex},
    Scenario{"codex-cancel", "a command that a cancel does not stop", codexCancel},
    Scenario{"gemini", "the task as gemini-cli reports it", gemini},
};

} // namespace

std::span<const Scenario> scenariosOfAgents()
{
    return scenarios;
}

} // namespace fake_agent

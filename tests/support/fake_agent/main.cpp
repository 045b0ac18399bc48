// An agent without a model. It speaks the Agent Client Protocol on standard input and output and plays what it is told:
//
//     pilothouse-fake-agent [--scenario NAME] [--count N] [--ledger FILE] [--piece BYTES] [--pause-ms N]
//                           [--start NAME] [--resume] [--load] [--ignore-eof] [--list]
//
// FAKE_AGENT_CONFIG is a JSON object with the model endpoint's "url". A prompt "/play NAME [N]" plays that scenario for
// its turn. --start changes how it begins: "silent" (never answers initialize), "version-2", "garbage", "login"
// (session/new wants authentication), "no-session" (session/new fails), "exits" (ends at once
// with exit code 7 and some last words).

#include "json_text.h"
#include "scenario.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>

using namespace fake_agent;

namespace {

struct Options {
    std::string scenario = "everything";
    std::string start;
    long count = 100;
    bool resume = false;
    bool load = false;
    bool ignoreEof = false;
    WireOptions wire;
};

const Scenario *find(std::string_view name)
{
    for (const auto list :
        {plainScenarios(), scenariosOfAgents(), scenariosOfFailure(), scenariosOfWriters(), scenariosOfNetwork()}) {
        for (const Scenario &scenario : list) {
            if (scenario.name == name)
                return &scenario;
        }
    }
    return nullptr;
}

void list()
{
    for (const auto scenarios :
        {plainScenarios(), scenariosOfAgents(), scenariosOfFailure(), scenariosOfWriters(), scenariosOfNetwork()}) {
        for (const Scenario &scenario : scenarios)
            std::printf("%-16.*s %.*s\n", static_cast<int>(scenario.name.size()), scenario.name.data(),
                static_cast<int>(scenario.about.size()), scenario.about.data());
    }
}

[[noreturn]] void usage(const char *what)
{
    std::fprintf(stderr, "pilothouse-fake-agent: %s; see --list for scenarios\n", what);
    std::exit(2);
}

Options parse(int argc, char **argv)
{
    Options options;
    const auto takeSwitch = [&options](std::string_view name) {
        bool &flag = name == "--resume" ? options.resume : name == "--load" ? options.load : options.ignoreEof;
        flag = true;
    };
    for (int index = 1; index < argc; ++index) {
        const std::string_view name = argv[index];
        if (name == "--list") {
            list();
            std::exit(0);
        }
        if (name == "--resume" || name == "--load" || name == "--ignore-eof") {
            takeSwitch(name);
            continue;
        }
        if (index + 1 == argc)
            usage("an option without its value");
        const char *value = argv[++index];
        if (name == "--scenario")
            options.scenario = value;
        else if (name == "--start")
            options.start = value;
        else if (name == "--count")
            options.count = std::atol(value);
        else if (name == "--ledger")
            options.wire.ledger = value;
        else if (name == "--piece")
            options.wire.piece = static_cast<size_t>(std::atol(value));
        else if (name == "--pause-ms")
            options.wire.pause = std::chrono::milliseconds(std::atol(value));
        else
            usage("an unknown option");
    }
    if (!find(options.scenario))
        usage("an unknown scenario");
    return options;
}

class Agent {
public:
    explicit Agent(Options options) : m_options(std::move(options)), m_wire(m_options.wire), m_session(m_wire)
    {
        const char *configuration = std::getenv("FAKE_AGENT_CONFIG");
        if (const auto settings = Message::parse(configuration ? configuration : "{}"))
            m_session.modelUrl = settings->text("/url");
    }

    void run()
    {
        if (m_options.start == "exits") {
            std::fputs("There is no licence on this machine.\n", stderr);
            std::exit(7);
        }
        if (m_options.start == "garbage")
            m_wire.writeRaw("Loading, please wait\n\x1b[2J{not json}\n");
        while (auto message = m_wire.receive(std::nullopt))
            take(*message);
        while (m_options.ignoreEof)
            ::pause();
    }

private:
    void take(const Message &message)
    {
        const std::string method = message.method();
        const std::string id = message.id();
        if (id.empty() || method.empty())
            return; // A notification without effect between prompts, or an answer to an old question.
        if (method == "initialize") {
            initialize(id);
        } else if (method == "authenticate") {
            m_options.start.clear();
            m_wire.answer(id, "{}");
        } else if (method == "session/new" || method == "session/load" || method == "session/resume") {
            open(message);
        } else if (method == "session/set_mode" || method == "session/set_config_option") {
            m_wire.answer(id, R"({"configOptions":[]})");
        } else if (method == "session/prompt") {
            prompt(message);
        } else {
            m_wire.answerError(id, -32601, "Method not found");
        }
    }

    void initialize(const std::string &id)
    {
        if (m_options.start == "silent")
            return;
        m_wire.answer(id,
            filled(
                R"({"protocolVersion":%1,"agentInfo":{"name":"fake-agent","version":"1"},"authMethods":[{"id":"login","name":"Log in"}],)"
                R"("agentCapabilities":{"loadSession":%2,"promptCapabilities":{"image":true,"embeddedContext":true},)"
                R"("sessionCapabilities":{%3}}})",
                {m_options.start == "version-2" ? "2" : "1", m_options.load ? "true" : "false",
                    m_options.resume ? R"("resume":{})" : ""}));
    }

    void open(const Message &message)
    {
        if (m_options.start == "login")
            return m_wire.answerError(message.id(), -32000, "Authentication required");
        if (m_options.start == "no-session")
            return m_wire.answerError(message.id(), -32603, "No session today");
        const std::string directory = message.text("/params/cwd");
        if (!directory.empty())
            m_session.directory = directory;
        const std::string known = message.text("/params/sessionId");
        if (!known.empty())
            m_session.id = known;
        if (message.method() == "session/load") {
            m_session.update(
                R"({"sessionUpdate":"user_message_chunk","content":{"type":"text","text":"said before"}})");
            m_session.say("answered before");
        }
        m_wire.answer(message.id(),
            filled(
                R"({"sessionId":%1,"modes":{"currentModeId":"build","availableModes":[{"id":"build","name":"Build"},)"
                R"({"id":"plan","name":"Plan"}]}})",
                {jsonString(m_session.id)}));
        m_session.update(
            R"({"sessionUpdate":"available_commands_update","availableCommands":[{"name":"play","description":"Plays a scenario"}]})");
    }

    void prompt(const Message &message)
    {
        m_session.prompt = message.text("/params/prompt/0/text");
        m_session.count = m_options.count;
        m_session.cancelled = false;
        std::string name = m_options.scenario;
        std::istringstream words(m_session.prompt);
        std::string word;
        if (words >> word && word == "/play" && words >> word) {
            name = word;
            words >> m_session.count;
        }
        const Scenario *scenario = find(name);
        if (!scenario)
            return m_wire.answerError(message.id(), -32602, "There is no such scenario");
        const Outcome outcome = scenario->play(m_session);
        if (!outcome.answers)
            return;
        if (outcome.errorCode != 0)
            m_wire.answerError(message.id(), outcome.errorCode, outcome.errorMessage);
        else
            m_wire.answer(message.id(), outcome.result);
    }

    Options m_options;
    Wire m_wire;
    Session m_session;
};

} // namespace

int main(int argc, char **argv)
{
    Agent(parse(argc, argv)).run();
    return 0;
}

#include "session.h"

#include "json_text.h"
#include "model.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

namespace fake_agent {

void Session::update(std::string_view update)
{
    m_wire.sendNumbered("session/update", filled(R"({"sessionId":%1,"update":%2})", {jsonString(id), update}));
}

void Session::say(std::string_view text)
{
    update(filled(R"({"sessionUpdate":"agent_message_chunk","content":%1})", {textBlock(text)}));
}

void Session::think(std::string_view text)
{
    update(filled(R"({"sessionUpdate":"agent_thought_chunk","content":%1})", {textBlock(text)}));
}

std::string Session::request(std::string_view method, std::string_view params)
{
    const std::string requestId = std::to_string(m_nextRequest++);
    m_wire.sendNumbered(method, params, requestId);
    return requestId;
}

std::string Session::askLater(std::string_view toolCall)
{
    return request("session/request_permission",
        filled(R"({"sessionId":%1,"toolCall":%2,"options":[)"
               R"({"optionId":"once","name":"Allow once","kind":"allow_once"},)"
               R"({"optionId":"always","name":"Always allow","kind":"allow_always"},)"
               R"({"optionId":"reject","name":"Reject","kind":"reject_once"}]})",
            {jsonString(id), toolCall}));
}

Answer Session::ask(std::string_view toolCall)
{
    return await(askLater(toolCall));
}

void Session::take(const Message &message)
{
    const std::string method = message.method();
    const std::string messageId = message.id();
    if (method == "session/cancel") {
        cancelled = true;
    } else if (!method.empty() && !messageId.empty()) {
        m_wire.answerError(messageId, -32603, "A prompt is running");
    } else if (method.empty()) {
        m_answers[messageId] = {message.text("/result/outcome/optionId"), message.raw("/error/code")};
    }
}

bool Session::takeMessages(std::optional<std::chrono::milliseconds> wait)
{
    auto message = m_wire.receive(wait);
    while (message) {
        take(*message);
        message = m_wire.receive(std::chrono::milliseconds(0));
    }
    return !m_wire.atEnd();
}

Answer Session::await(const std::string &requestId)
{
    while (!m_answers.contains(requestId) && takeMessages(std::nullopt)) { }
    return m_answers[requestId];
}

std::string Session::askModel(const std::string &question)
{
    constexpr int tries = 100;
    for (int round = 0; round < tries; ++round) {
        m_wire.note("Q " + question);
        if (const auto answer = fake_agent::askModel(modelUrl, question)) {
            m_wire.note("M " + question + '\t' + *answer);
            return *answer;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    std::_Exit(4);
}

std::string Session::readFile(const std::string &name) const
{
    std::ifstream file(directory + '/' + name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void Session::writeFile(const std::string &name, std::string_view text) const
{
    std::ofstream file(directory + '/' + name, std::ios::binary | std::ios::trunc);
    file << text;
}

} // namespace fake_agent

#pragma once

#include "wire.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fake_agent {

/// The answer to a request of ours.
struct Answer {
    std::string option; ///< Chosen option of a permission request; empty: cancelled or refused.
    std::string error; ///< Code of an error; empty: none.
};

/// What a scenario plays on: one session of the protocol.
class Session {
public:
    explicit Session(Wire &wire) : m_wire(wire) { }

    std::string id = "fake-session";
    std::string directory = "."; ///< The workspace.
    std::string prompt; ///< Text of the running prompt.
    std::string modelUrl; ///< Base address of the model endpoint; empty: there is none.
    long count = 0; ///< How often a repeating scenario repeats.
    bool cancelled = false; ///< session/cancel came for the running prompt.

    [[nodiscard]] Wire &wire() { return m_wire; }

    /// A session/update; `update` is its JSON object.
    void update(std::string_view update);
    void say(std::string_view text); ///< agent_message_chunk
    void think(std::string_view text); ///< agent_thought_chunk

    /// Sends a request; its id counts from 0 as agents do.
    std::string request(std::string_view method, std::string_view params);

    /// Takes messages until that request is answered or the input ends.
    [[nodiscard]] Answer await(const std::string &requestId);

    /// A permission request with the usual three options ("once", "always", "reject"), asked and awaited.
    [[nodiscard]] Answer ask(std::string_view toolCall);
    [[nodiscard]] std::string askLater(std::string_view toolCall); ///< Only asked; returns the request's id.

    /// Takes what has come; waits for the first message when told to. False when the input is at its end.
    bool takeMessages(std::optional<std::chrono::milliseconds> wait);

    /// The model's answer to a question, asked again until it comes whole. Dies where it never does.
    [[nodiscard]] std::string askModel(const std::string &question);

    [[nodiscard]] std::string readFile(const std::string &name) const;
    void writeFile(const std::string &name, std::string_view text) const;

private:
    Wire &m_wire;
    long m_nextRequest = 0;
    std::map<std::string, Answer> m_answers;

    void take(const Message &message);
};

} // namespace fake_agent

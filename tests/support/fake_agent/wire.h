#pragma once

#include <simdjson.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fake_agent {

/// A line of the client.
class Message {
public:
    static std::optional<Message> parse(std::string line);

    [[nodiscard]] const std::string &line() const { return m_line; }
    [[nodiscard]] std::string method() const { return text("/method"); }
    [[nodiscard]] std::string id() const { return raw("/id"); } ///< As JSON; empty for a notification.
    [[nodiscard]] std::string text(std::string_view pointer) const; ///< Of a string; else empty.
    [[nodiscard]] std::string raw(std::string_view pointer) const; ///< The JSON there; empty when there is none.

private:
    std::string m_line;
    std::shared_ptr<simdjson::dom::parser> m_parser;
    simdjson::dom::element m_root;
};

struct WireOptions {
    std::string ledger; ///< Path; empty: none.
    size_t piece = 0; ///< Write a line in pieces of this many bytes; 0: whole.
    std::chrono::milliseconds pause{0}; ///< Between updates.
};

/// Standard input and output. Everything that goes out is written to the ledger first, so that the ledger is the judge
/// of what must have arrived. Its lines: "S <number> <json>" for a numbered line that we sent, "A <json>" for an
/// answer, "R <json>" for a line that we received; "Q <question>" for each time that the model is asked and
/// "M <question>\t<answer>" for an answer that came to its end. The numbers go on where an earlier process with the
/// same ledger stopped.
class Wire {
public:
    explicit Wire(WireOptions options);
    Wire(const Wire &) = delete;
    Wire &operator=(const Wire &) = delete;
    ~Wire();

    /// Sends a request or notification; `params` is a JSON object, into which `_meta.fake.n`, its number, is put.
    void sendNumbered(std::string_view method, std::string_view params, std::string_view id = {});
    void answer(std::string_view id, std::string_view result);
    void answerError(std::string_view id, int code, std::string_view message);

    /// Writes an entry of its own to the ledger.
    void note(std::string_view entry);

    /// Writes bytes as they are, without the ledger.
    void writeRaw(std::string_view bytes);

    /// The next line; empty when none came in time or the input is at its end.
    [[nodiscard]] std::optional<Message> receive(std::optional<std::chrono::milliseconds> timeout);
    [[nodiscard]] bool atEnd() const { return m_atEnd; }

    /// Numbered lines of earlier processes and this one.
    [[nodiscard]] long sentCount() const { return m_number; }

private:
    void writeLine(std::string line);

    WireOptions m_options;
    int m_ledger = -1;
    long m_number = 0;
    std::string m_input;
    bool m_atEnd = false;
};

} // namespace fake_agent

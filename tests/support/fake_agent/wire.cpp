#include "wire.h"

#include "json_text.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace fake_agent {

namespace {

void writeAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            std::_Exit(3); // Nobody reads any more.
        bytes.remove_prefix(static_cast<size_t>(written));
    }
}

long lastNumber(const std::string &ledger)
{
    long last = 0;
    std::ifstream file(ledger);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("S "))
            std::from_chars(line.data() + 2, line.data() + line.size(), last);
    }
    return last;
}

} // namespace

std::optional<Message> Message::parse(std::string line)
{
    Message message;
    message.m_line = std::move(line);
    message.m_parser = std::make_shared<simdjson::dom::parser>();
    if (message.m_parser->parse(message.m_line).get(message.m_root) != simdjson::SUCCESS)
        return std::nullopt;
    return message;
}

std::string Message::text(std::string_view pointer) const
{
    std::string_view value;
    return m_root.at_pointer(pointer).get_string().get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

std::string Message::raw(std::string_view pointer) const
{
    simdjson::dom::element value;
    return m_root.at_pointer(pointer).get(value) == simdjson::SUCCESS ? simdjson::minify(value) : std::string();
}

Wire::Wire(WireOptions options) : m_options(std::move(options))
{
    if (m_options.ledger.empty())
        return;
    m_number = lastNumber(m_options.ledger);
    m_ledger = ::open(m_options.ledger.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (m_ledger < 0) {
        std::perror("The ledger cannot be opened");
        std::exit(2);
    }
}

Wire::~Wire()
{
    if (m_ledger >= 0)
        ::close(m_ledger);
}

void Wire::note(std::string_view entry)
{
    if (m_ledger >= 0)
        writeAll(m_ledger, std::string(entry) + '\n');
}

void Wire::writeRaw(std::string_view bytes)
{
    const size_t piece = m_options.piece == 0 ? bytes.size() : m_options.piece;
    for (size_t at = 0; at < bytes.size(); at += piece)
        writeAll(STDOUT_FILENO, bytes.substr(at, piece));
}

void Wire::writeLine(std::string line)
{
    line += '\n';
    writeRaw(line);
}

void Wire::sendNumbered(std::string_view method, std::string_view params, std::string_view id)
{
    const std::string number = std::to_string(++m_number);
    const std::string separator = params == "{}" ? "" : ",";
    const std::string inner(params.substr(1));
    std::string line = R"({"jsonrpc":"2.0",)";
    if (!id.empty())
        line += R"("id":)" + std::string(id) + ',';
    line += R"("method":)" + jsonString(method) + R"(,"params":{"_meta":{"fake":{"n":)" + number + "}}" + separator
        + inner + '}';
    note("S " + number + ' ' + line);
    writeLine(std::move(line));
    if (m_options.pause.count() > 0)
        std::this_thread::sleep_for(m_options.pause);
}

void Wire::answer(std::string_view id, std::string_view result)
{
    std::string line = R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"result":)" + std::string(result) + '}';
    note("A " + line);
    writeLine(std::move(line));
}

void Wire::answerError(std::string_view id, int code, std::string_view message)
{
    std::string line = R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"error":{"code":)" + std::to_string(code)
        + R"(,"message":)" + jsonString(message) + "}}";
    note("A " + line);
    writeLine(std::move(line));
}

std::optional<Message> Wire::receive(std::optional<std::chrono::milliseconds> timeout)
{
    for (;;) {
        const size_t end = m_input.find('\n');
        if (end != std::string::npos) {
            std::string line = m_input.substr(0, end);
            m_input.erase(0, end + 1);
            note("R " + line);
            if (auto message = Message::parse(std::move(line)))
                return message;
            continue;
        }
        pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        const int ready = m_atEnd ? 0 : ::poll(&input, 1, timeout ? static_cast<int>(timeout->count()) : -1);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return std::nullopt;
        char buffer[65536];
        const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            m_atEnd = true;
        else
            m_input.append(buffer, static_cast<size_t>(count));
    }
}

} // namespace fake_agent

#include "runner/guest/program/http_request.h"

#include <algorithm>
#include <charconv>

namespace pilothouse::guest {

namespace {

constexpr std::size_t MaxLineLength = 16 * 1024;
constexpr std::size_t MaxHeadBytes = 64 * 1024;
constexpr std::size_t MaxHeaders = 128;

bool isTokenChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, isTokenChar);
}

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char &c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// The whole text as a number.
bool readNumber(std::string_view text, std::uint64_t &value, int base)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

} // namespace

void HttpRequestReader::fail(int status)
{
    m_state = State::Failed;
    m_failure = status;
}

std::size_t HttpRequestReader::feed(std::string_view bytes)
{
    std::size_t used = 0;
    while (used < bytes.size() && m_state == State::Incomplete) {
        const std::string_view rest = bytes.substr(used);
        if (m_part == Part::Body || m_part == Part::ChunkData) {
            used += takeBytes(rest);
            continue;
        }
        const std::size_t feed = rest.find('\n');
        m_line += rest.substr(0, feed);
        used += feed == std::string_view::npos ? rest.size() : feed + 1;
        if (m_line.size() > MaxLineLength) {
            fail(m_part == Part::RequestLine ? 414 : 431);
        } else if (feed != std::string_view::npos) {
            const std::string line = std::exchange(m_line, {});
            m_headBytes += line.size() + 1;
            if (!line.ends_with('\r') || m_headBytes > MaxHeadBytes)
                fail(m_headBytes > MaxHeadBytes ? 431 : 400);
            else
                takeLine(std::string_view(line).substr(0, line.size() - 1));
        }
    }
    return used;
}

void HttpRequestReader::takeLine(std::string_view line)
{
    switch (m_part) {
    case Part::RequestLine:
        // An empty line or two before a request is tolerated (RFC 9112, 2.2).
        if (!line.empty())
            takeRequestLine(line);
        break;
    case Part::Header:
        line.empty() ? endHeaders() : takeHeader(line);
        break;
    case Part::ChunkSize:
        takeChunkSize(line);
        break;
    case Part::ChunkEnd:
        line.empty() ? void(m_part = Part::ChunkSize) : fail(400);
        // Sizes of chunks are bounded by the body, not by the head.
        m_headBytes = 0;
        break;
    case Part::Trailer:
        if (line.empty())
            m_state = State::Complete;
        break;
    default:
        break;
    }
}

void HttpRequestReader::takeRequestLine(std::string_view line)
{
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    const std::string_view version = last == std::string_view::npos ? std::string_view() : line.substr(last + 1);
    if (first == std::string_view::npos || first == last || (version != "HTTP/1.1" && version != "HTTP/1.0")) {
        fail(version.starts_with("HTTP/") ? 505 : 400);
        return;
    }
    m_method = line.substr(0, first);
    m_target = line.substr(first + 1, last - first - 1);
    m_oldVersion = version == "HTTP/1.0";
    m_keepAlive = !m_oldVersion;
    const bool printable = std::ranges::all_of(m_target, [](char c) { return c > 0x20 && c < 0x7F; });
    if (!isToken(m_method) || !m_target.starts_with('/') || !printable)
        fail(400);
    m_part = Part::Header;
}

void HttpRequestReader::takeHeader(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon)) || m_headers.size() >= MaxHeaders) {
        fail(m_headers.size() >= MaxHeaders ? 431 : 400);
        return;
    }
    const std::string name = lower(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!std::ranges::all_of(
            value, [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F); })) {
        fail(400);
        return;
    }
    takeSpecialHeader(name, value);
    constexpr std::string_view ofConnection[] = {"connection", "keep-alive", "proxy-connection", "transfer-encoding",
        "content-length", "upgrade", "te", "expect", "trailer"};
    if (!std::ranges::contains(ofConnection, name))
        m_headers.emplace_back(name, value);
}

void HttpRequestReader::takeSpecialHeader(std::string_view name, std::string_view value)
{
    if (name == "content-length") {
        const bool digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
        if (m_hasLength || !digits || !readNumber(value, m_left, 10))
            fail(400);
        else if (m_left > MaxModelBody)
            fail(413);
        m_hasLength = true;
    } else if (name == "transfer-encoding") {
        if (m_chunked || lower(value) != "chunked" || m_oldVersion)
            fail(501);
        m_chunked = true;
    } else if (name == "connection") {
        const std::string options = lower(value);
        m_keepAlive = options.contains("close") ? false : options.contains("keep-alive") ? true : m_keepAlive;
    } else if (name == "expect") {
        if (lower(value) != "100-continue")
            fail(417);
        m_expects = true;
    }
}

void HttpRequestReader::endHeaders()
{
    if (m_hasLength && m_chunked) {
        fail(400);
        return;
    }
    m_headBytes = 0;
    if (m_chunked)
        m_part = Part::ChunkSize;
    else if (m_hasLength && m_left > 0)
        m_part = Part::Body;
    else
        m_state = State::Complete;
}

void HttpRequestReader::takeChunkSize(std::string_view line)
{
    const std::string_view size = trimmed(line.substr(0, line.find(';')));
    if (size.size() > 8 || !readNumber(size, m_left, 16)) {
        fail(400);
        return;
    }
    if (m_body.size() + m_left > MaxModelBody)
        fail(413);
    m_part = m_left == 0 ? Part::Trailer : Part::ChunkData;
}

std::size_t HttpRequestReader::takeBytes(std::string_view bytes)
{
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), m_left));
    m_body += bytes.substr(0, count);
    m_left -= count;
    if (m_left == 0) {
        if (m_part == Part::Body)
            m_state = State::Complete;
        else
            m_part = Part::ChunkEnd;
    }
    return count;
}

} // namespace pilothouse::guest

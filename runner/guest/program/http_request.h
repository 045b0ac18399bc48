#pragma once

#include "runner/guest/protocol/messages.h"

#include <string>
#include <string_view>

namespace pilothouse::guest {

/// Reads HTTP/1.x requests (RFC 9112) from hostile bytes, one after another on a connection. Strict: anything that two
/// readers could take for different requests is an error (folded headers, two lengths, a length beside chunks, spaces
/// before a colon, bare line feeds). The body is kept whole, by Content-Length or chunked, up to MaxModelBody.
class HttpRequestReader {
public:
    enum class State : unsigned char { Incomplete, Complete, Failed };

    /// Takes bytes until the request is complete or wrong; returns how many it took.
    std::size_t feed(std::string_view bytes);
    [[nodiscard]] State state() const { return m_state; }
    /// The status to answer with after State::Failed.
    [[nodiscard]] int failure() const { return m_failure; }
    /// The headers are there and ask for "100 Continue" before the body; true once.
    [[nodiscard]] bool takeExpectation() { return std::exchange(m_expects, false); }

    [[nodiscard]] const std::string &method() const { return m_method; }
    [[nodiscard]] const std::string &target() const { return m_target; }
    [[nodiscard]] const StringPairs &headers() const
    {
        return m_headers;
    } ///< Names in lower case; those about the connection left out.
    [[nodiscard]] std::string takeBody() { return std::move(m_body); }
    [[nodiscard]] bool isOldVersion() const { return m_oldVersion; } ///< HTTP/1.0
    [[nodiscard]] bool keepsAlive() const { return m_keepAlive; }

private:
    enum class Part : unsigned char { RequestLine, Header, Body, ChunkSize, ChunkData, ChunkEnd, Trailer };

    void fail(int status);
    void takeLine(std::string_view line);
    void takeRequestLine(std::string_view line);
    void takeHeader(std::string_view line);
    void takeSpecialHeader(std::string_view name, std::string_view value);
    void endHeaders();
    void takeChunkSize(std::string_view line);
    [[nodiscard]] std::size_t takeBytes(std::string_view bytes);

    State m_state = State::Incomplete;
    Part m_part = Part::RequestLine;
    int m_failure = 0;
    std::string m_line; ///< The beginning of a line that is not whole.
    std::size_t m_headBytes = 0;
    std::string m_method;
    std::string m_target;
    StringPairs m_headers;
    std::string m_body;
    std::uint64_t m_left = 0; ///< Of the body or the chunk.
    bool m_hasLength = false;
    bool m_chunked = false;
    bool m_expects = false;
    bool m_oldVersion = false;
    bool m_keepAlive = true;
};

} // namespace pilothouse::guest

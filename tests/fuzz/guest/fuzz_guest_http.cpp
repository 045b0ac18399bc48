// Hostile bytes against the model endpoint's reading of requests: the same whole and in pieces.

#include "runner/guest/program/http_request.h"

#include <cstdlib>

using namespace pilothouse::guest;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    HttpRequestReader whole;
    const std::size_t used = whole.feed(bytes);
    HttpRequestReader pieces;
    std::size_t usedInPieces = 0;
    for (std::size_t at = 0; at < size && pieces.state() == HttpRequestReader::State::Incomplete; at += 3)
        usedInPieces += pieces.feed(bytes.substr(at, 3));
    if (whole.state() != pieces.state() || whole.failure() != pieces.failure())
        std::abort();
    if (whole.state() == HttpRequestReader::State::Complete
        && (used != usedInPieces || whole.headers() != pieces.headers() || whole.target() != pieces.target()
            || whole.takeBody() != pieces.takeBody()))
        std::abort();
    return 0;
}

#include "runner/sandbox/http_response_parser.h"
#include "runner/sandbox/stream_demultiplexer.h"

#include <cstdint>
#include <cstdlib>

using namespace pilothouse;

namespace {

struct Outcome {
    bool head = false;
    bool complete = false;
    bool failed = false;
    bool broken = false; ///< The stream in the body; what came before in the same portion is lost then.
    int status = 0;
    QByteArray body;
    QByteArray output;
    QByteArray error;
};

/// An answer and the stream in its body, fed in portions of one size.
Outcome read(QByteArrayView bytes, qsizetype portion)
{
    HttpResponseParser parser;
    StreamDemultiplexer demultiplexer;
    Outcome outcome;
    const auto take = [&](const Result<HttpResponseParser::Step> &step) {
        if (!step) {
            outcome.failed = true;
            return;
        }
        outcome.head = outcome.head || step->headComplete;
        outcome.complete = outcome.complete || step->complete;
        outcome.body += step->body;
        const auto portions = demultiplexer.feed(step->body);
        outcome.broken = outcome.broken || !portions;
        if (portions) {
            for (const StreamDemultiplexer::Portion &part : *portions)
                (part.isError ? outcome.error : outcome.output) += part.bytes;
        }
    };
    for (qsizetype at = 0; at < bytes.size() && !outcome.failed && !outcome.complete; at += portion)
        take(parser.feed(bytes.sliced(at, std::min(portion, bytes.size() - at))));
    if (!outcome.failed && !outcome.complete)
        take(parser.finish());
    outcome.status = parser.head().status;
    qsizetype kept = 0;
    for (const HttpHeader &header : parser.head().headers)
        kept += header.name.size() + header.value.size();
    if (kept > 2 * HttpResponseParser::headLimit || parser.head().headers.size() > HttpResponseParser::headerLimit + 1)
        std::abort();
    return outcome;
}

} // namespace

// Whatever comes, in whatever portions: no crash, bounded memory, and the portions make no difference to a good answer.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const Outcome whole = read(bytes, 65536);
    const Outcome pieces = read(bytes, 3);
    if (whole.failed || pieces.failed)
        return 0;
    if (whole.status != pieces.status || whole.body != pieces.body || whole.complete != pieces.complete
        || whole.broken != pieces.broken)
        std::abort();
    if (!whole.broken && (whole.output != pieces.output || whole.error != pieces.error))
        std::abort();
    StreamDemultiplexer raw;
    (void)raw.feed(bytes);
    return 0;
}

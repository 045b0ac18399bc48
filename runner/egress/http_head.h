#pragma once

#include "runner/base/error.h"
#include "runner/egress/egress_target.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace pilothouse {

// HTTP/1.1 (RFC 9110, 9112) as a proxy has to read it that lies between a hostile client and a server that may read the
// same bytes differently: what is doubtful is refused, and what goes on is made anew from what was understood. Heads
// are also read by llhttp, and both readers must agree. Nothing here does I/O; any thread.

/// A header field. Names as they came; compare them without case.
struct HttpField {
    QByteArray name;
    QByteArray value;

    friend bool operator==(const HttpField &, const HttpField &) = default;
};
using HttpFields = QList<HttpField>;

/// How a message's body ends.
struct HttpFraming {
    enum class Kind : quint8 { None, Length, Chunked, UntilClose };
    Kind kind = Kind::None;
    qint64 length = 0; ///< Of Kind::Length.

    friend bool operator==(const HttpFraming &, const HttpFraming &) = default;
};

inline constexpr qsizetype httpHeadLimit = 32 * 1024;
inline constexpr qsizetype httpFieldLimit = 100; ///< Fields of a head.

/// Where the head at the start of `bytes` ends, behind its empty line; 0: it is not complete. Error: LimitExceeded when
/// it cannot become one of at most httpHeadLimit bytes.
[[nodiscard]] Result<qsizetype> httpHeadEnd(QByteArrayView bytes);

/// What a client of our proxy asked for.
struct ProxyRequest {
    EgressTarget target; ///< Tunnel for CONNECT, else Http with the normalised path, without the query.
    QByteArray method;
    QByteArray query; ///< With its "?", or empty.
    HttpFields fields; ///< What may go on: neither Host nor framing, nor what is meant for a proxy.
    HttpFraming framing; ///< Of the body that follows; None for CONNECT.
    bool expectsContinue = false; ///< The client waits for "100 Continue" from us before it sends the body.
    bool keepAlive = true; ///< What the client wishes.
    bool toleratesChunked = true; ///< False for an HTTP/1.0 client.

    friend bool operator==(const ProxyRequest &, const ProxyRequest &) = default;
};

/// Reads one whole head of a request to the proxy, its empty line included: CONNECT host:port, or METHOD
/// http://host/path. Refused: HTTP/2's preface, origin form, https or user info in the URL, a Host that says something
/// else, methods that are not forwarded, two framings, folded lines, bare CR or LF, NUL, blanks around names, a path
/// that servers may understand in two ways. Errors: ProtocolViolated, LimitExceeded, EgressHostInvalid.
[[nodiscard]] Result<ProxyRequest> readProxyRequest(QByteArrayView head);

/// The head for the origin server, in origin form: our Host, one framing, Connection: close, no hop-by-hop fields. The
/// body goes as ProxyRequest::framing says; chunks are to be made anew (httpChunk(), http_body_reader.h).
[[nodiscard]] QByteArray originRequestHead(const ProxyRequest &request);

/// An absolute path as servers understand it: percent codes of plain characters decoded, others in upper case, dot
/// segments carried out, several slashes made one. Refused: control characters, backslashes also in codes, a way above
/// the root, codes of codes, "..;". An encoded slash stays one. Error: ProtocolViolated.
[[nodiscard]] Result<QByteArray> normalisedHttpPath(QByteArrayView path);

/// An origin server's answer.
struct OriginResponse {
    int status = 0;
    QByteArray reason; ///< Visible ASCII.
    HttpFields fields; ///< What may go on to the client: no framing, nothing hop-by-hop.
    HttpFraming framing;
    std::optional<qint64> announcedLength; ///< Of the body that an answer to HEAD leaves out.

    [[nodiscard]] bool isInterim() const { return status >= 100 && status < 200; }
    friend bool operator==(const OriginResponse &, const OriginResponse &) = default;
};

/// Reads one whole head of an answer to `method`. After an interim one (100, 103) another head follows; it is not
/// passed on. An upgrade (101) is refused, as nothing asked for one. Errors: ProtocolViolated, LimitExceeded.
[[nodiscard]] Result<OriginResponse> readOriginResponse(QByteArrayView head, QByteArrayView method);

/// The head for the client with one framing: the length where it is known, else chunked, else (toleratesChunked is
/// false) until the connection closes. `close`: the connection ends with this answer.
enum class HttpConnection : quint8 { KeepAlive, Close };
[[nodiscard]] QByteArray clientResponseHead(
    const OriginResponse &response, const ProxyRequest &request, HttpConnection connection);

/// How clientResponseHead() frames the body.
[[nodiscard]] HttpFraming clientFraming(const OriginResponse &response, const ProxyRequest &request);

} // namespace pilothouse

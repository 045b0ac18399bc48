// Bytes as a request to the proxy, as an origin's answer, as a path and as a body: what is understood and made anew is
// understood as the same again.

#include "runner/egress/http_body_reader.h"
#include "runner/egress/http_head.h"

#include <algorithm>
#include <cstdlib>

using namespace pilothouse;

namespace {

constexpr qint64 bodyLimit = 4096;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void asRequest(QByteArrayView bytes)
{
    const Result<qsizetype> end = httpHeadEnd(bytes);
    const Result<ProxyRequest> request = readProxyRequest(end && *end > 0 ? bytes.first(*end) : bytes);
    if (!request || request->target.protocol == EgressProtocol::Tunnel)
        return;
    require(normalisedHttpPath(request->target.path) == request->target.path);
    QByteArray sent = originRequestHead(*request);
    require(sent.count("\r\n\r\n") == 1 && sent.endsWith("\r\n\r\n") && !sent.contains('\0'));
    // As a request to a proxy it says the same once more.
    const QByteArray host = sent.sliced(sent.indexOf("Host: ") + 6);
    const QByteArray start = request->method + " http://" + host.first(host.indexOf('\r'));
    sent.replace(0, request->method.size() + 1, start);
    const Result<ProxyRequest> again = readProxyRequest(sent);
    require(again && again->target == request->target && again->query == request->query
        && again->fields == request->fields);
}

void asResponse(QByteArrayView bytes)
{
    ProxyRequest client;
    client.method = "GET";
    const Result<OriginResponse> response = readOriginResponse(bytes, client.method);
    if (!response || response->isInterim())
        return;
    const QByteArray head = clientResponseHead(*response, client, HttpConnection::KeepAlive);
    const Result<OriginResponse> again = readOriginResponse(head, client.method);
    require(again && again->status == response->status && again->fields == response->fields);
}

QByteArray bodyOf(HttpFraming framing, QByteArrayView bytes, qsizetype portion, bool *complete)
{
    HttpBodyReader reader(framing, bodyLimit);
    QByteArray body;
    while (!bytes.isEmpty() && !reader.isComplete()) {
        const auto step = reader.feed(bytes.first(std::min(portion, bytes.size())));
        if (!step)
            return {};
        body += step->body;
        bytes = bytes.sliced(step->used);
    }
    *complete = reader.isComplete();
    require(body.size() == reader.bodyBytes() && body.size() <= bodyLimit);
    return body;
}

void asBody(QByteArrayView bytes)
{
    const HttpFraming chunked{HttpFraming::Kind::Chunked, 0};
    bool whole = false;
    bool pieces = false;
    const QByteArray body = bodyOf(chunked, bytes, 65536, &whole);
    require(bodyOf(chunked, bytes, 3, &pieces) == body || !whole);
    require(whole == pieces);
    if (!whole)
        return;
    QByteArray anew = httpChunk({});
    if (!body.isEmpty())
        anew.prepend(httpChunk(body));
    bool complete = false;
    require(bodyOf(chunked, anew, 7, &complete) == body && complete);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    asRequest(bytes);
    asResponse(bytes);
    asBody(bytes);
    if (const Result<QByteArray> path = normalisedHttpPath(bytes)) {
        require(normalisedHttpPath(*path) == path);
        require(!path->contains("/../") && !path->contains("//") && !path->endsWith("/.."));
    }
    return 0;
}

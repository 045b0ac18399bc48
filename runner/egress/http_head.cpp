#include "runner/egress/http_head.h"

#include "runner/egress/host_name.h"
#include "runner/egress/http_head_lines.h"

#include <algorithm>
#include <array>

namespace pilothouse {

namespace {

constexpr quint16 httpPort = 80;
constexpr QByteArrayView scheme("http://");
constexpr qsizetype longestReason = 200;
constexpr int proxyAuthenticationRequired = 407;
constexpr int switchingProtocols = 101;

constexpr std::array forwarded{QByteArrayView("GET"), QByteArrayView("HEAD"), QByteArrayView("POST"),
    QByteArrayView("PUT"), QByteArrayView("PATCH"), QByteArrayView("DELETE"), QByteArrayView("OPTIONS")};
/// A body here means something to nobody, or to one server and not to the next.
constexpr std::array withoutBody{QByteArrayView("GET"), QByteArrayView("HEAD"), QByteArrayView("OPTIONS")};

bool isQueryByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView("-._~!$&'()*+,;=:@/?%[]|{}^").contains(c);
}

struct RequestLine {
    QByteArray method;
    QByteArray target;
    bool http11 = true;
};

std::optional<bool> isHttp11(QByteArrayView version)
{
    if (version == "HTTP/1.1")
        return true;
    return version == "HTTP/1.0" ? std::optional(false) : std::nullopt;
}

/// Exactly two blanks.
Result<RequestLine> readRequestLine(const QByteArray &line)
{
    const QByteArrayList words = line.split(' ');
    const auto http11 = words.size() == 3 ? isHttp11(words[2]) : std::nullopt;
    if (!http11 || words[0].isEmpty() || words[1].isEmpty())
        return httpViolation("no request line of HTTP/1.1");
    return RequestLine{words[0], words[1], *http11};
}

/// What Host says must be where the request goes.
Result<void> checkHost(const HttpFields &fields, const EgressTarget &target, quint16 usualPort, bool required)
{
    const QByteArrayList hosts = httpFieldValues(fields, "host");
    if (hosts.size() > 1 || (hosts.isEmpty() && required))
        return httpViolation("not exactly one Host");
    if (hosts.isEmpty())
        return {};
    const auto host = checkedEgressAuthority(hosts.first(), usualPort);
    if (!host || host->host != target.host || host->port != target.port)
        return httpViolation("a Host that is not where the request goes");
    return {};
}

Result<void> readConnect(ProxyRequest &request, const RequestLine &line, const HttpFields &fields)
{
    const auto authority = checkedEgressAuthority(line.target);
    if (!authority)
        return std::unexpected(authority.error());
    request.target = {.host = authority->host, .port = authority->port, .protocol = EgressProtocol::Tunnel, .path = {}};
    return checkHost(fields, request.target, authority->port, false);
}

Result<void> readAbsolute(ProxyRequest &request, const RequestLine &line, const HttpFields &fields)
{
    if (!std::ranges::contains(forwarded, QByteArrayView(line.method)))
        return httpViolation("a method that is not forwarded");
    if (line.target.size() <= scheme.size()
        || line.target.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
        return httpViolation("not an http URL in absolute form; everything else goes by CONNECT");
    const QByteArrayView url = QByteArrayView(line.target).sliced(scheme.size());
    const auto ends = [](char c) { return c == '/' || c == '?' || c == '#'; };
    const qsizetype authorityEnd = std::ranges::find_if(url, ends) - url.begin();
    const auto authority = checkedEgressAuthority(url.first(authorityEnd), httpPort);
    if (!authority)
        return std::unexpected(authority.error());

    const QByteArrayView rest = url.sliced(authorityEnd);
    const qsizetype mark = rest.indexOf('?');
    const QByteArrayView pathPart = mark < 0 ? rest : rest.first(mark);
    Result<QByteArray> path = normalisedHttpPath(pathPart.isEmpty() ? QByteArrayView("/") : pathPart);
    if (!path)
        return std::unexpected(path.error());
    request.target = {
        .host = authority->host, .port = authority->port, .protocol = EgressProtocol::Http, .path = std::move(*path)};
    request.query = mark < 0 ? QByteArray() : rest.sliced(mark).toByteArray();
    if (!std::ranges::all_of(request.query, isQueryByte))
        return httpViolation("a character that no query has");
    return checkHost(fields, request.target, httpPort, line.http11);
}

Result<void> readFraming(ProxyRequest &request, const HttpFields &fields, bool http11)
{
    const auto framing = readHttpFraming(fields, http11);
    if (!framing)
        return std::unexpected(framing.error());
    request.framing = framing->value_or(HttpFraming());
    const bool empty = request.framing.kind == HttpFraming::Kind::None
        || (request.framing.kind == HttpFraming::Kind::Length && request.framing.length == 0);
    if (request.target.protocol == EgressProtocol::Tunnel || std::ranges::contains(withoutBody, request.method)) {
        if (!empty)
            return httpViolation("a body where there is none");
        request.framing = {};
    }
    const QByteArrayList expected = httpFieldValues(fields, "expect");
    request.expectsContinue = !expected.isEmpty();
    if (expected.size() > 1
        || (!expected.isEmpty() && expected.first().compare("100-continue", Qt::CaseInsensitive) != 0))
        return httpViolation("an expectation that cannot be met");
    return {};
}

void appendFields(QByteArray &head, const HttpFields &fields)
{
    for (const HttpField &field : fields)
        head += field.name + ": " + field.value + "\r\n";
}

void appendFraming(QByteArray &head, const HttpFraming &framing)
{
    if (framing.kind == HttpFraming::Kind::Length)
        head += "Content-Length: " + QByteArray::number(framing.length) + "\r\n";
    else if (framing.kind == HttpFraming::Kind::Chunked)
        head += "Transfer-Encoding: chunked\r\n";
}

/// Bodies end as RFC 9112, 6.3 says.
Result<void> readResponseFraming(OriginResponse &response, const HttpFields &fields, bool http11, QByteArrayView method)
{
    const auto framing = readHttpFraming(fields, http11);
    if (!framing)
        return std::unexpected(framing.error());
    if (response.isInterim() || response.status == 204 || response.status == 304 || method == "HEAD") {
        if (method == "HEAD" && *framing && (*framing)->kind == HttpFraming::Kind::Length)
            response.announcedLength = (*framing)->length;
        return {};
    }
    response.framing = framing->value_or(HttpFraming{HttpFraming::Kind::UntilClose, 0});
    return {};
}

} // namespace

Result<ProxyRequest> readProxyRequest(QByteArrayView head)
{
    const auto lines = readHttpHeadLines(head, HttpMessage::Request);
    if (!lines)
        return std::unexpected(lines.error());
    const auto line = readRequestLine(lines->start);
    if (!line)
        return std::unexpected(line.error());
    ProxyRequest request;
    request.method = line->method;
    const auto target = line->method == "CONNECT" ? readConnect(request, *line, lines->fields)
                                                  : readAbsolute(request, *line, lines->fields);
    if (!target)
        return std::unexpected(target.error());
    if (const auto framing = readFraming(request, lines->fields, line->http11); !framing)
        return std::unexpected(framing.error());
    auto fields = endToEndFields(lines->fields);
    if (!fields)
        return std::unexpected(fields.error());
    if (request.target.protocol != EgressProtocol::Tunnel)
        request.fields = std::move(*fields);
    request.toleratesChunked = line->http11;
    request.keepAlive = line->http11 && !hasHttpToken(lines->fields, "connection", "close")
        && !hasHttpToken(lines->fields, "proxy-connection", "close");
    return request;
}

QByteArray originRequestHead(const ProxyRequest &request)
{
    const EgressTarget &target = request.target;
    QByteArray host = egressAuthorityText(target.host, target.port).toLatin1();
    if (target.port == httpPort)
        host.chop(QByteArrayView(":80").size());
    QByteArray head = request.method + ' ' + target.path + request.query + " HTTP/1.1\r\nHost: " + host + "\r\n";
    appendFields(head, request.fields);
    const bool mayHaveBody = !std::ranges::contains(withoutBody, QByteArrayView(request.method));
    if (request.framing.kind == HttpFraming::Kind::None && mayHaveBody)
        head += "Content-Length: 0\r\n";
    appendFraming(head, request.framing);
    return head + "Connection: close\r\n\r\n";
}

Result<OriginResponse> readOriginResponse(QByteArrayView head, QByteArrayView method)
{
    const auto lines = readHttpHeadLines(head, HttpMessage::Response);
    if (!lines)
        return std::unexpected(lines.error());
    const QByteArrayView start = lines->start;
    constexpr qsizetype codeAt = 9; // behind "HTTP/1.1 "
    constexpr qsizetype codeEnd = codeAt + 3;
    const auto http11 = start.size() >= codeEnd ? isHttp11(start.first(codeAt - 1)) : std::nullopt;
    const bool plain = http11 && start[codeAt - 1] == ' '
        && std::ranges::all_of(start.sliced(codeAt, 3), [](char c) { return c >= '0' && c <= '9'; })
        && (start.size() == codeEnd || start[codeEnd] == ' ');
    OriginResponse response;
    response.status = plain ? start.sliced(codeAt, 3).toInt() : 0;
    if (response.status < 100 || response.status > 599)
        return httpViolation("no status line of HTTP/1.1");
    // Nothing asked for an upgrade, and an origin server that plays the proxy wants the proxy's password.
    if (response.status == switchingProtocols || response.status == proxyAuthenticationRequired)
        return httpViolation("an answer that only a proxy or an upgrade would get");
    for (const char c : start.sliced(std::min(codeEnd + 1, start.size()))) {
        if (c >= ' ' && c <= '~' && response.reason.size() < longestReason)
            response.reason += c;
    }
    if (const auto framing = readResponseFraming(response, lines->fields, *http11, method); !framing)
        return std::unexpected(framing.error());
    auto fields = endToEndFields(lines->fields);
    if (!fields)
        return std::unexpected(fields.error());
    response.fields = std::move(*fields);
    return response;
}

HttpFraming clientFraming(const OriginResponse &response, const ProxyRequest &request)
{
    if (response.framing.kind != HttpFraming::Kind::Chunked && response.framing.kind != HttpFraming::Kind::UntilClose)
        return response.framing;
    return {request.toleratesChunked ? HttpFraming::Kind::Chunked : HttpFraming::Kind::UntilClose, 0};
}

QByteArray clientResponseHead(const OriginResponse &response, const ProxyRequest &request, HttpConnection connection)
{
    const HttpFraming framing = clientFraming(response, request);
    QByteArray head = "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + response.reason + "\r\n";
    appendFields(head, response.fields);
    appendFraming(head, framing);
    if (response.announcedLength)
        appendFraming(head, {HttpFraming::Kind::Length, *response.announcedLength});
    const bool close = connection == HttpConnection::Close || framing.kind == HttpFraming::Kind::UntilClose;
    return head + (close ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n");
}

} // namespace pilothouse

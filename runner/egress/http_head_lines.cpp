#include "runner/egress/http_head_lines.h"

#include <QByteArrayList>
#include <QCoreApplication>

#include <llhttp.h>

#include <algorithm>
#include <array>

namespace pilothouse {

namespace {

constexpr QByteArrayView emptyLine("\r\n\r\n");
constexpr qsizetype longestLength = 15; // decimal digits

bool isTokenByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, isTokenByte);
}

bool isValueByte(char c)
{
    return c == '\t' || (static_cast<uchar>(c) >= 0x20 && c != 0x7f);
}

/// Optional white space is blanks and tabs only.
QByteArrayView withoutBlanks(QByteArrayView text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

bool isNamed(const HttpField &field, QByteArrayView name)
{
    return field.name.compare(name, Qt::CaseInsensitive) == 0;
}

/// What llhttp makes of a head.
class SecondReader {
public:
    explicit SecondReader(HttpMessage message)
    {
        llhttp_settings_init(&m_settings);
        m_settings.on_header_field = [](llhttp_t *p, const char *at, size_t length) {
            SecondReader &self = of(p);
            if (!std::exchange(self.m_inName, true))
                self.m_fields.append(HttpField());
            self.m_fields.last().name.append(at, static_cast<qsizetype>(length));
            return 0;
        };
        m_settings.on_header_value = [](llhttp_t *p, const char *at, size_t length) {
            of(p).m_fields.last().value.append(at, static_cast<qsizetype>(length));
            return 0;
        };
        m_settings.on_header_value_complete = [](llhttp_t *p) {
            of(p).m_inName = false;
            return 0;
        };
        m_settings.on_headers_complete = [](llhttp_t *p) -> int {
            of(p).m_complete = true;
            return HPE_PAUSED;
        };
        llhttp_init(&m_parser, message == HttpMessage::Request ? HTTP_REQUEST : HTTP_RESPONSE, &m_settings);
        m_parser.data = this;
    }

    bool agrees(QByteArrayView head, const HttpFields &fields)
    {
        llhttp_execute(&m_parser, head.data(), static_cast<size_t>(head.size()));
        for (HttpField &field : m_fields)
            field.value = withoutBlanks(field.value).toByteArray();
        return m_complete && m_fields == fields;
    }

private:
    static SecondReader &of(llhttp_t *p) { return *static_cast<SecondReader *>(p->data); }

    llhttp_t m_parser{};
    llhttp_settings_t m_settings{};
    HttpFields m_fields;
    bool m_inName = false;
    bool m_complete = false;
};

std::unexpected<Error> headTooLarge()
{
    return failure(
        LimitExceeded, QCoreApplication::translate("Egress", "The head of this HTTP message is unreasonably large."));
}

/// Of one connection, or between a client and its proxy; and what is made anew.
constexpr std::array hopByHop{QByteArrayView("connection"), QByteArrayView("proxy-connection"),
    QByteArrayView("keep-alive"), QByteArrayView("te"), QByteArrayView("trailer"), QByteArrayView("transfer-encoding"),
    QByteArrayView("content-length"), QByteArrayView("upgrade"), QByteArrayView("http2-settings"),
    QByteArrayView("alt-svc"), QByteArrayView("expect"), QByteArrayView("host")};

/// A client that has these removed on the way would have the server see another message than we did.
constexpr std::array neverNamed{
    QByteArrayView("host"), QByteArrayView("content-length"), QByteArrayView("content-type"), QByteArrayView("range")};

/// Servers that take an underscore for a hyphen (CGI) would see a second framing or host.
constexpr std::array lookalikes{QByteArrayView("content_length"), QByteArrayView("transfer_encoding")};

bool isAny(const auto &names, QByteArrayView name)
{
    return std::ranges::any_of(
        names, [name](QByteArrayView one) { return name.compare(one, Qt::CaseInsensitive) == 0; });
}

Result<QByteArrayList> namedByConnection(const HttpFields &fields)
{
    QByteArrayList names;
    for (const QByteArrayView field : {QByteArrayView("connection"), QByteArrayView("proxy-connection")}) {
        for (const QByteArray &value : httpFieldValues(fields, field)) {
            for (const QByteArray &part : value.split(',')) {
                const QByteArrayView name = withoutBlanks(part);
                if (name.isEmpty())
                    continue;
                if (!isToken(name) || isAny(neverNamed, name))
                    return httpViolation("a Connection field that names what must not go");
                names.push_back(name.toByteArray());
            }
        }
    }
    return names;
}

} // namespace

std::unexpected<Error> httpViolation(const char *cause)
{
    return failure(ProtocolViolated,
        QCoreApplication::translate("Egress", "This is no HTTP message that can be passed on safely."),
        QString::fromLatin1(cause));
}

Result<qsizetype> httpHeadEnd(QByteArrayView bytes)
{
    const qsizetype end = bytes.first(std::min(bytes.size(), httpHeadLimit)).indexOf(emptyLine);
    if (end >= 0)
        return end + emptyLine.size();
    if (bytes.size() >= httpHeadLimit)
        return headTooLarge();
    return 0;
}

bool isHttpField(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    return colon > 0 && isToken(line.first(colon)) && std::ranges::all_of(line.sliced(colon), isValueByte);
}

Result<HttpHeadLines> readHttpHeadLines(QByteArrayView head, HttpMessage message)
{
    if (head.size() > httpHeadLimit)
        return headTooLarge();
    if (!head.endsWith(emptyLine) || head.indexOf(emptyLine) != head.size() - emptyLine.size())
        return httpViolation("a head that does not end with its empty line");
    HttpHeadLines lines;
    QByteArrayView rest = head.chopped(2);
    for (bool first = true; !rest.isEmpty(); first = false) {
        const qsizetype end = rest.indexOf("\r\n");
        const QByteArrayView line = rest.first(end);
        rest = rest.sliced(end + 2);
        if (!std::ranges::all_of(line, isValueByte))
            return httpViolation("a control character");
        if (first) {
            lines.start = line.toByteArray();
            continue;
        }
        if (!isHttpField(line))
            return httpViolation("a line that is no header field, or continues one");
        if (lines.fields.size() >= httpFieldLimit)
            return headTooLarge();
        const qsizetype colon = line.indexOf(':');
        lines.fields.append({line.first(colon).toByteArray(), withoutBlanks(line.sliced(colon + 1)).toByteArray()});
        if (isAny(lookalikes, lines.fields.last().name))
            return httpViolation("a field that some servers take for another");
    }
    if (!SecondReader(message).agrees(head, lines.fields))
        return httpViolation("a head that two readers understand in two ways");
    return lines;
}

Result<std::optional<HttpFraming>> readHttpFraming(const HttpFields &fields, bool http11)
{
    const QByteArrayList lengths = httpFieldValues(fields, "content-length");
    const QByteArrayList codings = httpFieldValues(fields, "transfer-encoding");
    if (lengths.size() + codings.size() > 1)
        return httpViolation("more than one framing");
    if (!codings.isEmpty()) {
        if (!http11 || codings.first().compare("chunked", Qt::CaseInsensitive) != 0)
            return httpViolation("a transfer coding other than chunked");
        return HttpFraming{HttpFraming::Kind::Chunked, 0};
    }
    if (lengths.isEmpty())
        return std::optional<HttpFraming>();
    const QByteArray &length = lengths.first();
    if (length.isEmpty() || length.size() > longestLength
        || !std::ranges::all_of(length, [](char c) { return c >= '0' && c <= '9'; }))
        return httpViolation("a Content-Length that is no plain number");
    return HttpFraming{HttpFraming::Kind::Length, length.toLongLong()};
}

Result<HttpFields> endToEndFields(const HttpFields &fields)
{
    const Result<QByteArrayList> named = namedByConnection(fields);
    if (!named)
        return std::unexpected(named.error());
    HttpFields kept;
    for (const HttpField &field : fields) {
        const bool forProxy = field.name.size() > 6 && field.name.first(6).compare("proxy-", Qt::CaseInsensitive) == 0;
        if (!forProxy && !isAny(hopByHop, field.name) && !isAny(*named, field.name))
            kept.append(field);
    }
    return kept;
}

QByteArrayList httpFieldValues(const HttpFields &fields, QByteArrayView name)
{
    QByteArrayList values;
    for (const HttpField &field : fields) {
        if (isNamed(field, name))
            values.push_back(field.value);
    }
    return values;
}

bool hasHttpToken(const HttpFields &fields, QByteArrayView name, QByteArrayView token)
{
    const QByteArrayList values = httpFieldValues(fields, name);
    return std::ranges::any_of(values, [token](const QByteArray &value) {
        return std::ranges::any_of(value.split(','),
            [token](const QByteArray &part) { return withoutBlanks(part).compare(token, Qt::CaseInsensitive) == 0; });
    });
}

} // namespace pilothouse

#include "runner/sandbox/http_response_parser.h"

#include "runner/sandbox/engine_errors.h"

#include <QCoreApplication>

#include <llhttp.h>

namespace pilothouse {

QByteArray HttpHead::header(QByteArrayView name) const
{
    for (const HttpHeader &header : headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return header.value;
    }
    return {};
}

struct HttpResponseParser::State {
    llhttp_t parser{};
    llhttp_settings_t settings{};
    HttpHead head;
    Step step;
    qsizetype headBytes = 0;
    bool headDone = false;
    bool raw = false; ///< After an upgrade.
    bool complete = false;
    bool tooLarge = false;
    bool failed = false;

    State()
    {
        llhttp_settings_init(&settings);
        settings.on_status = [](llhttp_t *p, const char *, size_t length) { return of(p).count(length); };
        settings.on_header_field = [](llhttp_t *p, const char *at, size_t length) { return of(p).addName(at, length); };
        settings.on_header_value = [](llhttp_t *p, const char *at, size_t length) {
            return of(p).addValue(at, length);
        };
        settings.on_header_value_complete = [](llhttp_t *p) { return of(p).endHeader(); };
        settings.on_headers_complete = [](llhttp_t *p) { return of(p).endHead(); };
        settings.on_body = [](llhttp_t *p, const char *at, size_t length) { return of(p).addBody(at, length); };
        settings.on_message_complete = [](llhttp_t *p) { return of(p).endMessage(); };
        llhttp_init(&parser, HTTP_RESPONSE, &settings);
        parser.data = this;
    }

    static State &of(llhttp_t *p) { return *static_cast<State *>(p->data); }

    int count(size_t length)
    {
        headBytes += static_cast<qsizetype>(length);
        tooLarge = headBytes > headLimit || head.headers.size() > headerLimit;
        return tooLarge ? HPE_USER : 0;
    }

    bool headerOpen = false;
    int addName(const char *at, size_t length)
    {
        if (headDone)
            return count(length); // a trailer: counted, not kept
        if (!headerOpen)
            head.headers.append(HttpHeader());
        headerOpen = true;
        head.headers.last().name.append(at, static_cast<qsizetype>(length));
        return count(length);
    }
    int addValue(const char *at, size_t length)
    {
        if (!headDone && headerOpen)
            head.headers.last().value.append(at, static_cast<qsizetype>(length));
        return count(length);
    }
    int endHeader()
    {
        headerOpen = false;
        return 0;
    }

    int endHead()
    {
        const int status = parser.status_code;
        if (status >= 100 && status < 200 && status != 101)
            return 0;
        head.status = status;
        headDone = true;
        step.headComplete = true;
        raw = status == 101;
        return raw ? 2 : 0; // 2: whatever follows is not HTTP
    }

    int addBody(const char *at, size_t length)
    {
        step.body.append(at, static_cast<qsizetype>(length));
        return 0;
    }

    int endMessage()
    {
        if (!headDone) { // an interim answer; its headers mean nothing for the real one
            head = {};
            return 0;
        }
        if (!raw) {
            complete = true;
            return HPE_PAUSED;
        }
        return 0;
    }
};

HttpResponseParser::HttpResponseParser() : m_state(std::make_unique<State>()) { }

HttpResponseParser::~HttpResponseParser() = default;

const HttpHead &HttpResponseParser::head() const
{
    return m_state->head;
}

Result<HttpResponseParser::Step> HttpResponseParser::feed(QByteArrayView bytes)
{
    State &s = *m_state;
    const auto refuse = [&s](QString cause) {
        s.failed = true;
        if (s.tooLarge)
            return failure(LimitExceeded,
                QCoreApplication::translate("Sandbox",
                    "The container engine answered with an unreasonably large header. Check what listens on its "
                    "socket."));
        return failure(ProtocolViolated,
            QCoreApplication::translate("Sandbox",
                "What answers on the container engine's socket does not speak the engine's protocol. Check the socket "
                "in the settings."),
            std::move(cause));
    };
    if (s.failed)
        return refuse({});
    s.step = {};
    if (s.complete || bytes.isEmpty())
        return Step{{}, {}, s.complete};
    if (s.raw) {
        s.step.body = bytes.toByteArray();
        return std::move(s.step);
    }
    const llhttp_errno_t error = llhttp_execute(&s.parser, bytes.data(), static_cast<size_t>(bytes.size()));
    if (error == HPE_PAUSED_UPGRADE && s.raw) {
        const char *rest = llhttp_get_error_pos(&s.parser);
        s.step.body.append(rest, bytes.data() + bytes.size() - rest);
    } else if (error == HPE_PAUSED_UPGRADE || (error != HPE_OK && !(error == HPE_PAUSED && s.complete))) {
        return refuse(QString::fromLatin1(llhttp_errno_name(error)));
    }
    s.step.complete = s.complete;
    return std::move(s.step);
}

Result<HttpResponseParser::Step> HttpResponseParser::finish()
{
    State &s = *m_state;
    s.step = {};
    if (!s.failed && !s.complete && s.raw)
        s.complete = true;
    else if (!s.failed && !s.complete && s.headDone)
        llhttp_finish(&s.parser); // completes a body that only the end of the connection ends
    if (!s.complete) {
        s.failed = true;
        return failure(EngineUnavailable,
            QCoreApplication::translate("Sandbox", "The container engine broke off its answer. Try again."));
    }
    s.step.complete = true;
    return std::move(s.step);
}

} // namespace pilothouse

#include "runner/egress/remote_exchange.h"

#include "runner/base/json.h"

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qsizetype errorBodyLimit = 64 * 1024;
constexpr qsizetype errorMessageLimit = 1000;
/// Far above the longest completion; it bounds what an endpoint that never ends can push into a sandbox.
constexpr qint64 answerLimit = 64 * 1024 * 1024;

/// The call's path below the provider's base URL, which may have one of its own.
QUrl callUrl(QUrl url, const QByteArray &path)
{
    const qsizetype mark = path.indexOf('?');
    url.setPath(url.path(QUrl::FullyEncoded) + QString::fromLatin1(path.first(mark < 0 ? path.size() : mark)),
        QUrl::TolerantMode);
    if (mark >= 0)
        url.setQuery(QString::fromLatin1(path.sliced(mark + 1)));
    return url;
}

HttpHeaders headersFor(const RemoteProvider &provider, const ModelProtocol &protocol, const ModelCall &call)
{
    HttpHeaders headers{
        {QByteArrayLiteral("Content-Type"), QByteArrayLiteral("application/json")},
        {QByteArrayLiteral("Accept"),
            call.streaming ? QByteArrayLiteral("text/event-stream, application/json")
                           : QByteArrayLiteral("application/json")},
        // Nothing to unpack means no bomb, and events that come through one by one.
        {QByteArrayLiteral("Accept-Encoding"), QByteArrayLiteral("identity")},
        {QByteArrayLiteral("User-Agent"), QByteArrayLiteral("Pilothouse/" PILOTHOUSE_VERSION)},
    };
    headers += call.headers;
    if (!provider.key.isEmpty()) {
        const auto [name, prefix] = protocol.keyHeader();
        headers.push_back({name, prefix + provider.key.reveal().toByteArray()});
    }
    return headers;
}

/// A key is sent as a header's value, where a line break would begin another header.
bool isHeaderValue(const Secret &key)
{
    return std::ranges::all_of(key.reveal(), [](char c) { return c > 0x20 && c < 0x7f; });
}

UsageMeter::Format formatOf(const HttpHead &head)
{
    const bool stream = head.header("content-type").toLower().contains("event-stream");
    return stream ? UsageMeter::Format::EventStream : UsageMeter::Format::Json;
}

} // namespace

void RemoteExchange::Later::operator()(HttpPost *post) const
{
    post->disconnect();
    post->deleteLater();
}

RemoteExchange::RemoteExchange(const RemoteProvider &provider, const ModelProtocol &protocol, const ModelCall &call)
    : m_provider(provider),
      m_protocol(protocol),
      m_operation(call.operation),
      m_post(
          new HttpPost(callUrl(provider.baseUrl, call.path), headersFor(provider, protocol, call), toLine(call.body))),
      m_filter(provider.key.clone()),
      m_meter(call.streaming ? UsageMeter::Format::EventStream : UsageMeter::Format::Json, protocol.name())
{
    if (call.usageAdded)
        m_hider.emplace();
    m_idleTimer.setSingleShot(true);
    m_idleTimer.setInterval(provider.idleTimeout);
    m_totalTimer.setSingleShot(true);
    m_totalTimer.setInterval(provider.totalTimeout);
    const auto timedOut = [this] {
        fail({TimedOut,
                 tr("The model provider %1 did not answer in time. Try again, or choose another model.")
                     .arg(m_provider.baseUrl.host()),
                 {}},
            504);
    };
    connect(&m_idleTimer, &QTimer::timeout, this, timedOut);
    connect(&m_totalTimer, &QTimer::timeout, this, timedOut);
    connect(m_post.get(), &HttpPost::headRead, this, &RemoteExchange::readHead);
    connect(m_post.get(), &HttpPost::bodyRead, this, &RemoteExchange::readBody);
    connect(m_post.get(), &HttpPost::ended, this, &RemoteExchange::readEnd);
}

RemoteExchange::~RemoteExchange()
{
    stop();
}

void RemoteExchange::stop()
{
    m_ended = true;
    m_idleTimer.stop();
    m_totalTimer.stop();
    disconnect(this, nullptr, nullptr, nullptr);
    m_post.reset();
}

void RemoteExchange::start()
{
    if (!isHeaderValue(m_provider.key)) {
        const QString message =
            tr("The key of the model provider %1 holds characters that no key has. Enter it again in the settings.");
        return fail({ModelKeyRefused, message.arg(m_provider.baseUrl.host()), {}}, 401);
    }
    if (!m_paused)
        m_idleTimer.start();
    m_totalTimer.start();
    m_post->start();
}

void RemoteExchange::setPaused(bool paused)
{
    m_paused = paused;
    if (m_ended)
        return;
    m_post->setPaused(paused);
    // The provider may well be ready while it is our own side that is slow.
    if (paused)
        m_idleTimer.stop();
    else
        m_idleTimer.start();
}

void RemoteExchange::readHead()
{
    m_idleTimer.start();
    m_status = m_post->head().status;
    if (m_status < 200 || (m_status >= 300 && m_status < 400)) {
        const QString message = tr("The model provider %1 redirects to another address, which is not followed. Correct "
                                   "its URL in the settings.");
        return fail({ModelFailed, message.arg(m_provider.baseUrl.host()), {}}, 502);
    }
    if (m_status >= 400)
        return;
    m_started = true;
    const UsageMeter::Format format = formatOf(m_post->head());
    m_meter = UsageMeter(format, m_protocol.name());
    const bool stream = format == UsageMeter::Format::EventStream;
    if (!stream)
        m_hider.reset();
    Q_EMIT started(m_status,
        {{QByteArrayLiteral("content-type"),
            stream ? QByteArrayLiteral("text/event-stream") : QByteArrayLiteral("application/json")}});
}

void RemoteExchange::readBody(const QByteArray &bytes)
{
    if (m_ended)
        return;
    if (!m_paused)
        m_idleTimer.start();
    if (!m_started) {
        m_errorBody += bytes.first(std::min(bytes.size(), errorBodyLimit - m_errorBody.size()));
        return;
    }
    m_passedBytes += bytes.size();
    if (m_passedBytes > answerLimit) {
        const QString message = tr("The answer of the model provider %1 does not end and was broken off.");
        return fail({LimitExceeded, message.arg(m_provider.baseUrl.host()), {}}, 502);
    }
    m_meter.feed(bytes);
    pass(m_filter.feed(bytes));
}

void RemoteExchange::pass(const QByteArray &bytes)
{
    const QByteArray passed = m_hider ? m_hider->feed(bytes) : bytes;
    if (!passed.isEmpty())
        Q_EMIT body(passed);
}

void RemoteExchange::readEnd(const std::optional<Error> &error)
{
    if (m_ended)
        return;
    if (m_status == 0)
        return fail(connectionError(error.value_or(Error{})), 502);
    if (!m_started)
        return endWithErrorStatus();
    m_meter.finish();
    if (error || !m_meter.isComplete()) {
        const QString message =
            tr("The answer of the model provider %1 broke off in its middle. The agent tries again by itself.");
        return fail({ModelAnswerCut, message.arg(m_provider.baseUrl.host()), error ? error->cause : QString()}, 502);
    }
    pass(m_filter.finish());
    if (const QByteArray rest = m_hider ? m_hider->finish() : QByteArray(); !rest.isEmpty())
        Q_EMIT body(rest);
    finish({});
}

void RemoteExchange::endWithErrorStatus()
{
    const QString host = m_provider.baseUrl.host();
    if (m_status == 401 || m_status == 403) {
        // The provider's own words may repeat a part of the key.
        return fail(
            {ModelKeyRefused, tr("The model provider %1 refused the key. Check it in the settings.").arg(host), {}},
            m_status);
    }
    QString words;
    if (const Result<QJsonObject> object = parseObject(m_errorBody, errorBodyLimit, QStringLiteral("the error"))) {
        const QJsonValue error = (*object)[u"error"];
        words = error.isString() ? error.toString() : error[u"message"].toString();
    }
    QByteArray cleaned = m_filter.feed(words.first(std::min(words.size(), errorMessageLimit)).toUtf8());
    cleaned += m_filter.finish();
    const QString cause = QString::fromUtf8(cleaned);
    if (m_status == 429) {
        const QString message =
            tr("The model provider %1 limits how much it answers. Wait a little, or check your plan there.");
        return fail({ModelRateLimited, message.arg(host), cause}, m_status);
    }
    fail({ModelFailed, tr("The model provider %1 answered with the error %2.").arg(host).arg(m_status), cause},
        m_status);
}

/// Ends with an error; an agent that has seen nothing of the answer yet gets it as a status and its protocol's error.
void RemoteExchange::fail(Error error, int statusForAgent)
{
    if (m_ended)
        return;
    m_ended = true; // Nothing more is read, whatever the receivers do.
    if (!m_started) {
        HttpHeaders headers{{QByteArrayLiteral("content-type"), QByteArrayLiteral("application/json")}};
        bool isNumber = false;
        const int retryAfter = m_post->head().header("retry-after").toInt(&isNumber);
        if (isNumber && retryAfter >= 0)
            headers.push_back({QByteArrayLiteral("retry-after"), QByteArray::number(retryAfter)});
        const QString text = error.cause.isEmpty() ? error.message : QString(error.message + u' ' + error.cause);
        Q_EMIT started(statusForAgent, headers);
        Q_EMIT body(toLine(m_protocol.errorBody(text, QString::fromLatin1(error.code.name), statusForAgent)));
    }
    finish(std::move(error));
}

void RemoteExchange::finish(std::optional<Error> error)
{
    m_ended = true;
    m_idleTimer.stop();
    m_totalTimer.stop();
    Q_EMIT finished(endNow(std::move(error)));
}

ModelExchangeEnd RemoteExchange::endNow(std::optional<Error> error)
{
    m_meter.finish();
    return {
        .status = m_status,
        .sent = m_post->wasSent(),
        .complete = m_started && !error,
        .cut = m_started && error,
        // A count of tokens says no usage: it costs none.
        .usage = m_operation == ModelOperation::Answer ? m_meter.usage() : ModelUsage{},
        .contentBytes = m_meter.contentBytes(),
        .error = std::move(error),
    };
}

Error RemoteExchange::connectionError(const Error &error) const
{
    const QString host = m_provider.baseUrl.host();
    if (error.code == HttpNotSecure) {
        const QString message = tr("The connection to the model provider %1 is not secure: its certificate cannot be "
                                   "trusted. Check its URL and this machine's clock.");
        return {ModelUnreachable, message.arg(host), error.cause};
    }
    if (error.code == HttpHostUnknown)
        return {ModelUnreachable, tr("The model provider %1 was not found. Check its URL and the network.").arg(host),
            error.cause};
    return {ModelUnreachable,
        tr("The model provider %1 cannot be reached. Check that it runs, its URL and the network.").arg(host),
        error.cause};
}

} // namespace pilothouse

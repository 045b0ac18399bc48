#include "runner/sandbox/docker_events.h"

#include "runner/base/json.h"
#include "runner/sandbox/sandbox_labels.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QPointer>

namespace pilothouse {

namespace {

using namespace std::chrono_literals;
using Json = QLatin1StringView;

constexpr std::chrono::milliseconds firstDelay = 200ms;
constexpr std::chrono::milliseconds longestDelay = 10s;

HttpRequest eventsRequest(const QString &owner)
{
    const QString label = labelOwner + QLatin1Char('=') + owner;
    const QJsonObject filters{{Json("type"), QJsonArray{Json("container")}}, {Json("label"), QJsonArray{label}},
        {Json("event"), QJsonArray{Json("die"), Json("oom")}}};
    // A moment back, so that nothing falls between a look at a container and the start of the stream.
    const QByteArray since = QByteArray::number(QDateTime::currentSecsSinceEpoch() - 1);
    HttpRequest request;
    request.target =
        "/events?since=" + since + "&filters=" + QUrl::toPercentEncoding(QString::fromUtf8(toLine(filters)));
    return request;
}

} // namespace

DockerEvents::DockerEvents(std::shared_ptr<EngineClient> client) : m_client(std::move(client)), m_delay(firstDelay)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &DockerEvents::connectAgain);
    connect(m_client.get(), &EngineClient::closing, &m_again, &QTimer::stop);
    m_again.start(0ms);
}

DockerEvents::~DockerEvents()
{
    if (m_stream)
        m_stream->abort();
}

void DockerEvents::connectAgain()
{
    follow(this, m_client);
}

// Holds nothing of the object over an await but a guarded pointer: it may be destroyed meanwhile.
Task<void> DockerEvents::follow(QPointer<DockerEvents> self, std::shared_ptr<EngineClient> client)
{
    Result<std::unique_ptr<HttpStream>> stream = co_await client->open(eventsRequest(client->options().owner));
    if (!self)
        co_return {};
    if (!stream) {
        self->retry(stream.error());
        co_return {};
    }
    self->m_stream = stream->get();
    const Result<HttpHead> head = co_await (*stream)->head(30s);
    if (!self)
        co_return {};
    std::optional<Error> reason = head ? std::nullopt : std::optional(head.error());
    if (head && !head->isSuccess())
        reason = engineError({head->status, {}});
    BodyReader reader(**stream);
    if (!reason) {
        self->m_line.clear();
        self->m_delay = firstDelay;
        Q_EMIT self->resumed();
    }
    while (!reason) {
        const Result<QByteArray> bytes = co_await reader.next();
        if (!self)
            co_return {};
        if (!bytes)
            reason = bytes.error();
        else if (bytes->isEmpty() || !self->take(*bytes))
            reason = Error{EngineUnavailable,
                QCoreApplication::translate(
                    "Sandbox", "The container engine stopped reporting. Pilothouse connects again."),
                {}};
        if (!self)
            co_return {};
    }
    if (self)
        self->retry(*reason);
    co_return {};
}

void DockerEvents::retry(const Error &error)
{
    if (error.code == Cancelled)
        return;
    m_again.start(m_delay);
    m_delay = std::min(m_delay * 2, longestDelay);
    Q_EMIT lost(error);
}

bool DockerEvents::take(const QByteArray &bytes)
{
    const QPointer<DockerEvents> self(this);
    m_line += bytes;
    qsizetype begin = 0;
    for (qsizetype end = m_line.indexOf('\n'); end >= 0; end = m_line.indexOf('\n', begin)) {
        tell(m_line.sliced(begin, end - begin));
        if (!self)
            return false;
        begin = end + 1;
    }
    m_line.remove(0, begin);
    // Docker ends its objects with a line feed; where one came without, the object is complete when it parses.
    if (m_line.startsWith('{') && m_line.endsWith('}') && parseObject(m_line, lineLimit, QString())) {
        tell(std::exchange(m_line, {}));
        return !self.isNull();
    }
    return m_line.size() <= lineLimit;
}

void DockerEvents::tell(const QByteArray &line)
{
    const Result<QJsonObject> event = parseObject(line, lineLimit, QString());
    if (!event)
        return;
    const QString action = (*event)[Json("Action")].toString();
    const QJsonObject actor = (*event)[Json("Actor")].toObject();
    const QJsonObject attributes = actor[Json("Attributes")].toObject();
    const ContainerId container(actor[Json("ID")].toString());
    if (!container.isValid() || attributes[labelOwner].toString() != m_client->options().owner)
        return;
    if (action == Json("die"))
        Q_EMIT containerDied(container, attributes[Json("exitCode")].toString().toInt());
    else if (action == Json("oom"))
        Q_EMIT containerOutOfMemory(container);
}

} // namespace pilothouse

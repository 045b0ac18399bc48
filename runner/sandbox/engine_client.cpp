#include "runner/sandbox/engine_client.h"

#include "runner/base/json.h"
#include "runner/sandbox/podman_service.h"

#include <QCoreApplication>
#include <QDir>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPointer>
#include <QVersionNumber>

#include <qcorotimer.h>

namespace pilothouse {

namespace {

using namespace std::chrono_literals;

/// The newest version whose documentation this code was written against; older ones have all that it uses.
constexpr auto newestVersion = QLatin1StringView("1.47");
constexpr int attempts = 4;
constexpr auto firstDelay = 50ms; ///< Doubled each time.
constexpr qsizetype messageLimit = 2000;

Error closedError()
{
    return {Cancelled,
        QCoreApplication::translate("Sandbox", "Pilothouse is closing its connection to the container engine."), {}};
}

Error networkError(const QNetworkReply &reply, const QString &socket, bool tooLarge)
{
    if (tooLarge)
        return {LimitExceeded,
            QCoreApplication::translate("Sandbox", "The container engine answered with more than was expected."), {}};
    const QString cause = reply.errorString();
    switch (reply.error()) {
    case QNetworkReply::OperationCanceledError:
    case QNetworkReply::TimeoutError:
        return {TimedOut,
            QCoreApplication::translate("Sandbox",
                "The container engine did not answer in time. Check that it is not overloaded, then try again."),
            cause};
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
        return {EngineMissing,
            QCoreApplication::translate(
                "Sandbox", "No container engine listens on %1. Start it, or choose another one in the settings.")
                .arg(socket),
            cause};
    case QNetworkReply::ContentAccessDenied:
        return {EngineNoPermission,
            QCoreApplication::translate(
                "Sandbox", "You may not use the container engine on %1. Is this user in the group \"docker\"?")
                .arg(socket),
            cause};
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
        return {ProtocolViolated,
            QCoreApplication::translate("Sandbox", "What answers on %1 does not speak the engine's protocol.")
                .arg(socket),
            cause};
    default:
        return {EngineUnavailable,
            QCoreApplication::translate("Sandbox",
                "The connection to the container engine on %1 broke. Check that it is running, then try again.")
                .arg(socket),
            cause};
    }
}

} // namespace

EngineQuirks quirksOf(EngineKind kind)
{
    switch (kind) {
    case EngineKind::Podman:
        return {.eventsTellOutOfMemory = false, .expandsAllCapabilities = true};
    case EngineKind::Docker:
    case EngineKind::Other:
        break;
    }
    return {};
}

QString negotiateVersion(const QString &offered)
{
    const QVersionNumber ours = QVersionNumber::fromString(newestVersion);
    return QVersionNumber::fromString(offered) < ours ? offered : QString(newestVersion);
}

Error engineError(const EngineAnswer &answer)
{
    QString words;
    if (const Result<QJsonObject> object = parseObject(answer.body, 1024 * 1024, QStringLiteral("error")))
        words = (*object)[QLatin1StringView("message")].toString();
    if (words.isEmpty())
        words = QString::fromUtf8(answer.body.first(std::min(answer.body.size(), messageLimit)));
    words = words.trimmed().left(messageLimit);
    if (answer.status == 404)
        return {NotFound,
            QCoreApplication::translate("Sandbox",
                "The container engine does not have what was asked for. It may have been removed from outside."),
            words};
    if (answer.status == 409)
        return {EngineConflict,
            QCoreApplication::translate(
                "Sandbox", "The container engine says that this conflicts with something else: %1")
                .arg(words),
            words};
    return {EngineRefused,
        QCoreApplication::translate("Sandbox", "The container engine refused: %1")
            .arg(words.isEmpty() ? QString::number(answer.status) : words),
        words};
}

EngineClient::EngineClient(EngineOptions options) : m_options(std::move(options))
{
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network.setAutoDeleteReplies(false);
}

EngineClient::~EngineClient() = default;

void EngineClient::shutDown()
{
    m_closed = true;
    Q_EMIT closing();
}

void EngineClient::forget(const QString &socket)
{
    if (!m_connection || m_connection->endpoint.socket != socket)
        return;
    m_connection.reset();
    m_info.reset();
}

Task<EngineConnection> EngineClient::connection()
{
    const std::shared_ptr<EngineClient> self = shared_from_this();
    if (self->m_closed)
        co_return std::unexpected(closedError());
    if (self->m_connection)
        co_return Result<EngineConnection>(*self->m_connection); // a bare lvalue would be moved from (QCoro 0.12)
    if (self->m_searching) {
        OneShot<Result<EngineConnection>> answer;
        self->m_waiting.push_back(answer);
        co_return co_await answer;
    }
    self->m_searching = true;
    const Result<EngineConnection> found = co_await find(self);
    self->m_searching = false;
    if (found && !self->m_closed)
        self->m_connection = *found;
    for (OneShot<Result<EngineConnection>> &waiting : std::exchange(self->m_waiting, {}))
        waiting.resolve(found);
    co_return found;
}

Task<EngineConnection> EngineClient::find(std::shared_ptr<EngineClient> self)
{
    const EngineOptions options = self->m_options;
    const auto use = [](const EngineEndpoint &endpoint, bool ours) {
        return EngineConnection{endpoint, negotiateVersion(endpoint.apiVersion), ours};
    };
    std::optional<Error> reason;
    if (!options.socket.isEmpty()) {
        const QString path = socketPath(options.socket);
        if (path.isEmpty())
            co_return failure(InvalidArgument,
                QCoreApplication::translate(
                    "Sandbox", "%1 is not the socket of a container engine. Give a path, or unix:// and a path.")
                    .arg(options.socket));
        const Result<EngineEndpoint> chosen = co_await pingEngine(path, 2s);
        co_return chosen ? Result<EngineConnection>(use(*chosen, false)) : std::unexpected(chosen.error());
    }
    if (options.storeRoot.isEmpty()) {
        const Result<std::vector<EngineEndpoint>> found =
            co_await findEngines(engineSocketCandidates(QProcessEnvironment::systemEnvironment(), QDir::homePath()));
        if (found)
            co_return use(found->front(), false);
        reason = found.error();
    }
    if (!options.startService || (!canStartPodmanService() && reason))
        co_return std::unexpected(reason.value_or(
            Error{EngineMissing, QCoreApplication::translate("Sandbox", "No container engine answers."), {}}));
    const Result<QString> socket = co_await ensurePodmanService(options);
    if (!socket)
        co_return std::unexpected(socket.error());
    const Result<EngineEndpoint> service = co_await pingEngine(*socket, 2s);
    co_return service ? Result<EngineConnection>(use(*service, true)) : std::unexpected(service.error());
}

Task<EngineAnswer> EngineClient::call(EngineCall call)
{
    const std::shared_ptr<EngineClient> self = shared_from_this();
    Result<EngineAnswer> answer = std::unexpected(closedError());
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (attempt > 0)
            co_await QCoro::sleepFor(firstDelay * (1 << (attempt - 1)));
        const Result<EngineConnection> connection = co_await self->connection();
        if (!connection)
            co_return std::unexpected(connection.error()); // the search has its own patience
        answer = co_await once(self, *connection, call);
        if (self->m_closed)
            co_return std::unexpected(closedError());
        if (answer)
            co_return answer;
        // A missing listener never saw the request; a broken connection may have.
        const bool again =
            answer.error().code == EngineMissing || (answer.error().code == EngineUnavailable && call.repeatable);
        if (!again)
            break;
        self->forget(connection->endpoint.socket);
    }
    co_return answer;
}

Task<EngineAnswer> EngineClient::once(std::shared_ptr<EngineClient> self, EngineConnection connection, EngineCall call)
{
    if (call.duration == EngineCall::Duration::Short)
        co_return co_await shortCall(std::move(self), std::move(connection), std::move(call));
    co_return co_await longCall(std::move(self), std::move(connection), std::move(call));
}

Task<EngineAnswer> EngineClient::shortCall(
    std::shared_ptr<EngineClient> self, EngineConnection connection, EngineCall call)
{
    QUrl url(QStringLiteral("unix+http://engine/v%1%2").arg(connection.apiVersion, call.path), QUrl::StrictMode);
    url.setQuery(call.query);
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::FullLocalServerNameAttribute, connection.endpoint.socket);
    request.setTransferTimeout(call.timeout);
    if (call.body)
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    const std::unique_ptr<QNetworkReply, void (*)(QNetworkReply *)> reply(
        self->m_network.sendCustomRequest(request, call.method, call.body ? toLine(*call.body) : QByteArray()),
        [](QNetworkReply *r) { r->deleteLater(); });
    OneShot<bool> done;
    QByteArray body;
    bool tooLarge = false;
    QObject context;
    connect(reply.get(), &QNetworkReply::readyRead, &context, [&] {
        body += reply->readAll();
        tooLarge = body.size() > call.answerLimit;
        if (tooLarge)
            reply->abort();
    });
    connect(reply.get(), &QNetworkReply::finished, &context, [done]() mutable { done.resolve(true); });
    connect(self.get(), &EngineClient::closing, &context, [&reply] { reply->abort(); });
    co_await done;
    if (reply->isOpen())
        body += reply->readAll();
    const QVariant status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    if (tooLarge || !status.isValid() || reply->error() == QNetworkReply::OperationCanceledError
        || reply->error() == QNetworkReply::RemoteHostClosedError)
        co_return std::unexpected(networkError(*reply, connection.endpoint.socket, tooLarge));
    co_return EngineAnswer{status.toInt(), body};
}

Task<EngineAnswer> EngineClient::longCall(
    std::shared_ptr<EngineClient> self, EngineConnection connection, EngineCall call)
{
    HttpRequest request{.method = call.method};
    const QByteArray query =
        call.query.isEmpty() ? QByteArray() : "?" + call.query.toString(QUrl::FullyEncoded).toUtf8();
    request.target = "/v" + connection.apiVersion.toLatin1() + call.path.toUtf8() + query;
    if (call.body) {
        request.headers.append(HttpHeader{"Content-Type", "application/json"});
        request.body = toLine(*call.body);
    }
    HttpStream stream(connection.endpoint.socket);
    QObject::connect(self.get(), &EngineClient::closing, &stream, &HttpStream::abort);
    stream.open(request);
    const Result<HttpHead> head = co_await stream.head(call.timeout);
    if (!head)
        co_return std::unexpected(head.error());
    stream.setIdleTimeout(call.timeout);
    const Result<QByteArray> body = co_await readWholeBody(stream, call.answerLimit);
    if (!body)
        co_return std::unexpected(body.error());
    co_return EngineAnswer{head->status, *body};
}

Task<EngineAnswer> EngineClient::demand(EngineCall call)
{
    Result<EngineAnswer> answer = co_await this->call(std::move(call));
    if (answer && !answer->isSuccess())
        co_return std::unexpected(engineError(*answer));
    co_return answer;
}

Task<QJsonObject> EngineClient::demandObject(EngineCall call)
{
    const qsizetype limit = call.answerLimit;
    const Result<EngineAnswer> answer = co_await demand(std::move(call));
    if (!answer)
        co_return std::unexpected(answer.error());
    Result<QJsonObject> object =
        parseObject(answer->body, limit, QCoreApplication::translate("Sandbox", "The container engine's answer"));
    if (!object)
        co_return failure(ProtocolViolated, object.error().message, object.error().cause);
    co_return object;
}

Task<QJsonObject> EngineClient::info()
{
    const std::shared_ptr<EngineClient> self = shared_from_this();
    if (self->m_info)
        co_return Result<QJsonObject>(*self->m_info); // as above
    EngineCall call;
    call.path = QStringLiteral("/info");
    call.timeout = 30s; // it counts containers and images
    const Result<QJsonObject> info = co_await self->demandObject(std::move(call));
    if (info)
        self->m_info = *info;
    co_return info;
}

Task<std::unique_ptr<HttpStream>> EngineClient::open(HttpRequest request)
{
    const std::shared_ptr<EngineClient> self = shared_from_this();
    // A stream cannot be sent again, so a service that ended meanwhile is found (and started) by a call that can.
    EngineCall ping;
    ping.path = QStringLiteral("/_ping");
    const Result<EngineAnswer> alive = co_await self->call(std::move(ping));
    if (!alive)
        co_return std::unexpected(alive.error());
    const Result<EngineConnection> connection = co_await self->connection();
    if (!connection)
        co_return std::unexpected(connection.error());
    request.target = "/v" + connection->apiVersion.toLatin1() + request.target;
    auto stream = std::make_unique<HttpStream>(connection->endpoint.socket);
    QObject::connect(self.get(), &EngineClient::closing, stream.get(), &HttpStream::abort);
    stream->open(request);
    co_return stream;
}

} // namespace pilothouse

#include "runner/sandbox/docker_calls.h"

#include "runner/base/json.h"
#include "runner/sandbox/exec_stream.h"

#include <QJsonArray>

#include <functional>

namespace pilothouse::docker {

namespace {

using namespace std::chrono_literals;
using Json = QLatin1StringView;

constexpr auto startTimeout = 60s;
constexpr auto idleTimeout = 120s;
constexpr qsizetype errorLimit = 64 * 1024;

/// The engine's error in an answer whose head was not a success.
Task<void> refusal(HttpStream &stream, HttpHead head)
{
    stream.setIdleTimeout(10s);
    const Result<QByteArray> body = co_await readWholeBody(stream, errorLimit);
    co_return std::unexpected(engineError({head.status, body.value_or(QByteArray())}));
}

/// A request whose connection becomes the standard streams of a program in a container.
Task<std::unique_ptr<ByteStream>> hijack(Client client, QString target, QByteArray body)
{
    HttpRequest request;
    request.method = "POST";
    request.target = target.toUtf8();
    request.headers.append(HttpHeader{"Content-Type", "application/json"});
    request.body = body;
    request.upgrade = true;
    Result<std::unique_ptr<HttpStream>> stream = co_await client->open(std::move(request));
    if (!stream)
        co_return std::unexpected(stream.error());
    const Result<HttpHead> head = co_await (*stream)->head(startTimeout);
    if (!head)
        co_return std::unexpected(head.error());
    if (!head->isSuccess()) {
        const Result<void> refused = co_await refusal(**stream, *head);
        co_return std::unexpected(refused.error());
    }
    QObject::disconnect(client.get(), nullptr, stream->get(), nullptr); // from here it belongs to the caller
    co_return std::unique_ptr<ByteStream>(std::make_unique<ExecStream>(std::move(*stream)));
}

} // namespace

Task<std::unique_ptr<ByteStream>> exec(Client client, ExecSpec spec)
{
    EngineCall call;
    call.method = "POST";
    call.path = pathOf(QStringLiteral("containers"), spec.container.value, QStringLiteral("exec"));
    call.body = QJsonObject{{Json("AttachStdin"), true}, {Json("AttachStdout"), true}, {Json("AttachStderr"), true},
        {Json("Tty"), false}, {Json("Privileged"), false}, {Json("User"), spec.user},
        {Json("WorkingDir"), spec.workingDirectory}, {Json("Cmd"), QJsonArray::fromStringList(spec.command)}};
    const Result<QJsonObject> made = co_await client->demandObject(std::move(call));
    if (!made)
        co_return std::unexpected(made.error());
    const QString target = pathOf(QStringLiteral("exec"), (*made)[Json("Id")].toString(), QStringLiteral("start"));
    co_return co_await hijack(client, target, toLine({{Json("Detach"), false}, {Json("Tty"), false}}));
}

Task<std::unique_ptr<ByteStream>> attach(Client client, ContainerId container)
{
    const QString target = pathOf(QStringLiteral("containers"), container.value, QStringLiteral("attach"))
        + QStringLiteral("?stream=1&stdout=1&stderr=1");
    co_return co_await hijack(client, target, {});
}

Task<void> archiveGet(Client client, ContainerId container, QString path, ByteSink sink, std::stop_token stop)
{
    HttpRequest request;
    request.target = (pathOf(QStringLiteral("containers"), container.value, QStringLiteral("archive"))
        + QStringLiteral("?path=") + QString::fromLatin1(QUrl::toPercentEncoding(path)))
                         .toUtf8();
    Result<std::unique_ptr<HttpStream>> opened = co_await client->open(std::move(request));
    if (!opened)
        co_return std::unexpected(opened.error());
    HttpStream &stream = **opened;
    const std::stop_callback stopped(
        stop, [&stream] { QMetaObject::invokeMethod(&stream, &HttpStream::abort, Qt::QueuedConnection); });
    const Result<HttpHead> head = co_await stream.head(startTimeout);
    if (!head)
        co_return std::unexpected(head.error());
    if (!head->isSuccess())
        co_return co_await refusal(stream, *head);
    stream.setIdleTimeout(idleTimeout);
    BodyReader reader(stream);
    for (;;) {
        const Result<QByteArray> bytes = co_await reader.next();
        if (!bytes)
            co_return std::unexpected(bytes.error());
        if (bytes->isEmpty())
            co_return {};
        if (const Result<void> taken = co_await sink(*bytes); !taken)
            co_return taken;
    }
}

} // namespace pilothouse::docker

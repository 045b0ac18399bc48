#include "tests/integration/engine/engine_fixture.h"

#include "runner/base/child_process.h"
#include "tests/support/engine/await.h"

#include <QDir>
#include <QFile>

#include <csignal>

namespace pilothouse::test {

EngineFixture::EngineFixture() : m_directory(QStringLiteral("/tmp/ph-engine-XXXXXX")) { }

EngineFixture::~EngineFixture()
{
    DockerEngine engine(options());
    if (const auto owned = await(engine.listOwned())) {
        for (const OwnedObject &object : *owned) {
            if (object.kind == OwnedObject::Kind::Container)
                (void)await(engine.remove(ContainerId(object.id)));
        }
    }
    for (const qint64 pid : servicePids())
        ::kill(static_cast<pid_t>(pid), SIGTERM);
    (void)QTest::qWaitFor([this] { return servicePids().isEmpty(); }, 10000);
    // Podman leaves its storage mounted onto itself.
    ChildCommand unmount{
        .program = QStringLiteral("umount"), .arguments = {directory() + QStringLiteral("/store/root/overlay")}};
    (void)await(runChild(std::move(unmount)));
}

EngineOptions EngineFixture::options() const
{
    EngineOptions options;
    options.owner = QStringLiteral("test0001");
    options.stateDirectory = directory() + QStringLiteral("/state");
    options.runtimeDirectory = directory() + QStringLiteral("/rt");
    options.storeRoot = directory() + QStringLiteral("/store");
    options.serviceIdle = std::chrono::seconds(20);
    return options;
}

QList<qint64> EngineFixture::servicePids() const
{
    QList<qint64> pids;
    const QStringList entries = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &entry : entries) {
        QFile file(QStringLiteral("/proc/%1/cmdline").arg(entry));
        if (entry.toLongLong() == 0 || !file.open(QIODevice::ReadOnly))
            continue;
        const QList<QByteArray> arguments = file.readAll().split('\0');
        if (arguments.contains("service")
            && arguments.contains((options().storeRoot + QStringLiteral("/root")).toUtf8()))
            pids << entry.toLongLong();
    }
    return pids;
}

SandboxSpec EngineFixture::spec(qint64 session, const ImageId &image) const
{
    SandboxSpec spec;
    spec.session = SessionId(session);
    spec.image = image;
    spec.command = {QStringLiteral("/inside"), QStringLiteral("run")};
    spec.limits.memoryBytes = 128LL * 1024 * 1024;
    spec.limits.processes = 64;
    spec.limits.milliCpus = 1000;
    spec.sharedMemoryBytes = 1024 * 1024;
    for (TemporaryMount &mount : spec.temporary)
        mount.bytes = 8LL * 1024 * 1024;
    spec.binds = {{directory() + QStringLiteral("/base"), QStringLiteral("/base")}};
    QDir().mkpath(spec.binds.first().hostPath);
    return spec;
}

Result<ImageId> EngineFixture::load(SandboxEngine &engine, const TestImage &image)
{
    auto offset = std::make_shared<qsizetype>(0);
    const ByteSource source = [offset, archive = image.archive]() -> Task<QByteArray> {
        const QByteArray part = archive.mid(*offset, 65536);
        *offset += part.size();
        co_return part;
    };
    return await(engine.loadImage(source, {}));
}

Result<ExecOutput> EngineFixture::run(SandboxEngine &engine, const ContainerId &container, const QStringList &arguments,
    const QString &user, const QByteArray &input)
{
    Result<std::unique_ptr<ByteStream>> stream =
        await(engine.exec({container, QStringList(QStringLiteral("/inside")) + arguments, user, QStringLiteral("/")}));
    if (!stream)
        return std::unexpected(stream.error());
    ExecOutput output;
    bool closed = false;
    QObject context;
    QObject::connect(
        stream->get(), &ByteStream::received, &context, [&](const QByteArray &bytes) { output.output += bytes; });
    QObject::connect(
        stream->get(), &ByteStream::receivedError, &context, [&](const QByteArray &bytes) { output.error += bytes; });
    QObject::connect(stream->get(), &ByteStream::closed, &context, [&](const std::optional<Error> &error) {
        output.end = error;
        closed = true;
    });
    (*stream)->write(input);
    (*stream)->closeWrite();
    (*stream)->setPaused(false);
    if (!waitUntil([&closed] { return closed; }, std::chrono::seconds(30)))
        return failure(TimedOut, QStringLiteral("the command did not end"));
    return output;
}

} // namespace pilothouse::test

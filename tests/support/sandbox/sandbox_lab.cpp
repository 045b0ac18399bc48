#include "tests/support/sandbox/sandbox_lab.h"

#include "runner/sandbox/image_builder.h"
#include "tests/support/engine/await.h"
#include "tests/support/link/guest_process.h"

#include <QDir>
#include <QFile>
#include <QProcess>

namespace pilothouse::test {

SandboxLab::SandboxLab() : m_fixture(std::make_unique<EngineFixture>()) { }

SandboxLab::~SandboxLab() = default;

Result<void> SandboxLab::start(const QStringList &programs)
{
    m_engine = std::make_unique<DockerEngine>(m_fixture->options());
    if (const auto info = await(m_engine->probe()); !info)
        return std::unexpected(info.error());
    const QString folder = m_fixture->directory() + QStringLiteral("/image");
    QProcess shell;
    shell.setProcessChannelMode(QProcess::MergedChannels);
    shell.start(
        QStringLiteral("sh"), QStringList{QStringLiteral(MAKE_IMAGE), folder, GuestProcess::program()} + programs);
    shell.waitForFinished(120000);
    if (shell.exitStatus() != QProcess::NormalExit || shell.exitCode() != 0)
        return failure(
            IoFailed, QStringLiteral("The test image could not be made."), QString::fromUtf8(shell.readAll()));
    QFile archive(folder + QStringLiteral("/image.tar"));
    if (!archive.open(QIODevice::ReadOnly))
        return failure(IoFailed, QStringLiteral("The test image could not be read."), archive.errorString());
    const auto loaded = EngineFixture::load(*m_engine, {.archive = archive.readAll(), .id = {}});
    if (!loaded)
        return std::unexpected(loaded.error());
    m_image = *loaded;
    return {};
}

SandboxSpec SandboxLab::spec(SessionId session) const
{
    SandboxSpec spec;
    spec.session = session;
    spec.image = m_image;
    spec.command = {QString(ImageLayout::guest), QStringLiteral("run")};
    spec.binds = {{base(), ImageLayout::baseStore}};
    QDir().mkpath(base());
    return spec;
}

Result<SandboxHandle> SandboxLab::makeRunning(const SandboxSpec &spec)
{
    auto made = await(m_engine->create(spec));
    if (!made)
        return made;
    if (const auto started = await(m_engine->start(made->container)); !started)
        return std::unexpected(started.error());
    return made;
}

Result<std::unique_ptr<ByteStream>> SandboxLab::connectStream(const ContainerId &container)
{
    return await(
        m_engine->exec({.container = container, .command = {QString(ImageLayout::guest), QStringLiteral("connect")}}));
}

} // namespace pilothouse::test

#include "runner/sandbox/docker_engine.h"

#include "runner/sandbox/docker_calls.h"
#include "runner/sandbox/docker_events.h"
#include "runner/sandbox/start_gate.h"

namespace pilothouse {

DockerEngine::DockerEngine(EngineOptions options, QObject *parent) : SandboxEngine(parent)
{
    if (!options.starts)
        options.starts = std::make_shared<StartGate>();
    m_client = std::make_shared<EngineClient>(std::move(options));
}

DockerEngine::~DockerEngine()
{
    m_client->shutDown();
}

Task<EngineInfo> DockerEngine::probe()
{
    return docker::probe(m_client);
}

Task<std::vector<EngineCheck>> DockerEngine::diagnose()
{
    return docker::diagnose(m_client);
}

Task<SandboxHandle> DockerEngine::create(SandboxSpec spec)
{
    return docker::create(m_client, std::move(spec));
}

Task<void> DockerEngine::start(ContainerId container, std::stop_token stop)
{
    return docker::start(m_client, std::move(container), std::move(stop));
}

Task<SandboxReport> DockerEngine::inspect(ContainerId container, SandboxSpec asked)
{
    return docker::inspect(m_client, std::move(container), std::move(asked));
}

Task<void> DockerEngine::stop(ContainerId container, std::chrono::seconds grace)
{
    return docker::stop(m_client, std::move(container), grace);
}

Task<void> DockerEngine::kill(ContainerId container)
{
    return docker::kill(m_client, std::move(container));
}

Task<void> DockerEngine::remove(ContainerId container)
{
    return docker::remove(m_client, std::move(container));
}

Task<void> DockerEngine::removeVolume(QString name)
{
    return docker::removeVolume(m_client, std::move(name));
}

Task<std::vector<OwnedObject>> DockerEngine::listOwned()
{
    return docker::listOwned(m_client);
}

Task<std::unique_ptr<ByteStream>> DockerEngine::exec(ExecSpec spec)
{
    return docker::exec(m_client, std::move(spec));
}

Task<std::unique_ptr<ByteStream>> DockerEngine::attach(ContainerId container)
{
    return docker::attach(m_client, std::move(container));
}

Task<void> DockerEngine::archiveGet(ContainerId container, QString path, ByteSink sink, std::stop_token stop)
{
    return docker::archiveGet(m_client, std::move(container), std::move(path), std::move(sink), std::move(stop));
}

std::unique_ptr<EngineEvents> DockerEngine::events()
{
    return std::make_unique<DockerEvents>(m_client);
}

Task<ImageId> DockerEngine::loadImage(
    ByteSource source, std::function<void(qint64 bytes)> progress, std::stop_token stop)
{
    return docker::loadImage(m_client, std::move(source), std::move(progress), std::move(stop));
}

Task<std::optional<ImageInfo>> DockerEngine::findImage(QString idOrReference)
{
    return docker::findImage(m_client, std::move(idOrReference));
}

Task<std::vector<ImageInfo>> DockerEngine::listImages(QString label)
{
    return docker::listImages(m_client, std::move(label));
}

Task<void> DockerEngine::removeImage(ImageId image)
{
    return docker::removeImage(m_client, std::move(image));
}

Task<ContainerId> DockerEngine::unpackImage(ImageId image)
{
    return docker::unpackImage(m_client, std::move(image));
}

Task<void> DockerEngine::archivePut(ContainerId container, QString folder, ByteSource source,
    std::function<void(qint64 bytes)> progress, std::stop_token stop)
{
    return docker::archivePut(
        m_client, std::move(container), std::move(folder), std::move(source), std::move(progress), std::move(stop));
}

Task<ImageId> DockerEngine::commitImage(ContainerId container, QString reference, QMap<QString, QString> labels)
{
    return docker::commitImage(m_client, std::move(container), std::move(reference), std::move(labels));
}

} // namespace pilothouse

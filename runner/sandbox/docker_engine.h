#pragma once

#include "runner/sandbox/engine_options.h"
#include "runner/sandbox/sandbox_engine.h"

#include <memory>

namespace pilothouse {

class EngineClient;

/// A SandboxEngine on the Docker Engine API (https://docs.docker.com/reference/api/engine/), which Podman serves as
/// well. Only that API is used, in the version that the engine offers.
class DockerEngine final : public SandboxEngine {
    Q_OBJECT

public:
    explicit DockerEngine(EngineOptions options, QObject *parent = nullptr);
    ~DockerEngine() override;

    [[nodiscard]] Task<EngineInfo> probe() override;
    [[nodiscard]] Task<std::vector<EngineCheck>> diagnose() override;
    [[nodiscard]] Task<SandboxHandle> create(SandboxSpec spec) override;
    [[nodiscard]] Task<void> start(ContainerId container, std::stop_token stop) override;
    [[nodiscard]] Task<SandboxReport> inspect(ContainerId container, SandboxSpec asked) override;
    [[nodiscard]] Task<void> stop(ContainerId container, std::chrono::seconds grace) override;
    [[nodiscard]] Task<void> kill(ContainerId container) override;
    [[nodiscard]] Task<void> remove(ContainerId container) override;
    [[nodiscard]] Task<void> removeVolume(QString name) override;
    [[nodiscard]] Task<std::vector<OwnedObject>> listOwned() override;
    [[nodiscard]] Task<std::unique_ptr<ByteStream>> exec(ExecSpec spec) override;
    [[nodiscard]] Task<std::unique_ptr<ByteStream>> attach(ContainerId container) override;
    [[nodiscard]] Task<void> archiveGet(
        ContainerId container, QString path, ByteSink sink, std::stop_token stop) override;
    [[nodiscard]] std::unique_ptr<EngineEvents> events() override;
    [[nodiscard]] Task<ImageId> loadImage(
        ByteSource source, std::function<void(qint64 bytes)> progress, std::stop_token stop) override;
    [[nodiscard]] Task<std::optional<ImageInfo>> findImage(QString idOrReference) override;
    [[nodiscard]] Task<std::vector<ImageInfo>> listImages(QString label) override;
    [[nodiscard]] Task<void> removeImage(ImageId image) override;
    [[nodiscard]] Task<ContainerId> unpackImage(ImageId image) override;
    [[nodiscard]] Task<void> archivePut(ContainerId container, QString folder, ByteSource source,
        std::function<void(qint64 bytes)> progress, std::stop_token stop) override;
    [[nodiscard]] Task<ImageId> commitImage(
        ContainerId container, QString reference, QMap<QString, QString> labels) override;

private:
    std::shared_ptr<EngineClient> m_client;
};

} // namespace pilothouse

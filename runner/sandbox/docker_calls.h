#pragma once

#include "runner/sandbox/container_request.h"
#include "runner/sandbox/engine_client.h"

// The calls behind DockerEngine. Each holds its own share of the client and nothing else, so that none depends on the
// engine object still being there.
namespace pilothouse::docker {

using Client = std::shared_ptr<EngineClient>;

[[nodiscard]] Task<EngineInfo> probe(Client client);
[[nodiscard]] Task<std::vector<EngineCheck>> diagnose(Client client);

[[nodiscard]] Task<SandboxHandle> create(Client client, SandboxSpec spec);
[[nodiscard]] Task<void> start(Client client, ContainerId container, std::stop_token stop);
[[nodiscard]] Task<SandboxReport> inspect(Client client, ContainerId container, SandboxSpec asked);
[[nodiscard]] Task<void> stop(Client client, ContainerId container, std::chrono::seconds grace);
[[nodiscard]] Task<void> kill(Client client, ContainerId container);
[[nodiscard]] Task<void> remove(Client client, ContainerId container);
[[nodiscard]] Task<void> removeVolume(Client client, QString name);
[[nodiscard]] Task<std::vector<OwnedObject>> listOwned(Client client);

[[nodiscard]] Task<std::unique_ptr<ByteStream>> exec(Client client, ExecSpec spec);
[[nodiscard]] Task<std::unique_ptr<ByteStream>> attach(Client client, ContainerId container);
[[nodiscard]] Task<void> archiveGet(
    Client client, ContainerId container, QString path, ByteSink sink, std::stop_token stop);

[[nodiscard]] Task<ImageId> loadImage(
    Client client, ByteSource source, std::function<void(qint64)> progress, std::stop_token stop);
[[nodiscard]] Task<std::optional<ImageInfo>> findImage(Client client, QString idOrReference);
[[nodiscard]] Task<std::vector<ImageInfo>> listImages(Client client, QString label);
[[nodiscard]] Task<void> removeImage(Client client, ImageId image);
[[nodiscard]] Task<ContainerId> unpackImage(Client client, ImageId image);
[[nodiscard]] Task<void> archivePut(Client client, ContainerId container, QString folder, ByteSource source,
    std::function<void(qint64)> progress, std::stop_token stop);
[[nodiscard]] Task<ImageId> commitImage(
    Client client, ContainerId container, QString reference, QMap<QString, QString> labels);

/// A tar archive that is sent to the engine.
struct TarUpload {
    QByteArray method;
    QByteArray target;
    std::chrono::milliseconds patience{}; ///< For the answer, after the last byte.
    qsizetype answerLimit = 0; ///< Bytes.
};

/// How the engine answered it.
struct TarAnswer {
    HttpHead head;
    Result<QByteArray> body;
};

/// Sends the parts until the source ends or the engine answers early, and reads the answer.
[[nodiscard]] Task<TarAnswer> uploadTar(
    Client client, TarUpload upload, ByteSource source, std::function<void(qint64)> progress, std::stop_token stop);
/// An image's id as engines write it; some leave out the algorithm.
[[nodiscard]] ImageId imageIdFrom(const QString &text);

/// What grades depend on; asked once for each connection.
[[nodiscard]] Task<EngineSecurity> engineSecurity(Client client);
/// The engine's lists, without what is not ours. Hostile input; what is unreadable is left out.
[[nodiscard]] std::vector<OwnedObject> parseOwned(
    const QByteArray &containers, const QByteArray &volumes, const QString &owner);

/// The name or id in the answer to a load: JSON objects, one on a line, of which an error may come after a status of
/// 200. Its last words are "Loaded image: NAME" or "Loaded image ID: sha256:…". Errors: EngineRefused,
/// ProtocolViolated.
[[nodiscard]] Result<QString> parseLoadReport(const QByteArray &report);

/// The path of one thing, its name checked and encoded: "/containers/ID/json".
[[nodiscard]] QString pathOf(const QString &collection, const QString &name, const QString &action = {});

} // namespace pilothouse::docker

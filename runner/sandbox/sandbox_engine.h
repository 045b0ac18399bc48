#pragma once

#include "runner/base/byte_stream.h"
#include "runner/base/one_shot.h"
#include "runner/sandbox/engine_errors.h"
#include "runner/sandbox/sandbox_grade.h"
#include "runner/sandbox/sandbox_spec.h"

#include <QDateTime>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace pilothouse {

enum class EngineKind { Docker, Podman, Other };

struct EngineInfo {
    EngineKind kind = EngineKind::Other;
    QString name; ///< "Podman Engine", "Engine"; the engine's word.
    QString version;
    QString apiVersion; ///< The one that is spoken: "1.41".
    QString socket; ///< Where it answers.
    QString operatingSystem; ///< Of the engine's machine: "linux".
    QString architecture; ///< "amd64", "arm64".
    int processors = 0;
    qint64 memoryBytes = 0;
    bool rootless = false;
    bool limitsMemory = false; ///< What the engine claims; a sandbox's grade says what is true.
    bool limitsProcesses = false;
    bool limitsCpu = false;
    bool seccomp = false;
    bool startedByUs = false; ///< It is the service that Pilothouse starts.
    QString storage; ///< The directory of its images and containers, on the engine's machine.
};

struct SandboxHandle {
    ContainerId container;
    QString name;
    QString workspaceVolume;
    QString homeVolume;

    friend bool operator==(const SandboxHandle &, const SandboxHandle &) = default;
};

enum class SandboxState { Created, Running, Paused, Exited };

struct SandboxReport {
    SandboxState state = SandboxState::Created;
    int exitCode = 0; ///< Only when exited. 137 without a kill of ours usually means that the memory ran out.
    bool outOfMemory = false; ///< The engine says that the memory limit killed it (not every engine says so).
    qint64 processId = 0; ///< PID 1's number on the engine's machine; 0 when not running.
    QDateTime startedAt;
    SandboxGrade grade;
};

/// Who runs a command in a container. Never privileged, never with capabilities.
struct ExecSpec {
    ContainerId container;
    QStringList command;
    QString user = QStringLiteral("0:0");
    QString workingDirectory = QStringLiteral("/");
};

/// Something on the engine that carries this data directory's label.
struct OwnedObject {
    enum class Kind { Container, Volume };
    Kind kind = Kind::Container;
    QString id; ///< A container's id or a volume's name, as remove() and removeVolume() take it.
    QString name;
    SessionId session; ///< As labelled; invalid when the label is unreadable.
    bool running = false;
    QDateTime createdAt;

    friend bool operator==(const OwnedObject &, const OwnedObject &) = default;
};

struct ImageInfo {
    ImageId id;
    QStringList references;
    QMap<QString, QString> labels;
    qint64 bytes = 0;
    QString operatingSystem;
    QString architecture;
    QStringList environment; ///< "NAME=value"
    QStringList volumes; ///< Paths declared with VOLUME.
};

/// The next part of a body to send; an empty part ends it. Called again only after the part before was sent.
using ByteSource = std::function<Task<QByteArray>()>;
/// Takes one part of a body; no more is read from the engine until it is done. An error of it ends the transfer.
using ByteSink = std::function<Task<void>(QByteArray)>;

enum class CheckState { Ok, Warning, Failed };

/// One finding for `doctor`.
struct EngineCheck {
    QString code; ///< Stable: "engine", "engine.version", "engine.limits", "engine.disk", …
    CheckState state = CheckState::Ok;
    QString sentence;
    QString command; ///< What mends it, to be typed in a shell; may be empty.
};

/// What happens to our containers, as the engine tells it. Reconnects by itself; a gap is told by resumed().
/// Destroying it ends the stream.
class EngineEvents : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

Q_SIGNALS:
    void containerDied(const pilothouse::ContainerId &container, int exitCode);
    void containerOutOfMemory(const pilothouse::ContainerId &container); ///< Docker only; see SandboxReport::exitCode.
    void lost(const pilothouse::Error &error); ///< The stream broke; another try follows.
    void resumed(); ///< It is open (again). What happened before must be looked up with inspect(), or is told twice.
};

/// Runs containers. All calls belong to the thread of the object, answer by themselves (every one has a time limit) and
/// end with Cancelled when the engine object is destroyed. Everything the engine says is bounded and checked.
/// Errors of every call: EngineMissing, EngineNoPermission, EngineUnavailable, EngineRefused, NotFound, TimedOut,
/// ProtocolViolated, LimitExceeded, Cancelled.
class SandboxEngine : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Finds the engine (starting one where that is possible), and asks what it is.
    [[nodiscard]] virtual Task<EngineInfo> probe() = 0;
    /// What is wrong with the engine and how to mend it; never fails as a whole.
    [[nodiscard]] virtual Task<std::vector<EngineCheck>> diagnose() = 0;

    /// Makes volumes and container, or finds those that an earlier call with the same specification made.
    /// Errors: ImageMissing, EngineConflict.
    [[nodiscard]] virtual Task<SandboxHandle> create(SandboxSpec spec) = 0;
    /// Starts it; at most a few start at once (StartGate), the others wait here. Running already is a success.
    [[nodiscard]] virtual Task<void> start(ContainerId container, std::stop_token stop = {}) = 0;
    /// How it is, and its grade against what was asked.
    [[nodiscard]] virtual Task<SandboxReport> inspect(ContainerId container, SandboxSpec asked) = 0;
    /// Asks PID 1 to end and kills it after `grace`. Not running is a success.
    [[nodiscard]] virtual Task<void> stop(ContainerId container, std::chrono::seconds grace) = 0;
    [[nodiscard]] virtual Task<void> kill(ContainerId container) = 0; ///< Not running is a success.
    [[nodiscard]] virtual Task<void> remove(
        ContainerId container) = 0; ///< Kills it if it runs; gone already is a success.
    [[nodiscard]] virtual Task<void> removeVolume(QString name) = 0; ///< Gone already is a success.
    /// Every container and volume with this data directory's label; the caller knows which sessions exist.
    [[nodiscard]] virtual Task<std::vector<OwnedObject>> listOwned() = 0;

    /// Starts a command in a running container; the stream is its standard input, output and error. It starts paused:
    /// connect, then setPaused(false).
    [[nodiscard]] virtual Task<std::unique_ptr<ByteStream>> exec(ExecSpec spec) = 0;
    /// The standard output and error of PID 1 of a container that was made and not started yet; nothing is missed.
    /// Closed when PID 1 has ended. It starts paused, as that of exec().
    [[nodiscard]] virtual Task<std::unique_ptr<ByteStream>> attach(ContainerId container) = 0;
    /// The tar archive of a file or directory of the container, hostile like all that comes from a sandbox.
    [[nodiscard]] virtual Task<void> archiveGet(
        ContainerId container, QString path, ByteSink sink, std::stop_token stop = {}) = 0;
    [[nodiscard]] virtual std::unique_ptr<EngineEvents> events() = 0;

    /// Loads an image archive (docker-archive or OCI tar). `progress` gets the bytes sent so far.
    [[nodiscard]] virtual Task<ImageId> loadImage(
        ByteSource source, std::function<void(qint64 bytes)> progress, std::stop_token stop = {}) = 0;
    /// Nothing when there is no such image (by id or by reference).
    [[nodiscard]] virtual Task<std::optional<ImageInfo>> findImage(QString idOrReference) = 0;
    [[nodiscard]] virtual Task<std::vector<ImageInfo>> listImages(
        QString label) = 0; ///< "key" or "key=value"; no environment and volumes.
    [[nodiscard]] virtual Task<void> removeImage(
        ImageId image) = 0; ///< Gone already is a success; in use is EngineConflict.

    /// A container of an image that is never started, for reading its files with archiveGet() and adding others:
    /// nothing of the image runs. remove() it.
    [[nodiscard]] virtual Task<ContainerId> unpackImage(ImageId image) = 0;
    /// Unpacks a tar archive in a folder of the container ("/", or where a volume is mounted; a volume is filled only
    /// once the container was started or attach()ed to), with the owners and permissions it names.
    [[nodiscard]] virtual Task<void> archivePut(ContainerId container, QString folder, ByteSource source,
        std::function<void(qint64 bytes)> progress, std::stop_token stop = {}) = 0;
    /// Makes an image of what the container is now, under that name and with these labels beside its image's own.
    [[nodiscard]] virtual Task<ImageId> commitImage(
        ContainerId container, QString reference, QMap<QString, QString> labels) = 0;
};

} // namespace pilothouse

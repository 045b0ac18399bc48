#pragma once

#include "runner/base/ids.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

namespace pilothouse {

using ContainerId = TextId<struct ContainerTag>; ///< The engine's own id of a container, hexadecimal.
using ImageId = TextId<struct ImageTag>; ///< "sha256:" and 64 hexadecimal digits, as the engine that holds it says.

/// What a sandbox may use at most. The disk is not limited by the engine (none does on a common file system): the guest
/// measures it and the host acts on it.
struct SandboxLimits {
    qint64 memoryBytes = 4LL * 1024 * 1024 * 1024; ///< Memory and swap together; the tmpfs mounts count as memory.
    qint64 processes = 512; ///< Threads count too.
    qint64 milliCpus = 2000; ///< Thousandths of one processor.
    qint64 diskBytes = 20LL * 1024 * 1024 * 1024;

    friend bool operator==(const SandboxLimits &, const SandboxLimits &) = default;
};

enum class Execution { Allowed, Denied };

/// A file system in memory; always with nosuid and nodev.
struct TemporaryMount {
    QString path;
    qint64 bytes = 0;
    Execution execution = Execution::Denied;
    int mode = 01777; ///< Permissions of its root directory.

    friend bool operator==(const TemporaryMount &, const TemporaryMount &) = default;
};

/// A directory of the host that the sandbox reads and cannot write.
struct ReadOnlyBind {
    QString hostPath; ///< Absolute, on the machine of the engine.
    QString containerPath;

    friend bool operator==(const ReadOnlyBind &, const ReadOnlyBind &) = default;
};

/// All that decides how a sandbox is made. The container's and volumes' names follow from the data directory, the
/// session, the purpose and the incarnation, so creating the same sandbox twice finds the first one.
struct SandboxSpec {
    SessionId session;
    int incarnation = 1; ///< Counts the containers of one session; the volumes are the session's and stay.
    /// Lower-case letters, digits and dashes: a sandbox of the same session beside its own, with volumes of its own.
    QString purpose;
    ImageId image;
    QStringList
        command; ///< The program that runs as PID 1, by absolute path, and its arguments; replaces ENTRYPOINT and CMD.
    int userId = 1000;
    int groupId = 1000;
    QString workspacePath = QStringLiteral("/workspace"); ///< Where the session's first volume is mounted.
    QString homePath = QStringLiteral("/home/agent"); ///< Where its second volume is mounted.
    QList<TemporaryMount> temporary = {
        {QStringLiteral("/tmp"), 512LL * 1024 * 1024, Execution::Allowed, 01777},
        {QStringLiteral("/run"), 16LL * 1024 * 1024, Execution::Denied, 0755},
        {QStringLiteral("/var/tmp"), 64LL * 1024 * 1024, Execution::Denied, 01777},
    };
    qint64 sharedMemoryBytes = 64LL * 1024 * 1024; ///< Size of /dev/shm.
    QList<ReadOnlyBind> binds;
    SandboxLimits limits;
    /// Variables of PID 1. PATH is always set, and what the image sets beyond these is emptied.
    QMap<QString, QString> environment;
    QMap<QString, QString> labels; ///< Further labels; Pilothouse's own (see sandbox_labels.h) are added.

    friend bool operator==(const SandboxSpec &, const SandboxSpec &) = default;
};

} // namespace pilothouse

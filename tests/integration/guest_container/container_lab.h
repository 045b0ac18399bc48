#pragma once

#include "tests/support/link/process_stream.h"

#include <QTemporaryDir>

#include <memory>

namespace pilothouse {

/// A sandbox of Podman's command line as the engine makes them: no network, no capabilities, read-only root, uid 1000,
/// two writable folders. The root is a folder with a few programs of this machine. Everything Podman writes lies in a
/// temporary directory of its own.
class ContainerLab {
public:
    ContainerLab();
    ~ContainerLab();

    /// Empty when it runs; else what went wrong.
    [[nodiscard]] QString start();
    [[nodiscard]] std::unique_ptr<ProcessStream> connectStream() const;
    /// Runs podman to its end. Returns its output and error output.
    QByteArray podman(const QStringList &arguments, int *exitCode = nullptr) const;
    [[nodiscard]] QString path(const QString &name) const { return m_directory.filePath(name); }
    static QString name() { return QStringLiteral("guest"); }

private:
    [[nodiscard]] QStringList command(const QStringList &arguments) const;
    [[nodiscard]] QString makeRoot() const;

    QTemporaryDir m_directory;
};

} // namespace pilothouse

#pragma once

#include "runner/sandbox/docker_engine.h"
#include "tests/integration/engine/test_image.h"

#include <QTemporaryDir>

namespace pilothouse::test {

/// What a command in a container printed.
struct ExecOutput {
    QByteArray output;
    QByteArray error;
    std::optional<Error> end;
};

/// A private engine: its own store, socket and service, all gone afterwards.
class EngineFixture {
public:
    EngineFixture();
    ~EngineFixture();

    [[nodiscard]] EngineOptions options() const;
    [[nodiscard]] QString directory() const { return m_directory.path(); }
    [[nodiscard]] QList<qint64> servicePids() const; ///< Of this store.

    /// A spec on the test image, small and quick.
    [[nodiscard]] SandboxSpec spec(qint64 session, const ImageId &image) const;

    [[nodiscard]] static Result<ImageId> load(SandboxEngine &engine, const TestImage &image);
    /// Writes input, closes it and collects everything until the end.
    [[nodiscard]] static Result<ExecOutput> run(SandboxEngine &engine, const ContainerId &container,
        const QStringList &arguments, const QString &user = QStringLiteral("1000:1000"), const QByteArray &input = {});

private:
    QTemporaryDir m_directory;
};

} // namespace pilothouse::test

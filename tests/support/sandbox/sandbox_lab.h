#pragma once

#include "tests/integration/engine/engine_fixture.h"

#include <memory>

namespace pilothouse::test {

/// A private engine with an image that holds sh, git, a few other programs of this machine and the guest. Sandboxes are
/// made as the product makes them, with all of its limits.
class SandboxLab {
public:
    SandboxLab();
    ~SandboxLab();

    /// Starts the engine and loads the image with these further programs in /usr/bin.
    [[nodiscard]] Result<void> start(const QStringList &programs = {});

    [[nodiscard]] SandboxEngine &engine() { return *m_engine; }
    [[nodiscard]] const EngineFixture &fixture() const { return *m_fixture; }
    [[nodiscard]] const ImageId &image() const { return m_image; }
    /// A folder of the host that spec() mounts read-only at /pilothouse/base.
    [[nodiscard]] QString base() const { return m_fixture->directory() + QStringLiteral("/base"); }

    [[nodiscard]] SandboxSpec spec(SessionId session) const;
    /// Made if it is not there yet, and running.
    [[nodiscard]] Result<SandboxHandle> makeRunning(const SandboxSpec &spec);
    /// A fresh `guest connect` as the host runs it; paused.
    [[nodiscard]] Result<std::unique_ptr<ByteStream>> connectStream(const ContainerId &container);

private:
    std::unique_ptr<EngineFixture> m_fixture;
    std::unique_ptr<SandboxEngine> m_engine;
    ImageId m_image;
};

} // namespace pilothouse::test

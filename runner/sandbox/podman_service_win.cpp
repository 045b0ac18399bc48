#include "runner/sandbox/podman_configuration.h"
#include "runner/sandbox/podman_service.h"

#include "runner/sandbox/engine_errors.h"

#include <QCoreApplication>

namespace pilothouse {

// Podman on Windows and macOS runs in a virtual machine of its own, which the person starts.

PodmanHost examinePodmanHost()
{
    return {};
}

bool canStartPodmanService()
{
    return false;
}

Result<QString> podmanServiceSocket(const EngineOptions &)
{
    return failure(EngineMissing,
        QCoreApplication::translate(
            "Sandbox", "No container engine answers. Start Docker Desktop, or run: podman machine start"));
}

Task<QString> ensurePodmanService(EngineOptions options)
{
    co_return podmanServiceSocket(options);
}

} // namespace pilothouse

#pragma once

#include "runner/sandbox/engine_options.h"

#include <QByteArray>

#include <optional>

namespace pilothouse {

/// What this machine is like, as far as Podman's configuration depends on it.
struct PodmanHost {
    bool unifiedCgroups = true; ///< cgroup 2 alone.
    bool hybridCgroups = false; ///< cgroup 1 with an empty cgroup 2 beside it, which crun refuses.
    bool systemd = true; ///< There is a systemd to make cgroups for us.
    bool root = false;
    bool hasSysResource = true; ///< Without CAP_SYS_RESOURCE no limit can be raised above our own.
    qint64 openFiles = 0; ///< Our own hard limits.
    qint64 processes = 0;
    bool hasRunc = false;
    bool hasCrun = false;

    friend bool operator==(const PodmanHost &, const PodmanHost &) = default;
};

enum class PodmanStore { Person, Own };

/// The text of a containers.conf(5) for that host.
[[nodiscard]] QByteArray podmanConfiguration(const PodmanHost &host, PodmanStore store);

/// Looks at this machine. Linux only; elsewhere the defaults.
[[nodiscard]] PodmanHost examinePodmanHost();

} // namespace pilothouse

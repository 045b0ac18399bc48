#include "runner/sandbox/podman_configuration.h"

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qint64 largestLimit = 1048576; ///< Podman's own default for both.

QByteArray ulimit(const char *name, qint64 value)
{
    const QByteArray number = QByteArray::number(std::clamp<qint64>(value, 256, largestLimit));
    return QByteArray("\"") + name + "=" + number + ":" + number + "\"";
}

} // namespace

QByteArray podmanConfiguration(const PodmanHost &host, PodmanStore store)
{
    // Nothing of the person's own configuration may add something to a sandbox.
    QByteArray text = "[containers]\n"
                      "annotations = []\n"
                      "devices = []\n"
                      "env = []\n"
                      "env_host = false\n"
                      "http_proxy = false\n"
                      "init = false\n"
                      "mounts = []\n"
                      "volumes = []\n";
    if (host.root && !host.hasSysResource)
        text +=
            "default_ulimits = [" + ulimit("nofile", host.openFiles) + ", " + ulimit("nproc", host.processes) + "]\n";
    text += "[engine]\n"
            "events_logger = \"file\"\n"
            // The default keeps two processes for each command that was run in a container for five minutes.
            "exit_command_delay = 10\n";
    if (host.hybridCgroups && host.hasRunc)
        text += "runtime = \"runc\"\n";
    if (!host.systemd)
        text += "cgroup_manager = \"cgroupfs\"\n";
    // Stores that share the machine-wide segment of locks disturb each other. The person's store keeps the person's
    // choice.
    if (store == PodmanStore::Own)
        text += "lock_type = \"file\"\n";
    return text;
}

} // namespace pilothouse

#pragma once

#include "runner/sandbox/sandbox_engine.h"

#include <QJsonObject>

namespace pilothouse {

/// The names that belong to one sandbox on the engine.
struct SandboxNames {
    QString container;
    QString workspaceVolume;
    QString homeVolume;

    friend bool operator==(const SandboxNames &, const SandboxNames &) = default;
};

[[nodiscard]] SandboxNames sandboxNames(
    const QString &owner, SessionId session, int incarnation, const QString &purpose = {});

/// Refuses what cannot be meant: relative or ".." paths, sizes of nothing, an empty command. Error: InvalidArgument.
[[nodiscard]] Result<void> checkSpec(const SandboxSpec &spec);

/// The body of the engine's "create a container" call: every restriction is said explicitly, and whatever
/// the image declares (ENTRYPOINT, HEALTHCHECK, VOLUME, USER, ENV, labels, STOPSIGNAL, WORKDIR) is overridden. A pure
/// function; its hash identifies the request.
[[nodiscard]] QJsonObject containerRequest(
    const SandboxSpec &spec, const SandboxNames &names, const QString &owner, const ImageInfo &image);

/// The labels of everything of one session.
[[nodiscard]] QJsonObject ownerLabels(const QString &owner, SessionId session);

/// The environment a sandbox starts with; what the image or the engine's own configuration sets beyond it is emptied.
[[nodiscard]] QMap<QString, QString> sandboxEnvironment(const SandboxSpec &spec);

} // namespace pilothouse

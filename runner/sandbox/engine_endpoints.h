#pragma once

#include "runner/base/one_shot.h"
#include "runner/sandbox/sandbox_engine.h"

#include <QProcessEnvironment>
#include <QStringList>

#include <chrono>

namespace pilothouse {

/// What answers on a socket.
struct EngineEndpoint {
    QString socket;
    EngineKind kind = EngineKind::Other;
    QString apiVersion; ///< The newest that it speaks.

    friend bool operator==(const EngineEndpoint &, const EngineEndpoint &) = default;
};

/// The path in "unix://PATH", "npipe:////./pipe/NAME" or a plain path; empty for anything else (tcp, ssh).
[[nodiscard]] QString socketPath(const QString &endpoint);

/// Where engines may listen, most wanted first and each once: the environment (DOCKER_HOST, CONTAINER_HOST), the
/// current Docker context, the usual places of this system. Reads small files below the home directory; looks at no
/// socket.
[[nodiscard]] QStringList engineSocketCandidates(const QProcessEnvironment &environment, const QString &home);

/// Asks a socket who answers. Errors as HttpStream::head(); ProtocolViolated when it is no container engine.
[[nodiscard]] Task<EngineEndpoint> pingEngine(QString socket, std::chrono::milliseconds timeout);

/// All of `sockets` that answer within 2 s, in their order. When none does: EngineNoPermission if one is closed to us,
/// else EngineMissing.
[[nodiscard]] Task<std::vector<EngineEndpoint>> findEngines(QStringList sockets);

} // namespace pilothouse

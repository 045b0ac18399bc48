#pragma once

#include "runner/base/one_shot.h"
#include "runner/sandbox/engine_options.h"

namespace pilothouse {

/// True where `podman system service` can be started.
[[nodiscard]] bool canStartPodmanService();

/// Where the service of this data directory listens; makes the private directory that the socket lies in.
/// Errors: DirectoryNotPrivate, IoFailed, InvalidArgument (the path is too long for a socket).
[[nodiscard]] Result<QString> podmanServiceSocket(const EngineOptions &options);

/// Makes sure that the service runs and answers, and returns its socket. It runs detached, in a session of its own and
/// on the person's own store, ends by itself when it was unused for a while, and is shared by all processes with this
/// data directory, of which one starts it. Its environment is cleared and its configuration lies below
/// options.stateDirectory. Errors: EngineMissing (podman is not installed), EngineUnavailable (it does not start;
/// `cause` has its last words), those of podmanServiceSocket().
[[nodiscard]] Task<QString> ensurePodmanService(EngineOptions options);

} // namespace pilothouse

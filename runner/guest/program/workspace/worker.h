#pragma once

#include "runner/guest/program/guest_options.h"

namespace pilothouse::guest {

/// The process that looks after the workspace for process 1: seeds it, watches it, makes snapshots. It may block and it
/// may be killed from inside the sandbox; process 1 starts it again.
///
/// Over the socket on descriptor `fd` go the same frames as over the link. From process 1: Request (Seed, Snapshot,
/// Restore) and Pong, whose sequence is the agent's position in its output. From here: Response, Durable with a
/// WorkspaceMessage on the channel Workspace, and Ping, which asks for the position.
int runWorkspaceWorker(const GuestOptions &options, int fd);

} // namespace pilothouse::guest

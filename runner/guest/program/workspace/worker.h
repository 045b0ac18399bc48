#pragma once

#include "runner/guest/program/guest_options.h"

namespace pilothouse::guest {

/// The process that looks after the workspace for process 1: seeds it, watches it, makes snapshots. It may block and it
/// may be killed from inside the sandbox; process 1 starts it again.
///
/// Over the socket on descriptor `fd` go the same frames as over the link. From process 1: Request (Seed, Snapshot,
/// Restore) and Pong, whose sequence is the agent's position in its output and whose channel says why it comes: as the
/// answer to a Ping, or because the agent wrote. From here: Response, Durable with a WorkspaceMessage on the channel
/// Workspace, and Ping, which asks for the position.
///
/// A snapshot's commit says between which lines of the agent its changes were written, in its message:
///
///     position: 120    the last line that was there before its files were looked at
///     since: 117       this line was there before the oldest of its changes was written
///     until: 121       everything after this line was written after its files were read
///
/// `since` holds because the worker is told of the agent's lines, looks whether anything was written by then, and if
/// nothing was, all that comes is later. Either is left out when it is not known. What the kernel does not announce
/// (memory maps, another hard link) is found later than `since` says.
inline constexpr std::uint16_t PositionWhole = 0; ///< An answer: the agent has written nothing more.
inline constexpr std::uint16_t PositionMoved = 1; ///< No answer.
inline constexpr std::uint16_t PositionBehind = 2; ///< An answer: the agent has written more than was read.

int runWorkspaceWorker(const GuestOptions &options, int fd);

} // namespace pilothouse::guest

#pragma once

#include "runner/session/runner.h"

#include <QJsonObject>

namespace pilothouse {

// The commands of a review; their fields beside "command" and `id`:
//
// | command | fields | answer |
// |---|---|---|
// | review | accept?, reject?, open?, viewed? (lists of PATH or PATH:FIRST-LAST), undo?, redo?, verdict?, summary?,
// carryOut? | the review's state | | comment | place (PATH, PATH:LINE, PATH:FIRST-LAST or "."), text, old? | {comment}
// | | comments | send?, resolve?, reopen? (lists of ids) | {comments: […]} | | timeline | | {ticks: […]} | | restore |
// snapshot | {from, to, now, leftOut, sentence} | | fork | snapshot, prompt? | {id} |
// | clashes | | {clashes: [{with?, title, paths}]}: what merging with the other live sessions and the branch would meet
// |
//
// Lines count from 1 and are those of the new file. A snapshot may be named by its first digits.

/// What a snapshot's first digits name. Error: NotFound.
[[nodiscard]] Task<ObjectId> snapshotNamed(Runner &runner, SessionId id, QString name);

[[nodiscard]] Task<QJsonObject> reviewCommand(Runner &runner, QJsonObject command);
[[nodiscard]] Task<QJsonObject> commentCommand(Runner &runner, QJsonObject command);
[[nodiscard]] Task<QJsonObject> commentsCommand(Runner &runner, QJsonObject command);
[[nodiscard]] Task<QJsonObject> timelineCommand(Runner &runner, QJsonObject command);
[[nodiscard]] Task<QJsonObject> clashesCommand(Runner &runner, QJsonObject command);
[[nodiscard]] Task<QJsonObject> restoreCommand(Runner &runner, QJsonObject command);
[[nodiscard]] Task<QJsonObject> forkCommand(Runner &runner, QJsonObject command);

} // namespace pilothouse

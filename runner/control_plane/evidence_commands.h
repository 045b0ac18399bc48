#pragma once

#include "runner/session/runner.h"

#include <QJsonObject>

#include <stop_token>

namespace pilothouse {

// The commands about evidence; their fields beside "command":
//
// | command | fields | answer |
// |---|---|---|
// | checks | id, snapshot?, trust? (the text of a checks.json; empty: forget it) | {tree, marks: […], runs: […]} |
// | check | id, name?, shell? (a command of the person's), snapshot?, place? (clean, sandbox) | the run |
// | try | id, snapshot?, follow? | {path, snapshot, follow, leftOut, conflicts} |
// | attempts | group, or prompt with agents?, models?, repo?, base?, withUncommitted?, url?, image?, mode?, title? |
// {group, attempts: […]} |
// | compose | parts: [{id, paths?, reviewed?}], accept?, and the fields of accept | {id, tree}; accepted also what
// accept answers, with the commit's tree as committedTree |
//
// A snapshot may be named by its first digits.

[[nodiscard]] Task<QJsonObject> checksCommand(Runner &runner, QJsonObject command, std::stop_token stop);
[[nodiscard]] Task<QJsonObject> checkCommand(Runner &runner, QJsonObject command, std::stop_token stop);
[[nodiscard]] Task<QJsonObject> tryCommand(Runner &runner, QJsonObject command, std::stop_token stop);
[[nodiscard]] Task<QJsonObject> attemptsCommand(Runner &runner, QJsonObject command, std::stop_token stop);
[[nodiscard]] Task<QJsonObject> composeCommand(Runner &runner, QJsonObject command, std::stop_token stop);

} // namespace pilothouse

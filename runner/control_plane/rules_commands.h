#pragma once

#include "runner/session/runner.h"

#include <QJsonObject>

namespace pilothouse {

/// The rules about the network. Fields beside "command"; `repo` is a path, and means that repository alone:
///
/// | action | fields | answer |
/// |---|---|---|
/// | list (or none) | | {rules: […], presets: […]}; rules of presets included |
/// | add | rule (egress_rule_json.h, without id, scope, repository), repo? | {rule} |
/// | remove | id | {} |
/// | presets | | {presets: [{id, name, note, date, sources, hosts, on, repositories}]} |
/// | switch | preset, on, repo? | {presets: […]} |
/// | history | | {changes: [{at, by, what, rule?, id?, preset?, repository?}]} |
[[nodiscard]] Task<QJsonObject> rulesCommand(Runner &runner, QJsonObject command);

} // namespace pilothouse

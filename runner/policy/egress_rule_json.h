#pragma once

#include "runner/policy/egress_rules.h"

#include <QJsonObject>

namespace pilothouse {

/// {id, verdict, host, port?, protocol, scope, repository?, session?, turn?, until?, path?, private?, by}.
[[nodiscard]] QJsonObject egressRuleToJson(const EgressRule &rule);
/// The same, read; not yet checked (checkedEgressRule()). Without a verdict it allows, without a protocol it is for
/// tunnels, without a scope for always. Error: InvalidArgument for words and numbers that are none.
[[nodiscard]] Result<EgressRule> egressRuleFromJson(const QJsonObject &json);

} // namespace pilothouse

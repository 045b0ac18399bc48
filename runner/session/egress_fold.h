#pragma once

#include "runner/session/session_state.h"

#include <QJsonObject>

namespace pilothouse {

/// Folds EgressOpened, EgressClosed and EgressRefused.
void applyEgress(SessionState &state, const Event &event, const QJsonObject &payload);

/// Folds a person's answer to an open question of ApprovalKind::Egress: one for a turn or the session holds from here.
void applyEgressAnswer(SessionState &state, const Approval &asked, const QJsonObject &payload);

/// A session's question about the network: what ApprovalRequested says beyond an approval of any kind.
void readEgressQuestion(SessionState &state, Approval &approval, const QJsonObject &payload);

} // namespace pilothouse

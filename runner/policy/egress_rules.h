#pragma once

#include "runner/base/error.h"
#include "runner/egress/egress_target.h"

#include <QString>

#include <optional>
#include <vector>

namespace pilothouse {

/// For how long an answer to an egress question holds. Once and Turn live in the session's log alone, as Session does;
/// Repository and Always are stored rules.
enum class EgressScope : quint8 { Once, Turn, Session, Repository, Always };

enum class EgressVerdict : quint8 { Allow, Deny, Ask };

/// One rule that a person made or switched on with a preset.
struct EgressRule {
    QString id; ///< Unique; of a preset's rule "preset:npm/1".
    EgressVerdict verdict = EgressVerdict::Ask;
    QString host; ///< "example.com", or "*.example.com" for every name below it and not itself.
    std::optional<quint16> port; ///< Nothing: 443 for tunnels, 80 for plain HTTP, none for forwards.
    EgressProtocol protocol = EgressProtocol::Tunnel;
    EgressScope scope = EgressScope::Always;
    QString repository; ///< The repository's id, for EgressScope::Repository.
    QString session; ///< For EgressScope::Session and Turn.
    qint32 turn = 0; ///< For EgressScope::Turn.
    std::optional<qint64> untilMs; ///< Milliseconds since 1970 UTC; nothing: for ever.
    QString by; ///< Who made it.

    friend bool operator==(const EgressRule &, const EgressRule &) = default;
};

/// Who asks.
struct EgressContext {
    QString repository;
    QString session;
    qint32 turn = 0;
    qint64 nowMs = 0;
};

struct EgressDecision {
    EgressVerdict verdict = EgressVerdict::Ask;
    QString rule; ///< The id of the rule that decided; empty: none did.
    QString reason; ///< For a person, where it is refused.
};

/// An immutable set of rules, made for fast look-up: 10,000 rules decide within a millisecond. The most specific host
/// decides; of equally specific rules Deny goes before Allow and Allow before Ask. What no rule names is asked. A
/// target that is never allowed (see address_guard.h and the paths below) is refused before any rule. Any thread.
class EgressRules final {
public:
    EgressRules() = default;
    explicit EgressRules(std::vector<EgressRule> rules);

    [[nodiscard]] EgressDecision decide(const EgressTarget &target, const EgressContext &context) const;
    [[nodiscard]] const std::vector<EgressRule> &all() const { return m_rules; }

private:
    std::vector<EgressRule> m_rules;
};

} // namespace pilothouse

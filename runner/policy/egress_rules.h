#pragma once

#include "runner/base/error.h"
#include "runner/egress/address_guard.h"
#include "runner/egress/egress_target.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace pilothouse {

/// For how long an answer to an egress question holds. Once and Turn live in the session's log alone, as Session does;
/// Repository and Always are stored rules.
enum class EgressScope { Once, Turn, Session, Repository, Always };

enum class EgressVerdict { Allow, Deny, Ask };

/// One rule that a person made or switched on with a preset.
struct EgressRule {
    QString id; ///< Unique; of a preset's rule "preset:npm/1".
    EgressVerdict verdict = EgressVerdict::Ask;
    QString host; ///< "example.com", or "*.example.com" for every name below it and not itself.
    /// Nothing: 443 for tunnels, 80 for plain HTTP, none for forwards; with Deny every port and every protocol.
    std::optional<quint16> port;
    EgressProtocol protocol = EgressProtocol::Tunnel;
    EgressScope scope = EgressScope::Always;
    QString repository; ///< The repository's id, for EgressScope::Repository.
    QString session; ///< For EgressScope::Session and Turn.
    qint32 turn = 0; ///< For EgressScope::Turn.
    std::optional<qint64> untilMs; ///< Milliseconds since 1970 UTC; nothing: for ever.
    /// Of plain HTTP: this path and what is below it, as normalisedHttpPath() writes it. Empty: all paths but the
    /// sensitive ones (sensitive_paths.h), which are asked about unless a rule names them here.
    QByteArray path;
    /// Also where the host is in a private network or on this machine (AddressGuard). Only with one exact host and
    /// port, by a person's own hand: never in a preset, never with a wildcard.
    bool privateNetwork = false;
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
    PrivateNetwork network = PrivateNetwork::Closed; ///< For AddressGuard::refusal() when the name was looked up.
    bool sensitivePath = false; ///< Asked because of its path: an answer for longer must name the path.
};

/// A rule as it may be kept: the host in its one notation, everything consistent. Refused: a wildcard over a whole
/// top-level domain that allows, "*" that allows, a wildcard or missing port with privateNetwork, a forward without a
/// port, a path of what is not plain HTTP, scopes without what they name. Errors: InvalidArgument, EgressHostInvalid.
[[nodiscard]] Result<EgressRule> checkedEgressRule(EgressRule rule);

/// An immutable set of rules, made for fast look-up: 10,000 rules decide within a millisecond. The most specific host
/// decides (the host itself, then the longest wildcard, then "*"); of equally specific rules the longest path, then
/// Deny goes before Allow and Allow before Ask. What no rule names is asked, but plain HTTP to a registry of the
/// presets is denied. What is never allowed (egressHostRefusal(), denied paths) is refused before any rule. Rules of
/// EgressScope::Once decide nothing here: who asked knows the answer. Cheap to copy; any thread.
class EgressRules final {
public:
    EgressRules() = default;
    explicit EgressRules(std::vector<EgressRule> rules);

    [[nodiscard]] EgressDecision decide(const EgressTarget &target, const EgressContext &context) const;
    /// These and `more`, such as a session's own on top of the stored ones; shares these and indexes only `more`.
    [[nodiscard]] EgressRules with(std::vector<EgressRule> more) const;
    [[nodiscard]] std::vector<EgressRule> all() const;

private:
    struct Layer;
    std::vector<std::shared_ptr<const Layer>> m_layers;
};

} // namespace pilothouse

#include "runner/policy/egress_rules.h"

#include "runner/egress/host_name.h"
#include "runner/policy/egress_presets.h"
#include "runner/policy/sensitive_paths.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr quint16 httpPort = 80;
constexpr quint16 httpsPort = 443;

EgressDecision deny(QString reason, QString rule = {})
{
    return {.verdict = EgressVerdict::Deny, .rule = std::move(rule), .reason = std::move(reason)};
}

bool matchesPort(const EgressRule &rule, quint16 port)
{
    if (rule.port)
        return *rule.port == port;
    if (rule.verdict == EgressVerdict::Deny)
        return true;
    switch (rule.protocol) {
    case EgressProtocol::Tunnel:
        return port == httpsPort;
    case EgressProtocol::Http:
        return port == httpPort;
    case EgressProtocol::Forward:
        break;
    }
    return false;
}

/// Who denies a host without a port means the host.
bool matchesProtocol(const EgressRule &rule, EgressProtocol protocol)
{
    return rule.protocol == protocol || (rule.verdict == EgressVerdict::Deny && !rule.port && rule.path.isEmpty());
}

bool matchesScope(const EgressRule &rule, const EgressContext &context)
{
    switch (rule.scope) {
    case EgressScope::Once:
        return false;
    case EgressScope::Turn:
        return !rule.session.isEmpty() && rule.session == context.session && rule.turn == context.turn;
    case EgressScope::Session:
        return !rule.session.isEmpty() && rule.session == context.session;
    case EgressScope::Repository:
        return !rule.repository.isEmpty() && rule.repository == context.repository;
    case EgressScope::Always:
        return true;
    }
    return false;
}

bool covers(const QByteArray &rulePath, const QByteArray &path)
{
    return rulePath.isEmpty() || path == rulePath
        || (path.startsWith(rulePath) && (rulePath.endsWith('/') || path.at(rulePath.size()) == '/'));
}

bool matches(const EgressRule &rule, const EgressTarget &target, const EgressContext &context)
{
    return matchesProtocol(rule, target.protocol) && matchesPort(rule, target.port) && matchesScope(rule, context)
        && (!rule.untilMs || context.nowMs < *rule.untilMs) && covers(rule.path, target.path);
}

bool isWildcard(const QString &host)
{
    return host.startsWith(u'*');
}

/// A second look, also at rules that nobody checked.
bool opensPrivateNetwork(const EgressRule &rule)
{
    return rule.privateNetwork && rule.verdict == EgressVerdict::Allow && rule.port && !isWildcard(rule.host)
        && !rule.id.startsWith("preset:"_L1);
}

int strength(const EgressRule &rule)
{
    switch (rule.verdict) {
    case EgressVerdict::Deny:
        return 3;
    case EgressVerdict::Allow:
        return opensPrivateNetwork(rule) ? 2 : 1;
    case EgressVerdict::Ask:
        break;
    }
    return 0;
}

bool goesBefore(const EgressRule &rule, const EgressRule &other)
{
    if (rule.path.size() != other.path.size())
        return rule.path.size() > other.path.size();
    return strength(rule) > strength(other);
}

/// The patterns that a host may stand under, the most specific first.
QStringList patternsFor(const QString &host)
{
    QStringList patterns{host};
    if (!egressAddress(host)) {
        for (qsizetype dot = host.indexOf(u'.'); dot >= 0; dot = host.indexOf(u'.', dot + 1))
            patterns.push_back(u'*' + host.sliced(dot));
    }
    patterns.push_back(u"*"_s);
    return patterns;
}

std::optional<EgressDecision> refusedAnyway(
    const EgressTarget &target, const std::optional<SensitivePaths::Answer> &sensitive)
{
    if (target.host.isEmpty() || target.host.contains(u'*') || target.port == 0)
        return deny(QCoreApplication::translate("Egress", "No host was named."));
    if (auto reason = egressHostRefusal(target.host))
        return deny(std::move(*reason));
    if (sensitive == SensitivePaths::Answer::Deny)
        return deny(QCoreApplication::translate("Egress", "Requests for secrets by this path are never sent."));
    return std::nullopt;
}

/// Of an address that is not on the open internet, without a rule that opens it.
std::optional<EgressDecision> closedNetwork(const EgressTarget &target)
{
    const std::optional<QHostAddress> address = egressAddress(target.host);
    if (!address)
        return std::nullopt;
    AddressVerdict verdict = AddressGuard().judge(*address);
    return verdict.reach == AddressReach::Public ? std::nullopt : std::optional(deny(std::move(verdict.reason)));
}

EgressDecision withoutRule(const EgressTarget &target)
{
    if (auto closed = closedNetwork(target))
        return std::move(*closed);
    if (target.protocol == EgressProtocol::Http && EgressPresets::known().isRegistry(target.host))
        return deny(QCoreApplication::translate("Egress",
            "This is a package registry, and the request is not encrypted. Only a rule for plain HTTP allows it."));
    return {};
}

} // namespace

struct EgressRules::Layer {
    std::vector<EgressRule> rules;
    QHash<QString, std::vector<qsizetype>> byHost; ///< Indices of `rules`.

    explicit Layer(std::vector<EgressRule> all) : rules(std::move(all))
    {
        for (size_t i = 0; i < rules.size(); ++i)
            byHost[rules[i].host].push_back(static_cast<qsizetype>(i));
    }

    const EgressRule *best(const QString &pattern, const EgressTarget &target, const EgressContext &context) const
    {
        const auto indices = byHost.constFind(pattern);
        if (indices == byHost.cend())
            return nullptr;
        const EgressRule *best = nullptr;
        for (const qsizetype index : *indices) {
            const EgressRule &rule = rules[static_cast<size_t>(index)];
            if (matches(rule, target, context) && (best == nullptr || goesBefore(rule, *best)))
                best = &rule;
        }
        return best;
    }
};

EgressRules::EgressRules(std::vector<EgressRule> rules)
{
    if (!rules.empty())
        m_layers.push_back(std::make_shared<const Layer>(std::move(rules)));
}

EgressRules EgressRules::with(std::vector<EgressRule> more) const
{
    EgressRules both = *this;
    if (!more.empty())
        both.m_layers.push_back(std::make_shared<const Layer>(std::move(more)));
    return both;
}

std::vector<EgressRule> EgressRules::all() const
{
    std::vector<EgressRule> all;
    for (const auto &layer : m_layers)
        all.insert(all.end(), layer->rules.begin(), layer->rules.end());
    return all;
}

EgressDecision EgressRules::decide(const EgressTarget &target, const EgressContext &context) const
{
    const std::optional<SensitivePaths::Answer> sensitive =
        target.protocol == EgressProtocol::Http ? SensitivePaths::known().find(target.path) : std::nullopt;
    if (auto refused = refusedAnyway(target, sensitive))
        return std::move(*refused);

    const EgressRule *rule = nullptr;
    for (const QString &pattern : patternsFor(target.host)) {
        for (const auto &layer : m_layers) {
            const EgressRule *candidate = layer->best(pattern, target, context);
            if (candidate != nullptr && (rule == nullptr || goesBefore(*candidate, *rule)))
                rule = candidate;
        }
        if (rule != nullptr)
            break;
    }

    EgressDecision decision;
    if (rule == nullptr) {
        decision = withoutRule(target);
    } else if (rule->verdict == EgressVerdict::Deny) {
        decision = deny(QCoreApplication::translate("Egress", "A rule denies it."), rule->id);
    } else {
        decision = {.verdict = rule->verdict, .rule = rule->id, .reason = {}};
        if (opensPrivateNetwork(*rule))
            decision.network = PrivateNetwork::Opened;
        else if (auto closed = closedNetwork(target))
            decision = std::move(*closed);
    }
    // Only a rule that names a sensitive path speaks for one.
    if (sensitive && decision.verdict != EgressVerdict::Deny) {
        decision.sensitivePath = true;
        if (rule == nullptr || !SensitivePaths::known().find(rule->path))
            decision.verdict = EgressVerdict::Ask;
    }
    return decision;
}

} // namespace pilothouse

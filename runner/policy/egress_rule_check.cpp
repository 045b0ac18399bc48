#include "runner/egress/host_name.h"
#include "runner/egress/http_head.h"
#include "runner/policy/egress_rules.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(EgressRule)
};

constexpr qsizetype longestText = 300;

std::unexpected<Error> refuse(QString message)
{
    return failure(InvalidArgument, std::move(message));
}

Result<QString> checkedPattern(const QString &pattern, EgressVerdict verdict)
{
    if (!pattern.startsWith(u'*'))
        return checkedEgressHost(pattern.toUtf8());
    if (pattern == u"*") {
        if (verdict == EgressVerdict::Allow)
            return refuse(Words::tr("No rule can allow every host. Name one, such as *.example.com."));
        return pattern;
    }
    const Result<QString> below =
        checkedEgressHost(QStringView(pattern).sliced(1).startsWith(u'.') ? pattern.sliced(2).toUtf8() : QByteArray());
    if (!below)
        return std::unexpected(below.error());
    if (egressAddress(*below))
        return refuse(Words::tr("A wildcard stands before a name, not before an address."));
    if (verdict == EgressVerdict::Allow && !below->contains(u'.'))
        return refuse(Words::tr("No rule can allow a whole top-level domain. Name a host, such as *.example.com."));
    return u"*."_s + *below;
}

Result<void> checkScope(const EgressRule &rule)
{
    switch (rule.scope) {
    case EgressScope::Once:
        return refuse(Words::tr("An answer that holds once is no rule."));
    case EgressScope::Turn:
    case EgressScope::Session:
        if (rule.session.isEmpty() || (rule.scope == EgressScope::Turn && rule.turn <= 0))
            return refuse(Words::tr("The rule does not say for which session or turn it holds."));
        return {};
    case EgressScope::Repository:
        if (rule.repository.isEmpty())
            return refuse(Words::tr("The rule does not say for which repository it holds."));
        return {};
    case EgressScope::Always:
        return {};
    }
    return refuse(Words::tr("The rule does not say how long it holds."));
}

Result<void> checkNetwork(const EgressRule &rule)
{
    if (rule.privateNetwork
        && (rule.verdict != EgressVerdict::Allow || rule.host.startsWith(u'*') || !rule.port
            || rule.id.startsWith("preset:"_L1)))
        return refuse(Words::tr("Only a rule that allows one exact host and port can open the private network."));
    if (rule.verdict != EgressVerdict::Allow || rule.host.startsWith(u'*'))
        return {};
    if (const auto never = egressHostRefusal(rule.host))
        return refuse(Words::tr("No rule can allow this host. %1").arg(*never));
    const auto address = egressAddress(rule.host);
    if (address && !rule.privateNetwork && AddressGuard().judge(*address).reach != AddressReach::Public)
        return refuse(
            Words::tr("%1 Allow it with a rule for the private network.").arg(AddressGuard().judge(*address).reason));
    return {};
}

} // namespace

Result<EgressRule> checkedEgressRule(EgressRule rule)
{
    if (rule.id.size() > longestText || rule.by.size() > longestText || rule.repository.size() > longestText
        || rule.session.size() > longestText || rule.host.size() > longestText)
        return refuse(Words::tr("A part of the rule is too long."));
    Result<QString> host = checkedPattern(rule.host, rule.verdict);
    if (!host)
        return std::unexpected(host.error());
    rule.host = std::move(*host);
    if (rule.port == 0)
        return refuse(Words::tr("Ports go from 1 to 65535."));
    if (rule.protocol == EgressProtocol::Forward && !rule.port && rule.verdict != EgressVerdict::Deny)
        return refuse(Words::tr("A rule for a port forward must name the port."));
    if (!rule.path.isEmpty()) {
        if (rule.protocol != EgressProtocol::Http)
            return refuse(Words::tr("Only plain HTTP has paths that can be seen: a rule for anything else has none."));
        Result<QByteArray> path = normalisedHttpPath(rule.path);
        if (!path)
            return std::unexpected(path.error());
        rule.path = std::move(*path);
    }
    if (rule.untilMs && *rule.untilMs <= 0)
        return refuse(Words::tr("The rule's end is no point in time."));
    if (auto scope = checkScope(rule); !scope)
        return std::unexpected(scope.error());
    if (auto network = checkNetwork(rule); !network)
        return std::unexpected(network.error());
    return rule;
}

} // namespace pilothouse

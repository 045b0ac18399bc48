#include "runner/policy/egress_rule_json.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr std::array Verdicts{"allow"_L1, "deny"_L1, "ask"_L1};
constexpr std::array Protocols{"tunnel"_L1, "http"_L1, "forward"_L1};
constexpr std::array Scopes{"once"_L1, "turn"_L1, "session"_L1, "repository"_L1, "always"_L1};

QString word(const auto &words, auto value)
{
    return words.at(static_cast<size_t>(value));
}

/// The value that a word stands for; without a word `usual`.
template <class Value, size_t Count>
std::optional<Value> valueOf(const std::array<QLatin1StringView, Count> &words, const QJsonValue &json, Value usual)
{
    if (json.isUndefined())
        return usual;
    const QString given = json.toString();
    for (size_t i = 0; i < Count; ++i) {
        if (given == words[i])
            return static_cast<Value>(i);
    }
    return std::nullopt;
}

void addText(QJsonObject &json, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        json.insert(key, text);
}

} // namespace

QJsonObject egressRuleToJson(const EgressRule &rule)
{
    QJsonObject json{
        {u"id"_s, rule.id},
        {u"verdict"_s, word(Verdicts, rule.verdict)},
        {u"host"_s, rule.host},
        {u"protocol"_s, word(Protocols, rule.protocol)},
        {u"scope"_s, word(Scopes, rule.scope)},
        {u"by"_s, rule.by},
    };
    if (rule.port)
        json.insert(u"port"_s, *rule.port);
    addText(json, u"repository"_s, rule.repository);
    addText(json, u"session"_s, rule.session);
    if (rule.turn != 0)
        json.insert(u"turn"_s, rule.turn);
    if (rule.untilMs)
        json.insert(u"until"_s, *rule.untilMs);
    addText(json, u"path"_s, QString::fromLatin1(rule.path));
    if (rule.privateNetwork)
        json.insert(u"private"_s, true);
    return json;
}

Result<EgressRule> egressRuleFromJson(const QJsonObject &json)
{
    const auto verdict = valueOf(Verdicts, json["verdict"_L1], EgressVerdict::Allow);
    const auto protocol = valueOf(Protocols, json["protocol"_L1], EgressProtocol::Tunnel);
    const auto scope = valueOf(Scopes, json["scope"_L1], EgressScope::Always);
    const qint64 port = json["port"_L1].toInteger(json.contains("port"_L1) ? -1 : 0);
    const qint64 turn = json["turn"_L1].toInteger(0);
    const qint64 until = json["until"_L1].toInteger(json.contains("until"_L1) ? -1 : 0);
    const bool good = verdict && protocol && scope && port >= 0 && port <= 0xffff && turn >= 0
        && turn <= std::numeric_limits<qint32>::max() && until >= 0;
    if (!good || (port == 0 && json.contains("port"_L1)))
        return failure(InvalidArgument,
            QCoreApplication::translate("EgressRule",
                "This is no rule. It says allow, deny or ask, a host, a port from 1 to 65535, and tunnel, http or "
                "forward."));
    EgressRule rule{
        .id = json["id"_L1].toString(),
        .verdict = *verdict,
        .host = json["host"_L1].toString(),
        .port = {},
        .protocol = *protocol,
        .scope = *scope,
        .repository = json["repository"_L1].toString(),
        .session = json["session"_L1].toString(),
        .turn = static_cast<qint32>(turn),
        .untilMs = {},
        .path = json["path"_L1].toString().toUtf8(),
        .privateNetwork = json["private"_L1].toBool(),
        .by = json["by"_L1].toString(),
    };
    if (port > 0)
        rule.port = static_cast<quint16>(port);
    if (json.contains("until"_L1))
        rule.untilMs = until;
    return rule;
}

} // namespace pilothouse

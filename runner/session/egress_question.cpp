#include "runner/session/egress_question.h"

#include "runner/egress/host_name.h"

#include <array>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr std::array Protocols{
    std::pair{EgressProtocol::Tunnel, "tunnel"_L1},
    std::pair{EgressProtocol::Http, "http"_L1},
    std::pair{EgressProtocol::Forward, "forward"_L1},
};

constexpr std::array Scopes{
    std::pair{EgressScope::Once, "once"_L1},
    std::pair{EgressScope::Turn, "turn"_L1},
    std::pair{EgressScope::Session, "session"_L1},
    std::pair{EgressScope::Repository, "repository"_L1},
    std::pair{EgressScope::Always, "always"_L1},
};

template <class Table, class Value> QString nameIn(const Table &table, Value value)
{
    for (const auto &[known, name] : table) {
        if (known == value)
            return name;
    }
    return {};
}

template <class Value, std::size_t Count>
std::optional<Value> valueIn(const std::array<std::pair<Value, QLatin1StringView>, Count> &table, QStringView name)
{
    for (const auto &[value, known] : table) {
        if (known == name)
            return value;
    }
    return std::nullopt;
}

} // namespace

QString egressProtocolName(EgressProtocol protocol)
{
    return nameIn(Protocols, protocol);
}

std::optional<EgressProtocol> egressProtocolFromName(QStringView name)
{
    return valueIn(Protocols, name);
}

QString egressScopeName(EgressScope scope)
{
    return nameIn(Scopes, scope);
}

std::optional<EgressScope> egressScopeFromName(QStringView name)
{
    return valueIn(Scopes, name);
}

QJsonObject EgressQuestion::toJson() const
{
    QJsonObject json{
        {u"host"_s, target.host},
        {u"port"_s, target.port},
        {u"protocol"_s, egressProtocolName(target.protocol)},
        {u"pid"_s, pid},
        {u"bytesSent"_s, bytesSent},
    };
    if (!target.path.isEmpty())
        json[u"path"_s] = QString::fromUtf8(target.path);
    if (!method.isEmpty())
        json[u"method"_s] = QString::fromLatin1(method);
    if (sensitivePath)
        json[u"sensitivePath"_s] = true;
    return json;
}

std::optional<EgressQuestion> EgressQuestion::fromJson(const QJsonObject &json)
{
    const auto protocol = egressProtocolFromName(json["protocol"_L1].toString());
    const auto host = checkedEgressHost(json["host"_L1].toString().toUtf8());
    const int port = json["port"_L1].toInt();
    if (!protocol || !host || port < 1 || port > 65535)
        return std::nullopt;
    return EgressQuestion{
        .target = {.host = *host,
            .port = static_cast<quint16>(port),
            .protocol = *protocol,
            .path = json["path"_L1].toString().toUtf8()},
        .method = json["method"_L1].toString().toLatin1(),
        .pid = json["pid"_L1].toInt(),
        .bytesSent = json["bytesSent"_L1].toInteger(),
        .sensitivePath = json["sensitivePath"_L1].toBool(),
    };
}

bool EgressQuestion::covers(const EgressQuestion &other) const
{
    return target.host == other.target.host && target.port == other.target.port
        && target.protocol == other.target.protocol && sensitivePath == other.sensitivePath
        && (!sensitivePath || target.path == other.target.path);
}

} // namespace pilothouse

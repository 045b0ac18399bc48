#include "runner/policy/egress_presets.h"

#include "runner/base/json.h"
#include "runner/base/json_strings.h"
#include "runner/egress/host_name.h"

#include <QCoreApplication>
#include <QDate>
#include <QFile>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype listLimit = 256 * 1024;
constexpr qsizetype mostPresets = 100;
constexpr qsizetype mostHosts = 100;
constexpr qsizetype longestId = 32;

bool isGoodId(const QString &id)
{
    return !id.isEmpty() && id.size() <= longestId
        && std::ranges::all_of(id, [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'); });
}

std::optional<EgressPreset::Host> readHost(const QJsonObject &entry)
{
    const QString host = entry["host"_L1].toString();
    const qint64 port = entry["port"_L1].toInteger();
    const QString protocol = entry["protocol"_L1].toString();
    const Result<QString> checked = checkedEgressHost(host.toUtf8());
    if (!checked || *checked != host || egressAddress(host) || egressHostRefusal(host) || !host.contains(u'.'))
        return std::nullopt;
    if (port <= 0 || port > 0xffff || (protocol != "tunnel"_L1 && protocol != "http"_L1))
        return std::nullopt;
    return EgressPreset::Host{
        host, static_cast<quint16>(port), protocol == "http"_L1 ? EgressProtocol::Http : EgressProtocol::Tunnel};
}

std::optional<EgressPreset> readPreset(const QJsonObject &entry)
{
    EgressPreset preset{
        .id = entry["id"_L1].toString(),
        .name = entry["name"_L1].toString(),
        .note = entry["note"_L1].toString(),
        .date = entry["date"_L1].toString(),
        .sources = strings(entry["sources"_L1]),
        .hosts = {},
    };
    const QJsonArray hosts = entry["hosts"_L1].toArray();
    if (!isGoodId(preset.id) || preset.name.isEmpty() || !QDate::fromString(preset.date, Qt::ISODate).isValid()
        || preset.sources.isEmpty() || hosts.isEmpty() || hosts.size() > mostHosts)
        return std::nullopt;
    for (const auto &value : hosts) {
        const auto host = readHost(value.toObject());
        if (!host || std::ranges::contains(preset.hosts, *host))
            return std::nullopt;
        preset.hosts.push_back(*host);
    }
    return preset;
}

} // namespace

const EgressPresets &EgressPresets::known()
{
    static const EgressPresets Presets = [] {
        Result<EgressPresets> presets = builtIn();
        if (!presets)
            qWarning("%s %s", qUtf8Printable(presets.error().message), qUtf8Printable(presets.error().cause));
        return std::move(presets).value_or(EgressPresets());
    }();
    return Presets;
}

Result<EgressPresets> EgressPresets::builtIn()
{
    QFile file(u":/egress/presets.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed,
            QCoreApplication::translate("Egress", "The presets for package registries are missing from the program."),
            file.errorString());
    return fromJson(file.readAll());
}

Result<EgressPresets> EgressPresets::fromJson(const QByteArray &json)
{
    const Result<QJsonObject> object = parseObject(json, listLimit, u"the presets for package registries"_s);
    if (!object)
        return std::unexpected(object.error());
    const auto invalid = [](const QString &cause) {
        return failure(JsonInvalid,
            QCoreApplication::translate("Egress", "The presets for package registries cannot be read."), cause);
    };
    const QJsonArray entries = (*object)["presets"_L1].toArray();
    if (entries.isEmpty() || entries.size() > mostPresets)
        return invalid(u"%1 presets"_s.arg(entries.size()));
    EgressPresets presets;
    for (const auto &value : entries) {
        auto preset = readPreset(value.toObject());
        if (!preset || presets.find(preset->id) != nullptr)
            return invalid(QString::fromUtf8(toLine(value.toObject())));
        for (const EgressPreset::Host &host : preset->hosts)
            presets.m_hosts.insert(host.host);
        presets.m_presets.push_back(std::move(*preset));
    }
    return presets;
}

const EgressPreset *EgressPresets::find(const QString &id) const
{
    const auto found = std::ranges::find(m_presets, id, &EgressPreset::id);
    return found == m_presets.end() ? nullptr : &*found;
}

std::vector<EgressRule> presetRules(const EgressPreset &preset, const QString &repository, const QString &by)
{
    std::vector<EgressRule> rules;
    for (const EgressPreset::Host &host : preset.hosts) {
        EgressRule rule;
        rule.id = u"preset:%1/%2"_s.arg(preset.id).arg(rules.size() + 1);
        if (!repository.isEmpty())
            rule.id += u'@' + repository;
        rule.verdict = EgressVerdict::Allow;
        rule.host = host.host;
        rule.port = host.port;
        rule.protocol = host.protocol;
        rule.scope = repository.isEmpty() ? EgressScope::Always : EgressScope::Repository;
        rule.repository = repository;
        rule.by = by;
        rules.push_back(std::move(rule));
    }
    return rules;
}

} // namespace pilothouse

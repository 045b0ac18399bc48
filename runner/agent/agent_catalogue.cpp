#include "runner/agent/agent_catalogue.h"

#include "runner/base/json.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <algorithm>

namespace pilothouse {

QString architectureName(Architecture architecture)
{
    return architecture == Architecture::Amd64 ? QStringLiteral("amd64") : QStringLiteral("arm64");
}

std::optional<Architecture> architectureNamed(QStringView name)
{
    if (name == QLatin1StringView("amd64") || name == QLatin1StringView("x86_64"))
        return Architecture::Amd64;
    if (name == QLatin1StringView("arm64") || name == QLatin1StringView("aarch64"))
        return Architecture::Arm64;
    return std::nullopt;
}

const QStringList &configurationPlaceholders()
{
    static const QStringList words{QStringLiteral("url"), QStringLiteral("key"), QStringLiteral("model"),
        QStringLiteral("context"), QStringLiteral("output"), QStringLiteral("input-price"),
        QStringLiteral("output-price"), QStringLiteral("cache-read-price")};
    return words;
}

const AgentProtocol *AgentConfiguration::protocolNamed(const QString &name) const
{
    const auto found = name.isEmpty() ? protocols.begin() : std::ranges::find(protocols, name, &AgentProtocol::name);
    return found == protocols.end() ? nullptr : &*found;
}

const AgentPackage *AgentEntry::packageFor(Architecture architecture) const
{
    const auto found = std::ranges::find(packages, architecture, &AgentPackage::architecture);
    return found == packages.end() ? nullptr : &*found;
}

AgentVersion versionOf(const AgentEntry &entry)
{
    // QJsonObject keeps its keys in order and the compact form has no white space, so equal definitions are equal
    // bytes.
    const QByteArray canonical = toLine(entry.definition);
    return {.sha256 = QString::fromLatin1(QCryptographicHash::hash(canonical, QCryptographicHash::Sha256).toHex()),
        .canonicalJson = canonical};
}

Result<AgentCatalogue> AgentCatalogue::load(const QString &directory)
{
    AgentCatalogue catalogue;
    const QDir folder(directory);
    for (const QString &name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return failure(IoFailed,
                QCoreApplication::translate("AgentCatalogue", "The agent catalogue's file %1 cannot be read.")
                    .arg(file.fileName()),
                file.errorString());
        auto entry = parseAgentEntry(file.read(maxAgentEntryBytes + 1));
        if (!entry)
            return failure(entry.error().code, entry.error().message, name);
        entry->folder = folder.absolutePath();
        if (std::ranges::contains(catalogue.m_entries, entry->id, &AgentEntry::id))
            return failure(CatalogueInvalid,
                QCoreApplication::translate("AgentCatalogue", "The agent catalogue has “%1” twice.").arg(entry->id),
                name);
        catalogue.m_entries.push_back(std::move(*entry));
    }
    std::ranges::sort(catalogue.m_entries, {}, &AgentEntry::name);
    return catalogue;
}

Result<AgentEntry> AgentCatalogue::entry(const QString &id) const
{
    if (const auto found = std::ranges::find(m_entries, id, &AgentEntry::id); found != m_entries.end())
        return *found;
    QStringList known;
    for (const AgentEntry &candidate : m_entries)
        known += candidate.id;
    return failure(AgentUnknown,
        QCoreApplication::translate("AgentCatalogue", "There is no agent “%1”. Choose one of: %2.")
            .arg(id, known.join(QStringLiteral(", "))));
}

} // namespace pilothouse

#pragma once

#include "runner/base/error.h"

#include <QJsonObject>
#include <QMap>
#include <QStringList>

#include <optional>
#include <vector>

namespace pilothouse {

inline constexpr ErrorCode CatalogueInvalid{"agent.catalogue_invalid"};
inline constexpr ErrorCode AgentUnknown{"agent.unknown"};

/// The processor that an image and what is in it are made for.
enum class Architecture { Amd64, Arm64 };

[[nodiscard]] QString architectureName(Architecture architecture); ///< "amd64" or "arm64", as engines and Debian say.
[[nodiscard]] std::optional<Architecture> architectureNamed(QStringView name); ///< Also "x86_64" and "aarch64".

enum class PackageSource {
    Npm, ///< "npm": the machine's npm fetches `name` at `version`.
    File, ///< "file": an archive beside the entry, for an agent that a person builds: a tar, with or without gzip.
};

/// Where an agent's program comes from, for one architecture.
struct AgentPackage {
    Architecture architecture = Architecture::Amd64;
    PackageSource source = PackageSource::Npm;
    QString name; ///< "name", a package of the npm registry; or "path", relative to the folder the entry lies in.
    QString version; ///< Exact.
    QByteArray sha512; ///< "integrity", of the archive as it comes; 64 bytes.
    qint64 size = 0; ///< Of that archive, bytes.
    qint64 unpackedSize = 0; ///< Of all its files, bytes; more is refused.

    friend bool operator==(const AgentPackage &, const AgentPackage &) = default;
};

/// A file of the package that goes into the image. Everything else in the package is left out.
struct AgentFile {
    QString from; ///< Its path in the package.
    QString to; ///< Its absolute path in the image.
    bool executable = false;

    friend bool operator==(const AgentFile &, const AgentFile &) = default;
};

/// A protocol in which the agent speaks to its model.
struct AgentProtocol {
    QString name = QStringLiteral("openai-chat");
    QString path = QStringLiteral("/v1"); ///< Of the model's base address, as this agent wants it.
    QMap<QString, QString> words; ///< What further words of the template stand for in this protocol.

    friend bool operator==(const AgentProtocol &, const AgentProtocol &) = default;
};

/// How the agent is told its settings: a JSON text in an environment variable. In the template's texts, keys included,
/// these words stand for what is known only when it starts:
/// {url} the model's base address, {key} a placeholder key, {model} the model's name; and, each as a whole text that
/// becomes a number, {context} and {output} (tokens), {input-price}, {output-price} and {cache-read-price} (US dollars
/// for a million tokens). A mode's object is laid over the template, key by key at the top. `protocols`, a list of
///     { "name": "anthropic-messages", "path": "/v1", "words": { "package": "…" } }
/// with the preferred one first, may be left out by an agent that speaks OpenAI's chat completions only; each of them
/// explains the same further words.
struct AgentConfiguration {
    QString variable;
    QJsonObject configuration;
    QJsonObject askEach; ///< Laid over it when each tool call is asked about.
    QJsonObject insideIsFree; ///< Laid over it when nothing inside the sandbox is asked about.
    std::vector<AgentProtocol> protocols{AgentProtocol{}}; ///< At least one.

    /// An empty name is the first one's; null where the agent does not speak it.
    [[nodiscard]] const AgentProtocol *protocolNamed(const QString &name) const;

    friend bool operator==(const AgentConfiguration &, const AgentConfiguration &) = default;
};

/// The words that may stand in braces in a configuration template.
[[nodiscard]] const QStringList &configurationPlaceholders();

/// An agent that Pilothouse can install into an image, start and configure.
struct AgentEntry {
    QString id; ///< Lower-case letters, digits and dashes.
    QString name; ///< For people.
    QString version;
    QString licence; ///< An SPDX identifier.
    QString homepage;
    std::vector<AgentPackage> packages;
    std::vector<AgentFile> files;
    QStringList command; ///< The program's absolute path in the image and its arguments.
    QMap<QString, QString> environment;
    /// Small files that the agent finds in its home, by their path there; what is there already stays. "start.home",
    /// which may be left out.
    QMap<QString, QString> home;
    AgentConfiguration configuration;
    QString folder; ///< Where the entry was read from; empty for a bare text, which has no files beside it.
    QJsonObject definition; ///< The entry as it was read; what its version is the hash of.

    friend bool operator==(const AgentEntry &, const AgentEntry &) = default;

    [[nodiscard]] const AgentPackage *packageFor(Architecture architecture) const;
};

/// An agent's definition that never changes again: sessions name it by its hash.
struct AgentVersion {
    QString sha256; ///< Of `canonicalJson`, 64 lower-case hexadecimal digits.
    QByteArray canonicalJson; ///< Keys in order, no white space.

    friend bool operator==(const AgentVersion &, const AgentVersion &) = default;
};

[[nodiscard]] AgentVersion versionOf(const AgentEntry &entry);

inline constexpr qsizetype maxAgentEntryBytes = 256 * 1024;

/// Reads an entry (the format of resources/agents/*.json). A package of an agent that a person builds has
///     "source": "file", "path": "build/my-agent.tgz", "version": …, "integrity": "sha512-…", "size": …,
///     "unpackedSize": …
/// and the folder of such entries is named by PILOTHOUSE_AGENTS. Unknown fields, missing fields, paths that leave their
/// place and anything but exact versions and sha512 hashes are refused. Errors: CatalogueInvalid with the field's name.
[[nodiscard]] Result<AgentEntry> parseAgentEntry(const QByteArray &json);

/// The agents that Pilothouse knows. A value; any thread.
class AgentCatalogue {
public:
    /// Reads every *.json of a directory; ":/pilothouse/agents" has the ones that come with the program.
    /// Errors: CatalogueInvalid (two entries of one id, too), IoFailed.
    [[nodiscard]] static Result<AgentCatalogue> load(const QString &directory);

    [[nodiscard]] const std::vector<AgentEntry> &entries() const { return m_entries; } ///< By name.
    [[nodiscard]] Result<AgentEntry> entry(const QString &id) const; ///< Errors: AgentUnknown, naming those it has.

private:
    std::vector<AgentEntry> m_entries;
};

} // namespace pilothouse

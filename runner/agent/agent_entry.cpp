#include "runner/agent/agent_catalogue.h"

#include "runner/base/json.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(AgentCatalogue)
};

constexpr qint64 maxPackageBytes = 4LL * 1024 * 1024 * 1024;

std::unexpected<Error> invalid(const QString &field, const QString &why)
{
    return failure(CatalogueInvalid,
        QCoreApplication::translate("AgentCatalogue", "The agent's catalogue entry is not valid: “%1” %2.")
            .arg(field, why));
}

/// Reads the fields of one object. The first thing that is wrong is kept, later reads then return defaults.
class Fields {
public:
    Fields(QJsonObject object, QString place) : m_object(std::move(object)), m_place(std::move(place)) { }

    QString text(const QString &name, const QRegularExpression &shape)
    {
        const QString value = take(name, QJsonValue::String).toString();
        if (m_fault.isEmpty() && !shape.match(value).hasMatch())
            wrong(name, Words::tr("has a value that is not allowed"));
        return value;
    }

    bool has(const QString &name) const { return m_object.contains(name); }

    QJsonObject object(const QString &name) { return take(name, QJsonValue::Object).toObject(); }
    QJsonArray array(const QString &name) { return take(name, QJsonValue::Array).toArray(); }

    bool flag(const QString &name) { return take(name, QJsonValue::Bool).toBool(); }

    qint64 bytes(const QString &name)
    {
        const qint64 value = take(name, QJsonValue::Double).toInteger(-1);
        if (m_fault.isEmpty() && (value <= 0 || value > maxPackageBytes))
            wrong(name, Words::tr("is not a size that is allowed"));
        return value;
    }

    void wrong(const QString &name, const QString &why)
    {
        if (!m_fault.isEmpty())
            return;
        m_field = m_place + name;
        m_fault = why;
    }

    /// Nothing may be left over: a misspelt field would silently mean nothing.
    Result<void> finish()
    {
        if (m_fault.isEmpty() && !m_object.isEmpty())
            wrong(m_object.constBegin().key(), Words::tr("is not a known field"));
        if (!m_fault.isEmpty())
            return invalid(m_field, m_fault);
        return {};
    }

private:
    QJsonValue take(const QString &name, QJsonValue::Type type)
    {
        const QJsonValue value = m_object.take(name);
        if (value.isUndefined())
            wrong(name, Words::tr("is missing"));
        else if (value.type() != type)
            wrong(name, Words::tr("has the wrong type"));
        return value;
    }

    QJsonObject m_object;
    QString m_place;
    QString m_field;
    QString m_fault;
};

QRegularExpression shape(const char *pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(QLatin1StringView(pattern)));
}

const QRegularExpression &idShape()
{
    static const QRegularExpression value = shape("[a-z][a-z0-9-]{0,39}");
    return value;
}

const QRegularExpression &lineShape()
{
    static const QRegularExpression value = shape("[\\x21-\\x7e][\\x20-\\x7e]{0,199}");
    return value;
}

/// An exact version: no range, no tag.
const QRegularExpression &versionShape()
{
    static const QRegularExpression value = shape("[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]{1,40})?");
    return value;
}

const QRegularExpression &packageShape()
{
    static const QRegularExpression value = shape("(@[a-z0-9][a-z0-9._-]{0,99}/)?[a-z0-9][a-z0-9._-]{0,99}");
    return value;
}

const QRegularExpression &variableShape()
{
    static const QRegularExpression value = shape("[A-Z][A-Z0-9_]{0,79}");
    return value;
}

/// Clean: no empty part, no ".", no "..", nothing that would need quoting.
bool isCleanPath(const QString &path, bool absolute)
{
    static const QRegularExpression part = shape("[A-Za-z0-9@+_-][A-Za-z0-9.@+_-]{0,99}");
    if (path.size() > 400 || path.startsWith(QLatin1Char('/')) != absolute)
        return false;
    const QStringList parts = (absolute ? path.mid(1) : path).split(QLatin1Char('/'));
    return std::ranges::all_of(parts, [](const QString &p) { return part.match(p).hasMatch(); });
}

Result<QByteArray> sha512Of(const QString &integrity)
{
    static const QLatin1StringView prefix("sha512-");
    const auto decoded = QByteArray::fromBase64Encoding(
        integrity.mid(prefix.size()).toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!integrity.startsWith(prefix) || !decoded || (*decoded).size() != 64)
        return invalid(QStringLiteral("integrity"), Words::tr("is not a sha512 hash"));
    return *decoded;
}

Result<AgentPackage> parsePackage(const QJsonObject &json)
{
    Fields fields(json, QStringLiteral("packages."));
    AgentPackage package;
    const auto architecture = architectureNamed(fields.text(QStringLiteral("architecture"), idShape()));
    if (architecture)
        package.architecture = *architecture;
    else
        fields.wrong(QStringLiteral("architecture"), Words::tr("is not a known architecture"));
    const QString source = fields.text(QStringLiteral("source"), idShape());
    if (source == QLatin1StringView("file")) {
        package.source = PackageSource::File;
        package.name = fields.text(QStringLiteral("path"), lineShape());
        if (!isCleanPath(package.name, false))
            fields.wrong(QStringLiteral("path"), Words::tr("is not a plain relative path"));
    } else {
        if (source != QLatin1StringView("npm"))
            fields.wrong(QStringLiteral("source"), Words::tr("is not a known source"));
        package.name = fields.text(QStringLiteral("name"), packageShape());
    }
    package.version = fields.text(QStringLiteral("version"), versionShape());
    package.size = fields.bytes(QStringLiteral("size"));
    package.unpackedSize = fields.bytes(QStringLiteral("unpackedSize"));
    const auto hash = sha512Of(fields.text(QStringLiteral("integrity"), lineShape()));
    if (const auto done = fields.finish(); !done)
        return std::unexpected(done.error());
    if (!hash)
        return std::unexpected(hash.error());
    package.sha512 = *hash;
    return package;
}

Result<AgentFile> parseFile(const QJsonObject &json)
{
    Fields fields(json, QStringLiteral("files."));
    AgentFile file{.from = fields.text(QStringLiteral("from"), lineShape()),
        .to = fields.text(QStringLiteral("to"), lineShape()),
        .executable = fields.flag(QStringLiteral("executable"))};
    if (!isCleanPath(file.from, false))
        fields.wrong(QStringLiteral("from"), Words::tr("is not a plain relative path"));
    static const QStringList homes{
        QStringLiteral("/usr/local/"), QStringLiteral("/usr/share/"), QStringLiteral("/opt/")};
    const bool allowed = std::ranges::any_of(homes, [&](const QString &home) { return file.to.startsWith(home); });
    if (!isCleanPath(file.to, true) || !allowed)
        fields.wrong(QStringLiteral("to"), Words::tr("is not a plain path below /usr/local, /usr/share or /opt"));
    if (const auto done = fields.finish(); !done)
        return std::unexpected(done.error());
    return file;
}

template <class T, class Parse>
Result<std::vector<T>> parseList(const QJsonArray &array, const QString &name, Parse parse)
{
    if (array.isEmpty() || array.size() > 64)
        return invalid(name, Words::tr("has no items or too many"));
    std::vector<T> list;
    for (const auto &value : array) {
        if (!value.isObject())
            return invalid(name, Words::tr("has an item that is not an object"));
        auto item = parse(value.toObject());
        if (!item)
            return std::unexpected(item.error());
        list.push_back(std::move(*item));
    }
    return list;
}

/// Variables that decide what runs in the sandbox besides the agent are ours alone.
bool isReservedVariable(const QString &name)
{
    static const QStringList names{QStringLiteral("PATH"), QStringLiteral("HOME"), QStringLiteral("BASH_ENV"),
        QStringLiteral("ENV"), QStringLiteral("IFS")};
    return names.contains(name) || name.startsWith(QLatin1StringView("LD_"))
        || name.startsWith(QLatin1StringView("GIT_"));
}

void parseHome(Fields &fields, AgentEntry &entry)
{
    static const QRegularExpression part = shape("\\.?[A-Za-z0-9@+_-][A-Za-z0-9.@+_-]{0,99}");
    const QJsonObject home = fields.object(QStringLiteral("home"));
    for (auto file = home.begin(); file != home.end(); ++file) {
        const QStringList parts = file.key().split(QLatin1Char('/'));
        const bool fits = file->isString() && file->toString().size() <= 4096
            && !file->toString().contains(QChar(u'\0')) && parts.size() >= 2 && parts.size() <= 8
            && std::ranges::all_of(parts, [](const QString &p) { return part.match(p).hasMatch(); });
        if (!fits || home.size() > 16)
            fields.wrong(QStringLiteral("home"), Words::tr("has a file that is not allowed"));
        entry.home.insert(file.key(), file->toString());
    }
}

Result<void> parseStart(const QJsonObject &json, AgentEntry &entry)
{
    Fields fields(json, QStringLiteral("start."));
    for (const auto &word : fields.array(QStringLiteral("command"))) {
        if (!word.isString() || !lineShape().match(word.toString()).hasMatch())
            fields.wrong(QStringLiteral("command"), Words::tr("has a word that is not allowed"));
        entry.command += word.toString();
    }
    if (entry.command.isEmpty() || entry.command.size() > 32 || !isCleanPath(entry.command.first(), true))
        fields.wrong(QStringLiteral("command"), Words::tr("does not begin with a plain absolute path"));
    const QJsonObject environment = fields.object(QStringLiteral("environment"));
    for (auto it = environment.begin(); it != environment.end(); ++it) {
        const bool fits = variableShape().match(it.key()).hasMatch() && !isReservedVariable(it.key()) && it->isString()
            && it->toString().size() <= 4096 && !it->toString().contains(QChar(u'\0'));
        if (!fits)
            fields.wrong(QStringLiteral("environment"), Words::tr("has a variable that is not allowed"));
        entry.environment.insert(it.key(), it->toString());
    }
    if (fields.has(QStringLiteral("home")))
        parseHome(fields, entry);
    return fields.finish();
}

Result<AgentProtocol> parseProtocol(const QJsonObject &json)
{
    Fields fields(json, QStringLiteral("configuration.protocols."));
    AgentProtocol protocol{.name = fields.text(QStringLiteral("name"), idShape()),
        .path = fields.text(QStringLiteral("path"), lineShape()),
        .words = {}};
    if (!isCleanPath(protocol.path, true))
        fields.wrong(QStringLiteral("path"), Words::tr("is not a plain absolute path"));
    const QJsonObject words = fields.object(QStringLiteral("words"));
    for (auto word = words.begin(); word != words.end(); ++word) {
        if (!idShape().match(word.key()).hasMatch() || !word->isString()
            || !lineShape().match(word->toString()).hasMatch() || configurationPlaceholders().contains(word.key()))
            fields.wrong(QStringLiteral("words"), Words::tr("has a word that is not allowed"));
        protocol.words.insert(word.key(), word->toString());
    }
    if (const auto done = fields.finish(); !done)
        return std::unexpected(done.error());
    return protocol;
}

/// Every word in braces must be one that is replaced.
QString unknownPlaceholder(const QJsonValue &value, const QStringList &known)
{
    static const QRegularExpression braces(QStringLiteral("\\{([^{}]*)\\}"));
    const auto inText = [&known](const QString &text) {
        for (auto it = braces.globalMatch(text); it.hasNext();) {
            if (const QString word = it.next().captured(1); !known.contains(word))
                return word.isEmpty() ? QStringLiteral("{}") : word;
        }
        return QString();
    };
    if (value.isString())
        return inText(value.toString());
    if (value.isArray()) {
        for (const auto &item : value.toArray()) {
            if (const QString word = unknownPlaceholder(item, known); !word.isEmpty())
                return word;
        }
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (const QString key = inText(it.key()); !key.isEmpty())
                return key;
            if (const QString word = unknownPlaceholder(it.value(), known); !word.isEmpty())
                return word;
        }
    }
    return {};
}

Result<void> parseConfiguration(const QJsonObject &json, AgentConfiguration &configuration)
{
    Fields fields(json, QStringLiteral("configuration."));
    configuration.variable = fields.text(QStringLiteral("variable"), variableShape());
    configuration.configuration = fields.object(QStringLiteral("template"));
    Fields modes(fields.object(QStringLiteral("modes")), QStringLiteral("configuration.modes."));
    configuration.askEach = modes.object(QStringLiteral("ask-each"));
    configuration.insideIsFree = modes.object(QStringLiteral("inside-is-free"));
    if (fields.has(QStringLiteral("protocols"))) {
        auto protocols = parseList<AgentProtocol>(
            fields.array(QStringLiteral("protocols")), QStringLiteral("configuration.protocols"), parseProtocol);
        if (!protocols)
            return std::unexpected(protocols.error());
        configuration.protocols = std::move(*protocols);
    }
    const QStringList words = configuration.protocols.front().words.keys();
    for (const AgentProtocol &protocol : configuration.protocols) {
        if (protocol.words.keys() != words)
            fields.wrong(QStringLiteral("protocols"), Words::tr("has protocols that explain different words"));
        if (std::ranges::count(configuration.protocols, protocol.name, &AgentProtocol::name) > 1)
            fields.wrong(QStringLiteral("protocols"), Words::tr("has a protocol twice"));
    }
    for (const QJsonObject &part : {configuration.configuration, configuration.askEach, configuration.insideIsFree}) {
        if (const QString word = unknownPlaceholder(part, configurationPlaceholders() + words); !word.isEmpty())
            fields.wrong(QStringLiteral("template"), Words::tr("has the unknown word {%1}").arg(word));
    }
    if (const auto done = fields.finish(); !done)
        return done;
    return modes.finish();
}

Result<void> checkWhole(const AgentEntry &entry)
{
    const auto placed = std::ranges::find(entry.files, entry.command.first(), &AgentFile::to);
    if (placed == entry.files.end() || !placed->executable)
        return invalid(QStringLiteral("start.command"), Words::tr("begins with a program that “files” does not place"));
    for (size_t i = 0; i < entry.packages.size(); ++i) {
        if (entry.packageFor(entry.packages[i].architecture) != &entry.packages[i])
            return invalid(QStringLiteral("packages"), Words::tr("has an architecture twice"));
    }
    return {};
}

} // namespace

Result<AgentEntry> parseAgentEntry(const QByteArray &json)
{
    const auto object = parseObject(
        json, maxAgentEntryBytes, QCoreApplication::translate("AgentCatalogue", "the agent's catalogue entry"));
    if (!object)
        return failure(CatalogueInvalid, object.error().message, object.error().cause);

    AgentEntry entry;
    entry.definition = *object;
    Fields fields(*object, {});
    entry.id = fields.text(QStringLiteral("id"), idShape());
    entry.name = fields.text(QStringLiteral("name"), lineShape());
    entry.version = fields.text(QStringLiteral("version"), versionShape());
    entry.licence = fields.text(QStringLiteral("licence"), lineShape());
    entry.homepage = fields.text(QStringLiteral("homepage"), lineShape());
    if (fields.bytes(QStringLiteral("schema")) != 1)
        fields.wrong(QStringLiteral("schema"), Words::tr("is not 1: the entry is for another version of Pilothouse"));
    if (fields.text(QStringLiteral("protocol"), idShape()) != QLatin1StringView("acp-1"))
        fields.wrong(QStringLiteral("protocol"), Words::tr("is not a protocol that Pilothouse speaks"));
    const QJsonArray packages = fields.array(QStringLiteral("packages"));
    const QJsonArray files = fields.array(QStringLiteral("files"));
    const QJsonObject start = fields.object(QStringLiteral("start"));
    const QJsonObject configuration = fields.object(QStringLiteral("configuration"));
    if (const auto done = fields.finish(); !done)
        return std::unexpected(done.error());

    auto parsedPackages = parseList<AgentPackage>(packages, QStringLiteral("packages"), parsePackage);
    if (!parsedPackages)
        return std::unexpected(parsedPackages.error());
    entry.packages = std::move(*parsedPackages);
    auto parsedFiles = parseList<AgentFile>(files, QStringLiteral("files"), parseFile);
    if (!parsedFiles)
        return std::unexpected(parsedFiles.error());
    entry.files = std::move(*parsedFiles);
    for (const auto &part : {parseStart(start, entry), parseConfiguration(configuration, entry.configuration)}) {
        if (!part)
            return std::unexpected(part.error());
    }
    if (const auto whole = checkWhole(entry); !whole)
        return std::unexpected(whole.error());
    return entry;
}

} // namespace pilothouse

#include "runner/policy/sensitive_paths.h"

#include "runner/base/json.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype listLimit = 256 * 1024;
constexpr qsizetype mostEntries = 1000;
constexpr qsizetype mostNames = 8;

/// `*` stands only at the end.
bool matchesName(const QByteArray &pattern, const QByteArray &name)
{
    return pattern.endsWith('*') ? name.startsWith(QByteArrayView(pattern).chopped(1)) : name == pattern;
}

bool matchesAt(const QByteArrayList &pattern, const QByteArrayList &names, qsizetype at)
{
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (!matchesName(pattern[i], names[at + i]))
            return false;
    }
    return true;
}

/// As the most lenient server would understand it.
QByteArrayList namesOf(const QByteArray &path)
{
    QByteArrayList names;
    for (QByteArray name : QByteArray::fromPercentEncoding(path).toLower().split('/')) {
        if (const qsizetype parameters = name.indexOf(';'); parameters >= 0)
            name.truncate(parameters);
        while (name.size() > 1 && (name.endsWith('.') || name.endsWith(' ')))
            name.chop(1);
        if (!name.isEmpty())
            names.push_back(name);
    }
    return names;
}

} // namespace

const SensitivePaths &SensitivePaths::known()
{
    static const SensitivePaths Paths = [] {
        Result<SensitivePaths> paths = builtIn();
        if (paths)
            return std::move(*paths);
        qWarning("%s %s", qUtf8Printable(paths.error().message), qUtf8Printable(paths.error().cause));
        SensitivePaths all;
        all.m_everything = true;
        return all;
    }();
    return Paths;
}

Result<SensitivePaths> SensitivePaths::builtIn()
{
    QFile file(u":/egress/sensitive_paths.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed,
            QCoreApplication::translate("Egress", "The list of sensitive web paths is missing from the program."),
            file.errorString());
    return fromJson(file.readAll());
}

Result<SensitivePaths> SensitivePaths::fromJson(const QByteArray &json)
{
    const Result<QJsonObject> object = parseObject(json, listLimit, u"the list of sensitive web paths"_s);
    if (!object)
        return std::unexpected(object.error());
    const auto invalid = [](const QString &cause) {
        return failure(JsonInvalid,
            QCoreApplication::translate("Egress", "The list of sensitive web paths cannot be read."), cause);
    };
    const QJsonArray entries = (*object)["paths"_L1].toArray();
    if (entries.isEmpty() || entries.size() > mostEntries)
        return invalid(u"%1 entries"_s.arg(entries.size()));
    SensitivePaths paths;
    for (const auto &value : entries) {
        const QJsonObject entry = value.toObject();
        const QString answer = entry["answer"_L1].toString();
        const QByteArrayList names = entry["path"_L1].toString().toUtf8().toLower().split('/');
        const bool good = (answer == "ask"_L1 || answer == "deny"_L1) && names.size() <= mostNames
            && std::ranges::all_of(names, [](const QByteArray &name) {
                   return !name.isEmpty() && name != "*" && !name.chopped(1).contains('*');
               });
        if (!good)
            return invalid(QString::fromUtf8(toLine(entry)));
        paths.m_entries.push_back({names, answer == "deny"_L1 ? Answer::Deny : Answer::Ask});
    }
    return paths;
}

std::optional<SensitivePaths::Answer> SensitivePaths::find(const QByteArray &path) const
{
    if (m_everything)
        return Answer::Ask;
    const QByteArrayList names = namesOf(path);
    std::optional<Answer> found;
    for (const Entry &entry : m_entries) {
        for (qsizetype at = 0; at + entry.names.size() <= names.size(); ++at) {
            if (!matchesAt(entry.names, names, at))
                continue;
            if (entry.answer == Answer::Deny)
                return Answer::Deny;
            found = Answer::Ask;
        }
    }
    return found;
}

} // namespace pilothouse

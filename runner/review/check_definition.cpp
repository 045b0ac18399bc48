#include "runner/review/check_definition.h"

#include "runner/base/json.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/tree_listing.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace pilothouse {

namespace {

using namespace std::chrono;

constexpr qsizetype FileLimit = 64 * 1024;
constexpr qsizetype MostChecks = 50;
constexpr qsizetype MostFiles = 100;
constexpr qsizetype NameLimit = 80;
constexpr qsizetype CommandLimit = 4096;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CheckDefinition)
};

std::unexpected<Error> invalid(const QString &cause)
{
    return failure(JsonInvalid, Words::tr("The file .pilothouse/checks.json cannot be understood."), cause);
}

bool isPlainLine(const QString &text, qsizetype limit)
{
    return !text.trimmed().isEmpty() && text.size() <= limit && std::ranges::all_of(text, [](QChar c) {
        return c.category() != QChar::Other_Control && c.category() != QChar::Other_Format && c != u'\u2028'
            && c != u'\u2029';
    });
}

/// Several lines are a command, too; what a terminal would obey is not.
bool isCommand(const QString &text)
{
    return isPlainLine(QString(text).replace(u'\n', u' ').replace(u'\t', u' '), CommandLimit);
}

Result<CheckDefinition> parseCheck(const QJsonObject &json)
{
    CheckDefinition check{.name = json[u"name"].toString(), .command = json[u"command"].toString()};
    if (!isPlainLine(check.name, NameLimit) || check.name.simplified() != check.name)
        return invalid(QStringLiteral("a name"));
    if (!isCommand(check.command))
        return invalid(QStringLiteral("the command of %1").arg(check.name));
    if (const QJsonValue limit = json[u"timeoutSeconds"]; !limit.isUndefined()) {
        check.limit = seconds(limit.toInteger());
        if (check.limit < 1s || check.limit > LongestCheck)
            return invalid(QStringLiteral("timeoutSeconds of %1").arg(check.name));
    }
    const QJsonArray files = json[u"files"].toArray();
    if (files.size() > MostFiles)
        return invalid(QStringLiteral("files of %1").arg(check.name));
    for (const auto &value : files) {
        if (!isPlainLine(value.toString(), CommandLimit))
            return invalid(QStringLiteral("files of %1").arg(check.name));
        check.files.append(value.toString());
    }
    if (json[u"requiredToAccept"].toBool())
        check.accept = CheckDefinition::Accept::Requires;
    return check;
}

} // namespace

QByteArray checksPath()
{
    return QByteArrayLiteral(".pilothouse/checks.json");
}

Result<std::vector<CheckDefinition>> parseChecks(const QByteArray &json, CheckDefinition::Origin origin)
{
    const auto object = parseObject(json, FileLimit, QStringLiteral(".pilothouse/checks.json"));
    if (!object)
        return std::unexpected(object.error());
    const QJsonArray list = object->value(u"checks").toArray();
    if (list.size() > MostChecks)
        return failure(LimitExceeded, Words::tr("There are more than %1 checks.").arg(MostChecks));
    std::vector<CheckDefinition> checks;
    for (const auto &value : list) {
        auto check = parseCheck(value.toObject());
        if (!check)
            return std::unexpected(check.error());
        if (std::ranges::contains(checks, check->name, &CheckDefinition::name))
            return invalid(QStringLiteral("two checks named %1").arg(check->name));
        check->origin = origin;
        checks.push_back(std::move(*check));
    }
    return checks;
}

Result<std::vector<CheckDefinition>> checksOfTree(const QString &store, const ObjectId &base)
{
    const auto entry = findInTree(store, base, checksPath());
    if (!entry && entry.error().code == NotFound)
        return {};
    if (!entry)
        return std::unexpected(entry.error());
    if ((entry->mode & 0170000U) != 0100000U)
        return invalid(QStringLiteral("it is not a file"));
    const auto json = readBlob(store, entry->object, FileLimit);
    if (!json)
        return std::unexpected(json.error());
    return parseChecks(*json, CheckDefinition::Origin::Base);
}

std::vector<CheckDefinition> withTrusted(
    std::vector<CheckDefinition> checks, const std::vector<CheckDefinition> &trusted)
{
    for (const CheckDefinition &one : trusted) {
        const auto same = std::ranges::find(checks, one.name, &CheckDefinition::name);
        if (same != checks.end())
            *same = one;
        else
            checks.push_back(one);
    }
    return checks;
}

Result<CheckDefinition> checkOfPerson(const QString &name, const QString &command)
{
    CheckDefinition check{.name = name, .command = command.trimmed(), .origin = CheckDefinition::Origin::Person};
    if (check.name.isEmpty())
        check.name = check.command.section(u'\n', 0, 0).left(NameLimit);
    check.name = check.name.simplified();
    if (!isPlainLine(check.name, NameLimit) || !isCommand(check.command))
        return failure(InvalidArgument,
            Words::tr("A check needs a command of at most %1 characters without control characters, and a short name.")
                .arg(CommandLimit));
    return check;
}

} // namespace pilothouse

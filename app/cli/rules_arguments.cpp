#include "app/cli/rules_arguments.h"

#include "app/cli/arguments.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QDir>

using namespace Qt::StringLiterals;

namespace pilothouse::cli {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

constexpr int LongestHours = 24 * 366;

std::unexpected<Error> wrong()
{
    return failure(UsageWrong,
        Words::tr("Usage: pilothouse rules [list | add HOST[:PORT] | remove RULE | presets [NAME on|off] | history]. "
                  "See pilothouse rules --help."));
}

/// HOST, HOST:PORT, ADDRESS or [ADDRESS]:PORT; what a host is the runner judges.
Result<void> fillHost(QJsonObject &rule, const QString &word)
{
    const bool bracketed = word.startsWith(u'[');
    const qsizetype colon = word.lastIndexOf(u':');
    const bool hasPort = bracketed ? colon > word.lastIndexOf(u']') : colon >= 0 && word.count(u':') == 1;
    rule[u"host"_s] = hasPort ? word.first(colon) : word;
    if (!hasPort)
        return {};
    bool number = false;
    rule[u"port"_s] = word.sliced(colon + 1).toUShort(&number);
    if (!number)
        return failure(UsageWrong, Words::tr("“%1” is not a port.").arg(word.sliced(colon + 1)));
    return {};
}

Result<void> fillRule(QJsonObject &request, const QCommandLineParser &parser, const QString &host)
{
    QJsonObject rule;
    if (const auto filled = fillHost(rule, host); !filled)
        return filled;
    rule[u"verdict"_s] = parser.isSet(u"deny"_s) ? u"deny"_s : parser.isSet(u"ask"_s) ? u"ask"_s : u"allow"_s;
    rule[u"protocol"_s] = parser.isSet(u"http"_s) ? u"http"_s : parser.isSet(u"forward"_s) ? u"forward"_s : u"tunnel"_s;
    if (parser.isSet(u"path"_s))
        rule[u"path"_s] = parser.value(u"path"_s);
    if (parser.isSet(u"private"_s))
        rule[u"private"_s] = true;
    if (parser.isSet(u"hours"_s)) {
        bool number = false;
        const int hours = parser.value(u"hours"_s).toInt(&number);
        if (!number || hours <= 0 || hours > LongestHours)
            return failure(UsageWrong, Words::tr("--hours takes a number from 1 to %1.").arg(LongestHours));
        rule[u"until"_s] = QDateTime::currentDateTimeUtc().addSecs(qint64(hours) * 3600).toMSecsSinceEpoch();
    }
    request[u"rule"_s] = rule;
    return {};
}

} // namespace

void addRulesOptions(QCommandLineParser &parser)
{
    const auto flag = [&parser](const QString &name, const QString &text) { parser.addOption({name, text}); };
    const auto value = [&parser](const QString &name, const QString &text, const QString &word) {
        parser.addOption({name, text, word});
    };
    value(u"repo"_s, Words::tr("For sessions on this repository alone."), u"DIR"_s);
    flag(u"deny"_s, Words::tr("Add a rule that denies instead of one that allows."));
    flag(u"ask"_s, Words::tr("Add a rule that asks each time."));
    flag(u"http"_s, Words::tr("For plain HTTP instead of TLS."));
    flag(u"forward"_s, Words::tr("For a port forward, of programs that cannot use a proxy."));
    value(u"path"_s, Words::tr("With --http: this path and what is below it."), u"PATH"_s);
    flag(u"private"_s,
        Words::tr("Although it is in a private network or on this machine; needs the exact host and port."));
    value(u"hours"_s, Words::tr("Only for so long."), u"N"_s);
}

Result<void> fillRules(QJsonObject &request, const QCommandLineParser &parser, const QStringList &words)
{
    const QString action = words.value(0, u"list"_s);
    const qsizetype count = words.size();
    if (parser.isSet(u"repo"_s))
        request[u"repo"_s] = QDir::current().absoluteFilePath(parser.value(u"repo"_s));
    request[u"action"_s] = action;
    if ((action == "list"_L1 || action == "history"_L1) && count <= 1)
        return {};
    if (action == "add"_L1 && count == 2)
        return fillRule(request, parser, words[1]);
    if (action == "remove"_L1 && count == 2) {
        request[u"id"_s] = words[1];
        return {};
    }
    if (action == "presets"_L1 && count == 1)
        return {};
    if (action == "presets"_L1 && count == 3 && (words[2] == "on"_L1 || words[2] == "off"_L1)) {
        request[u"action"_s] = u"switch"_s;
        request[u"preset"_s] = words[1];
        request[u"on"_s] = words[2] == "on"_L1;
        return {};
    }
    return wrong();
}

} // namespace pilothouse::cli

#include "app/cli/printer.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace pilothouse::cli {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Printer)
};

QString verdictWord(const QString &verdict)
{
    return verdict == "allow"_L1 ? Words::tr("allow") : verdict == "deny"_L1 ? Words::tr("deny") : Words::tr("ask");
}

QString protocolWord(const QString &protocol)
{
    return protocol == "http"_L1   ? Words::tr("plain HTTP")
        : protocol == "forward"_L1 ? Words::tr("port forward")
                                   : Words::tr("TLS");
}

QString timeText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).toString(Qt::ISODate);
}

QString ruleText(const QJsonObject &rule)
{
    QString host = rule["host"_L1].toString();
    if (const int port = rule["port"_L1].toInt(); port > 0)
        host = (host.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(host).arg(port);
    QStringList parts{verdictWord(rule["verdict"_L1].toString()), host};
    if (rule["verdict"_L1].toString() == "deny"_L1 && !rule.contains("port"_L1) && !rule.contains("path"_L1))
        parts.append(Words::tr("every port and protocol"));
    else
        parts.append(protocolWord(rule["protocol"_L1].toString()));
    if (const QString path = rule["path"_L1].toString(); !path.isEmpty())
        parts.append(path);
    if (rule["private"_L1].toBool())
        parts.append(Words::tr("private network"));
    if (const QString repository = rule["repository"_L1].toString(); !repository.isEmpty())
        parts.append(Words::tr("in repository %1").arg(repository));
    if (rule.contains("until"_L1))
        parts.append(Words::tr("until %1").arg(timeText(rule["until"_L1].toInteger())));
    return parts.join("  "_L1);
}

QString presetState(const QJsonObject &preset)
{
    if (preset["on"_L1].toBool())
        return Words::tr("on");
    const QJsonArray repositories = preset["repositories"_L1].toArray();
    return repositories.isEmpty() ? Words::tr("off")
                                  : Words::tr("on in %n repository(s)", nullptr, static_cast<int>(repositories.size()));
}

QString changeText(const QJsonObject &change)
{
    const QString what = change["what"_L1].toString();
    if (what == "added"_L1)
        return Words::tr("added %1: %2").arg(change["id"_L1].toString(), ruleText(change["rule"_L1].toObject()));
    if (what == "removed"_L1)
        return Words::tr("removed %1").arg(change["id"_L1].toString());
    const QString preset = change["preset"_L1].toString();
    return what == "switched_on"_L1 ? Words::tr("preset %1 on").arg(preset) : Words::tr("preset %1 off").arg(preset);
}

} // namespace

bool Printer::printRules(const QString &command, const QJsonObject &answer)
{
    if (command != "rules"_L1)
        return false;
    if (answer.contains("rule"_L1)) {
        const QJsonObject rule = answer["rule"_L1].toObject();
        line(Words::tr("✓ Rule %1: %2").arg(oneLine(rule["id"_L1].toString()), oneLine(ruleText(rule))));
    }
    const QJsonArray rules = answer["rules"_L1].toArray();
    for (const auto &value : rules) {
        const QJsonObject rule = value.toObject();
        line(u"%1  %2"_s.arg(oneLine(rule["id"_L1].toString()).leftJustified(16), oneLine(ruleText(rule))));
    }
    if (answer.contains("rules"_L1)) {
        if (rules.isEmpty())
            note(Words::tr("There are no rules: whatever a sandbox wants to reach is asked."));
        return true;
    }
    const QJsonArray presets = answer["presets"_L1].toArray();
    for (const auto &value : presets) {
        const QJsonObject preset = value.toObject();
        QStringList hosts;
        const QJsonArray named = preset["hosts"_L1].toArray();
        for (const auto &host : named)
            hosts.append(host.toString());
        line(u"%1  %2  %3: %4"_s.arg(preset["id"_L1].toString().leftJustified(8), presetState(preset).leftJustified(4),
            preset["name"_L1].toString(), hosts.join(u' ')));
        if (const QString text = preset["note"_L1].toString(); !text.isEmpty())
            line(u"          "_s + text);
    }
    const QJsonArray changes = answer["changes"_L1].toArray();
    for (const auto &value : changes) {
        const QJsonObject change = value.toObject();
        line(u"%1  %2  %3"_s.arg(
            timeText(change["at"_L1].toInteger()), oneLine(change["by"_L1].toString()), oneLine(changeText(change))));
    }
    return true;
}

} // namespace pilothouse::cli

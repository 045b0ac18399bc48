#include "app/cli/printer.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace pilothouse::cli {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Printer)
};

constexpr qsizetype DigitsShown = 10; // of a tree

QString seconds(qint64 ms)
{
    return Words::tr("%1 s").arg(static_cast<double>(ms) / 1000.0, 0, 'f', 1);
}

/// Only evidence is green.
QString sign(const QJsonObject &mark)
{
    const QString kind = mark["mark"_L1].toString();
    if (mark["green"_L1].toBool())
        return u"✓"_s;
    if (kind == "failed"_L1 || kind == "failed_older"_L1)
        return u"✗"_s;
    return kind.startsWith("passed"_L1) ? u"~"_s : u"·"_s;
}

} // namespace

bool Printer::printEvidence(const QString &command, const QJsonObject &answer)
{
    if (command == "check"_L1) {
        check(answer);
    } else if (command == "checks"_L1) {
        checks(answer);
    } else if (command == "attempts"_L1) {
        attempts(answer);
    } else if (command == "compose"_L1) {
        line(Words::tr("✓ Composed as tree %1 in session %2")
                .arg(answer["tree"_L1].toString())
                .arg(answer["id"_L1].toInteger()));
        if (answer.contains("commit"_L1))
            line(Words::tr("✓ Accepted as commit %1 on branch %2")
                    .arg(answer["commit"_L1].toString(), answer["branch"_L1].toString()));
        if (const QString notice = answer["notice"_L1].toString(); !notice.isEmpty())
            note(notice);
    } else if (command == "try"_L1) {
        line(answer["path"_L1].toString());
        const QJsonArray leftOut = answer["leftOut"_L1].toArray();
        for (const auto &path : leftOut)
            note(Words::tr("Left out, because its name or target is not safe here: %1").arg(oneLine(path.toString())));
        const QJsonArray conflicts = answer["conflicts"_L1].toArray();
        for (const auto &path : conflicts)
            note(
                Words::tr("You and the agent both changed it; it is as you left it: %1").arg(oneLine(path.toString())));
    } else {
        return false;
    }
    return true;
}

void Printer::check(const QJsonObject &run)
{
    text(run["output"_L1].toString());
    endParagraph();
    const QJsonObject mark = run["mark"_L1].toObject();
    const QString sentence = mark.isEmpty() ? run["outcome"_L1].toString() : mark["sentence"_L1].toString();
    line(u"%1 %2 (%3)"_s.arg(sign(mark), oneLine(sentence), seconds(run["ms"_L1].toInteger())));
    const QJsonArray touched = run["touchedPaths"_L1].toArray();
    for (const auto &path : touched)
        line(u"    "_s + oneLine(path.toString()));
}

void Printer::checks(const QJsonObject &answer)
{
    const QJsonArray marks = answer["marks"_L1].toArray();
    for (const auto &value : marks) {
        const QJsonObject mark = value.toObject();
        line(u"%1 %2"_s.arg(sign(mark), oneLine(mark["sentence"_L1].toString())));
        line(u"    "_s + oneLine(mark["command"_L1].toString()));
    }
    if (marks.isEmpty())
        note(Words::tr("No checks are defined: the tree that the session began from has no .pilothouse/checks.json."));
    line(Words::tr("On tree %1").arg(answer["tree"_L1].toString().left(DigitsShown)));
}

void Printer::attempts(const QJsonObject &answer)
{
    const QJsonArray attempts = answer["attempts"_L1].toArray();
    for (const auto &value : attempts) {
        const QJsonObject attempt = value.toObject();
        QStringList signs;
        const QJsonArray marks = attempt["marks"_L1].toArray();
        for (const auto &mark : marks)
            signs.append(sign(mark.toObject()) + u' ' + oneLine(mark["name"_L1].toString()));
        line(u"%1  %2  %3  %4  %5  $%6  %7"_s.arg(attempt["id"_L1].toInteger(), 4)
                .arg(u"%1 %2"_s.arg(attempt["agent"_L1].toString(), attempt["model"_L1].toString()).leftJustified(32),
                    attempt["state"_L1].toString().leftJustified(16),
                    Words::tr("%n file(s)", nullptr, attempt["files"_L1].toInt()),
                    u"+%1 −%2"_s.arg(attempt["added"_L1].toInt()).arg(attempt["removed"_L1].toInt()),
                    QString::number(static_cast<double>(attempt["costMicros"_L1].toInteger()) / 1e6, 'f', 4),
                    seconds(attempt["workedMs"_L1].toInteger())));
        if (!signs.isEmpty())
            line(u"      "_s + signs.join(u"  "_s));
        const QJsonArray clashes = attempt["clashes"_L1].toArray();
        for (const auto &clash : clashes)
            line(u"      "_s
                + Words::tr("clashes with session %1 in %n file(s)", nullptr, clash["files"_L1].toInt())
                    .arg(clash["with"_L1].toInteger()));
    }
    line(Words::tr("Group %1").arg(answer["group"_L1].toString()));
}

} // namespace pilothouse::cli

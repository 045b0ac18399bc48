#include "app/cli/printer.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHash>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace pilothouse::cli {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Printer)
};

constexpr qsizetype DigitsShown = 10; // of a snapshot

QString fileState(const QString &state)
{
    static const QHash<QString, QString> ByState{
        {u"accepted"_s, Words::tr("accepted")},
        {u"rejected"_s, Words::tr("rejected")},
        {u"partly"_s, Words::tr("partly")},
        {u"open"_s, Words::tr("open")},
    };
    return ByState.value(state, state);
}

QString verdictWord(const QString &verdict)
{
    static const QHash<QString, QString> ByName{
        {u"approve"_s, Words::tr("approved")},
        {u"request_changes"_s, Words::tr("changes requested")},
        {u"comment"_s, Words::tr("commented")},
    };
    return ByName.value(verdict, verdict);
}

QString commentState(const QJsonObject &comment)
{
    if (comment["resolved"_L1].toBool())
        return Words::tr("resolved");
    const QString state = comment["state"_L1].toString();
    return state == "draft"_L1 ? Words::tr("draft") : state == "waiting"_L1 ? Words::tr("waiting") : Words::tr("sent");
}

} // namespace

bool Printer::printReview(const QString &command, const QJsonObject &answer)
{
    if (command == "review"_L1)
        review(answer);
    else if (command == "comment"_L1)
        line(Words::tr("✓ Noted as comment %1").arg(answer["comment"_L1].toString()));
    else if (command == "comments"_L1)
        comments(answer["comments"_L1].toArray());
    else if (command == "timeline"_L1)
        timeline(answer);
    else if (command == "clashes"_L1)
        clashes(answer["clashes"_L1].toArray());
    else if (command == "why"_L1)
        why(answer);
    else if (command == "note"_L1)
        line(Words::tr("✓ Noted on %1: git log --notes=pilothouse")
                .arg(answer["commit"_L1].toString().left(DigitsShown)));
    else if (command == "restore"_L1 && answer.contains("now"_L1))
        line(Words::tr("✓ %1\n  Undo it with snapshot %2")
                .arg(answer["sentence"_L1].toString(), answer["from"_L1].toString().left(DigitsShown)));
    else if (command == "fork"_L1)
        line(Words::tr("✓ Session %1").arg(answer["id"_L1].toInteger()));
    else
        return false;
    return true;
}

void Printer::review(const QJsonObject &answer)
{
    const QJsonArray files = answer["files"_L1].toArray();
    for (const auto &file : files) {
        QString text = u" %1 %2/%3 +%4 −%5  %6"_s.arg(fileState(file["state"_L1].toString()).leftJustified(12))
                           .arg(file["reviewed"_L1].toInt())
                           .arg(file["hunks"_L1].toInt())
                           .arg(file["added"_L1].toInt())
                           .arg(file["removed"_L1].toInt())
                           .arg(oneLine(file["path"_L1].toString()));
        if (file["viewed"_L1].toBool())
            text += u"  ✓"_s;
        else if (file["changedSinceViewed"_L1].toBool())
            text += Words::tr("  (changed since you viewed it)");
        line(text);
    }
    line(Words::tr("Reviewed %1 of %2 hunks").arg(answer["reviewed"_L1].toInt()).arg(answer["hunks"_L1].toInt()));
    if (answer["rejectionsWait"_L1].toBool())
        line(Words::tr("Rejected parts go before the agent's next turn; at once with --carry-out."));
    if (const QJsonObject verdict = answer["verdict"_L1].toObject(); !verdict.isEmpty()) {
        QString text = Words::tr("Verdict of %1: %2")
                           .arg(oneLine(verdict["by"_L1].toString()), verdictWord(verdict["verdict"_L1].toString()));
        if (verdict["stale"_L1].toBool())
            text += Words::tr(" (the files have changed since)");
        line(text);
    }
    comments(answer["comments"_L1].toArray());
}

void Printer::comments(const QJsonArray &comments)
{
    for (const auto &value : comments) {
        const QJsonObject comment = value.toObject();
        QString place = comment["path"_L1].toString();
        if (place.isEmpty())
            place = Words::tr("everything");
        if (const int number = comment["line"_L1].toInt(); number > 0)
            place += u":%1"_s.arg(number);
        QString text =
            u" %1 %2  %3"_s.arg(comment["id"_L1].toString(), commentState(comment).leftJustified(9), oneLine(place));
        if (comment["touched"_L1].toBool())
            text += Words::tr("  (changed since)");
        line(text);
        line(u"     %1"_s.arg(oneLine(comment["text"_L1].toString())));
    }
}

void Printer::why(const QJsonObject &answer)
{
    line(u"%1:%2  %3"_s.arg(oneLine(answer["path"_L1].toString()))
            .arg(answer["line"_L1].toInt())
            .arg(oneLine(answer["text"_L1].toString())));
    line(answer["headline"_L1].toString());
    const QJsonArray calls = answer["calls"_L1].toArray();
    for (const auto &call : calls) {
        const QString command = call["command"_L1].toString();
        line(Words::tr("    turn %1: %2")
                .arg(call["turn"_L1].toInt())
                .arg(oneLine(command.isEmpty() ? call["title"_L1].toString() : command)));
    }
    if (const QString words = answer["words"_L1].toString(); !words.isEmpty())
        line(Words::tr("    the agent said: %1").arg(oneLine(words)));
    if (const QString prompt = answer["prompt"_L1].toString(); !prompt.isEmpty())
        line(Words::tr("    prompt: %1").arg(oneLine(prompt)));
    if (const QString caveat = answer["caveat"_L1].toString(); !caveat.isEmpty())
        line(caveat);
}

void Printer::clashes(const QJsonArray &found)
{
    if (found.isEmpty())
        line(Words::tr("✓ Nothing that the other sessions or your branch have is in the way."));
    for (const auto &clash : found) {
        const QString title = clash["title"_L1].toString();
        line(clash.toObject().contains("with"_L1)
                ? Words::tr("Session %1 (%2):").arg(clash["with"_L1].toInteger()).arg(title)
                : title.isEmpty() ? Words::tr("Your HEAD:")
                                  : Words::tr("Your branch %1:").arg(title));
        const QJsonArray paths = clash["paths"_L1].toArray();
        for (const auto &path : paths)
            line(u"  "_s + path.toString());
    }
}

void Printer::timeline(const QJsonObject &answer)
{
    static const QHash<QString, QString> Kinds{
        {u"base"_s, Words::tr("beginning")},
        {u"snapshot"_s, Words::tr("files changed")},
        {u"tool_call"_s, Words::tr("tool call")},
        {u"turn_end"_s, Words::tr("turn's end")},
        {u"restored"_s, Words::tr("restored")},
        {u"rejection_carried_out"_s, Words::tr("rejected parts taken out")},
    };
    const QJsonArray ticks = answer["ticks"_L1].toArray();
    for (const auto &tick : ticks) {
        const QString kind = tick["kind"_L1].toString();
        line(u"%1 %2 %3 %4 %5"_s.arg(tick["now"_L1].toBool() ? u"▶"_s
                : tick["failed"_L1].toBool()                 ? u"✗"_s
                                                             : u" "_s,
            tick["snapshot"_L1].toString().left(DigitsShown),
            QDateTime::fromMSecsSinceEpoch(tick["at"_L1].toInteger()).time().toString(u"HH:mm:ss"_s),
            Kinds.value(kind, kind).leftJustified(14), oneLine(tick["title"_L1].toString())));
    }
}

} // namespace pilothouse::cli

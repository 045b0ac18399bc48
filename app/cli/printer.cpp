#include "app/cli/printer.h"

#include "app/cli/terminal.h"
#include "runner/base/json.h"
#include "runner/base/visible_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QLocale>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace pilothouse::cli {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Printer)
};

void put(const QString &text, FILE *stream = stdout)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stream);
    std::fflush(stream);
}

QString stateWord(const QString &state)
{
    static const QHash<QString, QString> ByState{
        {u"queued"_s, Words::tr("queued")},
        {u"preparing"_s, Words::tr("preparing")},
        {u"running"_s, Words::tr("working")},
        {u"waiting_approval"_s, Words::tr("waiting for you")},
        {u"idle"_s, Words::tr("ready")},
        {u"completed"_s, Words::tr("completed")},
        {u"failed"_s, Words::tr("failed")},
        {u"cancelled"_s, Words::tr("cancelled")},
    };
    return ByState.value(state, state);
}

QString changes(const QJsonObject &object)
{
    return Words::tr("%n file(s)", nullptr, object["files"_L1].toInt())
        + u" +%1 −%2"_s.arg(object["added"_L1].toInteger()).arg(object["removed"_L1].toInteger());
}

} // namespace

Printer::Printer(Form form) : m_form(form), m_terminal(isTerminal(stdout)) { }

QString Printer::shown(const QString &untrusted) const
{
    return m_terminal ? visibleText(untrusted) : untrusted;
}

QString Printer::oneLine(const QString &untrusted) const
{
    return m_terminal ? visibleText(untrusted, LineBreaks::Show) : QString(untrusted).replace(u'\n', u' ');
}

void Printer::json(const QJsonObject &object)
{
    put(QString::fromUtf8(toLine(object)) + u'\n');
}

void Printer::endParagraph()
{
    if (std::exchange(m_inText, false))
        put(u"\n"_s);
}

void Printer::line(const QString &text)
{
    endParagraph();
    put(text + u'\n');
}

void Printer::text(const QString &untrusted)
{
    m_inText = true;
    put(shown(untrusted));
}

void Printer::note(const QString &sentence)
{
    if (m_form == Form::Text)
        line(sentence);
}

void Printer::aside(const QString &sentence)
{
    put(Words::tr("pilothouse: %1\n").arg(sentence), stderr);
}

void Printer::error(const QString &message, const QJsonObject &error)
{
    if (m_form == Form::Json)
        return json({{u"error"_s, error}});
    endParagraph();
    put(Words::tr("pilothouse: %1\n").arg(message), stderr);
    if (const QString cause = error["cause"_L1].toString(); !cause.isEmpty())
        put(u"  (%1)\n"_s.arg(visibleText(cause).trimmed()), stderr);
}

void Printer::event(const QJsonObject &event)
{
    if (m_form == Form::Json)
        return json(event);
    const QString kind = event["kind"_L1].toString();
    const QJsonObject payload = event["payload"_L1].toObject();
    if (kind == "turn_started"_L1)
        line(Words::tr("▶ %1").arg(payload["prompt"_L1].toString()));
    else if (kind == "progress"_L1)
        line(Words::tr("· %1").arg(payload["text"_L1].toString()));
    else if (kind == "agent_received"_L1)
        update(payload["line"_L1]["params"_L1]["update"_L1].toObject());
    else if (kind == "approval_decided"_L1)
        line(Words::tr("  %1: %2 (%3)")
                .arg(payload["id"_L1].toString(), payload["decision"_L1].toString(), payload["by"_L1].toString()));
    else if (kind == "snapshot_taken"_L1 && payload.contains("files"_L1))
        line(Words::tr("△ %1").arg(changes(payload)));
    else if (kind == "turn_ended"_L1)
        line(Words::tr("■ The turn ended: %1").arg(payload["stopReason"_L1].toString()));
    else if (kind == "notice"_L1)
        line(Words::tr("! %1").arg(payload["message"_L1].toString()));
    else if (kind == "accepted"_L1)
        line(Words::tr("✓ Accepted as commit %1 on branch %2")
                .arg(payload["commit"_L1].toString(), payload["branch"_L1].toString()));
    else if (kind == "session_state"_L1 && payload["to"_L1].toString() == "failed"_L1)
        line(Words::tr("! The session failed: %1").arg(payload["reason"_L1].toString()));
}

void Printer::update(const QJsonObject &update)
{
    const QString kind = update["sessionUpdate"_L1].toString();
    if (kind == "agent_message_chunk"_L1)
        text(update["content"_L1]["text"_L1].toString());
    else if (kind == "tool_call"_L1 || kind == "tool_call_update"_L1)
        toolCall(update);
}

/// A line when the call is new, and when its end is known.
void Printer::toolCall(const QJsonObject &call)
{
    const QString id = call["toolCallId"_L1].toString();
    const QString status = call["status"_L1].toString();
    const QJsonObject input = call["rawInput"_L1].toObject();
    QString title = input["command"_L1].toString();
    if (title.isEmpty())
        title = call["title"_L1].toString();
    QString &known = m_calls[id];
    if (known.isEmpty() && status == "pending"_L1 && input.isEmpty())
        return; // some agents say what they do only with the next update
    if (status == "completed"_L1 || status == "failed"_L1) {
        if (known.isEmpty())
            line(Words::tr("▸ %1").arg(oneLine(title)));
        line(status == "completed"_L1 ? Words::tr("  done") : Words::tr("  failed"));
        known = u"ended"_s;
    } else if (known.isEmpty() && !title.isEmpty()) {
        line(Words::tr("▸ %1").arg(oneLine(title)));
        known = title;
    }
}

void Printer::question(const QJsonObject &session, const QJsonObject &approval)
{
    if (m_form == Form::Json)
        return json(session);
    if (approval["kind"_L1].toString() == "egress"_L1)
        return egressQuestion(approval);
    if (approval["kind"_L1].toString() == "budget"_L1)
        return budgetQuestion(approval);
    line(Words::tr("? The agent asks (%1): %2")
            .arg(approval["id"_L1].toString(), oneLine(approval["title"_L1].toString())));
    if (const QString command = approval["command"_L1].toString(); !command.isEmpty())
        line(Words::tr("    command: %1").arg(oneLine(command)));
    if (const QString place = approval["place"_L1].toString(); !place.isEmpty())
        line(Words::tr("    place:   %1").arg(oneLine(place)));
}

void Printer::egressQuestion(const QJsonObject &approval)
{
    const QJsonObject egress = approval["egress"_L1].toObject();
    const QString protocol = egress["protocol"_L1].toString();
    const QString place = u"%1:%2"_s.arg(oneLine(egress["host"_L1].toString())).arg(egress["port"_L1].toInt());
    line(protocol == "http"_L1
            ? Words::tr("? A program in the sandbox wants to reach %1 without encryption (%2)")
                  .arg(place, approval["id"_L1].toString())
            : Words::tr("? A program in the sandbox wants to reach %1 (%2)").arg(place, approval["id"_L1].toString()));
    if (const QString path = egress["path"_L1].toString(); !path.isEmpty())
        line(Words::tr("    request: %1").arg(oneLine(egress["method"_L1].toString() + u' ' + path)));
    if (const QString command = approval["command"_L1].toString(); !command.isEmpty())
        line(Words::tr("    program: %1 (as the sandbox says)").arg(oneLine(command)));
    if (const qint64 sent = egress["bytesSent"_L1].toInteger(); sent > 0)
        line(Words::tr("    sent so far: %1").arg(QLocale().formattedDataSize(sent)));
}

void Printer::session(const QJsonObject &session)
{
    if (m_form == Form::Json)
        return json(session);
    line(u"%1  %2  %3  %4"_s.arg(QString::number(session["id"_L1].toInteger()).rightJustified(4),
        stateWord(session["state"_L1].toString()).leftJustified(16), changes(session).leftJustified(18),
        oneLine(session["title"_L1].toString())));
    if (const qint64 deleted = session["deletedAt"_L1].toInteger(); deleted > 0)
        line(Words::tr("      deleted for good on %1; until then: pilothouse restore %2")
                .arg(QDateTime::fromMSecsSinceEpoch(deleted).date().toString(Qt::ISODate))
                .arg(session["id"_L1].toInteger()));
}

void Printer::answer(const QString &command, const QJsonObject &answer)
{
    if (command == "list"_L1) {
        const QJsonArray sessions = answer["sessions"_L1].toArray();
        for (const auto &one : sessions)
            session(one.toObject());
        if (sessions.isEmpty())
            note(answer["trash"_L1].toBool() ? Words::tr("The Trash is empty.")
                                             : Words::tr("There are no sessions yet. Try: pilothouse demo"));
    } else if (m_form == Form::Json) {
        json(answer);
    } else if (command == "forward"_L1) {
        line(Words::tr("Programs in the sandbox reach it at 127.0.0.1:%1.").arg(answer["port"_L1].toInt()));
    } else if (command == "show"_L1) {
        show(answer);
    } else if (command == "diff"_L1) {
        diff(answer);
    } else if (command == "doctor"_L1) {
        doctor(answer);
    } else if (printRules(command, answer)) {
        return;
    } else if (printBudget(command, answer)) {
        return;
    } else if (printEvidence(command, answer)) {
        return;
    } else if (printReview(command, answer)) {
        return;
    } else if (command == "accept"_L1) {
        line(Words::tr("✓ Accepted as commit %1 on branch %2")
                .arg(answer["commit"_L1].toString(), answer["branch"_L1].toString()));
    }
}

void Printer::show(const QJsonObject &session)
{
    line(Words::tr("Session %1: %2").arg(session["id"_L1].toInteger()).arg(oneLine(session["title"_L1].toString())));
    const auto field = [this](const QString &name, const QString &value) {
        if (!value.isEmpty())
            line(u"  %1 %2"_s.arg(name.leftJustified(12), value));
    };
    field(Words::tr("state"), stateWord(session["state"_L1].toString()));
    field(Words::tr("reason"), session["reason"_L1].toString());
    field(Words::tr("repository"), session["repository"_L1].toString());
    field(Words::tr("agent"), session["agent"_L1].toString());
    field(Words::tr("model"), session["model"_L1].toString());
    field(Words::tr("changes"), changes(session));
    const QJsonObject sandbox = session["sandbox"_L1].toObject();
    field(Words::tr("engine"), oneLine(sandbox["engine"_L1].toString()));
    const QJsonArray grade = sandbox["grade"_L1].toArray();
    for (const auto &check : grade) {
        if (check["state"_L1].toString() != "enforced"_L1)
            field(check["state"_L1].toString(), check["sentence"_L1].toString());
    }
    const QJsonArray approvals = session["approvals"_L1].toArray();
    for (const auto &approval : approvals)
        question(session, approval.toObject());
    const QJsonArray network = session["network"_L1].toArray();
    for (const auto &host : network)
        field(Words::tr("network"),
            Words::tr(
                "%1:%2: %n connection(s), %3 refused, %4 sent, %5 received", nullptr, host["connections"_L1].toInt())
                .arg(oneLine(host["host"_L1].toString()))
                .arg(host["port"_L1].toInt())
                .arg(host["refused"_L1].toInt())
                .arg(QLocale().formattedDataSize(host["sent"_L1].toInteger()),
                    QLocale().formattedDataSize(host["received"_L1].toInteger())));
    const QJsonArray accepted = session["accepted"_L1].toArray();
    for (const auto &one : accepted)
        field(Words::tr("accepted"), u"%1 %2"_s.arg(one["branch"_L1].toString(), one["commit"_L1].toString()));
}

void Printer::diff(const QJsonObject &answer)
{
    const QJsonArray files = answer["files"_L1].toArray();
    for (const auto &file : files)
        line(u" %1 +%2 −%3  %4"_s.arg(file["status"_L1].toString().leftJustified(12))
                .arg(file["added"_L1].toInt())
                .arg(file["removed"_L1].toInt())
                .arg(oneLine(file["path"_L1].toString())));
    if (files.isEmpty())
        line(Words::tr("The agent has not changed anything."));
    const QString body = answer["text"_L1].toString();
    if (!body.isEmpty()) {
        text(body);
        m_inText = false;
    }
}

void Printer::doctor(const QJsonObject &answer)
{
    const QJsonArray checks = answer["checks"_L1].toArray();
    for (const auto &check : checks) {
        const QString state = check["state"_L1].toString();
        line(u"%1 %2"_s.arg(state == "ok"_L1 ? u"✓"_s
                : state == "warning"_L1      ? u"!"_s
                                             : u"✗"_s,
            check["sentence"_L1].toString()));
        if (const QString command = check["command"_L1].toString(); state != "ok"_L1 && !command.isEmpty())
            line(Words::tr("    mend it with: %1").arg(command));
    }
}

} // namespace pilothouse::cli

#include "app/cli/arguments.h"

#include "app/cli/key_arguments.h"
#include "app/cli/rules_arguments.h"
#include "runner/session/data_directory.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace pilothouse::cli {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

/// What a command takes: its positional words and its options.
struct Form {
    QLatin1StringView name;
    int least; ///< Positional words.
    int most;
    QLatin1StringView words;
    const char *purpose;
};

constexpr std::array Forms{
    Form{"run"_L1, 1, 1, "PROMPT"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Start a session with this prompt and follow it.")},
    Form{"list"_L1, 0, 0, ""_L1, QT_TRANSLATE_NOOP("CommandLine", "List the sessions.")},
    Form{"show"_L1, 1, 1, "ID"_L1, QT_TRANSLATE_NOOP("CommandLine", "Show one session.")},
    Form{"log"_L1, 1, 1, "ID"_L1, QT_TRANSLATE_NOOP("CommandLine", "Print a session's events.")},
    Form{"diff"_L1, 1, 1, "ID"_L1, QT_TRANSLATE_NOOP("CommandLine", "Print what the agent changed.")},
    Form{"prompt"_L1, 2, 2, "ID PROMPT"_L1, QT_TRANSLATE_NOOP("CommandLine", "Send another prompt and follow it.")},
    Form{"approve"_L1, 2, 2, "ID REQUEST"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Allow what the agent asks, and follow the turn.")},
    Form{"deny"_L1, 2, 2, "ID REQUEST"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Deny what the agent asks, and follow the turn.")},
    Form{"forward"_L1, 2, 2, "ID HOST:PORT"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Let the sandbox reach a host by a port of its own, without a proxy.")},
    Form{"cancel"_L1, 1, 1, "ID"_L1, QT_TRANSLATE_NOOP("CommandLine", "Stop the turn.")},
    Form{"end"_L1, 1, 1, "ID"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Complete a session: its sandbox goes, its files stay for another prompt.")},
    Form{"resume"_L1, 1, 1, "ID"_L1, QT_TRANSLATE_NOOP("CommandLine", "Bring an interrupted session's sandbox back.")},
    Form{"accept"_L1, 1, 1, "ID"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Commit the changes on a new branch of your repository.")},
    Form{"remove"_L1, 1, 1, "ID"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Delete a session's sandbox and move the session to the trash.")},
    Form{"restore"_L1, 1, 2, "ID [SNAPSHOT]"_L1,
        QT_TRANSLATE_NOOP("CommandLine",
            "Bring the sandbox's files back to a snapshot; without one, a removed session back from the trash.")},
    Form{"review"_L1, 1, 1, "ID"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Decide about parts of the changes, and print how far the review is.")},
    Form{"comment"_L1, 3, 3, "ID PLACE TEXT"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Note a comment on PATH, PATH:LINE, PATH:FIRST-LAST or . for everything.")},
    Form{"comments"_L1, 1, 1, "ID"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "List the comments, send those that wait, or settle some.")},
    Form{"timeline"_L1, 1, 1, "ID"_L1, QT_TRANSLATE_NOOP("CommandLine", "List the moments of a session.")},
    Form{"clashes"_L1, 1, 1, "ID"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "List what merging with the other sessions and your branch would meet.")},
    Form{"note"_L1, 1, 1, "ID"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Write what wrote its lines as a git note on the accepted commit.")},
    Form{"why"_L1, 2, 2, "ID PATH:LINE"_L1,
        QT_TRANSLATE_NOOP(
            "CommandLine", "Say what wrote a line: which tool call, for which prompt, and how sure that is.")},
    Form{"fork"_L1, 2, 3, "ID SNAPSHOT [PROMPT]"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Start another session from a snapshot of this one.")},
    Form{"check"_L1, 1, 2, "ID [NAME]"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Run a check of the repository on exactly a snapshot, in a clean sandbox.")},
    Form{"checks"_L1, 1, 1, "ID"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "List the checks and what they say about the latest snapshot.")},
    Form{"try"_L1, 1, 1, "ID"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Open a snapshot as a folder of its own, and print where it is.")},
    Form{"attempts"_L1, 1, 1, "GROUP|PROMPT"_L1,
        QT_TRANSLATE_NOOP("CommandLine",
            "Compare a group of attempts; with --agents or --models, give them all the same task first.")},
    Form{"compose"_L1, 0, 0, ""_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Put files of several attempts together as one tree.")},
    Form{"rules"_L1, 0, 3, "[list|add HOST[:PORT]|remove RULE|presets [NAME on|off]|history]"_L1,
        QT_TRANSLATE_NOOP("CommandLine", "List or change what sandboxes may reach without a question.")},
    Form{"usage"_L1, 0, 0, ""_L1, QT_TRANSLATE_NOOP("CommandLine", "Say what the models' answers cost.")},
    Form{"budget"_L1, 1, 4, "list|set SCOPE KIND AMOUNT|remove SCOPE KIND"_L1,
        QT_TRANSLATE_NOOP("CommandLine",
            "List or change budgets: of money, tokens, wall-time, tool-calls, network, children, memory or disk, for "
            "each turn, session, repository or day.")},
    Form{"key"_L1, 1, 2, "set|list|remove [PROVIDER|URL]"_L1,
        QT_TRANSLATE_NOOP(
            "CommandLine", "Store the key of a model provider, list those that are there, or remove one.")},
    Form{"practice-endpoint"_L1, 0, 0, ""_L1,
        QT_TRANSLATE_NOOP(
            "CommandLine", "Serve the practice model on this machine as a provider does, and count what it answers.")},
    Form{"doctor"_L1, 0, 0, ""_L1,
        QT_TRANSLATE_NOOP("CommandLine", "Say what is missing on this machine, and what mends it.")},
    Form{"demo"_L1, 0, 0, ""_L1, QT_TRANSLATE_NOOP("CommandLine", "Run the practice session.")},
};

const Form *findForm(const QString &name)
{
    for (const Form &form : Forms) {
        if (form.name == name)
            return &form;
    }
    return nullptr;
}

void addEvidenceOptions(QCommandLineParser &parser, const QString &command)
{
    const auto flag = [&parser](const QString &name, const QString &text) { parser.addOption({name, text}); };
    const auto value = [&parser](const QString &name, const QString &text, const QString &word) {
        parser.addOption({name, text, word});
    };
    if (command == "check"_L1 || command == "checks"_L1 || command == "try"_L1)
        value(u"snapshot"_s, Words::tr("This snapshot instead of the latest."), u"SNAPSHOT"_s);
    if (command == "check"_L1) {
        value(u"command"_s, Words::tr("Run this command of yours instead of one that is defined."), u"COMMAND"_s);
        flag(u"in-sandbox"_s, Words::tr("In the agent's own sandbox: not proof of anything."));
    }
    if (command == "checks"_L1)
        value(u"trust"_s, Words::tr("Keep a copy of this checks.json and prefer it to the repository's."), u"FILE"_s);
    if (command == "try"_L1) {
        flag(u"follow"_s, Words::tr("Let further snapshots of the session follow into it."));
        flag(u"open"_s, Words::tr("Open the folder."));
    }
    if (command == "attempts"_L1) {
        value(u"agents"_s, Words::tr("Agents of the catalogue, with commas between them."), u"ID,ID"_s);
        value(u"models"_s, Words::tr("Models, with commas between them."), u"PROVIDER/NAME,…"_s);
    }
    if (command == "compose"_L1) {
        value(
            u"take"_s, Words::tr("All that a session changed, or one file of it; may be given again."), u"ID[:PATH]"_s);
        value(u"reviewed"_s, Words::tr("What was accepted in a session's review; may be given again."), u"ID"_s);
        flag(u"accept"_s, Words::tr("Make a commit of it; the options below are about that."));
    }
}

/// What is accepted of one session.
void addAcceptOptions(QCommandLineParser &parser)
{
    const auto flag = [&parser](const QString &name, const QString &text) { parser.addOption({name, text}); };
    const auto value = [&parser](const QString &name, const QString &text, const QString &word) {
        parser.addOption({name, text, word});
    };
    value(u"path"_s, Words::tr("Only this file; may be given again."), u"PATH"_s);
    flag(u"reviewed"_s, Words::tr("Only the parts that were accepted in the review."));
}

/// How it becomes a commit.
void addCommitOptions(QCommandLineParser &parser)
{
    const auto flag = [&parser](const QString &name, const QString &text) { parser.addOption({name, text}); };
    const auto value = [&parser](const QString &name, const QString &text, const QString &word) {
        parser.addOption({name, text, word});
    };
    value(u"branch"_s, Words::tr("The new branch."), u"NAME"_s);
    flag(u"alone"_s, Words::tr("A further new branch without what was accepted before."));
    flag(u"existing"_s, Words::tr("The branch is one that exists; its tip becomes the commit's parent."));
    flag(u"checked-out"_s, Words::tr("Onto the branch that is checked out; a clean work tree follows."));
    flag(u"normalise-line-ends"_s, Words::tr("LF where the repository's attributes want it."));
    flag(u"without-checks"_s, Words::tr("Even where the repository requires checks that did not pass."));
    flag(u"require-verdict"_s, Words::tr("Only if the last verdict approves exactly these files."));
    value(u"uncommitted"_s,
        Words::tr("Where the session began with your uncommitted changes: only-agents or mine-first."), u"HOW"_s);
    parser.addOption({{u"m"_s, u"message"_s}, Words::tr("The commit's message."), u"MESSAGE"_s});
}

void addOptions(QCommandLineParser &parser, const QString &command)
{
    const auto flag = [&parser](const QString &name, const QString &text) { parser.addOption({name, text}); };
    const auto value = [&parser](const QString &name, const QString &text, const QString &word) {
        parser.addOption({name, text, word});
    };
    flag(u"json"_s, Words::tr("Print one JSON object a line."));
    value(u"data-dir"_s, Words::tr("Where Pilothouse keeps its data."), u"DIR"_s);
    flag(u"help"_s, Words::tr("Print this and end."));
    addKeyOptions(parser, command);
    if (command == "run"_L1 || command == "attempts"_L1) {
        value(u"repo"_s, Words::tr("The repository; the practice repository when missing."), u"DIR"_s);
        value(u"base"_s, Words::tr("The revision to start from."), u"REV"_s);
        flag(u"with-uncommitted"_s, Words::tr("Start from HEAD with your uncommitted changes."));
        if (command == "run"_L1) {
            value(u"agent"_s, Words::tr("An agent of the catalogue."), u"ID"_s);
            value(u"model"_s, Words::tr("The model; practice/practice-1 when missing."), u"PROVIDER/NAME"_s);
        }
        value(u"model-url"_s, Words::tr("The model provider's address; known for anthropic, openai and gemini."),
            u"URL"_s);
        value(u"model-protocol"_s,
            Words::tr("What it speaks: openai-chat, openai-responses, anthropic-messages or gemini."), u"NAME"_s);
        value(u"image"_s, Words::tr("An image of the engine instead of the one that is built."), u"REF"_s);
        value(u"mode"_s, Words::tr("ask-each or inside-is-free."), u"MODE"_s);
        value(u"title"_s, Words::tr("The session's name."), u"TEXT"_s);
    }
    addEvidenceOptions(parser, command);
    if (command == "rules"_L1)
        addRulesOptions(parser);
    if (command == "doctor"_L1) {
        value(u"image"_s, Words::tr("Look at this image of the engine, too."), u"REF"_s);
        value(u"session"_s, Words::tr("Try the boundary of this session's sandbox from inside."), u"ID"_s);
        flag(u"remove-leftovers"_s, Words::tr("Remove containers and volumes that belong to no session."));
    }
    if (command == "run"_L1 || command == "attempts"_L1 || command == "prompt"_L1 || command == "approve"_L1
        || command == "deny"_L1 || command == "log"_L1)
        value(u"approve"_s, Words::tr("Tool permissions inside the sandbox: ask, always or never."), u"HOW"_s);
    if (command == "log"_L1) {
        flag(u"follow"_s, Words::tr("Go on until the turn ends or asks."));
        value(u"from"_s, Words::tr("The first event's number."), u"SEQ"_s);
    }
    if (command == "list"_L1)
        flag(u"trash"_s, Words::tr("Those that were removed and can be restored."));
    if (command == "diff"_L1)
        flag(u"stat"_s, Words::tr("Only the files and their counts."));
    if (command == "approve"_L1) {
        value(u"extend"_s, Words::tr("Of a budget: raise it by so much."), u"AMOUNT"_s);
        flag(u"pause"_s, Words::tr("Of a budget: freeze the agent; the question stays open."));
        flag(u"stop"_s, Words::tr("Of a budget: refuse the request and end the turn."));
    }
    if (command == "usage"_L1) {
        value(u"by"_s, Words::tr("Sum up by session, repository, model, agent, day or turn."), u"WHAT"_s);
        value(u"from"_s, Words::tr("From this day on, such as 2026-01-31."), u"DAY"_s);
        flag(u"csv"_s, Words::tr("As a table for a spreadsheet; without --by each request."));
    }
    if (command == "budget"_L1) {
        value(u"session"_s, Words::tr("Only for this session."), u"ID"_s);
        value(u"repository"_s, Words::tr("Only for this repository, by its number."), u"ID"_s);
        value(u"day"_s, Words::tr("Only for this day, such as 2026-01-31."), u"DAY"_s);
    }
    if (command == "approve"_L1)
        flag(u"always"_s, Words::tr("Allow the like from now on, where the agent offers it."));
    if (command == "approve"_L1 || command == "deny"_L1)
        value(u"for"_s,
            Words::tr("How long an answer about the network holds: once, turn, session, repository or always."),
            u"SCOPE"_s);
    if (command == "forward"_L1)
        value(u"port"_s, Words::tr("The port inside the sandbox; else the host's."), u"PORT"_s);
    if (command == "deny"_L1)
        value(u"reason"_s, Words::tr("Why; kept in the log."), u"TEXT"_s);
    if (command == "accept"_L1)
        addAcceptOptions(parser);
    if (command == "accept"_L1 || command == "compose"_L1)
        addCommitOptions(parser);
    if (command == "review"_L1) {
        value(u"accept"_s, Words::tr("Accept PATH or PATH:FIRST-LAST; may be given again."), u"PLACE"_s);
        value(u"reject"_s, Words::tr("Reject it; may be given again."), u"PLACE"_s);
        value(u"open"_s, Words::tr("Decide nothing about it any more; may be given again."), u"PLACE"_s);
        value(u"viewed"_s, Words::tr("Tick a file off; may be given again."), u"PATH"_s);
        flag(u"undo"_s, Words::tr("Take the latest decision back."));
        flag(u"redo"_s, Words::tr("Bring the decision back that was undone last."));
        flag(u"carry-out"_s, Words::tr("Take rejected parts out of the sandbox's files now."));
        value(u"verdict"_s, Words::tr("Conclude the review: approve, request-changes or comment."), u"VERDICT"_s);
        value(u"summary"_s, Words::tr("The verdict's words."), u"TEXT"_s);
    }
    if (command == "comment"_L1)
        flag(u"old"_s, Words::tr("The lines are those of the file before the change."));
    if (command == "why"_L1)
        flag(u"old"_s, Words::tr("Who removed this line of the file before the change?"));
    if (command == "comments"_L1) {
        flag(u"send"_s, Words::tr("Send all drafts to the agent as one prompt."));
        value(u"resolve"_s, Words::tr("This comment is settled; may be given again."), u"COMMENT"_s);
        value(u"reopen"_s, Words::tr("It is not; may be given again."), u"COMMENT"_s);
    }
    if (command == "remove"_L1)
        flag(u"force"_s, Words::tr("Even with changes that were not accepted."));
    if (command == "demo"_L1)
        flag(u"headless"_s, Words::tr("Without a window."));
}

QString generalHelp()
{
    QString out = Words::tr("Usage: pilothouse [COMMAND]\n\nWithout a command the window opens.\n\n");
    for (const Form &form : Forms)
        out += u"  %1  %2\n"_s.arg(QString(form.name + u' ' + form.words).leftJustified(20), Words::tr(form.purpose));
    out += Words::tr("\nEach takes --json, --data-dir DIR and --help.\n");
    return out;
}

QString helpFor(const Form &form, const QCommandLineParser &parser)
{
    return Words::tr("Usage: pilothouse %1 [OPTIONS] %2\n%3\n\n").arg(form.name, form.words, Words::tr(form.purpose))
        + parser.helpText().section(u"\n\n"_s, 1).trimmed() + u'\n';
}

/// Copies the options that the request knows under another name.
void fillRequest(QJsonObject &request, const QCommandLineParser &parser, const QStringList &known)
{
    static const QList<std::pair<QString, QString>> Texts{
        {u"base"_s, u"base"_s},
        {u"agent"_s, u"agent"_s},
        {u"model"_s, u"model"_s},
        {u"model-url"_s, u"url"_s},
        {u"model-protocol"_s, u"protocol"_s},
        {u"image"_s, u"image"_s},
        {u"title"_s, u"title"_s},
        {u"reason"_s, u"reason"_s},
        {u"for"_s, u"for"_s},
        {u"port"_s, u"port"_s},
        {u"extend"_s, u"extend"_s},
        {u"by"_s, u"by"_s},
        {u"session"_s, u"session"_s},
        {u"repository"_s, u"repository"_s},
        {u"day"_s, u"day"_s},
        {u"branch"_s, u"branch"_s},
        {u"message"_s, u"message"_s},
        {u"summary"_s, u"summary"_s},
        {u"snapshot"_s, u"snapshot"_s},
        {u"command"_s, u"shell"_s},
    };
    static const QStringList Lists{u"accept"_s, u"reject"_s, u"open"_s, u"viewed"_s, u"resolve"_s, u"reopen"_s};
    static const QList<std::pair<QString, QString>> Flags{
        {u"with-uncommitted"_s, u"withUncommitted"_s},
        {u"without-checks"_s, u"withoutChecks"_s},
        {u"normalise-line-ends"_s, u"normaliseLineEnds"_s},
        {u"stat"_s, u"stat"_s},
        {u"remove-leftovers"_s, u"removeLeftovers"_s},
        {u"always"_s, u"always"_s},
        {u"pause"_s, u"pause"_s},
        {u"stop"_s, u"stop"_s},
        {u"csv"_s, u"csv"_s},
        {u"force"_s, u"force"_s},
        {u"trash"_s, u"trash"_s},
        {u"undo"_s, u"undo"_s},
        {u"redo"_s, u"redo"_s},
        {u"carry-out"_s, u"carryOut"_s},
        {u"old"_s, u"old"_s},
        {u"alone"_s, u"alone"_s},
        {u"reviewed"_s, u"reviewed"_s},
        {u"require-verdict"_s, u"requireVerdict"_s},
        {u"send"_s, u"send"_s},
    };
    for (const auto &[option, field] : Texts) {
        if (known.contains(option) && parser.isSet(option))
            request[field] = parser.value(option);
    }
    for (const auto &[option, field] : Flags) {
        if (known.contains(option) && parser.isSet(option))
            request[field] = true;
    }
    for (const QString &option : Lists) {
        if (known.contains(option) && parser.isSet(option))
            request[option] = QJsonArray::fromStringList(parser.values(option));
    }
}

/// ID or ID:PATH, several of one session as one part.
Result<QJsonArray> partsOf(const QStringList &taken)
{
    QList<std::pair<qint64, QStringList>> parts;
    for (const QString &one : taken) {
        bool number = false;
        const qint64 id = one.section(u':', 0, 0).toLongLong(&number);
        if (!number)
            return failure(UsageWrong, Words::tr("--take needs a session's number and may name a file: 7:src/main.c."));
        auto part = std::ranges::find(parts, id, &std::pair<qint64, QStringList>::first);
        if (part == parts.end())
            part = parts.insert(parts.end(), {id, {}});
        if (one.contains(u':'))
            part->second.append(one.section(u':', 1));
    }
    QJsonArray out;
    for (const auto &[id, paths] : std::as_const(parts))
        out.append(QJsonObject{{u"id"_s, id}, {u"paths"_s, QJsonArray::fromStringList(paths)}});
    return out;
}

Result<void> fillEvidence(Arguments &arguments, const QCommandLineParser &parser, const QString &command)
{
    if (command == "check"_L1 && parser.isSet(u"in-sandbox"_s))
        arguments.request[u"place"_s] = u"sandbox"_s;
    if (command == "try"_L1) {
        arguments.request[u"follow"_s] = parser.isSet(u"follow"_s);
        arguments.open = parser.isSet(u"open"_s);
    }
    if (command == "checks"_L1 && parser.isSet(u"trust"_s)) {
        QFile file(parser.value(u"trust"_s));
        constexpr qint64 Limit = 64 * 1024;
        if (!file.open(QIODevice::ReadOnly) || file.size() > Limit)
            return failure(UsageWrong, Words::tr("The file %1 cannot be read.").arg(file.fileName()));
        arguments.request[u"trust"_s] = QString::fromUtf8(file.readAll());
    }
    if (command == "attempts"_L1) {
        const bool starts = parser.isSet(u"agents"_s) || parser.isSet(u"models"_s);
        const QString word = arguments.request.take(u"word"_s).toString();
        arguments.request[starts ? u"prompt"_s : u"group"_s] = word;
        for (const QString &list : {u"agents"_s, u"models"_s})
            arguments.request[list] = QJsonArray::fromStringList(parser.value(list).split(u',', Qt::SkipEmptyParts));
    }
    if (command == "compose"_L1) {
        const auto parts = partsOf(parser.values(u"take"_s));
        if (!parts)
            return std::unexpected(parts.error());
        QJsonArray all = *parts;
        const QStringList reviewed = parser.values(u"reviewed"_s);
        for (const QString &one : reviewed) {
            bool number = false;
            all.append(QJsonObject{{u"id"_s, one.toLongLong(&number)}, {u"reviewed"_s, true}});
            if (!number)
                return failure(UsageWrong, Words::tr("“%1” is not a session's number. See pilothouse list.").arg(one));
        }
        arguments.request[u"parts"_s] = all;
        arguments.request[u"accept"_s] = parser.isSet(u"accept"_s);
    }
    return {};
}

Result<void> fillChoices(Arguments &arguments, const QCommandLineParser &parser, const QString &command)
{
    if (const auto filled = fillEvidence(arguments, parser, command); !filled)
        return filled;
    if (command == "run"_L1 || command == "attempts"_L1) {
        // A relative path means this process's folder, whoever carries the command out.
        if (parser.isSet(u"repo"_s))
            arguments.request[u"repo"_s] = QDir::current().absoluteFilePath(parser.value(u"repo"_s));
        if (parser.isSet(u"mode"_s)) {
            const QString mode = parser.value(u"mode"_s);
            if (mode != "ask-each"_L1 && mode != "inside-is-free"_L1)
                return failure(UsageWrong, Words::tr("--mode takes ask-each or inside-is-free, not “%1”.").arg(mode));
            arguments.request[u"mode"_s] = QString(mode).replace(u'-', u'_');
        }
    }
    if (command == "accept"_L1 || command == "compose"_L1) {
        if (parser.isSet(u"existing"_s) || parser.isSet(u"checked-out"_s))
            arguments.request[u"target"_s] = parser.isSet(u"checked-out"_s) ? u"checked_out"_s : u"existing"_s;
        if (command == "accept"_L1)
            arguments.request[u"paths"_s] = QJsonArray::fromStringList(parser.values(u"path"_s));
        if (parser.isSet(u"uncommitted"_s)) {
            const QString how = parser.value(u"uncommitted"_s);
            if (how != "only-agents"_L1 && how != "mine-first"_L1)
                return failure(
                    UsageWrong, Words::tr("--uncommitted takes only-agents or mine-first, not “%1”.").arg(how));
            arguments.request[u"uncommitted"_s] = QString(how).replace(u'-', u'_');
        }
    }
    if (command == "review"_L1 && parser.isSet(u"verdict"_s)) {
        const QString verdict = parser.value(u"verdict"_s);
        if (verdict != "approve"_L1 && verdict != "request-changes"_L1 && verdict != "comment"_L1)
            return failure(
                UsageWrong, Words::tr("--verdict takes approve, request-changes or comment, not “%1”.").arg(verdict));
        arguments.request[u"verdict"_s] = QString(verdict).replace(u'-', u'_');
    }
    if (command == "usage"_L1 && parser.isSet(u"from"_s))
        arguments.request[u"from"_s] = parser.value(u"from"_s);
    if (command == "log"_L1 && parser.isSet(u"from"_s)) {
        bool number = false;
        arguments.request[u"from"_s] = parser.value(u"from"_s).toLongLong(&number);
        if (!number)
            return failure(UsageWrong, Words::tr("--from takes a number, not “%1”.").arg(parser.value(u"from"_s)));
    }
    if (parser.optionNames().contains(u"approve"_s)) {
        const QString how = parser.value(u"approve"_s);
        if (how == "always"_L1)
            arguments.approve = Approve::Always;
        else if (how == "never"_L1)
            arguments.approve = Approve::Never;
        else if (how != "ask"_L1)
            return failure(UsageWrong, Words::tr("--approve takes ask, always or never, not “%1”.").arg(how));
    }
    return {};
}

Result<void> fillWords(Arguments &arguments, const Form &form, const QStringList &words)
{
    if (words.size() < form.least || words.size() > form.most)
        return failure(
            UsageWrong, Words::tr("Usage: pilothouse %1 %2. See pilothouse %1 --help.").arg(form.name, form.words));
    if (form.name == "run"_L1 || form.name == "attempts"_L1) {
        arguments.request[form.name == "run"_L1 ? u"prompt"_s : u"word"_s] = words.first();
        return {};
    }
    if (form.name == "rules"_L1)
        return {}; // see fillRules()
    if (form.name == "budget"_L1) {
        static const QStringList Names{u"verb"_s, u"scope"_s, u"kind"_s, u"amount"_s};
        for (qsizetype at = 0; at < words.size(); ++at)
            arguments.request[Names.at(at)] = words.at(at);
        return {};
    }
    if (words.isEmpty())
        return {};
    if (form.name == "key"_L1)
        return fillKeyWords(arguments.request, words);
    bool number = false;
    arguments.request[u"id"_s] = words.first().toLongLong(&number);
    if (!number)
        return failure(
            UsageWrong, Words::tr("“%1” is not a session's number. See pilothouse list.").arg(words.first()));
    static const QHash<QString, QStringList> Fields{
        {u"prompt"_s, {u"text"_s}},
        {u"approve"_s, {u"request"_s}},
        {u"deny"_s, {u"request"_s}},
        {u"check"_s, {u"name"_s}},
        {u"restore"_s, {u"snapshot"_s}},
        {u"fork"_s, {u"snapshot"_s, u"prompt"_s}},
        {u"comment"_s, {u"place"_s, u"text"_s}},
        {u"why"_s, {u"place"_s}},
        {u"forward"_s, {u"place"_s}},
    };
    const QStringList fields = Fields.value(form.name);
    for (qsizetype at = 1; at < words.size() && at <= fields.size(); ++at)
        arguments.request[fields.at(at - 1)] = words.at(at);
    return {};
}

} // namespace

Result<Arguments> readArguments(const QStringList &words)
{
    Arguments arguments;
    arguments.dataDirectory = defaultDataDirectory();
    const bool named = !words.isEmpty() && !words.first().startsWith(u'-');
    const QString command = named ? words.first() : QString();
    const Form *form = findForm(command);
    if (named && !form)
        return failure(UsageWrong, Words::tr("There is no command “%1”. See pilothouse --help.").arg(command));
    QCommandLineParser parser;
    addOptions(parser, command);
    if (!named)
        parser.addOption({u"version"_s, Words::tr("Print the version and end.")});
    if (!parser.parse(QStringList{u"pilothouse"_s} + (named ? words.sliced(1) : words)))
        return failure(UsageWrong, parser.errorText() + u' ' + Words::tr("See pilothouse %1 --help.").arg(command));
    if (parser.isSet(u"help"_s)) {
        arguments.help = form ? helpFor(*form, parser) : generalHelp();
        return arguments;
    }
    if (!named && parser.isSet(u"version"_s)) {
        arguments.help = u"pilothouse %1\n"_s.arg(QStringLiteral(PILOTHOUSE_VERSION));
        return arguments;
    }
    if (!named && !parser.positionalArguments().isEmpty())
        return failure(UsageWrong, Words::tr("The command comes first. See pilothouse --help."));
    arguments.command = command;
    arguments.json = parser.isSet(u"json"_s);
    if (parser.isSet(u"data-dir"_s))
        arguments.dataDirectory = QDir::current().absoluteFilePath(parser.value(u"data-dir"_s));
    if (const auto filled = fillKeyOptions(arguments, parser); !filled)
        return std::unexpected(filled.error());
    if (!form)
        return arguments;
    arguments.request[u"command"_s] = command;
    arguments.headless = command == "demo"_L1 && parser.isSet(u"headless"_s);
    static const QStringList Following{u"run"_s, u"prompt"_s, u"approve"_s, u"deny"_s};
    arguments.follow = Following.contains(command) || (command == "log"_L1 && parser.isSet(u"follow"_s));
    fillRequest(arguments.request, parser, parser.optionNames());
    if (const auto filled = fillWords(arguments, *form, parser.positionalArguments()); !filled)
        return std::unexpected(filled.error());
    // Whoever sends something to an agent sees what it does with it.
    arguments.follow = arguments.follow || (command == "comments"_L1 && arguments.request.contains("send"_L1))
        || (command == "fork"_L1 && arguments.request.contains("prompt"_L1));
    if (command == "rules"_L1) {
        if (const auto filled = fillRules(arguments.request, parser, parser.positionalArguments()); !filled)
            return std::unexpected(filled.error());
    }
    if (const auto filled = fillChoices(arguments, parser, command); !filled)
        return std::unexpected(filled.error());
    return arguments;
}

} // namespace pilothouse::cli

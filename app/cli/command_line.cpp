#include "app/cli/command_line.h"

#include "app/cli/interrupt.h"
#include "app/cli/open_folder.h"
#include "app/cli/terminal.h"
#include "runner/agent/acp_client.h"
#include "runner/control_plane/event_json.h"
#include "runner/egress/practice_repository.h"

#include <QDeadlineTimer>
#include <QJsonArray>

#include <qcorotimer.h>

using namespace Qt::StringLiterals;

namespace pilothouse::cli {

RunnerOptions runnerOptions(const QString &dataDirectory, const QString &purpose)
{
    RunnerOptions options{.dataDirectory = dataDirectory, .purpose = purpose};
    options.engineSocket = qEnvironmentVariable("PILOTHOUSE_ENGINE");
    options.engineRoot = qEnvironmentVariable("PILOTHOUSE_ENGINE_ROOT");
    options.imageCache = qEnvironmentVariable("PILOTHOUSE_IMAGE_CACHE");
    options.agents = qEnvironmentVariable("PILOTHOUSE_AGENTS", options.agents);
    bool isNumber = false;
    if (const int days = qEnvironmentVariableIntValue("PILOTHOUSE_TRASH_DAYS", &isNumber); isNumber && days >= 0)
        options.trashKept = std::chrono::days(days);
    if (const int seconds = qEnvironmentVariableIntValue("PILOTHOUSE_REJECTIONS_AFTER", &isNumber);
        isNumber && seconds >= 0)
        options.timeouts.rejections = std::chrono::seconds(seconds);
    return options;
}

CommandLine::CommandLine(Arguments arguments, QObject *parent)
    : QObject(parent),
      m_arguments(std::move(arguments)),
      m_printer(m_arguments.json ? Printer::Form::Json : Printer::Form::Text)
{
    onInterrupt(this, [this] { interrupted(); });
}

CommandLine::~CommandLine() = default;

int CommandLine::report(const Error &error)
{
    m_printer.error(error.message, errorToJson(error));
    return error.code == pilothouse::Cancelled ? ExitCancelled : ExitError;
}

void CommandLine::interrupted()
{
    m_cancelled = true;
    if (m_following == 0) {
        m_stop.request_stop();
        return;
    }
    [](CommandLine *self) -> QCoro::Task<> {
        const auto cancelled =
            co_await self->m_target->call({{u"command"_s, u"cancel"_s}, {u"id"_s, self->m_following}});
        if (!cancelled)
            self->m_stop.request_stop();
    }(this);
}

/// While the log cannot be written nothing goes on, which would look like a program that hangs.
void CommandLine::tellHealth()
{
    const Health health = m_runner->health();
    if (m_storeHealthy == health.storeHealthy)
        return;
    m_storeHealthy = health.storeHealthy;
    Printer::aside(
        m_storeHealthy ? tr("The data directory can be written again; the session goes on.") : health.storeSentence);
}

/// A process that holds the data directory may be just beginning to listen, or just ending.
Task<void> CommandLine::connectTarget()
{
    const QDeadlineTimer patience(std::chrono::seconds(3));
    while (true) {
        const auto connected = co_await connectOnce();
        if (connected || connected.error().code != DirectoryInUse || patience.hasExpired())
            co_return connected;
        co_await QCoro::sleepFor(std::chrono::milliseconds(50));
    }
}

Task<void> CommandLine::connectOnce()
{
    RunnerOptions options = runnerOptions(m_arguments.dataDirectory, m_arguments.command);
    options.keys = m_arguments.keys;
    auto runner = Runner::open(std::move(options));
    if (runner) {
        m_runner = std::move(*runner);
        m_commands = std::make_unique<Commands>(*m_runner);
        m_server = std::make_unique<CommandServer>(*m_commands);
        m_target = m_commands.get();
        connect(m_runner.get(), &Runner::healthChanged, this, &CommandLine::tellHealth);
        co_return m_server->listen(m_runner->directory().commandSocket());
    }
    if (runner.error().code != DirectoryInUse)
        co_return std::unexpected(runner.error());
    const auto directory = DataDirectory::open(m_arguments.dataDirectory);
    if (!directory)
        co_return std::unexpected(directory.error());
    m_client = std::make_unique<CommandClient>();
    m_target = m_client.get();
    const auto connected = co_await m_client->connectTo(directory->commandSocket());
    if (!connected)
        co_return std::unexpected(Error{DirectoryInUse, runner.error().message, connected.error().message});
    co_return {};
}

QCoro::Task<int> CommandLine::run()
{
    if (const auto connected = co_await connectTarget(); !connected)
        co_return report(connected.error());
    if (m_arguments.command == "demo"_L1)
        co_return co_await demo();
    co_return co_await carryOut();
}

CommandItem CommandLine::printEvents()
{
    return [this](const QJsonObject &item) { m_printer.event(item["event"_L1].toObject()); };
}

/// Where the log ends now: what a command causes comes behind it.
QCoro::Task<qint64> CommandLine::lastSeq(qint64 id)
{
    const auto session = co_await m_target->call({{u"command"_s, u"show"_s}, {u"id"_s, id}});
    co_return session ? (*session)["lastSeq"_L1].toInteger() : 0;
}

QCoro::Task<int> CommandLine::carryOut()
{
    const QJsonObject request = m_arguments.request; // reading a missing key of one that is not const would add it
    const QString command = m_arguments.command;
    if (command == "log"_L1) {
        if (m_arguments.follow)
            co_return co_await followTurn(
                request["id"_L1].toInteger(), std::max<qint64>(1, request["from"_L1].toInteger(1)));
        const auto printed = co_await m_target->call(request, printEvents(), m_stop.get_token());
        co_return printed ? ExitDone : report(printed.error());
    }
    const bool isNew = command == "run"_L1 || command == "fork"_L1;
    const qint64 from = m_arguments.follow && !isNew ? co_await lastSeq(request["id"_L1].toInteger()) + 1 : 1;
    const auto answer = co_await m_target->call(request, {}, m_stop.get_token());
    if (!answer)
        co_return report(answer.error());
    if (command == "attempts"_L1 && request.contains("prompt"_L1))
        co_return co_await followAttempts(*answer);
    if (!m_arguments.follow) {
        // Where no other process holds the session, the agent hears of it only while this one is here.
        if (command == "cancel"_L1 && m_runner)
            co_await m_target->call(
                {{u"command"_s, u"follow"_s}, {u"id"_s, request["id"_L1]}}, [](const QJsonObject &) { },
                m_stop.get_token());
        m_printer.answer(command, *answer);
        const QJsonArray checks = (*answer)["checks"_L1].toArray();
        const bool failed = std::ranges::any_of(
            checks, [](const QJsonValue &check) { return check["state"_L1].toString() == "failed"_L1; });
        if (command == "check"_L1) {
            const QString outcome = (*answer)["outcome"_L1].toString();
            co_return outcome == "passed"_L1 ? ExitDone : outcome == "cancelled"_L1 ? ExitCancelled : ExitFailed;
        }
        if (m_arguments.open && !openFolder((*answer)["path"_L1].toString()))
            m_printer.note(tr("The folder could not be opened."));
        co_return failed ? ExitFailed : ExitDone;
    }
    const qint64 id = isNew ? (*answer)["id"_L1].toInteger() : request["id"_L1].toInteger();
    if (isNew)
        m_printer.note(tr("Session %1").arg(id));
    co_return co_await followTurn(id, from);
}

/// They all work meanwhile; what each says is printed in turn, and the table at the end.
QCoro::Task<int> CommandLine::followAttempts(const QJsonObject started)
{
    int worst = ExitDone;
    const QJsonArray attempts = started["attempts"_L1].toArray();
    for (const auto &attempt : attempts) {
        const qint64 id = attempt["id"_L1].toInteger();
        m_printer.note(tr("Session %1").arg(id));
        worst = std::max(worst, co_await followTurn(id, 1));
    }
    const auto compared = co_await m_target->call({{u"command"_s, u"attempts"_s}, {u"group"_s, started["group"_L1]}});
    if (!compared)
        co_return report(compared.error());
    m_printer.answer(u"attempts"_s, *compared);
    co_return worst;
}

QCoro::Task<int> CommandLine::followTurn(qint64 id, qint64 from)
{
    m_following = id;
    if (m_runner && m_arguments.command == "log"_L1) {
        if (const auto active = co_await m_runner->activate(SessionId(id)); !active)
            co_return report(active.error());
    }
    while (true) {
        const auto answer = co_await m_target->call(
            {{u"command"_s, u"follow"_s}, {u"id"_s, id}, {u"from"_s, from}}, printEvents(), m_stop.get_token());
        if (!answer)
            co_return m_cancelled ? ExitCancelled : report(answer.error());
        const QJsonObject session = (*answer)["session"_L1].toObject();
        from = session["lastSeq"_L1].toInteger() + 1;
        const QJsonArray approvals = session["approvals"_L1].toArray();
        if (!approvals.isEmpty()) {
            const auto answered = co_await this->answer(session, approvals.first().toObject());
            if (!answered)
                co_return report(answered.error());
            if (!*answered)
                co_return ExitWaiting;
            continue;
        }
        m_following = 0;
        m_printer.session(session);
        const QString state = session["state"_L1].toString();
        const QString reason = session["stopReason"_L1].toString();
        if (state == "cancelled"_L1 || reason == "cancelled"_L1)
            co_return ExitCancelled;
        if (state == "failed"_L1 || !session["reason"_L1].toString().isEmpty()) {
            m_printer.note(session["reason"_L1].toString());
            co_return ExitFailed;
        }
        co_return ExitDone;
    }
}

/// True when the question was answered here.
Task<bool> CommandLine::answer(const QJsonObject session, const QJsonObject approval)
{
    QJsonObject command{{u"command"_s, u"approve"_s}, {u"id"_s, session["id"_L1]}, {u"request"_s, approval["id"_L1]},
        {u"by"_s, u"--approve"_s}};
    // What leaves the sandbox is a crossing: no permission for everything inside answers it.
    const bool crosses = approval["kind"_L1].toString() != "permission"_L1;
    if (m_arguments.approve == Approve::Never) {
        command[u"command"_s] = u"deny"_s;
    } else if (m_arguments.approve == Approve::Ask || crosses) {
        m_printer.question(session, approval);
        if (m_arguments.json || !isTerminal(stdin)) {
            m_printer.note(tr("Answer with: pilothouse approve %1 %2   or: pilothouse deny %1 %2")
                    .arg(session["id"_L1].toInteger())
                    .arg(approval["id"_L1].toString()));
            co_return false;
        }
        const bool network = approval["kind"_L1].toString() == "egress"_L1;
        const bool budget = approval["kind"_L1].toString() == "budget"_L1;
        m_printer.note(network ? tr("Let it out? y: once, t: for this turn, s: this session, r: this repository, a: "
                                    "always, anything else: no")
                : budget       ? tr("Extend the budget? y: by what it needs, p: freeze the agent, anything else: stop")
                               : tr("Allow it? y: once, a: always, anything else: no"));
        const QString word = readLine().toLower();
        command[u"by"_s] = u"terminal"_s;
        static const QHash<QString, QString> Scopes{{u"y"_s, u"once"_s}, {u"t"_s, u"turn"_s}, {u"s"_s, u"session"_s},
            {u"r"_s, u"repository"_s}, {u"a"_s, u"always"_s}};
        if (network && Scopes.contains(word))
            command[u"for"_s] = Scopes.value(word);
        else if (budget && word == "p"_L1)
            command[u"pause"_s] = true;
        else if (word == "a"_L1)
            command[u"always"_s] = true;
        else if (word != "y"_L1)
            command[u"command"_s] = u"deny"_s;
    }
    const auto done = co_await m_target->call(command);
    // Somebody else may have answered it meanwhile.
    if (!done && done.error().code != RequestClosed)
        co_return std::unexpected(done.error());
    co_return true;
}

/// The main job without a window: the practice model works on the sample, its questions are answered, and what it did
/// is accepted on a branch.
QCoro::Task<int> CommandLine::demo()
{
    m_printer.note(tr("The practice session: a model without a network mends a failing test in a sample repository, in "
                      "a real sandbox."));
    m_arguments.approve = Approve::Always;
    const auto created = co_await m_target->call(
        {{u"command"_s, u"run"_s}, {u"prompt"_s, practicePrompt()}, {u"title"_s, tr("Practice session")}}, {},
        m_stop.get_token());
    if (!created)
        co_return report(created.error());
    const qint64 id = (*created)["id"_L1].toInteger();
    if (const int code = co_await followTurn(id, 1); code != ExitDone)
        co_return code;
    const auto accepted = co_await m_target->call({{u"command"_s, u"accept"_s}, {u"id"_s, id}});
    if (!accepted)
        co_return report(accepted.error());
    m_printer.answer(u"accept"_s, *accepted);
    const auto session = co_await m_target->call({{u"command"_s, u"show"_s}, {u"id"_s, id}});
    if (session)
        m_printer.note(tr("See it with: git -C '%1' show %2")
                .arg((*session)["repository"_L1].toString(), (*accepted)["branch"_L1].toString()));
    co_return ExitDone;
}

} // namespace pilothouse::cli

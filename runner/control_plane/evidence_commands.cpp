#include "runner/control_plane/evidence_commands.h"

#include "runner/base/json_strings.h"
#include "runner/control_plane/commands.h"
#include "runner/control_plane/review_commands.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QJsonArray>

#include <qcorotimer.h>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(EvidenceCommands)
};

constexpr auto LinkPatience = std::chrono::seconds(60);

SessionId idOf(const QJsonObject &command)
{
    return SessionId(command["id"_L1].toInteger());
}

QString kindName(CheckMark::Kind kind)
{
    static constexpr std::array Names{"none"_L1, "running"_L1, "passed"_L1, "passed_touched"_L1, "passed_older"_L1,
        "passed_not_proof"_L1, "failed"_L1, "failed_older"_L1, "undecided"_L1};
    return Names.at(static_cast<size_t>(kind));
}

QJsonObject markToJson(const CheckMark &mark)
{
    return {
        {u"name"_s, mark.check.name},
        {u"command"_s, mark.check.command},
        {u"origin"_s, checkOriginName(mark.check.origin)},
        {u"requiredToAccept"_s, mark.check.accept == CheckDefinition::Accept::Requires},
        {u"mark"_s, kindName(mark.kind)},
        {u"green"_s, mark.isGreen()},
        {u"touched"_s, mark.touched},
        {u"changedSince"_s, mark.changedSince},
        {u"run"_s, mark.run},
        {u"sentence"_s, mark.sentence},
    };
}

QJsonArray marksToJson(const std::vector<CheckMark> &marks)
{
    QJsonArray out;
    for (const CheckMark &mark : marks)
        out.append(markToJson(mark));
    return out;
}

QJsonObject runToJson(const CheckResult &run)
{
    QJsonObject out = checkStartedToJson(run);
    const QJsonObject end = checkEndedToJson(run);
    for (auto field = end.begin(); field != end.end(); ++field)
        out[field.key()] = field.value();
    out[u"at"_s] = run.startedMs;
    return out;
}

/// The one that a command names, or none.
Task<ObjectId> snapshotOf(Runner &runner, QJsonObject command)
{
    const QString name = std::as_const(command)["snapshot"_L1].toString();
    if (name.isEmpty())
        co_return ObjectId();
    if (name.size() == 40)
        co_return ObjectId(name); // any tree of the session
    co_return co_await snapshotNamed(runner, idOf(command), name);
}

/// A check in the agent's own sandbox needs its link.
Task<void> connected(Runner &runner, SessionId id)
{
    if (const auto resumed = co_await runner.resume(id); !resumed)
        co_return resumed;
    const QDeadlineTimer patience(LinkPatience);
    while (!patience.hasExpired()) {
        const auto loaded = co_await runner.load(id);
        if (!loaded)
            co_return std::unexpected(loaded.error());
        if ((*loaded)->live.linkUp)
            co_return {};
        co_await QCoro::sleepFor(std::chrono::milliseconds(50));
    }
    co_return {}; // the check says what is missing
}

QJsonObject attemptToJson(const Attempt &attempt)
{
    QJsonArray clashes;
    for (const AttemptClash &clash : attempt.clashes)
        clashes.append(QJsonObject{{u"with"_s, clash.with.value}, {u"files"_s, clash.files}});
    return {
        {u"id"_s, attempt.session.value},
        {u"title"_s, attempt.title},
        {u"agent"_s, attempt.agent},
        {u"model"_s, attempt.model},
        {u"state"_s, attempt.state},
        {u"base"_s, attempt.base.value},
        {u"snapshot"_s, attempt.snapshot.value},
        {u"files"_s, attempt.files},
        {u"added"_s, attempt.added},
        {u"removed"_s, attempt.removed},
        {u"marks"_s, marksToJson(attempt.checks)},
        {u"costMicros"_s, attempt.costMicros},
        {u"tokens"_s, attempt.tokens},
        {u"workedMs"_s, attempt.workedMs},
        {u"clashes"_s, clashes},
    };
}

/// Every agent with every model.
Result<std::vector<AttemptChoice>> choicesOf(const QJsonObject &command, const NewSession &task)
{
    QStringList agents = strings(command["agents"_L1]);
    if (agents.isEmpty())
        agents.append(task.agent);
    std::vector<ModelChoice> models;
    for (const QString &name : strings(command["models"_L1])) {
        const auto model = modelNamed(name, command["url"_L1].toString());
        if (!model)
            return std::unexpected(model.error());
        models.push_back(*model);
    }
    if (models.empty())
        models.push_back(task.model);
    std::vector<AttemptChoice> choices;
    for (const QString &agent : std::as_const(agents)) {
        for (const ModelChoice &model : models)
            choices.push_back({agent, model});
    }
    return choices;
}

/// Whole files of one attempt's change set; no paths mean all of them.
Task<Selection> filesOf(Runner &runner, SessionId id, QStringList paths)
{
    const auto changes = co_await runner.changes(id, {}, {});
    if (!changes)
        co_return std::unexpected(changes.error());
    Selection selection{.from = changes->from, .to = changes->to, .files = {}};
    for (const FileChange &file : changes->set->files) {
        if (paths.isEmpty() || paths.removeAll(displayPath(file.path())) > 0) {
            selection.files.push_back({.oldPath = file.oldPath, .newPath = file.newPath, .whole = true});
        }
    }
    if (selection.files.empty() || !paths.isEmpty())
        co_return failure(
            NotFound, Words::tr("Session %1 did not change “%2”.").arg(id.value).arg(paths.join("”, “"_L1)));
    co_return Selection(selection);
}

} // namespace

Task<QJsonObject> checksCommand(Runner &runner, const QJsonObject command, std::stop_token)
{
    const SessionId id = idOf(command);
    if (command.contains("trust"_L1)) {
        const auto trusted = co_await runner.evidence()->trustChecks(id, command["trust"_L1].toString().toUtf8());
        if (!trusted)
            co_return std::unexpected(trusted.error());
    }
    const auto snapshot = co_await snapshotOf(runner, command);
    if (!snapshot)
        co_return std::unexpected(snapshot.error());
    const auto list = co_await runner.evidence()->checks(id, *snapshot);
    if (!list)
        co_return std::unexpected(list.error());
    const auto loaded = co_await runner.load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    QJsonArray runs;
    for (const CheckResult &run : (*loaded)->state.checks.results)
        runs.append(runToJson(run));
    co_return QJsonObject{{u"tree"_s, list->tree.value}, {u"marks"_s, marksToJson(list->marks)}, {u"runs"_s, runs}};
}

Task<QJsonObject> checkCommand(Runner &runner, const QJsonObject command, std::stop_token stop)
{
    const SessionId id = idOf(command);
    const auto snapshot = co_await snapshotOf(runner, command);
    if (!snapshot)
        co_return std::unexpected(snapshot.error());
    const CheckRequest request{
        .name = command["name"_L1].toString(),
        .command = command["shell"_L1].toString(),
        .snapshot = *snapshot,
        .place = command["place"_L1].toString() == "sandbox"_L1 ? CheckPlace::AgentSandbox : CheckPlace::Clean,
    };
    if (request.place == CheckPlace::AgentSandbox) {
        if (const auto up = co_await connected(runner, id); !up)
            co_return std::unexpected(up.error());
    }
    const auto run = co_await runner.evidence()->runCheck(id, request, std::move(stop));
    if (!run)
        co_return std::unexpected(run.error());
    QJsonObject answer = runToJson(*run);
    const auto list = co_await runner.evidence()->checks(id, run->tree);
    if (list) {
        const auto mark =
            std::ranges::find(list->marks, run->check.name, [](const CheckMark &one) { return one.check.name; });
        if (mark != list->marks.end())
            answer[u"mark"_s] = markToJson(*mark);
    }
    co_return QJsonObject(answer);
}

Task<QJsonObject> tryCommand(Runner &runner, const QJsonObject command, std::stop_token)
{
    const auto snapshot = co_await snapshotOf(runner, command);
    if (!snapshot)
        co_return std::unexpected(snapshot.error());
    const auto folder = co_await runner.evidence()->tryOut(
        idOf(command), *snapshot, command["follow"_L1].toBool() ? TryFollow::Latest : TryFollow::Stay);
    if (!folder)
        co_return std::unexpected(folder.error());
    co_return QJsonObject{
        {u"path"_s, folder->path},
        {u"snapshot"_s, folder->snapshot.value},
        {u"follow"_s, folder->follow == TryFollow::Latest},
        {u"leftOut"_s, QJsonArray::fromStringList(folder->leftOut)},
        {u"conflicts"_s, QJsonArray::fromStringList(folder->conflicts)},
    };
}

Task<QJsonObject> attemptsCommand(Runner &runner, const QJsonObject command, std::stop_token)
{
    QString group = command["group"_L1].toString();
    if (group.isEmpty()) {
        auto task = newSession(command);
        if (!task)
            co_return std::unexpected(task.error());
        auto choices = choicesOf(command, *task);
        if (!choices)
            co_return std::unexpected(choices.error());
        const auto started = co_await runner.evidence()->startAttempts(std::move(*task), std::move(*choices));
        if (!started)
            co_return std::unexpected(started.error());
        group = *started;
    }
    const auto all = co_await runner.evidence()->attempts(group);
    if (!all)
        co_return std::unexpected(all.error());
    QJsonArray attempts;
    for (const Attempt &attempt : *all)
        attempts.append(attemptToJson(attempt));
    co_return QJsonObject{{u"group"_s, group}, {u"attempts"_s, attempts}};
}

Task<QJsonObject> composeCommand(Runner &runner, const QJsonObject command, std::stop_token)
{
    std::vector<AttemptPart> parts;
    const QJsonArray chosen = command["parts"_L1].toArray();
    for (const auto &value : chosen) {
        const QJsonObject part = value.toObject();
        const SessionId id = idOf(part);
        if (part["reviewed"_L1].toBool()) {
            auto reviewed = co_await runner.evidence()->attemptPart(id, AttemptTake::Reviewed);
            if (!reviewed)
                co_return std::unexpected(reviewed.error());
            if (reviewed->selection.files.empty())
                co_return failure(
                    NothingToAccept, Words::tr("Nothing was accepted in the review of session %1.").arg(id.value));
            parts.push_back(std::move(*reviewed));
            continue;
        }
        auto selection = co_await filesOf(runner, id, strings(part["paths"_L1]));
        if (!selection)
            co_return std::unexpected(selection.error());
        parts.push_back({id, std::move(*selection)});
    }
    auto composed = co_await runner.evidence()->composeAttempts(std::move(parts));
    if (!composed)
        co_return std::unexpected(composed.error());
    if (!composed->conflicts.empty()) {
        QStringList paths;
        for (const MergeConflict &conflict : composed->conflicts)
            paths.append(displayPath(conflict.path));
        co_return failure(AcceptConflict,
            Words::tr("The chosen parts do not fit together; %n file(s) are changed differently by two of them.",
                nullptr, static_cast<int>(paths.size())),
            paths.join(u", "_s));
    }
    QJsonObject answer{{u"id"_s, composed->session.value}, {u"tree"_s, composed->tree.value}};
    if (!command["accept"_L1].toBool())
        co_return QJsonObject(answer);
    AcceptOptions options = acceptOptions(command);
    const SessionId carrier = composed->session;
    options.composed = std::move(*composed);
    const auto outcome = co_await runner.accept(carrier, std::move(options));
    if (!outcome)
        co_return std::unexpected(outcome.error());
    const QJsonObject made = acceptedToJson(*outcome);
    for (auto field = made.begin(); field != made.end(); ++field)
        answer[field.key() == "tree"_L1 ? u"committedTree"_s : field.key()] = field.value();
    co_return QJsonObject(answer);
}

} // namespace pilothouse

#include "runner/control_plane/commands.h"

#include "runner/control_plane/budget_commands.h"
#include "runner/control_plane/event_json.h"
#include "runner/control_plane/evidence_commands.h"
#include "runner/control_plane/review_commands.h"
#include "runner/control_plane/rules_commands.h"
#include "runner/control_plane/why_command.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr int PageSize = 200;
constexpr auto AnswerPatience = std::chrono::seconds(5);

SessionId idOf(const QJsonObject &command)
{
    return SessionId(command["id"_L1].toInteger());
}

QJsonObject fileToJson(const FileChange &file)
{
    static constexpr std::array Names{
        "added"_L1, "modified"_L1, "deleted"_L1, "renamed"_L1, "type_changed"_L1, "mode_changed"_L1, "copied"_L1};
    return {
        {u"path"_s, displayPath(file.path())},
        {u"oldPath"_s, displayPath(file.oldPath)},
        {u"status"_s, QString(Names.at(static_cast<size_t>(file.status)))},
        {u"added"_s, file.added},
        {u"removed"_s, file.removed},
        {u"binary"_s, file.binary},
        {u"oldBlob"_s, file.oldBlob.value},
        {u"newBlob"_s, file.newBlob.value},
        {u"newMode"_s, static_cast<qint64>(file.newMode)},
    };
}

QString hunkText(const Hunk &hunk)
{
    QString out = u"@@ -%1,%2 +%3,%4 @@ %5\n"_s.arg(hunk.oldStart)
                      .arg(hunk.oldLines)
                      .arg(hunk.newStart)
                      .arg(hunk.newLines)
                      .arg(QString::fromUtf8(hunk.heading));
    for (const DiffLine &line : hunk.lines) {
        out += line.kind == DiffLine::Kind::Added ? u'+' : line.kind == DiffLine::Kind::Removed ? u'-' : u' ';
        out += QString::fromUtf8(line.text) + u'\n';
        if (line.endsWithoutNewline)
            out += "\\ No newline at end of file\n"_L1;
    }
    return out;
}

/// Notes commits of one session from its construction on, so that none falls between reading and waiting.
class CommitWatch final : public QObject {
public:
    CommitWatch(Store &store, SessionId id)
    {
        connect(&store, &Store::committed, this, [this, id](const std::shared_ptr<const Commit> &commit) {
            if (std::ranges::none_of(commit->events, [id](const Event &event) { return event.session == id; }))
                return;
            m_seen = true;
            if (m_waiting)
                std::exchange(m_waiting, std::nullopt)->resolve({});
        });
    }

    /// Ends when something was committed since the last call.
    [[nodiscard]] Task<void> next(std::stop_token stop)
    {
        if (!std::exchange(m_seen, false)) {
            OneShot<Result<void>> answer;
            m_waiting = answer;
            const std::stop_callback stopped(stop, [this, answer] {
                QMetaObject::invokeMethod(
                    this,
                    [answer]() mutable { answer.resolve(failure(pilothouse::Cancelled, Commands::tr("Cancelled."))); },
                    Qt::QueuedConnection);
            });
            const auto result = co_await answer;
            m_waiting.reset();
            m_seen = false;
            co_return result;
        }
        co_return {};
    }

private:
    bool m_seen = false;
    std::optional<OneShot<Result<void>>> m_waiting;
};

} // namespace

Commands::Commands(Runner &runner, QObject *parent) : QObject(parent), m_runner(runner) { }

Task<QJsonObject> Commands::call(QJsonObject command, CommandItem item, std::stop_token stop)
{
    static const QHash<QString, Handler> Handlers{
        {u"list"_s, &Commands::list},
        {u"show"_s, &Commands::show},
        {u"log"_s, &Commands::log},
        {u"follow"_s, &Commands::follow},
        {u"diff"_s, &Commands::diff},
        {u"run"_s, &Commands::run},
        {u"prompt"_s, &Commands::prompt},
        {u"approve"_s, &Commands::decide},
        {u"deny"_s, &Commands::decide},
        {u"cancel"_s, &Commands::cancel},
        {u"end"_s, &Commands::end},
        {u"resume"_s, &Commands::resume},
        {u"accept"_s, &Commands::accept},
        {u"remove"_s, &Commands::remove},
        {u"restore"_s, &Commands::restore},
        {u"doctor"_s, &Commands::doctor},
        {u"forward"_s, &Commands::forward},
        {u"show_window"_s, &Commands::window},
    };
    using ReviewHandler = Task<QJsonObject> (*)(Runner &, QJsonObject);
    static const QHash<QString, ReviewHandler> ReviewHandlers{
        {u"review"_s, &reviewCommand},
        {u"comment"_s, &commentCommand},
        {u"comments"_s, &commentsCommand},
        {u"timeline"_s, &timelineCommand},
        {u"clashes"_s, &clashesCommand},
        {u"fork"_s, &forkCommand},
        {u"why"_s, &whyCommand},
        {u"note"_s, &noteCommand},
        {u"usage"_s, &usageCommand},
        {u"budget"_s, &budgetCommand},
        {u"rules"_s, &rulesCommand},
    };
    using EvidenceHandler = Task<QJsonObject> (*)(Runner &, QJsonObject, std::stop_token);
    static const QHash<QString, EvidenceHandler> EvidenceHandlers{
        {u"checks"_s, &checksCommand},
        {u"check"_s, &checkCommand},
        {u"try"_s, &tryCommand},
        {u"attempts"_s, &attemptsCommand},
        {u"compose"_s, &composeCommand},
    };
    const QString name = command.value("command"_L1).toString();
    if (const EvidenceHandler evidence = EvidenceHandlers.value(name))
        co_return co_await evidence(m_runner, std::move(command), std::move(stop));
    if (const ReviewHandler review = ReviewHandlers.value(name))
        co_return co_await review(m_runner, std::move(command));
    const Handler handler = Handlers.value(name);
    if (!handler)
        co_return failure(InvalidArgument, tr("There is no command “%1”.").arg(name));
    co_return co_await (this->*handler)(std::move(command), std::move(item), std::move(stop));
}

Task<QJsonObject> Commands::list(const QJsonObject command, CommandItem, std::stop_token)
{
    QJsonArray sessions;
    if (command["trash"_L1].toBool()) {
        const auto trash = co_await m_runner.trash();
        if (!trash)
            co_return std::unexpected(trash.error());
        for (const DiscardedSession &one : *trash) {
            QJsonObject session = sessionToJson(one.row);
            session[u"removedAt"_s] = one.removedMs;
            session[u"deletedAt"_s] = one.deletedMs;
            sessions.append(session);
        }
        co_return QJsonObject{{u"sessions"_s, sessions}, {u"trash"_s, true}};
    }
    const auto rows = m_runner.sessions();
    for (const SessionRow &row : *rows)
        sessions.append(sessionToJson(row));
    co_return QJsonObject{{u"sessions"_s, sessions}};
}

Task<QJsonObject> Commands::show(const QJsonObject command, CommandItem, std::stop_token)
{
    const auto loaded = co_await m_runner.load(idOf(command));
    if (!loaded)
        co_return std::unexpected(loaded.error());
    co_return sessionToJson((*loaded)->state);
}

/// Gives every committed event from `from` on and moves it behind them.
Task<void> Commands::stream(SessionId id, qint64 &from, const CommandItem &item)
{
    while (true) {
        const auto page = co_await m_runner.store().read(
            [id, next = from](StoreReader &reader) { return reader.events(id, next, PageSize); });
        if (!page)
            co_return std::unexpected(page.error());
        if (page->empty())
            co_return {};
        for (const Event &event : *page) {
            if (item)
                item({{u"event"_s, eventToJson(event)}});
        }
        from = page->back().seq + 1;
    }
}

Task<QJsonObject> Commands::log(const QJsonObject command, CommandItem item, std::stop_token stop)
{
    const SessionId id = idOf(command);
    if (const auto loaded = co_await m_runner.load(id); !loaded)
        co_return std::unexpected(loaded.error());
    qint64 from = std::max<qint64>(1, command["from"_L1].toInteger(1));
    CommitWatch commits(m_runner.store(), id);
    do {
        if (const auto streamed = co_await stream(id, from, item); !streamed)
            co_return std::unexpected(streamed.error());
        if (!command["follow"_L1].toBool())
            break;
        if (const auto more = co_await commits.next(stop); !more)
            co_return std::unexpected(more.error());
    } while (!stop.stop_requested());
    co_return QJsonObject{{u"last"_s, from - 1}};
}

Task<QJsonObject> Commands::follow(const QJsonObject command, CommandItem item, std::stop_token stop)
{
    const SessionId id = idOf(command);
    qint64 from = std::max<qint64>(1, command["from"_L1].toInteger(1));
    bool answered = false;
    CommitWatch commits(m_runner.store(), id);
    while (true) {
        if (const auto streamed = co_await stream(id, from, item); !streamed)
            co_return std::unexpected(streamed.error());
        const auto loaded = co_await m_runner.load(id);
        if (!loaded)
            co_return std::unexpected(loaded.error());
        const SessionState &state = (*loaded)->state;
        const bool settled = hasEnded(state.phase) || (state.phase == SessionPhase::Idle && state.queue.empty());
        const bool asks = !state.approvals.empty();
        answered = answered && asks;
        if (state.lastSeq < from && asks && !answered) {
            // Whoever follows may leave at a question.
            answered = true;
            if (const auto waited = co_await m_runner.modelAnswered(id, AnswerPatience); !waited)
                co_return std::unexpected(waited.error());
            continue;
        }
        if (state.lastSeq < from && (settled || asks))
            co_return QJsonObject{{u"session"_s, sessionToJson(state)}};
        if (state.lastSeq >= from)
            continue;
        if (const auto more = co_await commits.next(stop); !more)
            co_return std::unexpected(more.error());
    }
}

Task<QJsonObject> Commands::diff(const QJsonObject command, CommandItem, std::stop_token stop)
{
    const SessionId id = idOf(command);
    const auto changes = co_await m_runner.changes(id, {}, {});
    if (!changes)
        co_return std::unexpected(changes.error());
    QJsonArray files;
    QString text;
    for (qsizetype i = 0; i < changes->set->files.size() && !stop.stop_requested(); ++i) {
        const FileChange &file = changes->set->files.at(i);
        files.append(fileToJson(file));
        if (command["stat"_L1].toBool())
            continue;
        const auto diff = co_await m_runner.fileDiff(id, *changes, i, 3);
        if (!diff)
            co_return std::unexpected(diff.error());
        const QString before = file.oldPath.isEmpty() ? u"/dev/null"_s : u"a/"_s + displayPath(file.oldPath);
        const QString after = file.newPath.isEmpty() ? u"/dev/null"_s : u"b/"_s + displayPath(file.newPath);
        text += u"--- %1\n+++ %2\n"_s.arg(before, after);
        if (file.binary || file.tooLarge)
            text += tr("Not shown as text: %1 → %2 bytes\n").arg(file.oldSize).arg(file.newSize);
        for (const Hunk &hunk : (*diff)->hunks)
            text += hunkText(hunk);
    }
    co_return QJsonObject{{u"files"_s, files}, {u"added"_s, changes->set->added}, {u"removed"_s, changes->set->removed},
        {u"text"_s, text}};
}

Result<ModelChoice> modelNamed(const QString &name, const QString &url)
{
    const qsizetype slash = name.indexOf(u'/');
    if (slash <= 0 || slash == name.size() - 1)
        return failure(InvalidArgument,
            Commands::tr("A model is named as PROVIDER/NAME, such as practice/practice-1 or openai/gpt-5."));
    return ModelChoice{name.first(slash), name.sliced(slash + 1), QUrl(url)};
}

Result<NewSession> newSession(const QJsonObject &command)
{
    if (command["prompt"_L1].toString().trimmed().isEmpty())
        return failure(InvalidArgument, Commands::tr("The prompt is empty. Say what the agent should do."));
    NewSession session{
        .repository = command["repo"_L1].toString(),
        .base = command["base"_L1].toString(u"HEAD"_s),
        .withUncommitted = command["withUncommitted"_L1].toBool(),
        .agent = command["agent"_L1].toString(u"opencode"_s),
        .image = command["image"_L1].toString(),
        .mode = command["mode"_L1].toString() == "inside_is_free"_L1 ? SessionMode::InsideIsFree : SessionMode::AskEach,
        .title = command["title"_L1].toString(),
        .prompt = command["prompt"_L1].toString(),
    };
    session.model.url = QUrl(command["url"_L1].toString());
    if (const QString name = command["model"_L1].toString(); !name.isEmpty()) {
        const auto model = modelNamed(name, command["url"_L1].toString());
        if (!model)
            return std::unexpected(model.error());
        session.model = *model;
    }
    session.model.protocol = command["protocol"_L1].toString();
    return session;
}

Task<QJsonObject> Commands::run(const QJsonObject command, CommandItem, std::stop_token)
{
    auto session = newSession(command);
    if (!session)
        co_return std::unexpected(session.error());
    const auto created = co_await m_runner.create(std::move(*session));
    if (!created)
        co_return std::unexpected(created.error());
    co_return QJsonObject{{u"id"_s, created->value}};
}

Task<QJsonObject> Commands::prompt(const QJsonObject command, CommandItem, std::stop_token)
{
    const SessionId id = idOf(command);
    if (const auto active = co_await m_runner.activate(id); !active)
        co_return std::unexpected(active.error());
    const auto sent = co_await m_runner.prompt(id, command["text"_L1].toString(), {});
    if (!sent)
        co_return std::unexpected(sent.error());
    co_return QJsonObject();
}

Task<QJsonObject> Commands::decide(const QJsonObject command, CommandItem, std::stop_token)
{
    const SessionId id = idOf(command);
    const bool deny = command["command"_L1].toString() == "deny"_L1;
    const bool always = command["always"_L1].toBool();
    if (const auto active = co_await m_runner.activate(id); !active)
        co_return std::unexpected(active.error());
    ApprovalDecision decision;
    decision.decision = deny ? Decision::Deny : always ? Decision::AllowAlways : Decision::AllowOnce;
    if (const QString scope = command["for"_L1].toString(); !scope.isEmpty()) {
        decision.scope = egressScopeFromName(scope);
        if (!decision.scope)
            co_return failure(InvalidArgument,
                tr("An answer holds once, or for the turn, the session, the repository, or always; “%1” is none "
                   "of these.")
                    .arg(scope));
    }
    decision.reason = command["reason"_L1].toString();
    decision.by = command["by"_L1].toString(u"command line"_s);
    const auto snapshot = co_await m_runner.load(id);
    if (!snapshot)
        co_return std::unexpected(snapshot.error());
    const auto budget = budgetAnswer(command, (*snapshot)->state, ApprovalId(command["request"_L1].toString()));
    if (!budget)
        co_return std::unexpected(budget.error());
    decision.budget = *budget;
    const auto decided =
        co_await m_runner.decide(id, ApprovalId(command["request"_L1].toString()), std::move(decision));
    if (!decided)
        co_return std::unexpected(decided.error());
    co_return QJsonObject();
}

Task<QJsonObject> Commands::forward(const QJsonObject command, CommandItem, std::stop_token)
{
    const SessionId id = idOf(command);
    const QString place = command["place"_L1].toString();
    const int port = command["port"_L1].toString(place.section(u':', -1)).toInt();
    // The agent cannot listen below 1024 either, so nobody expects a service there.
    if (port < 1024 || port > 65535)
        co_return failure(InvalidArgument, tr("Choose a port of the sandbox from 1024 to 65535: --port PORT."));
    if (const auto active = co_await m_runner.activate(id); !active)
        co_return std::unexpected(active.error());
    const auto opened = co_await m_runner.openForward(id, place, static_cast<quint16>(port));
    if (!opened)
        co_return std::unexpected(opened.error());
    co_return QJsonObject{{u"port"_s, port}};
}

Task<QJsonObject> Commands::cancel(const QJsonObject command, CommandItem, std::stop_token)
{
    const SessionId id = idOf(command);
    if (const auto active = co_await m_runner.activate(id); !active)
        co_return std::unexpected(active.error());
    const auto cancelled = co_await m_runner.cancel(id);
    if (!cancelled)
        co_return std::unexpected(cancelled.error());
    co_return QJsonObject();
}

Task<QJsonObject> Commands::end(const QJsonObject command, CommandItem, std::stop_token)
{
    const SessionId id = idOf(command);
    if (const auto active = co_await m_runner.activate(id); !active)
        co_return std::unexpected(active.error());
    const auto ended = co_await m_runner.end(id);
    if (!ended)
        co_return std::unexpected(ended.error());
    co_return QJsonObject();
}

Task<QJsonObject> Commands::resume(const QJsonObject command, CommandItem, std::stop_token)
{
    const auto resumed = co_await m_runner.resume(idOf(command));
    if (!resumed)
        co_return std::unexpected(resumed.error());
    co_return QJsonObject();
}

AcceptOptions acceptOptions(const QJsonObject &command)
{
    AcceptOptions options{
        .branch = command["branch"_L1].toString(),
        .message = command["message"_L1].toString(),
        .snapshot = ObjectId(command["snapshot"_L1].toString()),
        .by = command["by"_L1].toString(u"command line"_s),
    };
    const QString mine = command["uncommitted"_L1].toString();
    if (mine == "only_agents"_L1)
        options.uncommitted = AcceptRequest::Uncommitted::OnlyAgents;
    else if (mine == "mine_first"_L1)
        options.uncommitted = AcceptRequest::Uncommitted::MineFirst;
    if (command["withoutChecks"_L1].toBool())
        options.checks = AcceptOptions::Checks::Skipped;
    const QJsonArray paths = command["paths"_L1].toArray();
    for (const auto &path : paths)
        options.paths.append(path.toString().toUtf8());
    options.requiresVerdict = command["requireVerdict"_L1].toBool();
    const QString target = command["target"_L1].toString();
    if (target == "existing"_L1)
        options.target = AcceptRequest::Target::ExistingBranch;
    else if (target == "checked_out"_L1)
        options.target = AcceptRequest::Target::CheckedOut;
    if (command["alone"_L1].toBool())
        options.newBranchOn = AcceptOptions::NewBranchOn::Base;
    if (command["normaliseLineEnds"_L1].toBool())
        options.lineEnds = AcceptRequest::LineEnds::Normalise;
    return options;
}

QJsonObject acceptedToJson(const AcceptOutcome &outcome)
{
    return {{u"branch"_s, outcome.branch}, {u"commit"_s, outcome.commit.value}, {u"tree"_s, outcome.tree.value},
        {u"parent"_s, outcome.parent.value}, {u"workTreeUpdated"_s, outcome.workTreeUpdated},
        {u"notice"_s, outcome.notice}};
}

Task<QJsonObject> Commands::accept(const QJsonObject command, CommandItem, std::stop_token)
{
    AcceptOptions options = acceptOptions(command);
    if (command["reviewed"_L1].toBool()) {
        const auto changes = co_await m_runner.review().changes(idOf(command), options.snapshot);
        if (!changes)
            co_return std::unexpected(changes.error());
        auto parts = co_await m_runner.review().selection(idOf(command), *changes, ReviewDecision::Accepted);
        if (!parts)
            co_return std::unexpected(parts.error());
        if (parts->files.empty())
            co_return failure(NothingToAccept, tr("Nothing was accepted in the review. See pilothouse review."));
        options.snapshot = changes->to;
        options.selection = std::move(*parts);
    }
    const auto outcome = co_await m_runner.accept(idOf(command), std::move(options));
    if (!outcome)
        co_return std::unexpected(outcome.error());
    co_return acceptedToJson(*outcome);
}

Task<QJsonObject> Commands::remove(const QJsonObject command, CommandItem, std::stop_token)
{
    const SessionId id = idOf(command);
    const auto loaded = co_await m_runner.load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    if (!command["force"_L1].toBool() && hasUnaccepted((*loaded)->state)) {
        co_return failure(UnacceptedChanges,
            tr("Session %1 has changes that were not accepted. Accept them first, or remove it with --force.")
                .arg(id.value));
    }
    const auto removed = co_await m_runner.remove(id);
    if (!removed)
        co_return std::unexpected(removed.error());
    co_return QJsonObject();
}

Task<QJsonObject> Commands::restore(const QJsonObject command, CommandItem, std::stop_token)
{
    if (command.contains("snapshot"_L1))
        co_return co_await restoreCommand(m_runner, command);
    const auto restored = co_await m_runner.restore(idOf(command));
    if (!restored)
        co_return std::unexpected(restored.error());
    co_return QJsonObject();
}

Task<QJsonObject> Commands::doctor(const QJsonObject command, CommandItem, std::stop_token)
{
    if (command["removeLeftovers"_L1].toBool()) {
        if (const auto removed = co_await m_runner.removeLeftovers(); !removed)
            co_return std::unexpected(removed.error());
    }
    const SessionId probed(command["session"_L1].toString().toLongLong());
    if (probed.isValid()) {
        if (const auto active = co_await m_runner.activate(probed); !active)
            co_return std::unexpected(active.error());
    }
    const auto checks = probed.isValid() ? co_await m_runner.probeSandbox(probed)
                                         : co_await m_runner.diagnose(command["image"_L1].toString());
    if (!checks)
        co_return std::unexpected(checks.error());
    QJsonArray out;
    for (const EngineCheck &check : *checks) {
        const QString state = check.state == CheckState::Ok ? u"ok"_s
            : check.state == CheckState::Warning            ? u"warning"_s
                                                            : u"failed"_s;
        out.append(QJsonObject{{u"code"_s, check.code}, {u"state"_s, state}, {u"sentence"_s, check.sentence},
            {u"command"_s, check.command}});
    }
    co_return QJsonObject{{u"checks"_s, out}};
}

Task<QJsonObject> Commands::window(QJsonObject, CommandItem, std::stop_token)
{
    if (!showWindow)
        co_return failure(NotFound, tr("The process that holds the data directory has no window."));
    showWindow();
    co_return QJsonObject();
}

bool hasUnaccepted(const SessionState &state)
{
    if (state.snapshots.empty())
        return false;
    const Snapshot &last = state.snapshots.back();
    const bool accepted = state.review.taken == last.tree || state.review.taken == last.commit;
    return last.filesChanged > 0 && !accepted;
}

} // namespace pilothouse

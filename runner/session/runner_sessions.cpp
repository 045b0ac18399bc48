// What a person does with sessions.

#include "runner/base/json.h"
#include "runner/egress/host_name.h"
#include "runner/egress/practice_repository.h"
#include "runner/session/boundary_probe.h"
#include "runner/session/model_choice.h"
#include "runner/session/runner.h"
#include "runner/session/runner_evidence.h"
#include "runner/session/runner_parts.h"
#include "runner/workspace/branch_names.h"
#include "runner/workspace/tree_listing.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFileInfo>
#include <QUuid>

#include <qcorotimer.h>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype TitleLength = 72;

QString titleFrom(const QString &prompt)
{
    const QString line = prompt.section(u'\n', 0, 0, QString::SectionSkipEmpty).simplified();
    return line.size() <= TitleLength ? line : line.left(TitleLength - 1) + u'…';
}

/// A shell in a guest, for callers on the main thread.
class GuestShell final : public SessionTerminal {
public:
    explicit GuestShell(std::unique_ptr<GuestTerminal> terminal) : m_terminal(terminal.release())
    {
        // Both objects live on their own threads; only values cross.
        connect(m_terminal, &GuestTerminal::received, this, [this](const QByteArray &bytes) {
            Q_EMIT received(bytes);
            onTerminal([count = bytes.size()](GuestTerminal &shell) { shell.consumed(count); });
        });
        connect(m_terminal, &GuestTerminal::closed, this, [this](int status, const std::optional<Error> &error) {
            Q_EMIT closed(error ? error->message : SessionTerminal::tr("The shell ended with status %1.").arg(status));
        });
    }
    ~GuestShell() override
    {
        QMetaObject::invokeMethod(m_terminal, [terminal = m_terminal] {
            terminal->close();
            terminal->deleteLater();
        });
    }
    void write(const QByteArray &bytes) override
    {
        onTerminal([bytes](GuestTerminal &shell) { shell.write(bytes); });
    }
    void resize(int columns, int rows) override
    {
        onTerminal([columns, rows](GuestTerminal &shell) { shell.resize(columns, rows); });
    }

private:
    template <class Call> void onTerminal(Call call)
    {
        QMetaObject::invokeMethod(m_terminal, [terminal = m_terminal, call] { call(*terminal); });
    }
    GuestTerminal *m_terminal;
};

} // namespace

Task<SessionInfo> Runner::sessionInfo(NewSession session)
{
    auto entry = m_catalogue.entry(session.agent);
    if (!entry)
        co_return std::unexpected(entry.error());
    auto model = completedModel(session.model, *entry);
    if (!model)
        co_return std::unexpected(model.error());
    session.model = std::move(*model);
    const auto facts = co_await runOn(*m_pool,
        [path = session.repository, base = session.base, practice = m_directory.practiceRepository()](
            const std::stop_token &) -> Result<RepositoryFacts> {
            QString repository = path;
            if (repository.isEmpty()) {
                const auto made = createPracticeRepository(practice);
                if (!made)
                    return std::unexpected(made.error());
                repository = made->directory;
            }
            auto probed = probeRepository(repository);
            if (!probed)
                return std::unexpected(probed.error());
            const auto commit = resolveRevision(repository, base);
            if (!commit)
                return std::unexpected(commit.error());
            return probed;
        });
    if (!facts)
        co_return std::unexpected(facts.error());
    const auto repository = co_await m_store->rememberRepository(facts->root, facts->head.value.toLatin1());
    if (!repository)
        co_return std::unexpected(repository.error());
    const auto version = co_await m_store->rememberAgentVersion(versionOf(*entry).canonicalJson);
    if (!version)
        co_return std::unexpected(version.error());
    co_return SessionInfo{
        .title = session.title.isEmpty() ? titleFrom(session.prompt) : session.title,
        .repository = facts->root,
        .repositoryId = *repository,
        .repositoryName = QFileInfo(facts->root).fileName(),
        .baseRevision = session.base,
        .withUncommitted = session.withUncommitted,
        .agent = session.agent,
        .agentVersion = *version,
        .model = session.model,
        .image = session.image,
        .mode = session.mode,
        .group = session.group,
    };
}

Task<RepositoryId> Runner::repositoryAt(QString path)
{
    const auto facts =
        co_await runOn(*m_pool, [path = std::move(path)](const std::stop_token &) { return probeRepository(path); });
    if (!facts)
        co_return std::unexpected(facts.error());
    co_return co_await m_store->rememberRepository(facts->root, facts->head.value.toLatin1());
}

Task<SessionId> Runner::create(NewSession session)
{
    auto info = co_await sessionInfo(session);
    if (!info)
        co_return std::unexpected(info.error());
    if (info->title.isEmpty())
        info->title = tr("New session");
    std::vector<NewEvent> events{
        {.kind = EventKind::SessionCreated, .payload = toLine(info->toJson())},
        {.kind = EventKind::SessionState, .payload = toLine({{u"to"_s, phaseName(SessionPhase::Queued)}})},
    };
    if (!session.prompt.trimmed().isEmpty()) {
        events.push_back({.kind = EventKind::PromptQueued,
            .payload = toLine({
                {u"id"_s, QUuid::createUuid().toString(QUuid::Id128)},
                {u"text"_s, session.prompt},
                {u"files"_s, QJsonArray::fromStringList(session.files)},
            })});
    }
    const auto created = co_await m_store->create(std::move(events));
    if (!created)
        co_return std::unexpected(created.error());
    const SessionId id = created->front().session;
    if (const auto active = co_await activate(id); !active)
        co_return std::unexpected(active.error());
    co_return id;
}

Task<UncommittedChanges> Runner::uncommitted(QString repository)
{
    return runOn(*m_pool, [repository](const std::stop_token &stop) { return listUncommitted(repository, {}, stop); });
}

Task<void> Runner::prompt(SessionId id, QString text, QStringList files)
{
    return onActor(id, [text, files](SessionActor &session) { return session.prompt(text, files); });
}

Task<void> Runner::unqueue(SessionId id, QString promptId)
{
    return onActor(id, [promptId](SessionActor &session) { return session.unqueue(promptId); });
}

Task<void> Runner::decide(SessionId id, ApprovalId approval, ApprovalDecision decision)
{
    return onActor(id, [approval, decision](SessionActor &session) { return session.decide(approval, decision); });
}

Task<void> Runner::cancel(SessionId id)
{
    return onActor(id, [](SessionActor &session) { return session.cancel(u"person"_s); });
}

Task<void> Runner::end(SessionId id)
{
    return onActor(id, [](SessionActor &session) { return session.end(); });
}

Task<void> Runner::resume(SessionId id)
{
    return onActor(id, [](SessionActor &session) { return session.resume(); });
}

Task<void> Runner::setAgentMode(SessionId id, QString modeId)
{
    return onActor(id, [modeId](SessionActor &session) { return session.setAgentMode(modeId); });
}

Task<void> Runner::setConfigOption(SessionId id, QString optionId, QJsonValue value)
{
    return onActor(id, [optionId, value](SessionActor &session) { return session.setConfigOption(optionId, value); });
}

Task<void> Runner::modelAnswered(SessionId id, std::chrono::milliseconds patience)
{
    return onActor(id, [patience](SessionActor &session) { return session.modelAnswered(patience); });
}

Task<void> Runner::rename(SessionId id, QString title)
{
    return onActor(id, [title](SessionActor &session) { return session.rename(title); });
}

Task<void> Runner::setPinned(SessionId id, bool pinned)
{
    return onActor(id, [pinned](SessionActor &session) { return session.setPinned(pinned); });
}

Task<SessionChanges> Runner::changes(SessionId id, ObjectId from, ObjectId to)
{
    const auto loaded = co_await load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    const SessionState &state = (*loaded)->state;
    if (!from.isValid())
        from = ObjectId(state.baseCommit);
    if (!to.isValid())
        to = state.snapshots.empty() ? ObjectId(state.baseCommit) : state.snapshots.back().commit;
    if (!from.isValid())
        co_return SessionChanges{.set = std::make_shared<const ChangeSet>()};
    const auto set = co_await runOn(
        *m_pool, [sets = m_changeSets, store = m_directory.sessionStore(id), from, to](const std::stop_token &stop) {
            return sets->changes(store, from, to, stop);
        });
    if (!set)
        co_return std::unexpected(set.error());
    co_return SessionChanges{from, to, *set};
}

Task<std::shared_ptr<const FileDiff>> Runner::fileDiff(
    SessionId id, SessionChanges changes, qsizetype file, int contextLines)
{
    using Answer = Result<std::shared_ptr<const FileDiff>>;
    return runOn(*m_pool,
        [store = m_directory.sessionStore(id), changes, file, contextLines](const std::stop_token &) -> Answer {
            if (file < 0 || file >= changes.set->files.size())
                return failure(NotFound, tr("The change set has no such file."));
            auto diff = pilothouse::fileDiff(store, changes.set->files.at(file), contextLines);
            if (!diff)
                return std::unexpected(diff.error());
            return std::make_shared<const FileDiff>(std::move(*diff));
        });
}

Task<AcceptOutcome> Runner::accept(SessionId id, AcceptOptions options)
{
    const auto composed = co_await m_evidence->shares(id, options.composed);
    if (!composed)
        co_return std::unexpected(composed.error());
    co_return co_await onActor(
        id, [options, composed = *composed](SessionActor &session) { return session.accept(options, composed); });
}

Task<AcceptPreview> Runner::previewAccept(SessionId id, AcceptOptions options)
{
    const auto composed = co_await m_evidence->shares(id, options.composed);
    if (!composed)
        co_return std::unexpected(composed.error());
    co_return co_await onActor(id,
        [options, composed = *composed](SessionActor &session) { return session.previewAccept(options, composed); });
}

Task<QString> Runner::draftMessage(SessionId id)
{
    const auto loaded = co_await load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    co_return acceptMessage((*loaded)->state);
}

Task<QString> Runner::draftBranch(SessionId id)
{
    const auto loaded = co_await load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    co_return co_await runOn(*m_pool,
        [info = (*loaded)->state.info](const std::stop_token &) { return suggestBranch(info.repository, info.title); });
}

Task<std::vector<TreeEntry>> Runner::listFolder(SessionId id, QByteArray path)
{
    const auto loaded = co_await load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    const SessionState &state = (*loaded)->state;
    const ObjectId tree = state.snapshots.empty() ? ObjectId(state.baseCommit) : state.snapshots.back().commit;
    co_return co_await runOn(*m_pool, [store = m_directory.sessionStore(id), tree, path](const std::stop_token &) {
        return listTree(store, tree, path);
    });
}

Task<QByteArray> Runner::readFile(SessionId id, QByteArray path, qsizetype limit)
{
    const auto loaded = co_await load(id);
    if (!loaded)
        co_return std::unexpected(loaded.error());
    const SessionState &state = (*loaded)->state;
    const ObjectId tree = state.snapshots.empty() ? ObjectId(state.baseCommit) : state.snapshots.back().commit;
    co_return co_await runOn(*m_pool,
        [store = m_directory.sessionStore(id), tree, path, limit](const std::stop_token &) -> Result<QByteArray> {
            const auto entry = findInTree(store, tree, path);
            if (!entry)
                return std::unexpected(entry.error());
            return readBlob(store, entry->object, limit);
        });
}

Task<std::vector<EngineCheck>> Runner::probeSandbox(SessionId id)
{
    return onActor(id, [](SessionActor &session) -> Task<std::vector<EngineCheck>> {
        // It may just be coming back.
        const QDeadlineTimer patience(std::chrono::minutes(1));
        while (!session.guest() && !hasEnded(session.state().phase) && !patience.hasExpired())
            co_await QCoro::sleepFor(std::chrono::milliseconds(50));
        GuestLink *const link = session.guest();
        if (!link)
            co_return failure(GuestDisconnected, tr("The sandbox is not running. Continue the session first."));
        co_return co_await probeBoundary(*link);
    });
}

Task<void> Runner::openForward(SessionId id, QString place, quint16 port)
{
    const auto leads = checkedEgressAuthority(place.toUtf8());
    if (!leads)
        co_return std::unexpected(leads.error());
    co_return co_await onActor(
        id, [name = egressAuthorityText(leads->host, leads->port).toUtf8(), port](SessionActor &session) -> Task<void> {
            GuestLink *const link = session.guest();
            if (!link)
                co_return failure(GuestDisconnected, tr("The sandbox is not running. Continue the session first."));
            co_return co_await link->openForward(name, port);
        });
}

Task<std::shared_ptr<SessionTerminal>> Runner::openTerminal(SessionId id, int columns, int rows)
{
    return onActor(
        id, [columns, rows, home = thread()](SessionActor &session) -> Task<std::shared_ptr<SessionTerminal>> {
            GuestLink *const link = session.guest();
            if (!link)
                co_return failure(GuestDisconnected, tr("The sandbox is not running. Continue the session first."));
            // Connected on the link's thread, so that nothing the shell says is missed.
            auto shell = std::make_shared<GuestShell>(link->openTerminal({.columns = columns, .rows = rows}));
            shell->moveToThread(home);
            co_return shell;
        });
}

} // namespace pilothouse

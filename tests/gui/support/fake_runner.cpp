#include "tests/gui/support/fake_runner.h"

namespace pilothouse {

Task<Secret> FakeKeyStore::read(QString name)
{
    co_return Secret(QByteArray(keys.value(name)));
}

Task<void> FakeKeyStore::write(QString name, Secret secret)
{
    if (failure)
        co_return std::unexpected(*failure);
    keys.insert(name, secret.reveal().toByteArray());
    co_return {};
}

Task<void> FakeKeyStore::remove(QString name)
{
    keys.remove(name);
    co_return {};
}

void FakeRunner::setRows(std::vector<SessionRow> rows)
{
    m_rows = std::make_shared<SessionRows>(std::move(rows));
    Q_EMIT sessionsChanged();
}

void FakeRunner::setState(SessionState state, LiveFacts live)
{
    const SessionId id = state.id;
    m_states.insert(id, std::make_shared<SessionSnapshot>(SessionSnapshot{std::move(state), std::move(live)}));
    Q_EMIT sessionChanged(id);
}

void FakeRunner::setHealth(const Health &health)
{
    m_health = health;
    Q_EMIT healthChanged();
}

Task<void> FakeRunner::removeLeftovers()
{
    m_health.leftovers = {};
    Q_EMIT healthChanged();
    return note(QStringLiteral("removeLeftovers"), {});
}

Error FakeRunner::notSet(const QString &what) const
{
    return m_failure ? *m_failure : Error{NotFound, QStringLiteral("%1 was not set.").arg(what), {}};
}

Task<void> FakeRunner::note(QString method, QStringList arguments)
{
    calls.push_back({std::move(method), std::move(arguments)});
    if (m_failure)
        co_return std::unexpected(*m_failure);
    co_return {};
}

Task<SessionId> FakeRunner::create(NewSession session)
{
    lastNew = session;
    calls.push_back({QStringLiteral("create"), {session.repository, session.prompt}});
    if (m_failure)
        co_return std::unexpected(*m_failure);
    co_return SessionId(1);
}

Task<UncommittedChanges> FakeRunner::uncommitted(QString)
{
    co_return m_uncommitted;
}

Task<void> FakeRunner::prompt(SessionId id, QString text, QStringList files)
{
    return note(QStringLiteral("prompt"), QStringList{QString::number(id.value), text} + files);
}

Task<void> FakeRunner::unqueue(SessionId id, QString promptId)
{
    return note(QStringLiteral("unqueue"), {QString::number(id.value), promptId});
}

Task<void> FakeRunner::decide(SessionId id, ApprovalId approval, ApprovalDecision decision)
{
    const QString word = decision.decision == Decision::AllowOnce ? QStringLiteral("once")
        : decision.decision == Decision::AllowAlways              ? QStringLiteral("always")
                                                                  : QStringLiteral("deny");
    return note(QStringLiteral("decide"), {QString::number(id.value), approval.value, word, decision.reason});
}

Task<void> FakeRunner::cancel(SessionId id)
{
    return note(QStringLiteral("cancel"), {QString::number(id.value)});
}

Task<void> FakeRunner::end(SessionId id)
{
    return note(QStringLiteral("end"), {QString::number(id.value)});
}

Task<void> FakeRunner::resume(SessionId id)
{
    return note(QStringLiteral("resume"), {QString::number(id.value)});
}

Task<void> FakeRunner::setAgentMode(SessionId id, QString modeId)
{
    return note(QStringLiteral("setAgentMode"), {QString::number(id.value), modeId});
}

Task<void> FakeRunner::setConfigOption(SessionId id, QString optionId, QJsonValue)
{
    return note(QStringLiteral("setConfigOption"), {QString::number(id.value), optionId});
}

Task<void> FakeRunner::rename(SessionId id, QString title)
{
    return note(QStringLiteral("rename"), {QString::number(id.value), title});
}

Task<void> FakeRunner::setPinned(SessionId id, bool pinned)
{
    return note(QStringLiteral("setPinned"),
        {QString::number(id.value), pinned ? QStringLiteral("yes") : QStringLiteral("no")});
}

Task<void> FakeRunner::remove(SessionId id)
{
    return note(QStringLiteral("remove"), {QString::number(id.value)});
}

Task<void> FakeRunner::restore(SessionId id)
{
    return note(QStringLiteral("restore"), {QString::number(id.value)});
}

Task<std::vector<DiscardedSession>> FakeRunner::trash()
{
    co_return std::vector<DiscardedSession>();
}

Task<SessionChanges> FakeRunner::changes(SessionId, ObjectId from, ObjectId to)
{
    if (m_failure)
        co_return std::unexpected(*m_failure);
    co_return fakeReview.compare(from, to);
}

Task<std::shared_ptr<const FileDiff>> FakeRunner::fileDiff(SessionId, SessionChanges, qsizetype, int)
{
    co_return std::make_shared<const FileDiff>();
}

Task<AcceptOutcome> FakeRunner::accept(SessionId id, AcceptOptions options)
{
    lastAccept = options;
    calls.push_back({QStringLiteral("accept"), {QString::number(id.value), options.branch}});
    if (m_failure)
        co_return std::unexpected(*m_failure);
    AcceptOutcome outcome;
    outcome.branch = options.branch;
    outcome.commit = ObjectId(QString(40, u'a'));
    co_return outcome;
}

Task<AcceptPreview> FakeRunner::previewAccept(SessionId, AcceptOptions options)
{
    lastPreviewed = options;
    if (previewFailure && previewFailure->code != BranchCheckedOut)
        co_return std::unexpected(*previewFailure);
    if (previewFailure && options.target == AcceptRequest::Target::ExistingBranch)
        co_return std::unexpected(*previewFailure);
    co_return AcceptPreview(preview);
}

Task<std::vector<SessionClash>> FakeRunner::clashes(SessionId)
{
    co_return std::vector<SessionClash>(foundClashes);
}

Task<RadarReport> FakeRunner::radar(QString repository)
{
    askedRadars.append(repository);
    co_return RadarReport(foundRadar);
}

Task<QString> FakeRunner::draftMessage(SessionId)
{
    co_return QStringLiteral("Round half a cent up\n\nawk truncates towards zero.");
}

Task<QString> FakeRunner::draftBranch(SessionId)
{
    co_return QStringLiteral("pilothouse/mend-rounding-1");
}

Task<std::vector<TreeEntry>> FakeRunner::listFolder(SessionId, QByteArray path)
{
    if (const auto folder = m_folders.find(path); folder != m_folders.end())
        co_return std::vector<TreeEntry>(folder->second);
    co_return std::unexpected(notSet(QString::fromUtf8(path)));
}

Task<QByteArray> FakeRunner::readFile(SessionId, QByteArray path, qsizetype)
{
    if (const auto file = m_files.find(path); file != m_files.end())
        co_return QByteArray(file->second);
    co_return std::unexpected(notSet(QString::fromUtf8(path)));
}

Task<std::shared_ptr<SessionTerminal>> FakeRunner::openTerminal(SessionId, int columns, int rows)
{
    if (terminal) {
        terminal->size = {rows, columns};
        co_return std::shared_ptr<SessionTerminal>(terminal);
    }
    co_return std::unexpected(notSet(QStringLiteral("A terminal")));
}

} // namespace pilothouse

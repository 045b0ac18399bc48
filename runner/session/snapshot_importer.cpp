#include "runner/session/snapshot_importer.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/session_store.h"

#include <QCoreApplication>
#include <QDir>
#include <QPointer>
#include <QTemporaryFile>

#include <qcorotimer.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

namespace {

constexpr quint64 PackLimit = quint64(1) << 30;
constexpr qsizetype LeftOutListed = 50;
constexpr qsizetype NoteLimit = 4096;
constexpr auto RoomPause = 1s;
constexpr ErrorCode SnapshotFailed{"workspace.snapshot_failed"};

LinkPosition position(const SessionState &state, quint64 number)
{
    return {state.sandbox.incarnation, static_cast<quint16>(GuestChannel::Workspace), number};
}

QJsonObject withPosition(QJsonObject payload, const LinkPosition &at)
{
    payload[u"inc"_s] = static_cast<qint64>(at.incarnation);
    payload[u"ch"_s] = at.channel;
    payload[u"n"_s] = static_cast<qint64>(at.number);
    return payload;
}

QJsonObject payloadOf(const SnapshotInfo &info)
{
    qint64 leftOut = 0;
    for (const quint64 count : info.leftOutCounts)
        leftOut += static_cast<qint64>(count);
    QJsonArray listed;
    for (const LeftOutPath &path : info.leftOut.first(std::min(LeftOutListed, info.leftOut.size())))
        listed.append(QJsonObject{{u"path"_s, displayPath(path.path)}, {u"reason"_s, static_cast<int>(path.reason)}});
    return {
        {u"commit"_s, info.commit.value},
        {u"tree"_s, info.tree.value},
        {u"parent"_s, info.parent.value},
        {u"position"_s, static_cast<qint64>(info.position)},
        {u"leftOut"_s, leftOut},
        {u"leftOutPaths"_s, listed},
    };
}

} // namespace

SnapshotImporter::SnapshotImporter(GuestLink &guest, SessionLog &log, const SessionServices &services, QObject *parent)
    : QObject(parent),
      m_guest(guest),
      m_log(log),
      m_services(services)
{ }

SnapshotImporter::~SnapshotImporter()
{
    for (auto &[commit, answer] : std::exchange(m_waiting, {}))
        answer.resolve(failure(
            pilothouse::Cancelled, tr("The sandbox's connection was given up before its last snapshot was stored.")));
}

void SnapshotImporter::announce(const GuestDurable &message)
{
    if (const auto *snapshot = std::get_if<SnapshotInfo>(&message.message))
        m_queue.push_back({message.number, *snapshot});
    else
        m_queue.push_back({message.number, std::get<WorkspaceNote>(message.message)});
    resume();
}

void SnapshotImporter::resume()
{
    if (!m_working && !m_queue.empty())
        work();
}

Task<void> SnapshotImporter::imported(ObjectId commit)
{
    const auto &snapshots = m_log.state().snapshots;
    if (std::ranges::any_of(snapshots, [&commit](const Snapshot &taken) { return taken.commit == commit; }))
        co_return {};
    OneShot<Result<void>> answer;
    m_waiting.emplace_back(std::move(commit), answer);
    co_return co_await answer;
}

QCoro::Task<void> SnapshotImporter::work()
{
    const QPointer<SnapshotImporter> self(this);
    m_working = true;
    while (self && !m_queue.empty()) {
        std::vector<Announced> batch(std::make_move_iterator(m_queue.begin()), std::make_move_iterator(m_queue.end()));
        m_queue.clear();
        const auto result = co_await take(batch);
        if (!self)
            co_return;
        if (!result && (result.error().code == GuestDisconnected || result.error().code == pilothouse::Cancelled)) {
            // The guest announced them and keeps the objects: they are asked for again when the link is back.
            settle(batch, result);
            requeue(std::move(batch));
            break;
        }
        if (!result && result.error().code == DiskFull) {
            // Nothing is lost: the guest keeps it, and it is fetched as soon as there is room.
            requeue(std::move(batch));
            if (!std::exchange(m_toldFull, true))
                m_log.post({m_log.notice(u"warning"_s, result.error())});
            co_await QCoro::sleepFor(RoomPause);
            continue;
        }
        m_toldFull = false;
        if (!result) {
            co_await refuse(batch, result.error());
            if (!self)
                co_return;
        }
        settle(batch, result);
        m_guest.acknowledge(GuestChannel::Workspace, batch.back().number);
    }
    if (self)
        m_working = false;
}

void SnapshotImporter::requeue(std::vector<Announced> batch)
{
    m_queue.insert(m_queue.begin(), std::make_move_iterator(batch.begin()), std::make_move_iterator(batch.end()));
}

struct SnapshotImporter::Checked {
    ImportReport report;
    std::shared_ptr<const ChangeSet> changes; ///< Against the session's base.
};

Task<void> SnapshotImporter::take(std::vector<Announced> batch)
{
    const QPointer<SnapshotImporter> self(this);
    std::shared_ptr<const Checked> checked;
    const auto newest = std::ranges::find_if(
        batch.rbegin(), batch.rend(), [](const Announced &announced) { return announced.snapshot(); });
    if (newest != batch.rend()) {
        auto result = co_await check(newest->snapshot()->commit, knownBefore(batch));
        if (!self)
            co_return failure(pilothouse::Cancelled, tr("The import was given up."));
        if (!result)
            co_return std::unexpected(result.error());
        checked = std::move(*result);
    }
    std::vector<NewEvent> events;
    for (const Announced &announced : batch) {
        events.push_back(record(announced, checked.get()));
        const auto *note = std::get_if<WorkspaceNote>(&announced.what);
        if (note && note->kind == WorkspaceNote::Kind::SnapshotFailed)
            events.push_back(m_log.notice(u"warning"_s,
                {SnapshotFailed,
                    tr("The sandbox cannot take a snapshot of its files now; it tries again every few seconds. If its "
                       "disk is full, make room for the container engine."),
                    QString::fromUtf8(note->text.left(NoteLimit))}));
    }
    co_return co_await m_log.commit(std::move(events));
}

/// Where the chain of the announced snapshots goes on from: the last one that came home, unless the guest says another
/// of those (it had to make its store anew). Whatever it says, the gate checks that the chain leads there.
ObjectId SnapshotImporter::knownBefore(const std::vector<Announced> &batch) const
{
    const SessionState &state = m_log.state();
    const ObjectId base(state.baseCommit);
    const auto oldest = std::ranges::find_if(batch, [](const Announced &announced) { return announced.snapshot(); });
    const ObjectId parent = oldest == batch.end() ? ObjectId() : oldest->snapshot()->parent;
    const bool known = parent == base || std::ranges::contains(state.snapshots, parent, &Snapshot::commit);
    if (known)
        return parent;
    return state.snapshots.empty() ? base : state.snapshots.back().commit;
}

/// Fetches and checks the chain of snapshots that ends with `want` and goes on from `have`.
Task<std::shared_ptr<const SnapshotImporter::Checked>> SnapshotImporter::check(ObjectId want, ObjectId have)
{
    const SessionState &state = m_log.state();
    const ObjectId base(state.baseCommit);
    const QString store = m_services.directory->sessionStore(m_log.id());
    Pool &pool = *m_services.pool;
    const auto pack = co_await fetch(want, have);
    if (!pack)
        co_return std::unexpected(pack.error());
    co_return co_await runOn(pool,
        [=, sets = m_services.changeSets, pack = *pack](
            const std::stop_token &stop) -> Result<std::shared_ptr<const Checked>> {
            auto report = importSnapshot(store, pack, want, have, {}, stop);
            QFile::remove(pack);
            if (!report)
                return std::unexpected(report.error());
            const auto changes = sets->changes(store, base, want, stop);
            if (!changes)
                return std::unexpected(changes.error());
            return std::make_shared<const Checked>(std::move(*report), *changes);
        });
}

NewEvent SnapshotImporter::record(const Announced &announced, const Checked *checked) const
{
    const LinkPosition at = position(m_log.state(), announced.number);
    const SnapshotInfo *info = announced.snapshot();
    if (!info) {
        const auto &note = std::get<WorkspaceNote>(announced.what);
        return m_log.newEvent(EventKind::WorkspaceNotice,
            withPosition(
                {{u"note"_s, static_cast<int>(note.kind)}, {u"text"_s, QString::fromUtf8(note.text.left(NoteLimit))}},
                at),
            at);
    }
    QJsonObject payload = withPosition(payloadOf(*info), at);
    if (!checked || !checked->report.chain.contains(info->commit))
        return m_log.newEvent(EventKind::WorkspaceNotice, payload, at); // said, and not part of what was checked
    if (info->commit == checked->report.commit) {
        payload[u"tree"_s] = checked->report.tree.value; // what was checked, not what was said
        payload[u"files"_s] = checked->changes->files.size();
        payload[u"added"_s] = checked->changes->added;
        payload[u"removed"_s] = checked->changes->removed;
    }
    return m_log.newEvent(EventKind::SnapshotTaken, payload, at);
}

Task<QString> SnapshotImporter::fetch(ObjectId want, ObjectId have)
{
    const QString folder = m_services.directory->session(m_log.id());
    auto file = std::make_shared<QTemporaryFile>(folder + "/incoming-XXXXXX.pack"_L1);
    if (!file->open())
        co_return failure(IoFailed, tr("A snapshot cannot be stored: a file in the data directory cannot be made."),
            file->errorString());
    const auto sink = [file](QByteArray bytes) -> Task<void> {
        if (file->write(bytes) != bytes.size())
            co_return failure(DiskFull,
                tr("A snapshot cannot be stored: there is no room where the data directory lies."),
                file->errorString());
        co_return {};
    };
    const auto summary = co_await m_guest.packOut(std::move(want), std::move(have), sink, PackLimit);
    if (!summary)
        co_return std::unexpected(summary.error());
    if (!file->flush())
        co_return failure(DiskFull, tr("A snapshot cannot be stored: there is no room where the data directory lies."),
            file->errorString());
    file->setAutoRemove(false); // the import removes it
    co_return file->fileName();
}

QCoro::Task<void> SnapshotImporter::refuse(std::vector<Announced> batch, Error error)
{
    std::vector<NewEvent> events;
    for (const Announced &announced : batch)
        events.push_back(record(announced, nullptr));
    events.push_back(m_log.notice(u"error"_s, error));
    static_cast<void>(co_await m_log.commit(std::move(events)));
}

void SnapshotImporter::settle(const std::vector<Announced> &batch, const Result<void> &result)
{
    std::vector<OneShot<Result<void>>> ready;
    std::erase_if(m_waiting, [&](auto &waiting) {
        const bool here = std::ranges::any_of(batch, [&waiting](const Announced &announced) {
            return announced.snapshot() && announced.snapshot()->commit == waiting.first;
        });
        if (here)
            ready.push_back(waiting.second);
        return here;
    });
    for (auto &answer : ready)
        answer.resolve(result);
}

} // namespace pilothouse

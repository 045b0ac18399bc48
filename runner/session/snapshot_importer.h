#pragma once

#include "runner/guest/guest_link.h"
#include "runner/session/session_log.h"
#include "runner/session/session_services.h"

#include <QObject>

#include <deque>

namespace pilothouse {

/// Brings the guest's snapshots home: fetches the pack of what is new, has it checked and stored by the workspace's
/// strict gate, commits a SnapshotTaken event and acknowledges. Announcements that pile up meanwhile are taken
/// together. What breaks a rule is not taken: a notice says so and the announcement is recorded as such. Lives on its
/// session's thread, as long as one incarnation of the sandbox.
class SnapshotImporter final : public QObject {
    Q_OBJECT

public:
    SnapshotImporter(GuestLink &guest, SessionLog &log, const SessionServices &services, QObject *parent = nullptr);
    ~SnapshotImporter() override;

    void announce(const GuestDurable &message); ///< Its message is a SnapshotInfo or a WorkspaceNote.
    /// Ends when the snapshot is in the log, or when it was refused or the link broke. Errors: why it is not.
    [[nodiscard]] Task<void> imported(ObjectId commit);
    /// The link is up (again): goes on with what waits.
    void resume();

private:
    struct Announced {
        quint64 number = 0;
        std::variant<SnapshotInfo, WorkspaceNote> what;

        [[nodiscard]] const SnapshotInfo *snapshot() const { return std::get_if<SnapshotInfo>(&what); }
    };

    struct Checked;

    QCoro::Task<void> work();
    [[nodiscard]] Task<void> take(std::vector<Announced> batch);
    [[nodiscard]] Task<std::shared_ptr<const Checked>> check(ObjectId want, ObjectId have);
    [[nodiscard]] ObjectId knownBefore(const std::vector<Announced> &batch) const;
    [[nodiscard]] NewEvent record(const Announced &announced, const Checked *checked) const;
    [[nodiscard]] Task<QString> fetch(ObjectId want, ObjectId have);
    void requeue(std::vector<Announced> batch);
    [[nodiscard]] QCoro::Task<void> refuse(std::vector<Announced> batch, Error error);
    void settle(const std::vector<Announced> &batch, const Result<void> &result);

    GuestLink &m_guest;
    SessionLog &m_log;
    SessionServices m_services;
    std::deque<Announced> m_queue;
    std::vector<std::pair<ObjectId, OneShot<Result<void>>>> m_waiting;
    bool m_working = false;
    bool m_toldFull = false; ///< A person knows that there is no room.
};

} // namespace pilothouse

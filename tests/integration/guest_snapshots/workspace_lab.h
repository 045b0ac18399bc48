#pragma once

#include "runner/guest/guest_link.h"
#include "tests/support/link/guest_process.h"

namespace pilothouse {

/// A person's repository, a base store, a guest and a store for what comes back, all judged with the system's git.
class WorkspaceLab {
public:
    /// `prepare` is a shell script that fills the repository; everything in it is then committed.
    explicit WorkspaceLab(const QByteArray &prepare);

    /// Runs a shell script in the workspace, as the agent would. Returns its output; fails the test by an assertion.
    QByteArray inWorkspace(const QByteArray &script) const { return run(script, m_guest.workspace()); }
    static QByteArray run(const QByteArray &script, const QString &directory);

    Result<SeedReport> seed();
    Result<SnapshotInfo> snapshot();
    /// Brings the snapshot's pack over and returns `git ls-tree -r` of it: path → "mode object".
    QMap<QByteArray, QByteArray> fetch(SnapshotInfo info);
    /// What is on the disk, by the system's git and find: path → "mode object". No `.git`, no empty folders.
    QMap<QByteArray, QByteArray> onDisk() const;

    [[nodiscard]] GuestLink &link() { return *m_link; }
    [[nodiscard]] GuestProcess &guest() { return m_guest; }
    [[nodiscard]] const QByteArray &base() const { return m_base; }
    [[nodiscard]] const QList<SnapshotInfo> &announced() const { return m_announced; }
    [[nodiscard]] qint64 lastPackSize() const { return m_lastPackSize; }
    [[nodiscard]] QString store() const { return m_guest.path(QStringLiteral("store.git")); }
    [[nodiscard]] QString repository() const { return m_guest.path(QStringLiteral("repository")); }
    void connectLink();
    QList<WorkspaceNote> notes;

private:
    GuestProcess m_guest;
    std::unique_ptr<GuestLink> m_link;
    GuestPositions m_committed;
    QByteArray m_base;
    QByteArray m_have;
    QList<SnapshotInfo> m_announced;
    qint64 m_lastPackSize = 0;
};

} // namespace pilothouse

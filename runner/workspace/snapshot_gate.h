#pragma once

// Internal: the walk over a quarantined pack that decides what of it is kept.

#include "runner/workspace/git_handles.h"
#include "runner/workspace/session_store.h"
#include "runner/workspace/snapshot_objects.h"

#include <QHash>
#include <QSet>

#include <vector>

namespace pilothouse {

/// Judges a chain of snapshot commits. `known` is what is trusted (the session's store and its base), `quarantine` what
/// the sandbox sent. Used once, on one thread.
class SnapshotGate {
public:
    SnapshotGate(git_odb *known, git_odb *quarantine, const ImportLimits &limits, std::stop_token stop);

    /// Checks the commits from `commit` back to `parent`, which must be known, and everything that they add.
    [[nodiscard]] Result<void> check(const git_oid &commit, const git_oid &parent);

    [[nodiscard]] const std::vector<git_oid> &accepted() const
    {
        return m_accepted;
    } ///< New objects; the commits first, the newest leading.
    [[nodiscard]] qint64 acceptedBytes() const { return m_acceptedBytes; }
    [[nodiscard]] const QList<ObjectId> &chain() const { return m_chain; } ///< Oldest first.

private:
    /// How far a folder reaches down; the same wherever the folder lies.
    struct Extent {
        int depth = 0;
        qsizetype pathBytes = 0;
        qint64 files = 0;
    };
    enum class Kind { Commit, Tree, Blob };

    [[nodiscard]] std::unexpected<Error> hostile(const char *what, const QByteArray &path = {}) const;
    [[nodiscard]] std::unexpected<Error> tooMuch(const char *what, const QByteArray &path = {}) const;
    [[nodiscard]] bool isKnown(const git_oid &oid) const;
    [[nodiscard]] Result<OdbObjectPtr> read(const git_oid &oid, Kind kind, const QByteArray &path);
    [[nodiscard]] Result<void> take(const git_oid &oid, Kind kind, const QByteArray &path);
    [[nodiscard]] Result<git_oid> knownTreeOf(const git_oid &commit) const;
    [[nodiscard]] Result<void> checkChanged(const git_oid &tree, const git_oid &old, const QByteArray &path, int depth);
    [[nodiscard]] Result<Extent> checkNew(const git_oid &tree, const QByteArray &path, int depth);
    [[nodiscard]] Result<void> checkEntry(const RawTreeEntry &entry, const RawTreeEntry *old, const QByteArray &path);
    [[nodiscard]] Result<void> checkContent(const RawTreeEntry &entry, const QByteArray &path);
    [[nodiscard]] Result<void> checkExtent(const Extent &extent, const QByteArray &path, int depth);

    git_odb *m_known;
    git_odb *m_quarantine;
    ImportLimits m_limits;
    std::stop_token m_stop;
    std::vector<git_oid> m_accepted;
    qint64 m_acceptedBytes = 0;
    qint64 m_files = 0;
    QList<ObjectId> m_chain;
    QSet<QByteArray> m_seen; ///< Taken or known already, with their kind.
    QHash<QByteArray, Extent> m_newTrees;
};

} // namespace pilothouse

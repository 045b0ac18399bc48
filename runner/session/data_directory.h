#pragma once

#include "runner/base/error.h"
#include "runner/base/ids.h"

namespace pilothouse {

/// Where everything of one Pilothouse lies. The whole tree is private to this user.
class DataDirectory {
public:
    /// Creates what is missing, checks that it is ours and private, and reads (or makes) its id. Blocks on the disk.
    /// Errors: DirectoryNotPrivate, IoFailed, DiskFull.
    [[nodiscard]] static Result<DataDirectory> open(const QString &path);

    [[nodiscard]] const QString &root() const { return m_root; }
    /// 16 hexadecimal digits, made once; labels what we make on an engine.
    [[nodiscard]] const QString &id() const { return m_id; }

    [[nodiscard]] QString store() const; ///< The event log's directory.
    [[nodiscard]] QString baseStore(RepositoryId repository) const;
    [[nodiscard]] QString session(SessionId session) const; ///< What is private to a session.
    [[nodiscard]] QString sessionStore(SessionId session) const; ///< Its objects.
    [[nodiscard]] QString tryFolder(SessionId session, const QString &name) const; ///< Files for a person to try.
    [[nodiscard]] QString trustedChecks(RepositoryId repository) const; ///< A file; see CheckDefinition::Origin.
    [[nodiscard]] QString egressRules() const; ///< A file; see RuleStore.
    [[nodiscard]] QString linkKey(SessionId session, quint32 incarnation) const;
    [[nodiscard]] QString imageCache() const;
    [[nodiscard]] QString engineState() const;
    [[nodiscard]] QString practiceRepository() const;
    [[nodiscard]] QString commandSocket() const; ///< Short enough for a local socket, in a private directory.

private:
    QString m_root;
    QString m_id;
    QString m_runtime;
};

/// What a person's command or PILOTHOUSE_DATA_DIR says, else the place where this system keeps such data.
[[nodiscard]] QString defaultDataDirectory();

/// Reads the key of a sandbox's link, or makes it on first use: 32 random bytes, in a file for this user alone.
/// Errors: IoFailed, DiskFull. Blocks on the disk.
[[nodiscard]] Result<QByteArray> linkKeyAt(const QString &path);

} // namespace pilothouse

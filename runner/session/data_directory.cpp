#include "runner/session/data_directory.h"

#include "runner/base/private_directory.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype KeyBytes = 32;

QByteArray randomBytes(qsizetype count)
{
    QByteArray bytes;
    while (bytes.size() < count) {
        const quint64 random = QRandomGenerator::system()->generate64();
        bytes.append(reinterpret_cast<const char *>(&random), sizeof random);
    }
    return bytes.first(count);
}

Result<void> writePrivateFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(content) == content.size() && file.commit())
        return {};
    return failure(IoFailed,
        QCoreApplication::translate("DataDirectory", "The file %1 cannot be written. Is there room on the disk?")
            .arg(path),
        file.errorString());
}

/// Reads the directory's id or makes it. Two processes that come to a new directory at once get the same one.
Result<QString> idAt(const QString &path)
{
    constexpr qsizetype IdDigits = 16;
    const auto read = [&path] {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.read(64).trimmed()) : QString();
    };
    if (const QString id = read(); id.size() == IdDigits)
        return id;
    QLockFile guard(path + ".lock"_L1);
    if (!guard.tryLock(std::chrono::seconds(10)))
        return failure(IoFailed,
            QCoreApplication::translate("DataDirectory", "The file %1 cannot be written. Is there room on the disk?")
                .arg(path));
    if (const QString id = read(); id.size() == IdDigits)
        return id;
    const QString made = QString::fromLatin1(randomBytes(IdDigits / 2).toHex());
    if (const auto written = writePrivateFile(path, made.toLatin1()); !written)
        return std::unexpected(written.error());
    return made;
}

/// Local sockets have short names (about 100 bytes), data directories may not.
QString runtimeRoot()
{
    const QString system = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return system.isEmpty() ? QDir::tempPath() : system;
}

} // namespace

Result<DataDirectory> DataDirectory::open(const QString &path)
{
    DataDirectory directory;
    directory.m_root = QDir::cleanPath(QDir::current().absoluteFilePath(path));
    for (const QLatin1StringView folder : {""_L1, "/repositories"_L1, "/sessions"_L1, "/cache"_L1, "/engine"_L1}) {
        if (const auto made = ensurePrivateDirectory(directory.m_root + folder); !made)
            return std::unexpected(made.error());
    }
    auto id = idAt(directory.m_root + "/id"_L1);
    if (!id)
        return std::unexpected(id.error());
    directory.m_id = *id;
    // Named by the user as well, since the fallback is a folder that all users share; what is not ours is refused.
    const QByteArray user =
        QCryptographicHash::hash(QDir::homePath().toUtf8(), QCryptographicHash::Sha256).toHex().left(8);
    directory.m_runtime = runtimeRoot() + "/pilothouse-"_L1 + QString::fromLatin1(user);
    if (const auto made = ensurePrivateDirectory(directory.m_runtime); !made)
        return std::unexpected(made.error());
    return directory;
}

QString DataDirectory::store() const
{
    return m_root + "/store"_L1;
}
QString DataDirectory::baseStore(RepositoryId repository) const
{
    return u"%1/repositories/%2.git"_s.arg(m_root).arg(repository.value);
}
QString DataDirectory::session(SessionId session) const
{
    return u"%1/sessions/%2"_s.arg(m_root).arg(session.value);
}
QString DataDirectory::sessionStore(SessionId id) const
{
    return session(id) + "/objects.git"_L1;
}
QString DataDirectory::tryFolder(SessionId id, const QString &name) const
{
    return session(id) + "/try/"_L1 + name;
}
QString DataDirectory::trustedChecks(RepositoryId repository) const
{
    return u"%1/repositories/%2.checks.json"_s.arg(m_root).arg(repository.value);
}
QString DataDirectory::egressRules() const
{
    return m_root + u"/egress-rules.jsonl"_s;
}
QString DataDirectory::linkKey(SessionId id, quint32 incarnation) const
{
    return u"%1/link-%2.key"_s.arg(session(id)).arg(incarnation);
}
QString DataDirectory::imageCache() const
{
    return m_root + "/cache/images"_L1;
}
QString DataDirectory::engineState() const
{
    return m_root + "/engine"_L1;
}
QString DataDirectory::practiceRepository() const
{
    return m_root + "/practice"_L1;
}
QString DataDirectory::commandSocket() const
{
    return m_runtime + u'/' + m_id + ".commands"_L1;
}

QString defaultDataDirectory()
{
    const QString chosen = qEnvironmentVariable("PILOTHOUSE_DATA_DIR");
    return chosen.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/pilothouse"_L1
                            : chosen;
}

Result<QByteArray> linkKeyAt(const QString &path)
{
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray key = file.read(KeyBytes + 1);
        if (key.size() == KeyBytes)
            return key;
    }
    const QByteArray key = randomBytes(KeyBytes);
    if (const auto written = writePrivateFile(path, key); !written)
        return std::unexpected(written.error());
    return key;
}

} // namespace pilothouse

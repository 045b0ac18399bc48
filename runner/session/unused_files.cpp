#include "runner/session/unused_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

/// The numbers that folders below `parent` are named by: "12", or with a suffix "12.git". Others are not ours.
template <class Id> std::vector<Id> numbered(const QString &parent, QLatin1StringView suffix)
{
    std::vector<Id> found;
    const QStringList names = QDir(parent).entryList(QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot);
    for (const QString &name : names) {
        bool isNumber = false;
        const qint64 number = name.endsWith(suffix) ? name.chopped(suffix.size()).toLongLong(&isNumber) : 0;
        if (isNumber && number > 0)
            found.emplace_back(number);
    }
    return found;
}

Result<void> removeFolder(const QString &path)
{
    if (!QDir(path).removeRecursively())
        return failure(IoFailed,
            QCoreApplication::translate("Runner", "%1 belongs to no session any more and cannot be deleted.")
                .arg(path));
    return {};
}

} // namespace

Result<SessionFiles> sessionFiles(const DataDirectory &directory)
{
    return SessionFiles{.sessions = numbered<SessionId>(directory.root() + "/sessions"_L1, {}),
        .repositories = numbered<RepositoryId>(directory.root() + "/repositories"_L1, ".git"_L1)};
}

Result<SessionFiles> withoutUsed(SessionFiles files, StoreReader &reader)
{
    const auto all = reader.allSessions();
    const auto listed = reader.sessions();
    const auto trash = reader.trash();
    for (const Error *error :
        {all ? nullptr : &all.error(), listed ? nullptr : &listed.error(), trash ? nullptr : &trash.error()}) {
        if (error)
            return std::unexpected(*error);
    }
    const std::set<SessionId> known(all->begin(), all->end());
    std::set<RepositoryId> repositories;
    std::set<SessionId> rows;
    const auto use = [&](const SessionRow &row) {
        rows.insert(row.id);
        repositories.insert(row.repository);
    };
    std::ranges::for_each(*listed, use);
    std::ranges::for_each(*trash, use, &TrashedSession::row);
    std::erase_if(files.sessions, [&](SessionId id) { return known.contains(id); });
    // Rows are a read model: while one is missing, its repository is not known.
    if (!std::ranges::includes(rows, known))
        files.repositories.clear();
    std::erase_if(files.repositories, [&](RepositoryId id) { return repositories.contains(id); });
    return files;
}

Result<void> removeFiles(const DataDirectory &directory, const SessionFiles &files)
{
    Result<void> result;
    for (const SessionId session : files.sessions) {
        if (const auto removed = removeFolder(directory.session(session)); !removed && result)
            result = removed;
    }
    for (const RepositoryId repository : files.repositories) {
        const QString store = directory.baseStore(repository);
        if (const auto removed = removeFolder(store); !removed && result)
            result = removed;
        QFile::remove(store + ".lock"_L1); // of its StoreLock
        QFile::remove(directory.trustedChecks(repository));
    }
    return result;
}

} // namespace pilothouse

#include "runner/store/database.h"

#include "runner/store/store.h"

#include <QCoreApplication>
#include <QVersionNumber>

#include <atomic>
#include <ranges>

namespace pilothouse {
namespace {

// Result codes of SQLite (sqlite.org/rescode.html); extended codes carry them in their lowest byte.
constexpr int SqliteFull = 13;
constexpr int SqliteCorrupt = 11;
constexpr int SqliteNotADatabase = 26;
constexpr int SqliteError = 1; // such as a table that is not there
constexpr int SqliteTooBig = 18;
constexpr int SqliteConstraint = 19;
constexpr int SqliteMismatch = 20;
constexpr int SqliteMisuse = 21;
constexpr int SqliteRange = 25;
constexpr int SqliteIoErrorSharedMemorySize = 4874; // the shared memory file cannot grow: no room
constexpr int PrimaryCode = 0xff;

// The first with contentless search tables that can forget a row.
const QVersionNumber OldestSqlite(3, 43);

QString nextConnectionName()
{
    static std::atomic<quint64> count = 0;
    return QStringLiteral("pilothouse-store-%1").arg(++count);
}

} // namespace

Result<void> Rows::ended() const
{
    const QSqlError error = m_query->lastError();
    if (error.type() == QSqlError::NoError)
        return {};
    return std::unexpected(Database::toError(error));
}

Database::Database(QSqlDatabase connection) : m_connection(std::move(connection)) { }

Database::~Database()
{
    m_statements.clear();
    const QString name = m_connection.connectionName();
    m_connection.close();
    m_connection = QSqlDatabase();
    QSqlDatabase::removeDatabase(name);
}

Result<std::unique_ptr<Database>> Database::open(const QString &file, Access access)
{
    QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), nextConnectionName());
    connection.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
    connection.setDatabaseName(file);
    std::unique_ptr<Database> database(new Database(connection));
    if (!connection.open())
        return std::unexpected(toError(connection.lastError()));
    connection = QSqlDatabase();
    if (Result<void> recent = database->checkVersion(); !recent)
        return std::unexpected(std::move(recent).error());

    // Of the file, so only for a new one: an existing one keeps what it was made with. It gives space back after a
    // purge; its pages hold some 25 streamed events, which costs less than 12 and does not make a lone commit large.
    QStringList pragmas{QStringLiteral("PRAGMA page_size = 8192"), QStringLiteral("PRAGMA auto_vacuum = INCREMENTAL"),
        QStringLiteral("PRAGMA journal_mode = WAL"), QStringLiteral("PRAGMA synchronous = FULL"),
        QStringLiteral("PRAGMA secure_delete = FAST"), QStringLiteral("PRAGMA foreign_keys = OFF"),
        QStringLiteral("PRAGMA temp_store = MEMORY"), QStringLiteral("PRAGMA journal_size_limit = 67108864"),
        QStringLiteral("PRAGMA wal_autocheckpoint = 2000"), QStringLiteral("PRAGMA cache_size = -16000")};
    if (access == Access::Read)
        pragmas = {QStringLiteral("PRAGMA query_only = ON"), QStringLiteral("PRAGMA temp_store = MEMORY"),
            QStringLiteral("PRAGMA cache_size = -2000")};
    for (const QString &pragma : std::as_const(pragmas)) {
        if (Result<void> done = database->execute(pragma); !done)
            return std::unexpected(std::move(done).error());
    }
    return database;
}

Result<void> Database::checkVersion()
{
    Result<Rows> row = rows("SELECT sqlite_version()");
    if (!row)
        return std::unexpected(std::move(row).error());
    const QString version = row->next() ? row->text(0) : QString();
    if (QVersionNumber::fromString(version) >= OldestSqlite)
        return {};
    return failure(StoreUnsupported,
        QCoreApplication::translate("Store",
            "This machine's SQLite is version %1, and Pilothouse needs %2 or newer. Install a newer one; on Debian 12, "
            "./setup does it.")
            .arg(version, OldestSqlite.toString()));
}

Result<void> Database::execute(const QString &sql)
{
    QSqlQuery query(m_connection);
    if (!query.exec(sql))
        return std::unexpected(toError(query.lastError()));
    while (query.next()) {
        // Some pragmas do a part of their work with each row.
    }
    return {};
}

Result<QSqlQuery *> Database::prepared(const char *sql)
{
    const auto found = m_statements.find(sql);
    if (found != m_statements.end())
        return &found->second;
    QSqlQuery query(m_connection);
    query.setForwardOnly(true);
    if (!query.prepare(QString::fromUtf8(sql)))
        return std::unexpected(toError(query.lastError()));
    return &m_statements.emplace(sql, std::move(query)).first->second;
}

Result<void> Database::runNamed(const char *sql, std::span<const QString> names, std::span<const QVariant> values)
{
    const Result<QSqlQuery *> query = prepared(sql);
    if (!query)
        return std::unexpected(query.error());
    for (const auto &[name, value] : std::views::zip(names, values))
        (*query)->bindValue(name, value);
    if (!(*query)->exec())
        return std::unexpected(toError((*query)->lastError()));
    (*query)->finish();
    return {};
}

Result<void> Database::begin()
{
    return run("BEGIN IMMEDIATE");
}

Result<void> Database::commit()
{
    return run("COMMIT");
}

void Database::rollback()
{
    // Fails harmlessly where the database rolled back by itself, as it does when the disk is full.
    const Result<void> ignored = run("ROLLBACK");
    Q_UNUSED(ignored)
}

Error Database::toError(const QSqlError &error)
{
    const int code = error.nativeErrorCode().toInt();
    const QString cause =
        QStringLiteral("%1 (%2) %3").arg(error.driverText(), error.nativeErrorCode(), error.databaseText());
    if ((code & PrimaryCode) == SqliteFull || code == SqliteIoErrorSharedMemorySize)
        return {DiskFull,
            QCoreApplication::translate("Store",
                "There is no room left on the disk of the data directory. Free some space; Pilothouse goes on by "
                "itself."),
            cause};
    if ((code & PrimaryCode) == SqliteCorrupt || (code & PrimaryCode) == SqliteNotADatabase)
        return {StoreUnreadable,
            QCoreApplication::translate("Store",
                "The database in the data directory is damaged. Restore the directory from a backup, or start with "
                "another one (--data-dir)."),
            cause};
    switch (code & PrimaryCode) {
    case SqliteError:
    case SqliteTooBig:
    case SqliteConstraint:
    case SqliteMismatch:
    case SqliteMisuse:
    case SqliteRange:
        return {StoreRefused,
            QCoreApplication::translate("Store",
                "The database refused what was to be stored. This is a mistake in Pilothouse: please report it."),
            cause};
    default:
        break;
    }
    return {IoFailed,
        QCoreApplication::translate("Store",
            "The database in the data directory cannot be used. Check the disk and the directory's permissions."),
        cause};
}

} // namespace pilothouse

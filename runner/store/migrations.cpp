#include "runner/store/migrations.h"

#include "runner/store/database.h"
#include "runner/store/store.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace pilothouse {
namespace {

const QString &folder()
{
    static const QString path = QStringLiteral(":/pilothouse/migrations/store");
    return path;
}

QString readModelsText()
{
    QFile file(folder() % QStringLiteral("/read_models.sql"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

Result<void> executeAll(Database &database, const QString &text)
{
    // Comments go first, because one may end with a semicolon.
    static const QRegularExpression comment(QStringLiteral("--[^\n]*"));
    static const QRegularExpression end(QStringLiteral(";[ ]*\n"));
    const QString statements = QString(text).remove(comment);
    for (const QString &statement : statements.split(end, Qt::SkipEmptyParts)) {
        if (statement.trimmed().isEmpty())
            continue;
        if (Result<void> done = database.execute(statement); !done)
            return done;
    }
    return {};
}

Result<int> userVersion(Database &database)
{
    Result<Rows> rows = database.rows("PRAGMA user_version");
    if (!rows)
        return std::unexpected(std::move(rows).error());
    return rows->next() ? static_cast<int>(rows->integer(0)) : 0;
}

Result<void> inTransaction(Database &database, auto work)
{
    Result<void> done = database.begin().and_then(work).and_then([&] { return database.commit(); });
    if (!done)
        database.rollback();
    return done;
}

} // namespace

Result<void> migrate(Database &database)
{
    const QStringList files = QDir(folder()).entryList({QStringLiteral("0*.sql")}, QDir::Files, QDir::Name);
    const auto numberOf = [](const QString &file) { return file.section(u'_', 0, 0).toInt(); };
    const int newest = numberOf(files.last());
    const Result<int> version = userVersion(database);
    if (!version)
        return std::unexpected(version.error());
    if (*version > newest) {
        return failure(StoreTooNew,
            QCoreApplication::translate("Store",
                "This data directory was written by a newer Pilothouse (its schema is %1, this program knows %2). "
                "Install the newer version, or choose another directory with --data-dir.")
                .arg(*version)
                .arg(newest));
    }
    if (*version == newest)
        return {};
    return inTransaction(database, [&]() -> Result<void> {
        for (const QString &name : files) {
            QFile file(folder() % u'/' % name);
            if (numberOf(name) <= *version)
                continue;
            if (!file.open(QIODevice::ReadOnly))
                return failure(IoFailed,
                    QCoreApplication::translate(
                        "Store", "This installation of Pilothouse is incomplete. Install it again."),
                    file.errorString());
            if (Result<void> done = executeAll(database, QString::fromUtf8(file.readAll())); !done)
                return done;
        }
        return database.execute(QStringLiteral("PRAGMA user_version = %1").arg(newest));
    });
}

Result<void> createReadModels(Database &database)
{
    const QString text = readModelsText();
    const QString shape =
        QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex());
    return executeAll(database, text).and_then([&] {
        return database.run("INSERT INTO store_info (key, value) VALUES ('read_models', ?) ON CONFLICT (key) DO UPDATE "
                            "SET value = excluded.value",
            shape);
    });
}

Result<void> dropReadModels(Database &database)
{
    for (const char *table : {"session", "turn", "tool_call", "approval", "usage", "spend", "session_budget",
             "search_words", "search_doc", "search_progress"}) {
        if (Result<void> done =
                database.execute(QStringLiteral("DROP TABLE IF EXISTS %1").arg(QLatin1StringView(table)));
            !done)
            return done;
    }
    return {};
}

Result<bool> readModelsAreCurrent(Database &database)
{
    Result<Rows> rows = database.rows("SELECT value FROM store_info WHERE key = 'read_models'");
    if (!rows)
        return std::unexpected(std::move(rows).error());
    return rows->next()
        && rows->text(0)
        == QString::fromLatin1(QCryptographicHash::hash(readModelsText().toUtf8(), QCryptographicHash::Sha256).toHex());
}

} // namespace pilothouse

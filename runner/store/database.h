#pragma once

#include "runner/base/error.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <memory>
#include <span>
#include <unordered_map>

namespace pilothouse {

class Database;

/// The result rows of one run of a prepared statement. Valid until the statement runs again; the statement is reset
/// when this goes, so that no reader keeps an old state of the database alive.
class Rows final {
public:
    explicit Rows(QSqlQuery &query) : m_query(&query) { }
    Rows(Rows &&other) noexcept : m_query(std::exchange(other.m_query, nullptr)) { }
    Rows(const Rows &) = delete;
    Rows &operator=(const Rows &) = delete;
    Rows &operator=(Rows &&) = delete;
    ~Rows()
    {
        if (m_query)
            m_query->finish();
    }

    [[nodiscard]] bool next() { return m_query->next(); }
    /// What ended next() with false: nothing, or a failure while reading.
    [[nodiscard]] Result<void> ended() const;
    [[nodiscard]] qint64 integer(int column) const { return m_query->value(column).toLongLong(); }
    [[nodiscard]] QString text(int column) const { return m_query->value(column).toString(); }
    [[nodiscard]] QByteArray bytes(int column) const { return m_query->value(column).toByteArray(); }
    [[nodiscard]] bool isNull(int column) const { return m_query->isNull(column); }

private:
    QSqlQuery *m_query;
};

/// One connection to the store's SQLite database, used on the thread that opened it only.
class Database final {
public:
    enum class Access { Write, Read };
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const QString &file, Access access);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// Runs a statement of SQL that has no parameters, once.
    [[nodiscard]] Result<void> execute(const QString &sql);

    /// Runs a statement with its parameters in order. It is prepared at its first run and kept by the address of the
    /// text, which must therefore be a literal. Do not run it again while its Rows are read.
    template <class... Values> [[nodiscard]] Result<Rows> rows(const char *sql, const Values &...values)
    {
        return bound(sql, QVariant(values)...);
    }
    /// The same for a statement without result rows. It is done when this returns, so it only borrows its texts and
    /// bytes: what another thread will drop is neither copied nor, which Qt would do unseen by a race detector,
    /// counted.
    template <class... Values> [[nodiscard]] Result<void> run(const char *sql, const Values &...values)
    {
        return bound(sql, borrowed(values)...).transform([](const Rows &) { });
    }

    /// The same by the names of the parameters (":name"), for a statement with many: for each place that is bound by
    /// its number Qt makes up a name, which costs more than the row.
    [[nodiscard]] Result<void> runNamed(
        const char *sql, std::span<const QString> names, std::span<const QVariant> values);
    /// A value as run() takes it: its text or bytes are only borrowed.
    template <class Value> [[nodiscard]] static QVariant borrowed(const Value &value) { return QVariant(value); }
    [[nodiscard]] static QVariant borrowed(const QByteArray &value)
    {
        return QByteArray::fromRawData(value.constData(), value.size());
    }
    [[nodiscard]] static QVariant borrowed(const QString &value)
    {
        return QString::fromRawData(value.constData(), value.size());
    }

    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> commit();
    void rollback();

    [[nodiscard]] static Error toError(const QSqlError &error);

private:
    [[nodiscard]] Result<void> checkVersion();
    explicit Database(QSqlDatabase connection);
    [[nodiscard]] Result<QSqlQuery *> prepared(const char *sql);
    template <class... Variants> [[nodiscard]] Result<Rows> bound(const char *sql, const Variants &...values)
    {
        Result<QSqlQuery *> query = prepared(sql);
        if (!query)
            return std::unexpected(std::move(query).error());
        int index = 0;
        ((*query)->bindValue(index++, values), ...);
        if (!(*query)->exec())
            return std::unexpected(toError((*query)->lastError()));
        return Rows(**query);
    }
    QSqlDatabase m_connection;
    std::unordered_map<const char *, QSqlQuery> m_statements;
};

} // namespace pilothouse

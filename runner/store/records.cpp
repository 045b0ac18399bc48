#include "runner/store/records.h"

namespace pilothouse {
namespace {

/// A null array would become NULL, which the columns do not take.
QByteArray stored(const QByteArray &bytes)
{
    return bytes.isNull() ? QByteArray("") : bytes;
}

} // namespace

Result<RepositoryId> saveRepository(WriterContext &context, const QString &path, const QByteArray &fingerprint)
{
    // A statement that returns rows commits by itself only after its last row, so it is given a transaction.
    return inTransaction(context.database, [&]() -> Result<RepositoryId> {
        Result<Rows> rows =
            context.database.rows("INSERT INTO repository (path, fingerprint) VALUES (?, ?) "
                                  "ON CONFLICT (path) DO UPDATE SET fingerprint = excluded.fingerprint RETURNING id",
                path, stored(fingerprint));
        if (!rows)
            return std::unexpected(std::move(rows).error());
        if (!rows->next())
            return std::unexpected(rows->ended().error());
        return RepositoryId(rows->integer(0));
    });
}

Result<QString> saveAgentVersion(WriterContext &context, const QByteArray &canonicalConfig)
{
    const QString sha256 = QString::fromLatin1(BlobStore::nameOf(canonicalConfig).toHex());
    return context.database
        .run("INSERT OR IGNORE INTO agent_version (sha256, config, first_seen_ms) VALUES (?, ?, ?)", sha256,
            stored(canonicalConfig), context.clock())
        .transform([&] { return sha256; });
}

Result<void> saveStep(WriterContext &context, SessionId session, const QString &key, const QByteArray &result)
{
    return context.database.run("INSERT OR IGNORE INTO done_step (session, key, result, at_ms) VALUES (?, ?, ?, ?)",
        session.value, key, stored(result), context.clock());
}

} // namespace pilothouse

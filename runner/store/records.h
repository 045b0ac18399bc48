#pragma once

#include "runner/store/writer_context.h"

namespace pilothouse {

// The small tables beside the log; each call is one transaction on the writer thread. See the functions of Store.

[[nodiscard]] Result<RepositoryId> saveRepository(
    WriterContext &context, const QString &path, const QByteArray &fingerprint);
[[nodiscard]] Result<QString> saveAgentVersion(WriterContext &context, const QByteArray &canonicalConfig);
[[nodiscard]] Result<void> saveStep(
    WriterContext &context, SessionId session, const QString &key, const QByteArray &result);

} // namespace pilothouse

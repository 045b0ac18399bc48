#include "runner/store/event_rows.h"

#include "runner/base/json.h"

namespace pilothouse {
namespace {

QByteArray lost(const BlobName &name, const Error &error)
{
    const QJsonObject what{
        {QStringLiteral("sha256"), QString::fromLatin1(name.toHex())}, {QStringLiteral("reason"), error.message}};
    return toLine({{QStringLiteral("lost"), what}});
}

} // namespace

Result<Event> eventOf(const Rows &rows, SessionId session, const BlobStore &blobs)
{
    Event event{session, rows.integer(0), rows.integer(1), static_cast<qint32>(rows.integer(2)),
        static_cast<EventKind>(rows.integer(3)), {}};
    if (rows.isNull(5)) {
        event.payload = rows.bytes(4);
        return event;
    }
    const BlobName name = rows.bytes(5);
    Result<QByteArray> content = blobs.get(name);
    if (content)
        event.payload = *std::move(content);
    else if (content.error().code == BlobMissing || content.error().code == BlobDamaged)
        event.payload = lost(name, content.error());
    else
        return std::unexpected(std::move(content).error());
    return event;
}

} // namespace pilothouse

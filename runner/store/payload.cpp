#include "runner/store/payload.h"

#include <QJsonDocument>

namespace pilothouse {

QJsonObject payloadObject(const Event &event)
{
    return QJsonDocument::fromJson(event.payload).object();
}

QString textField(const QJsonObject &object, QStringView name, qsizetype longest)
{
    return object.value(name).toString().left(longest);
}

QString lineField(const QJsonObject &object, QStringView name, qsizetype longest)
{
    // Cut twice, so that a text of megabytes is not simplified as a whole.
    return object.value(name).toString().left(2 * longest).simplified().left(longest);
}

qint64 countField(const QJsonObject &object, QStringView name)
{
    constexpr qint64 largest = qint64(1) << 53; // the whole numbers that every JSON reader agrees on
    const qint64 value = object.value(name).toInteger();
    return value >= 0 && value <= largest ? value : 0;
}

} // namespace pilothouse

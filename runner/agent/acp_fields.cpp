#include "runner/agent/acp_fields.h"

#include "runner/agent/acp_parse.h"

#include <QCryptographicHash>

#include <cmath>

namespace pilothouse::acp {

QString cut(const QString &text, qsizetype limit)
{
    if (text.size() <= limit)
        return text;
    const bool splitsPair = limit > 0 && text.at(limit - 1).isHighSurrogate();
    return text.left(splitsPair ? limit - 1 : limit);
}

QString textField(const QJsonObject &object, QLatin1StringView key, qsizetype limit)
{
    return cut(object.value(key).toString(), limit);
}

std::optional<QString> optionalText(const QJsonObject &object, QLatin1StringView key, qsizetype limit)
{
    const QJsonValue value = object.value(key);
    if (!value.isString())
        return std::nullopt;
    return cut(value.toString(), limit);
}

QString labelField(const QJsonObject &object, QLatin1StringView key)
{
    return textField(object, key, limits::labelLength);
}

std::optional<qint64> countField(const QJsonObject &object, QLatin1StringView key)
{
    const QJsonValue value = object.value(key);
    if (!value.isDouble())
        return std::nullopt;
    const double number = value.toDouble();
    if (number < 0 || number > 9007199254740992.0 || std::trunc(number) != number)
        return std::nullopt;
    return static_cast<qint64>(number);
}

QString boundedId(const QString &id)
{
    if (id.size() <= limits::idLength)
        return id;
    const QByteArray hash = QCryptographicHash::hash(id.toUtf8(), QCryptographicHash::Sha256).toHex();
    return QStringLiteral("sha256:") + QString::fromLatin1(hash);
}

QString idField(const QJsonObject &object, QLatin1StringView key)
{
    return boundedId(object.value(key).toString());
}

} // namespace pilothouse::acp

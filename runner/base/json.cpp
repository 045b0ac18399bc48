#include "runner/base/json.h"

#include "runner/base/base_text.h"

#include <QJsonDocument>

namespace pilothouse {

Result<QJsonObject> parseObject(const QByteArray &bytes, qsizetype limit, const QString &what)
{
    if (bytes.size() > limit)
        return failure(LimitExceeded, BaseText::tr("%1 is larger than %2 bytes.").arg(what).arg(limit));
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
        return failure(JsonInvalid, BaseText::tr("%1 is not valid JSON.").arg(what), error.errorString());
    if (!document.isObject())
        return failure(JsonInvalid, BaseText::tr("%1 is not a JSON object.").arg(what));
    return document.object();
}

QByteArray toLine(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace pilothouse

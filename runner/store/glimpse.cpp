#include "runner/store/glimpse.h"

#include "runner/store/blob_store.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace pilothouse {
namespace {

constexpr qsizetype LongestText = 4096;
constexpr qsizetype LongestList = 64;
constexpr qsizetype MostFields = 1024;
constexpr int Deepest = 12;

QJsonValue cut(const QJsonValue &value, int depth);

QJsonObject cut(const QJsonObject &object, int depth)
{
    QJsonObject result;
    for (auto field = object.begin(); field != object.end() && result.size() < MostFields; ++field)
        result.insert(field.key().left(LongestText), cut(field.value(), depth + 1));
    return result;
}

QJsonValue cut(const QJsonValue &value, int depth)
{
    if (value.isString())
        return value.toString().left(LongestText);
    if (depth >= Deepest && (value.isObject() || value.isArray()))
        return {};
    if (value.isObject())
        return cut(value.toObject(), depth);
    if (value.isArray()) {
        QJsonArray result;
        const QJsonArray list = value.toArray();
        for (qsizetype i = 0; i < std::min(list.size(), LongestList); ++i)
            result.append(cut(list.at(i), depth + 1));
        return result;
    }
    return value;
}

} // namespace

QByteArray glimpse(const QByteArray &payload)
{
    if (payload.size() <= LargestInlinePayload)
        return payload;
    return QJsonDocument(cut(QJsonDocument::fromJson(payload).object(), 0)).toJson(QJsonDocument::Compact);
}

Event glimpsed(Event event)
{
    event.payload = glimpse(event.payload);
    return event;
}

} // namespace pilothouse

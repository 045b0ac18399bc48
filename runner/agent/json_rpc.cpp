#include "runner/agent/json_rpc.h"

#include <QJsonArray>

#include <cmath>

namespace pilothouse::json_rpc {

namespace {

constexpr qsizetype maxIdLength = 1024;
constexpr qsizetype maxMessageLength = 4096;
constexpr double maxExactInteger = 9007199254740992.0; // 2^53: beyond it a double does not tell integers apart.

QString texts(const QJsonValue &value, int depth)
{
    if (value.isString())
        return value.toString().left(maxMessageLength);
    QStringList found;
    if (depth > 0 && value.isObject()) {
        const QJsonObject object = value.toObject();
        for (const QString &key : {QStringLiteral("details"), QStringLiteral("message"), QStringLiteral("error")}) {
            const QString text = texts(object.value(key), depth - 1);
            if (!text.isEmpty() && !found.contains(text))
                found.append(text);
        }
    }
    return found.join(u'\n').left(maxMessageLength);
}

ErrorObject parseError(const QJsonObject &error)
{
    return {
        .code = static_cast<int>(error.value(QLatin1StringView("code")).toInteger()),
        .message = error.value(QLatin1StringView("message")).toString().left(maxMessageLength),
        .details = texts(error.value(QLatin1StringView("data")), 3),
    };
}

QJsonObject envelope()
{
    return {{QStringLiteral("jsonrpc"), QStringLiteral("2.0")}};
}

} // namespace

std::optional<RequestId> RequestId::fromJson(const QJsonValue &value)
{
    if (value.isString()) {
        const QString text = value.toString();
        return text.size() <= maxIdLength ? std::optional<RequestId>{RequestId{text}} : std::nullopt;
    }
    if (!value.isDouble())
        return std::nullopt;
    const double number = value.toDouble();
    if (std::abs(number) > maxExactInteger || std::trunc(number) != number)
        return std::nullopt;
    return RequestId{static_cast<qint64>(number)};
}

QJsonValue RequestId::toJson() const
{
    if (const auto *number = std::get_if<qint64>(&value))
        return QJsonValue(*number);
    return std::get<QString>(value);
}

QString RequestId::toString() const
{
    if (const auto *number = std::get_if<qint64>(&value))
        return QString::number(*number);
    return u'"' + std::get<QString>(value) + u'"';
}

Message classify(const QJsonObject &line)
{
    const QJsonValue method = line.value(QLatin1StringView("method"));
    const QJsonValue idValue = line.value(QLatin1StringView("id"));
    const std::optional<RequestId> id = RequestId::fromJson(idValue);
    if (method.isString()) {
        const QJsonObject params = line.value(QLatin1StringView("params")).toObject();
        if (idValue.isUndefined())
            return Notification{method.toString().left(maxIdLength), params};
        if (!id)
            return Invalid{};
        return Request{*id, method.toString().left(maxIdLength), params};
    }
    const QJsonValue error = line.value(QLatin1StringView("error"));
    const QJsonValue result = line.value(QLatin1StringView("result"));
    if (!id || !method.isUndefined() || (error.isUndefined() && result.isUndefined()))
        return Invalid{id};
    Response response{.id = *id, .result = result.toObject(), .error = std::nullopt};
    if (error.isObject())
        response.error = parseError(error.toObject());
    else if (result.isUndefined())
        response.error = ErrorObject{.code = InternalError, .message = {}, .details = {}};
    return response;
}

QJsonObject request(qint64 id, const QString &method, const QJsonObject &params)
{
    QJsonObject line = envelope();
    line.insert(QLatin1StringView("id"), id);
    line.insert(QLatin1StringView("method"), method);
    line.insert(QLatin1StringView("params"), params);
    return line;
}

QJsonObject notification(const QString &method, const QJsonObject &params)
{
    QJsonObject line = envelope();
    line.insert(QLatin1StringView("method"), method);
    line.insert(QLatin1StringView("params"), params);
    return line;
}

QJsonObject response(const RequestId &id, const QJsonObject &result)
{
    QJsonObject line = envelope();
    line.insert(QLatin1StringView("id"), id.toJson());
    line.insert(QLatin1StringView("result"), result);
    return line;
}

QJsonObject errorResponse(const RequestId &id, int code, const QString &message)
{
    QJsonObject line = envelope();
    line.insert(QLatin1StringView("id"), id.toJson());
    line.insert(
        QLatin1StringView("error"), QJsonObject{{QStringLiteral("code"), code}, {QStringLiteral("message"), message}});
    return line;
}

} // namespace pilothouse::json_rpc

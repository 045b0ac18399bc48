#pragma once

#include <QJsonObject>
#include <QString>

#include <compare>
#include <optional>
#include <variant>

/// JSON-RPC 2.0 as ACP uses it: one object a line, no batches, an id space for each side.
namespace pilothouse::json_rpc {

inline constexpr int ParseError = -32700;
inline constexpr int InvalidRequest = -32600;
inline constexpr int MethodNotFound = -32601;
inline constexpr int InvalidParams = -32602;
inline constexpr int InternalError = -32603;
inline constexpr int RequestCancelled = -32800;
inline constexpr int AuthenticationRequired = -32000;
inline constexpr int ResourceNotFound = -32002;

/// A number or a text, as its sender chose; `5` and `"5"` are different ids.
struct RequestId {
    std::variant<qint64, QString> value;

    [[nodiscard]] static std::optional<RequestId> fromJson(const QJsonValue &value);
    [[nodiscard]] QJsonValue toJson() const;
    [[nodiscard]] QString toString() const; ///< For people and logs.
    friend auto operator<=>(const RequestId &, const RequestId &) = default;
};

struct ErrorObject {
    int code = 0;
    QString message; ///< Untrusted, cut at 4096 characters.
    QString details; ///< Text found in `data`, cut in the same way.
    friend bool operator==(const ErrorObject &, const ErrorObject &) = default;
};

struct Request {
    RequestId id;
    QString method;
    QJsonObject params;
};

struct Notification {
    QString method;
    QJsonObject params;
};

struct Response {
    RequestId id;
    QJsonObject result; ///< Empty when the result was null or no object.
    std::optional<ErrorObject> error;
};

/// Valid JSON that is no message (a batch, an object without a method or id, an id that is neither integer nor text).
struct Invalid {
    std::optional<RequestId> id;
};

using Message = std::variant<Invalid, Request, Notification, Response>;

/// What a line is. Tolerant: `jsonrpc` may be missing, params that are no object count as empty.
[[nodiscard]] Message classify(const QJsonObject &line);

[[nodiscard]] QJsonObject request(qint64 id, const QString &method, const QJsonObject &params);
[[nodiscard]] QJsonObject notification(const QString &method, const QJsonObject &params);
[[nodiscard]] QJsonObject response(const RequestId &id, const QJsonObject &result);
[[nodiscard]] QJsonObject errorResponse(const RequestId &id, int code, const QString &message);

} // namespace pilothouse::json_rpc

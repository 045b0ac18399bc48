#include "runner/egress/model_request.h"

#include "runner/base/json.h"

#include <QJsonArray>
#include <QStringList>

#include <algorithm>
#include <array>

namespace pilothouse {

namespace {

constexpr std::array<QStringView, 19> knownFields{u"messages", u"max_tokens", u"max_completion_tokens", u"temperature",
    u"top_p", u"top_k", u"frequency_penalty", u"presence_penalty", u"stop", u"seed", u"tools", u"tool_choice",
    u"parallel_tool_calls", u"response_format", u"reasoning_effort", u"reasoning", u"thinking", u"verbosity",
    u"prompt_cache_key"};

constexpr std::array<QStringView, 5> roles{u"system", u"developer", u"user", u"assistant", u"tool"};

std::unexpected<Error> invalid(const QString &message)
{
    return failure(InvalidArgument, message);
}

/// A part carries its data itself, or it is text.
Result<void> checkPart(const QJsonObject &part)
{
    const QString type = part[u"type"].toString();
    if (type == u"text" || type == u"refusal" || type == u"thinking" || type == u"input_audio")
        return {};
    if (type == u"image_url") {
        const QJsonValue image = part[u"image_url"];
        const QString address = image.isString() ? image.toString() : image[u"url"].toString();
        if (address.startsWith(u"data:", Qt::CaseInsensitive))
            return {};
        return invalid(QStringLiteral("Images by address are not passed on, since the provider would fetch them. Send "
                                      "the image itself as a data: URL."));
    }
    if (type == u"file") {
        const QJsonObject file = part[u"file"].toObject();
        const QStringList fields = file.keys();
        if (std::ranges::all_of(
                fields, [](const QString &field) { return field == u"file_data" || field == u"filename"; }))
            return {};
        return invalid(QStringLiteral("Files by reference are not passed on. Send the file itself."));
    }
    return invalid(QStringLiteral("A message has a part of an unknown type, which is not passed on."));
}

Result<void> checkMessages(const QJsonValue &messages)
{
    if (!messages.isArray() || messages.toArray().isEmpty())
        return invalid(QStringLiteral("The request has no messages."));
    for (const auto &message : messages.toArray()) {
        if (std::ranges::find(roles, message[u"role"].toString()) == roles.end())
            return invalid(QStringLiteral("A message has an unknown role."));
        const QJsonValue content = message[u"content"];
        if (content.isObject())
            return invalid(QStringLiteral("A message has a content that is neither text nor a list."));
        for (const auto &part : content.toArray()) {
            if (const Result<void> checked = checkPart(part.toObject()); !checked)
                return checked;
        }
    }
    return {};
}

Result<void> checkTools(const QJsonObject &request)
{
    const QString refusal =
        QStringLiteral("Only tools of the agent itself may be offered to the model, none that run at the provider.");
    if (request.contains(u"tools") && !request[u"tools"].isArray())
        return invalid(QStringLiteral("The tools are not a list."));
    for (const auto &tool : request[u"tools"].toArray()) {
        const QStringList fields = tool.toObject().keys();
        if (tool[u"type"].toString() != u"function" || !std::ranges::all_of(fields, [](const QString &field) {
                return field == u"type" || field == u"function";
            }))
            return invalid(refusal);
    }
    const QJsonValue choice = request[u"tool_choice"];
    if (choice.isObject() && choice[u"type"].toString() != u"function")
        return invalid(refusal);
    return {};
}

std::optional<qint64> completionLimit(const QJsonObject &request)
{
    for (const QStringView field : {u"max_completion_tokens", u"max_tokens"}) {
        if (const qint64 limit = request[field].toInteger(); limit > 0)
            return limit;
    }
    return std::nullopt;
}

} // namespace

Result<ModelCall> readModelCall(const QByteArray &body, const QString &model)
{
    const Result<QJsonObject> request = parseObject(body, modelRequestLimit, QStringLiteral("The model request"));
    if (!request)
        return std::unexpected(request.error());
    if (const Result<void> checked = checkMessages((*request)[u"messages"]); !checked)
        return std::unexpected(checked.error());
    if (const Result<void> checked = checkTools(*request); !checked)
        return std::unexpected(checked.error());

    ModelCall call;
    for (const QStringView field : knownFields) {
        if (const auto value = request->constFind(field); value != request->constEnd())
            call.body.insert(field, *value);
    }
    call.body.insert(QStringLiteral("model"), model);
    call.streaming = (*request)[u"stream"].toBool();
    if (call.streaming) {
        call.body.insert(QStringLiteral("stream"), true);
        call.body.insert(QStringLiteral("stream_options"), QJsonObject{{QStringLiteral("include_usage"), true}});
    }
    call.completionLimit = completionLimit(*request);
    return call;
}

} // namespace pilothouse

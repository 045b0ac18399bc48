#include "runner/store/tool_call_row.h"

#include "runner/store/payload.h"

#include <QJsonArray>
#include <QStringList>

#include <array>
#include <string_view>

namespace pilothouse {
namespace {

constexpr qsizetype LongestId = 200;
constexpr qsizetype LongestTitle = 300;
constexpr qsizetype LongestName = 64;
constexpr qsizetype LongestCommand = 2000;
constexpr qsizetype LongestPlace = 2000;
constexpr std::array<QLatin1StringView, 3> EndStates{
    QLatin1StringView("completed"), QLatin1StringView("failed"), QLatin1StringView("cancelled")};

/// Whether the line can name a tool call at all, at the speed of memchr: nearly all lines are pieces of text. A letter
/// of the names might be written as \uXXXX, so a line with such an escape is looked into.
bool mayNameToolCall(std::string_view line)
{
    for (size_t at = line.find('_'); at != std::string_view::npos; at = line.find('_', at + 1)) {
        const std::string_view rest = line.substr(at + 1);
        if (rest.starts_with("call") || rest.starts_with("permission"))
            return true;
    }
    for (size_t at = line.find('\\'); at != std::string_view::npos; at = line.find('\\', at + 2)) {
        if (line.substr(at + 1).starts_with('u'))
            return true;
    }
    return false;
}

/// A command as one line: agents give a string or the list of its words.
QString commandOf(const QJsonObject &input)
{
    const QJsonValue command = input.contains(u"command") ? input.value(u"command") : input.value(u"cmd");
    if (command.isString())
        return command.toString().left(LongestCommand);
    QStringList words;
    const QJsonArray list = command.toArray();
    for (qsizetype i = 0; i < std::min<qsizetype>(list.size(), 64); ++i)
        words.append(list.at(i).toString().left(LongestCommand));
    return words.join(u' ').left(LongestCommand);
}

QString placeOf(const QJsonObject &call)
{
    const QJsonObject location = call.value(u"locations").toArray().at(0).toObject();
    if (const QString path = textField(location, u"path", LongestPlace); !path.isEmpty())
        return path;
    const QJsonObject input = call.value(u"rawInput").toObject();
    for (const QStringView name : {u"cwd", u"workdir", u"filePath", u"file_path", u"path"}) {
        if (const QString path = textField(input, name, LongestPlace); !path.isEmpty())
            return path;
    }
    return {};
}

/// Where the known agents report a command's exit code; ACP itself has no place for it.
std::optional<qint32> exitCodeOf(const QJsonObject &call)
{
    const QJsonObject output = call.value(u"rawOutput").toObject();
    const QJsonObject terminalExit = call.value(u"_meta").toObject().value(u"terminal_exit").toObject();
    for (const auto &value : {output.value(u"metadata").toObject().value(u"exit"), output.value(u"exitCode"),
             output.value(u"exit_code"), terminalExit.value(u"exit_code"), terminalExit.value(u"exitCode")}) {
        const double number = value.toDouble(-1e9);
        if (value.isDouble() && number >= -1e6 && number <= 1e6)
            return static_cast<qint32>(number);
    }
    return std::nullopt;
}

void take(QString &field, const QString &value)
{
    if (!value.isEmpty())
        field = value;
}

} // namespace

std::optional<ToolCallNews> toolCallNews(const Event &event)
{
    if (event.kind != EventKind::AgentReceived
        || !mayNameToolCall({event.payload.constData(), static_cast<size_t>(event.payload.size())}))
        return std::nullopt;
    const QJsonObject line = payloadObject(event).value(u"line").toObject();
    const QJsonObject params = line.value(u"params").toObject();
    const QString method = line.value(u"method").toString();
    ToolCallNews news;
    if (method == u"session/update") {
        news.call = params.value(u"update").toObject();
        const QString update = news.call.value(u"sessionUpdate").toString();
        news.announces = update == u"tool_call";
        if (!news.announces && update != u"tool_call_update")
            return std::nullopt;
    } else if (method == u"session/request_permission") {
        news.call = params.value(u"toolCall").toObject();
    } else {
        return std::nullopt;
    }
    news.id = ToolCallId(news.call.value(u"toolCallId").toString());
    if (!news.id.isValid() || news.id.value.size() > LongestId)
        return std::nullopt;
    return news;
}

ToolCallRow apply(ToolCallRow row, const ToolCallNews &news, const Event &event)
{
    if (!row.id.isValid()) {
        row.session = event.session;
        row.id = news.id;
        row.turn = event.turn;
        row.kind = QStringLiteral("other");
        row.status = QStringLiteral("pending");
        row.startedMs = event.atMs;
        row.firstSeq = event.seq;
    } else if (row.endedMs && news.announces) {
        return row; // A conversation that was loaded again tells its calls again.
    }
    row.lastSeq = event.seq;
    take(row.title, lineField(news.call, u"title", LongestTitle));
    take(row.kind, lineField(news.call, u"kind", LongestName));
    take(row.command, commandOf(news.call.value(u"rawInput").toObject()));
    take(row.place, placeOf(news.call));
    if (const std::optional<qint32> code = exitCodeOf(news.call))
        row.exitCode = code;
    const QString status = lineField(news.call, u"status", LongestName);
    if (status.isEmpty())
        return row;
    row.status = status;
    const bool ended = std::ranges::any_of(EndStates, [&](QLatin1StringView state) { return status == state; });
    if (!ended)
        row.endedMs.reset();
    else if (!row.endedMs)
        row.endedMs = event.atMs;
    return row;
}

std::optional<QString> closesOpenCalls(const Event &event)
{
    if (event.kind == EventKind::AgentExited)
        return QStringLiteral("unfinished");
    if (event.kind != EventKind::TurnEnded)
        return std::nullopt;
    return payloadObject(event).value(u"stopReason").toString() == u"cancelled" ? QStringLiteral("cancelled")
                                                                                : QStringLiteral("unfinished");
}

} // namespace pilothouse

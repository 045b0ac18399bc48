#include "runner/agent/output_compaction.h"

#include "runner/agent/acp_fields.h"
#include "runner/agent/acp_messages.h"

namespace pilothouse {

using namespace Qt::StringLiterals;

namespace {

constexpr auto markerKey = "_pilothouse"_L1;
constexpr qsizetype shortest = 64; // UTF-16 units: shorter repetitions are cheaper than their path.
constexpr int deepest = 8;

/// UTF-8 bytes of one UTF-16 unit; the two halves of a pair have two each.
int bytesOf(QChar unit)
{
    const char16_t code = unit.unicode();
    return code < 0x80 ? 1 : code < 0x800 || unit.isSurrogate() ? 2 : 3;
}

qint64 bytesOf(QStringView text)
{
    qint64 bytes = 0;
    for (const QChar unit : text)
        bytes += bytesOf(unit);
    return bytes;
}

/// How many units of the beginning (or end) of a text fit into so many UTF-8 bytes; never half a character.
qsizetype fittingHead(QStringView text, qint64 bytes)
{
    qsizetype length = 0;
    for (; length < text.size(); ++length) {
        bytes -= bytesOf(text[length]);
        if (bytes < 0)
            break;
    }
    return length > 0 && length < text.size() && text[length - 1].isHighSurrogate() ? length - 1 : length;
}

qsizetype fittingTail(QStringView text, qint64 bytes)
{
    qsizetype first = text.size();
    while (first > 0) {
        bytes -= bytesOf(text[first - 1]);
        if (bytes < 0)
            break;
        --first;
    }
    if (first > 0 && first < text.size() && text[first].isLowSurrogate())
        ++first;
    return text.size() - first;
}

bool isText(const QJsonValue &entry)
{
    const QJsonObject object = entry.toObject();
    return object.value("type"_L1).toString() == "content"_L1
        && object.value("content"_L1).toObject().value("type"_L1).toString() == "text"_L1;
}

/// As much of a list as parsing takes.
QJsonArray firstOf(const QJsonArray &list)
{
    QJsonArray first;
    for (qsizetype index = 0; index < acp::limits::listLength; ++index)
        first.append(list.at(index));
    return first;
}

QJsonArray withoutText(const QJsonArray &content)
{
    QJsonArray rest;
    for (const auto &entry : content) {
        if (!isText(entry))
            rest.append(entry);
    }
    return rest;
}

/// Where a line has a tool call: `params.update` of its updates, `params.toolCall` of a permission request.
QLatin1StringView toolCallKey(const QJsonObject &line)
{
    const QString method = line.value("method"_L1).toString();
    if (method == "session/request_permission"_L1)
        return "toolCall"_L1;
    if (method != "session/update"_L1)
        return {};
    const QString kind =
        line.value("params"_L1).toObject().value("update"_L1).toObject().value("sessionUpdate"_L1).toString();
    return kind == "tool_call"_L1 || kind == "tool_call_update"_L1 ? "update"_L1 : QLatin1StringView();
}

bool endsCall(const QJsonObject &toolCall)
{
    const QString status = toolCall.value("status"_L1).toString();
    return status == "completed"_L1 || status == "failed"_L1 || status == "cancelled"_L1;
}

/// The member of `_meta` that streams a command's output; empty when there is none.
QLatin1StringView streamKey(const QJsonObject &meta)
{
    for (const QLatin1StringView key : {"terminal_output"_L1, "terminal_output_delta"_L1}) {
        if (meta.value(key).isObject())
            return key;
    }
    return {};
}

void dropStream(QJsonObject &toolCall, QJsonObject &marker)
{
    QJsonObject meta = toolCall.value("_meta"_L1).toObject();
    const QLatin1StringView key = streamKey(meta);
    if (key.isEmpty())
        return;
    QJsonArray dropped = marker.value("dropped"_L1).toArray();
    dropped.append(QString(key));
    marker.insert("dropped"_L1, dropped);
    meta.remove(key);
    toolCall.insert("_meta"_L1, meta);
}

/// Empties strings that repeat the call's text and shortens long ones, and notes their paths.
struct RawShortener {
    const std::optional<QString> &text;
    QJsonArray same;
    QJsonArray cut;
    QJsonArray path;
    qint64 units = 0;

    QJsonValue shorten(const QJsonValue &value, int depth)
    {
        if (value.isString())
            return shortenText(value.toString());
        if (depth == 0)
            return value;
        if (value.isObject()) {
            QJsonObject object = value.toObject();
            for (auto member = object.begin(); member != object.end(); ++member)
                member.value() = inside(member.key(), member.value(), depth);
            return object;
        }
        if (value.isArray()) {
            QJsonArray array = value.toArray();
            for (qsizetype index = 0; index < array.size(); ++index)
                array.replace(index, inside(index, array.at(index), depth));
            return array;
        }
        return value;
    }

private:
    QJsonValue inside(const QJsonValue &step, const QJsonValue &value, int depth)
    {
        if (!value.isString() && !value.isObject() && !value.isArray()) {
            units += 8;
            return value;
        }
        path.append(step);
        QJsonValue shortened = shorten(value, depth - 1);
        path.removeLast();
        return shortened;
    }

    QJsonValue shortenText(const QString &value)
    {
        if (text && value.size() >= shortest && value == *text) {
            same.append(path);
            return QString();
        }
        constexpr qsizetype half = OutputCompaction::keptRawString / 2;
        if (value.size() <= 2 * half) {
            units += value.size();
            return value;
        }
        cut.append(path);
        units += 2 * half;
        return QString(acp::cut(value, half) + u"\n[…]\n"_s + value.right(half));
    }
};

} // namespace

std::optional<QString> contentText(const QJsonArray &content)
{
    std::optional<QString> joined;
    for (const auto &entry : content) {
        if (!isText(entry))
            continue;
        const QString text = entry.toObject().value("content"_L1).toObject().value("text"_L1).toString();
        joined = joined ? QString(*joined + u'\n' + text) : text;
    }
    return joined;
}

std::optional<StoredOutput> storedOutput(const QJsonObject &line)
{
    const QJsonValue value = line.value(markerKey).toObject().value("output"_L1);
    if (!value.isObject())
        return std::nullopt;
    const QJsonObject output = value.toObject();
    return StoredOutput{.stream = output.value("stream"_L1).toBool(),
        .at = acp::countField(output, "at"_L1).value_or(0),
        .appended = output.value("appended"_L1).toString(),
        .omitted = acp::countField(output, "omitted"_L1).value_or(0),
        .tail = output.value("tail"_L1).toString()};
}

bool OutputCompaction::extends(const Call &call, const QString &text)
{
    if (!call.comparable || text.size() < call.length || !text.startsWith(call.head))
        return false;
    return QStringView(text).sliced(call.length - call.held.size(), call.held.size()) == call.held;
}

void OutputCompaction::replaceText(Call &call)
{
    call.head.clear();
    call.held.clear();
    call.stored = 0;
    call.length = 0;
    call.comparable = true;
    call.stream = false;
}

/// Takes up what a text got appended; returns the part that is to be stored, the rest is held.
QString OutputCompaction::take(Call &call, QStringView part)
{
    qsizetype fits = 0;
    if (call.length == call.stored)
        fits = fittingHead(part, keptHead - call.storedBytes);
    const QString stored = part.first(fits).toString();
    if (call.comparable)
        call.head += stored;
    call.stored += fits;
    call.storedBytes += bytesOf(stored);
    call.length += part.size();
    call.held += part.sliced(fits);
    if (call.held.size() > 2 * keptTail) // Not each time, so that small parts cost little.
        call.held = call.held.right(fittingTail(call.held, keptTail));
    return stored;
}

/// The held end of a call that has ended, as far as its bound allows.
QString OutputCompaction::endText(Call &call)
{
    const QString tail = call.held.right(fittingTail(call.held, keptTail - call.tailBytes));
    call.tailBytes += bytesOf(tail);
    call.head.clear();
    call.held.clear();
    call.comparable = false;
    return tail;
}

void OutputCompaction::storeContent(
    Call &call, QJsonObject &toolCall, QJsonObject &marker, const std::optional<QString> &text, bool ends)
{
    if (!text) {
        if (!call.stream)
            replaceText(call);
        return;
    }
    const bool grows = call.length > 0 && !call.stream && extends(call, *text);
    if (!grows)
        replaceText(call);
    const qint64 at = call.stored;
    const QString appended = take(call, QStringView(*text).sliced(call.length));
    const qint64 held = call.length - call.stored;
    if (!grows && held == 0)
        return; // The first or another text, and all of it: it stays as it came.
    QJsonObject output{{u"at"_s, at}, {u"appended"_s, appended}};
    const QString tail = ends ? endText(call) : QString();
    if (held > 0)
        output.insert("omitted"_L1, held - tail.size());
    if (!tail.isEmpty())
        output.insert("tail"_L1, tail);
    toolCall.insert("content"_L1, withoutText(toolCall.value("content"_L1).toArray()));
    marker.insert("output"_L1, output);
}

void OutputCompaction::storeStream(Call &call, QJsonObject &toolCall, QJsonObject &marker, bool ends)
{
    QJsonObject meta = toolCall.value("_meta"_L1).toObject();
    const QLatin1StringView key = streamKey(meta);
    if (!key.isEmpty()) {
        QJsonObject stream = meta.value(key).toObject();
        const QString data = stream.value("data"_L1).toString();
        call.stream = true;
        const QString stored = take(call, data);
        if (stored.size() < data.size()) {
            stream.insert("data"_L1, stored);
            meta.insert(key, stream);
            toolCall.insert("_meta"_L1, meta);
        }
    }
    const qint64 held = call.length - call.stored;
    const bool isNew = !key.isEmpty() || (ends && !call.held.isEmpty());
    if (held == 0 || !isNew || marker.contains("output"_L1))
        return;
    const QString tail = ends ? endText(call) : QString();
    QJsonObject output{{u"omitted"_s, held - tail.size()}};
    if (call.stream)
        output.insert("stream"_L1, true);
    else
        output.insert("at"_L1, call.stored);
    if (!tail.isEmpty())
        output.insert("tail"_L1, tail);
    marker.insert("output"_L1, output);
}

void OutputCompaction::storeRaw(
    Call &call, QJsonObject &toolCall, QJsonObject &marker, const std::optional<QString> &text)
{
    const QJsonValue input = toolCall.value("rawInput"_L1);
    if (!input.isUndefined()) {
        if (input == call.rawInput)
            toolCall.remove("rawInput"_L1);
        else
            call.rawInput = input;
    }
    const QJsonValue output = toolCall.value("rawOutput"_L1);
    if (output.isUndefined())
        return;
    RawShortener shortener{.text = text, .same = {}, .cut = {}, .path = {}};
    const QJsonValue shortened = shortener.shorten(output, deepest);
    if (call.rawUnits + shortener.units > keptRaw) {
        toolCall.remove("rawOutput"_L1);
        marker.insert("dropped"_L1, QJsonArray{u"rawOutput"_s});
        return;
    }
    call.rawUnits += shortener.units;
    toolCall.insert("rawOutput"_L1, shortened);
    if (!shortener.same.isEmpty())
        marker.insert("same"_L1, shortener.same);
    if (!shortener.cut.isEmpty())
        marker.insert("cut"_L1, shortener.cut);
}

QJsonObject OutputCompaction::store(QJsonObject line)
{
    line.remove(markerKey);
    const QLatin1StringView key = toolCallKey(line);
    if (key.isEmpty())
        return line;
    QJsonObject params = line.value("params"_L1).toObject();
    QJsonObject toolCall = params.value(key).toObject();
    const QString id = acp::idField(toolCall, "toolCallId"_L1);
    if (id.isEmpty())
        return line;
    Call &call = callOf(id);
    const bool ends = endsCall(toolCall);
    QJsonObject marker;
    const QJsonValue content = toolCall.value("content"_L1);
    if (content.toArray().size() > acp::limits::listLength)
        toolCall.insert("content"_L1, firstOf(content.toArray()));
    const std::optional<QString> text = contentText(toolCall.value("content"_L1).toArray());
    storeRaw(call, toolCall, marker, text);
    if (text)
        dropStream(toolCall, marker); // Both ways at once: the content is the whole text.
    if (content.isArray())
        storeContent(call, toolCall, marker, text, ends);
    storeStream(call, toolCall, marker, ends);
    if (ends) {
        (void)endText(call);
        call.rawInput = QJsonValue();
    }
    params.insert(key, toolCall);
    line.insert("params"_L1, params);
    if (!marker.isEmpty())
        line.insert(markerKey, marker);
    return line;
}

void OutputCompaction::restoreOutput(Call &call, const StoredOutput &output, const QString &streamed)
{
    const QString &part = output.stream ? streamed : output.appended;
    if (!output.stream && output.at == 0)
        replaceText(call);
    call.stream = call.stream || output.stream;
    if (call.comparable)
        call.head += part;
    call.stored += part.size();
    call.storedBytes += bytesOf(part);
    call.held = output.tail;
    call.tailBytes += bytesOf(output.tail);
    call.length = call.stored + output.omitted + output.tail.size();
}

void OutputCompaction::restore(const QJsonObject &line)
{
    const QLatin1StringView key = toolCallKey(line);
    if (key.isEmpty())
        return;
    const QJsonObject toolCall = line.value("params"_L1).toObject().value(key).toObject();
    const QString id = acp::idField(toolCall, "toolCallId"_L1);
    if (id.isEmpty())
        return;
    Call &call = callOf(id);
    const QJsonValue content = toolCall.value("content"_L1);
    const QJsonObject meta = toolCall.value("_meta"_L1).toObject();
    const QLatin1StringView stream = streamKey(meta);
    const std::optional<StoredOutput> output = storedOutput(line);
    if (content.isArray() && !(output && !output->stream)) {
        const std::optional<QString> text = contentText(content.toArray());
        if (text || !call.stream)
            replaceText(call);
        if (text)
            (void)take(call, *text);
    }
    const QString streamed = stream.isEmpty() ? QString() : meta.value(stream).toObject().value("data"_L1).toString();
    if (!stream.isEmpty())
        call.stream = true;
    if (output)
        restoreOutput(call, *output, streamed);
    else if (!stream.isEmpty())
        (void)take(call, streamed);
    const QJsonValue input = toolCall.value("rawInput"_L1);
    if (!input.isUndefined())
        call.rawInput = input;
    RawShortener shortener{.text = std::nullopt, .same = {}, .cut = {}, .path = {}};
    (void)shortener.shorten(toolCall.value("rawOutput"_L1), deepest);
    call.rawUnits += shortener.units;
    if (endsCall(toolCall)) {
        (void)endText(call);
        call.rawInput = QJsonValue();
    }
}

OutputCompaction::Call &OutputCompaction::callOf(const QString &id)
{
    if (m_calls.size() >= trackedCalls && !m_calls.contains(id))
        m_calls.clear();
    return m_calls[id];
}

void OutputCompaction::clear()
{
    m_calls.clear();
}

} // namespace pilothouse

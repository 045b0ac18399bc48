#include "runner/store/search_text.h"

#include "runner/store/payload.h"

#include <QJsonArray>
#include <QStringList>

namespace pilothouse {
namespace {

constexpr qsizetype MostParts = 64;

/// The texts of a tool call's content: [{type: "content", content: {type: "text", text}}, {type: "diff", path, …}].
void addContent(const QJsonArray &content, QStringList &parts)
{
    for (qsizetype i = 0; i < std::min(content.size(), MostParts); ++i) {
        const QJsonObject item = content.at(i).toObject();
        parts.append(textField(item, u"path", SearchText::LongestText));
        parts.append(textField(item.value(u"content").toObject(), u"text", SearchText::LongestText));
    }
}

QString toolCallText(const QJsonObject &line, const QJsonObject &call, bool announced)
{
    const QString status = call.value(u"status").toString();
    const bool ended = status == u"completed" || status == u"failed";
    // What the runner took out of a growing output and stored beside it; see OutputCompaction.
    const QJsonObject output = line.value(u"_pilothouse").toObject().value(u"output").toObject();
    QStringList parts;
    if (announced || ended) {
        parts.append(textField(call, u"title", SearchText::LongestText));
        const QJsonValue command = call.value(u"rawInput").toObject().value(u"command");
        parts.append(command.toString().left(SearchText::LongestText));
        const QJsonArray words = command.toArray();
        for (qsizetype i = 0; i < std::min(words.size(), MostParts); ++i)
            parts.append(words.at(i).toString());
    }
    if (ended)
        addContent(call.value(u"content").toArray(), parts);
    parts.append(textField(output, u"appended", SearchText::LongestText));
    parts.append(textField(output, u"tail", SearchText::LongestText));
    parts.removeAll(QString());
    return parts.join(u'\n').left(SearchText::LongestText);
}

} // namespace

void SearchText::add(const Event &event, std::vector<SearchDoc> &docs)
{
    const auto addField = [&](QStringView name) {
        closeMessage(docs);
        if (const QString text = textField(payloadObject(event), name, LongestText); !text.isEmpty())
            docs.push_back({event.seq, text});
    };
    switch (event.kind) {
    case EventKind::SessionCreated:
    case EventKind::SessionRenamed:
        return addField(u"title");
    case EventKind::TurnStarted:
        return addField(u"prompt");
    case EventKind::Notice:
        return addField(u"message");
    case EventKind::TurnEnded:
    case EventKind::AgentStarted:
    case EventKind::AgentExited:
        return closeMessage(docs);
    case EventKind::AgentReceived:
        return addLine(event, docs);
    default:
        return;
    }
}

void SearchText::addLine(const Event &event, std::vector<SearchDoc> &docs)
{
    const QJsonObject line = payloadObject(event).value(u"line").toObject();
    const QJsonObject params = line.value(u"params").toObject();
    const QJsonObject update = params.value(u"update").toObject();
    const QString kind = update.value(u"sessionUpdate").toString();
    if (kind == u"agent_message_chunk") {
        const QString text = textField(update.value(u"content").toObject(), u"text", LongestText);
        const QString messageId = textField(update, u"messageId", 200);
        if (messageId != m_messageId || m_open.text.size() + text.size() > LongestText)
            closeMessage(docs);
        if (text.isEmpty())
            return;
        m_messageId = messageId;
        if (m_open.seq == 0)
            m_open.seq = event.seq;
        m_open.text += text;
        return;
    }
    const bool asks = line.value(u"method").toString() == u"session/request_permission";
    if (!asks && kind != u"tool_call" && kind != u"tool_call_update")
        return;
    if (kind == u"tool_call")
        closeMessage(docs);
    if (const QString text =
            toolCallText(line, asks ? params.value(u"toolCall").toObject() : update, asks || kind == u"tool_call");
        !text.isEmpty())
        docs.push_back({event.seq, text});
}

void SearchText::closeMessage(std::vector<SearchDoc> &docs)
{
    if (m_open.seq != 0)
        docs.push_back(std::exchange(m_open, {}));
    m_messageId.clear();
}

} // namespace pilothouse

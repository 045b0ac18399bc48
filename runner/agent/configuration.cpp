#include "runner/agent/configuration.h"

#include "runner/base/json.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QUrl>

#include <algorithm>

namespace pilothouse {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxModelName = 256;

/// What the words in braces stand for.
class Words {
public:
    Words(const ModelEndpoint &endpoint, const AgentProtocol &protocol)
        : m_texts{{u"{url}"_s, urlWith(endpoint.url, protocol.path)}, {u"{key}"_s, endpoint.key},
              {u"{model}"_s, endpoint.model}},
          m_numbers{{u"{context}"_s, endpoint.contextTokens}, {u"{output}"_s, endpoint.outputTokens},
              {u"{input-price}"_s, endpoint.inputPrice}, {u"{output-price}"_s, endpoint.outputPrice},
              {u"{cache-read-price}"_s, endpoint.cacheReadPrice}}
    {
        for (auto word = protocol.words.cbegin(); word != protocol.words.cend(); ++word)
            m_texts.insert(u'{' + word.key() + u'}', word.value());
    }

    QJsonValue fill(const QJsonValue &value) const
    {
        if (value.isString()) {
            const QString text = value.toString();
            return m_numbers.contains(text) ? m_numbers.value(text) : QJsonValue(fillText(text));
        }
        if (value.isArray()) {
            QJsonArray filled;
            const QJsonArray array = value.toArray();
            for (const auto &item : array)
                filled.append(fill(item));
            return filled;
        }
        if (value.isObject()) {
            QJsonObject filled;
            const QJsonObject object = value.toObject();
            for (auto member = object.begin(); member != object.end(); ++member)
                filled.insert(fillText(member.key()), fill(member.value()));
            return filled;
        }
        return value;
    }

private:
    static QString urlWith(const QString &url, const QString &path)
    {
        QUrl whole(url);
        whole.setPath(path);
        return whole.toString();
    }

    /// One pass from left to right, so that a model's name that looks like a word stays what it is.
    QString fillText(const QString &text) const
    {
        QString filled;
        for (qsizetype at = 0; at < text.size();) {
            const qsizetype end = text[at] == u'{' ? text.indexOf(u'}', at) : -1;
            const auto word = end < 0 ? m_texts.cend() : m_texts.constFind(text.sliced(at, end - at + 1));
            if (word == m_texts.cend()) {
                filled += text[at++];
            } else {
                filled += *word;
                at = end + 1;
            }
        }
        return filled;
    }

    QMap<QString, QString> m_texts;
    QMap<QString, QJsonValue> m_numbers;
};

/// What writes the files of the agent's home and then becomes the agent.
QList<QByteArray> homeFirst(const QMap<QString, QString> &home)
{
    if (home.isEmpty())
        return {};
    QList<QByteArray> argv{"/bin/sh", "-c",
        "while [ \"$1\" != -- ]; do mkdir -p \"$HOME/${1%/*}\"; "
        "[ -e \"$HOME/$1\" ] || printf %s \"$2\" >\"$HOME/$1\"; shift 2; done; shift; exec \"$@\"",
        "sh"};
    for (auto file = home.cbegin(); file != home.cend(); ++file)
        argv << file.key().toUtf8() << file.value().toUtf8();
    return argv << "--";
}

} // namespace

Result<AgentCommand> agentStart(const AgentEntry &entry, AgentPermissions permissions, const ModelEndpoint &endpoint)
{
    const bool isClean = std::ranges::none_of(
        endpoint.model, [](QChar character) { return character.category() == QChar::Other_Control; });
    if (endpoint.model.isEmpty() || endpoint.model.size() > maxModelName || !isClean)
        return failure(InvalidArgument,
            QCoreApplication::translate(
                "Agent", "Name the model that the agent is to use, in at most 256 characters."));
    const AgentProtocol *protocol = entry.configuration.protocolNamed(endpoint.protocol);
    if (!protocol)
        return failure(InvalidArgument,
            QCoreApplication::translate("Agent", "The agent %1 does not speak the model protocol “%2”.")
                .arg(entry.name, endpoint.protocol));
    QJsonObject configuration = entry.configuration.configuration;
    const QJsonObject &mode =
        permissions == AgentPermissions::AskEach ? entry.configuration.askEach : entry.configuration.insideIsFree;
    for (auto member = mode.begin(); member != mode.end(); ++member)
        configuration.insert(member.key(), member.value());
    QMap<QString, QString> environment = entry.environment;
    if (!entry.configuration.variable.isEmpty()) {
        const QJsonObject filled = Words(endpoint, *protocol).fill(configuration).toObject();
        environment.insert(entry.configuration.variable, QString::fromUtf8(toLine(filled)));
    }
    AgentCommand command{.argv = homeFirst(entry.home), .environment = {}};
    for (const QString &argument : entry.command)
        command.argv.append(argument.toUtf8());
    for (auto variable = environment.cbegin(); variable != environment.cend(); ++variable)
        command.environment.append({variable.key().toUtf8(), variable.value().toUtf8()});
    return command;
}

} // namespace pilothouse

#include "runner/control_plane/command_client.h"

#include "runner/base/json.h"

#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

CommandClient::CommandClient(QObject *parent) : QObject(parent)
{
    connect(&m_socket, &QLocalSocket::readyRead, this, &CommandClient::readAll);
    connect(&m_socket, &QLocalSocket::disconnected, this, [this] {
        endAll({HolderUnreachable,
            tr("The Pilothouse process that did the work has ended. The session goes on; run the command again to "
               "follow it."),
            {}});
    });
}

CommandClient::~CommandClient()
{
    m_socket.disconnect(this);
    endAll({pilothouse::Cancelled, tr("Cancelled."), {}});
}

Task<void> CommandClient::connectTo(QString path)
{
    OneShot<Result<void>> answer;
    QObject context;
    connect(&m_socket, &QLocalSocket::connected, &context, [answer]() mutable { answer.resolve({}); });
    const auto fail = [answer, this] {
        OneShot<Result<void>> failed = answer;
        failed.resolve(failure(HolderUnreachable,
            tr("The Pilothouse process that holds the data directory does not answer."), m_socket.errorString()));
    };
    connect(&m_socket, &QLocalSocket::errorOccurred, &context, [fail](QLocalSocket::LocalSocketError) { fail(); });
    QTimer::singleShot(5s, &context, fail);
    m_socket.connectToServer(path);
    co_return co_await answer;
}

Task<QJsonObject> CommandClient::call(QJsonObject command, CommandItem item, std::stop_token stop)
{
    const qint64 number = m_next++;
    command[u"call"_s] = number;
    OneShot<Result<QJsonObject>> answer;
    m_calls[number] = {answer, std::move(item)};
    m_socket.write(toLine(command) + '\n');
    const std::stop_callback stopped(stop, [this, number] {
        QMetaObject::invokeMethod(
            this, [this, number] { m_socket.write(toLine({{u"cancel"_s, number}}) + '\n'); }, Qt::QueuedConnection);
    });
    co_return co_await answer;
}

void CommandClient::readAll()
{
    const auto lines = m_lines.feed(m_socket.readAll());
    if (!lines)
        return m_socket.abort();
    for (const QByteArray &line : *lines) {
        const auto object = parseObject(line, command_protocol::LineLimit, tr("An answer"));
        if (!object)
            return m_socket.abort();
        const auto found = m_calls.find(object->value("call"_L1).toInteger());
        if (found == m_calls.end())
            continue;
        if (object->contains("item"_L1)) {
            if (found->second.item)
                found->second.item(object->value("item"_L1).toObject());
            continue;
        }
        OneShot<Result<QJsonObject>> answer = found->second.answer;
        m_calls.erase(found);
        if (object->contains("error"_L1))
            answer.resolve(std::unexpected(errorFromJson(object->value("error"_L1).toObject())));
        else
            answer.resolve(object->value("answer"_L1).toObject());
    }
}

void CommandClient::endAll(const Error &error)
{
    for (auto &[number, call] : std::exchange(m_calls, {}))
        call.answer.resolve(std::unexpected(error));
}

} // namespace pilothouse

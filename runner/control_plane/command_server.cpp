#include "runner/control_plane/command_server.h"

#include "runner/base/json.h"
#include "runner/control_plane/command_protocol.h"
#include "runner/control_plane/event_json.h"
#include "runner/control_plane/peer_check.h"

#include <QLocalSocket>
#include <QPointer>

#include <map>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

/// One process that gives commands. Deletes itself when it goes.
class CommandPeer final : public QObject {
public:
    CommandPeer(CommandTarget &target, QLocalSocket *socket, QObject *parent)
        : QObject(parent),
          m_target(target),
          m_socket(socket)
    {
        socket->setParent(this);
        connect(socket, &QLocalSocket::readyRead, this, &CommandPeer::readAll);
        connect(socket, &QLocalSocket::disconnected, this, [this] {
            for (auto &[number, stop] : m_calls)
                stop.request_stop();
            deleteLater();
        });
        readAll();
    }

private:
    void readAll()
    {
        const auto lines = m_lines.feed(m_socket->readAll());
        if (!lines)
            return m_socket->abort();
        for (const QByteArray &line : *lines) {
            const auto object = parseObject(line, command_protocol::RequestLimit, CommandServer::tr("A command"));
            if (!object)
                return m_socket->abort();
            if (object->contains("cancel"_L1)) {
                if (const auto found = m_calls.find(object->value("cancel"_L1).toInteger()); found != m_calls.end())
                    found->second.request_stop();
            } else {
                carryOut(*object);
            }
        }
    }

    QCoro::Task<> carryOut(QJsonObject command)
    {
        const QPointer<CommandPeer> self(this);
        const qint64 number = command.take("call"_L1).toInteger();
        const std::stop_token stop = m_calls[number].get_token();
        const auto answer = co_await m_target.call(
            std::move(command),
            [self, number](const QJsonObject &item) {
                if (self)
                    self->send({{u"call"_s, number}, {u"item"_s, item}});
            },
            stop);
        if (!self)
            co_return;
        m_calls.erase(number);
        if (answer)
            send({{u"call"_s, number}, {u"answer"_s, *answer}});
        else
            send({{u"call"_s, number}, {u"error"_s, errorToJson(answer.error())}});
    }

    void send(const QJsonObject &object) { m_socket->write(toLine(object) + '\n'); }

    CommandTarget &m_target;
    QLocalSocket *m_socket;
    command_protocol::LineReader m_lines{command_protocol::RequestLimit};
    std::map<qint64, std::stop_source> m_calls;
};

} // namespace

CommandServer::CommandServer(CommandTarget &target, QObject *parent) : QObject(parent), m_target(target)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &CommandServer::accept);
}

Result<void> CommandServer::listen(const QString &path)
{
    QLocalServer::removeServer(path);
    if (!m_server.listen(path))
        return failure(CommandSocketFailed,
            tr("Other Pilothouse commands cannot reach this process: its socket %1 cannot be made.").arg(path),
            m_server.errorString());
    return {};
}

void CommandServer::accept()
{
    while (QLocalSocket *const socket = m_server.nextPendingConnection()) {
        if (isOurOwnPeer(socket->socketDescriptor()))
            new CommandPeer(m_target, socket, this);
        else
            socket->deleteLater();
    }
}

} // namespace pilothouse

#include "runner/egress/practice_endpoint.h"

#include "runner/base/json.h"
#include "runner/egress/model_protocol.h"
#include "runner/egress/usage_hider.h"

#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype headLimit = 64 * 1024;
constexpr int mostConnections = 256;

struct Head {
    ModelRequest request;
    qint64 length = 0;
};

/// Our own client and agents' libraries speak to this; what else comes may fail.
std::optional<Head> readHead(const QByteArray &bytes)
{
    const QByteArrayList lines = bytes.split('\n');
    const QByteArrayList words = lines.first().trimmed().split(' ');
    if (words.size() != 3 || !words[2].startsWith("HTTP/1."))
        return std::nullopt;
    Head head{.request = {.method = words[0], .path = words[1], .headers = {}, .body = {}}};
    for (const QByteArray &line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0)
            continue;
        const QByteArray name = line.first(colon).trimmed().toLower();
        const QByteArray value = line.sliced(colon + 1).trimmed();
        head.request.headers.push_back({name, value});
        bool number = true;
        if (name == "content-length")
            head.length = value.toLongLong(&number);
        if (!number || head.length < 0 || head.length > modelRequestLimit || name == "transfer-encoding")
            return std::nullopt;
    }
    return head;
}

bool hasKey(const ModelRequest &request, const ModelProtocol &protocol, const Secret &key)
{
    if (key.isEmpty())
        return true;
    const auto [name, prefix] = protocol.keyHeader();
    return std::ranges::any_of(request.headers, [&, prefix = prefix, name = name](const auto &field) {
        return field.first == name.toLower() && field.second == prefix + key.reveal().toByteArray();
    });
}

QString operationText(ModelOperation operation)
{
    return operation == ModelOperation::CountTokens ? u"count"_s : u"answer"_s;
}

} // namespace

struct PracticeEndpoint::Connection {
    QTcpSocket *socket = nullptr;
    QByteArray pending;
    PracticeAnswer answer;
    UsageHider hider;
    QJsonObject entry; ///< Of the ledger, for what is being answered.
    qsizetype next = 0;
    QTimer timer;
    bool busy = false;
};

PracticeEndpoint::PracticeEndpoint(PracticeModel model, Secret key, std::chrono::milliseconds pause, QObject *parent)
    : QObject(parent),
      m_model(std::move(model)),
      m_key(std::move(key)),
      m_pause(pause)
{
    connect(&m_server, &QTcpServer::newConnection, this, &PracticeEndpoint::accept);
}

PracticeEndpoint::~PracticeEndpoint()
{
    for (const auto &[socket, connection] : m_connections)
        socket->disconnect(this);
}

Result<void> PracticeEndpoint::listen(quint16 port)
{
    if (m_server.listen(QHostAddress::LocalHost, port))
        return {};
    return failure(IoFailed, tr("The practice endpoint cannot use port %1. Choose another one.").arg(port),
        m_server.errorString());
}

void PracticeEndpoint::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        if (m_connections.size() >= mostConnections) {
            delete socket;
            continue;
        }
        auto made = std::make_unique<Connection>();
        Connection &connection = *made;
        connection.socket = socket;
        connection.timer.setInterval(m_pause);
        m_connections.emplace(socket, std::move(made));
        connect(socket, &QTcpSocket::readyRead, this, [this, &connection] { readOn(connection); });
        connect(&connection.timer, &QTimer::timeout, this, [this, &connection] { sendNext(connection); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            const auto node = m_connections.extract(socket);
            if (!node.empty() && node.mapped()->busy)
                count(*node.mapped()); // What was begun is billed, as providers do.
            socket->deleteLater();
        });
    }
}

void PracticeEndpoint::readOn(Connection &connection)
{
    connection.pending += connection.socket->readAll();
    if (connection.busy)
        return;
    const qsizetype end = connection.pending.indexOf("\r\n\r\n");
    if (end < 0 && connection.pending.size() <= headLimit)
        return;
    auto head = end < 0 || end > headLimit ? std::nullopt : readHead(connection.pending.first(end));
    if (!head)
        return connection.socket->disconnectFromHost();
    if (connection.pending.size() < end + 4 + head->length)
        return;
    head->request.body = connection.pending.sliced(end + 4, head->length);
    connection.pending.remove(0, end + 4 + head->length);
    answer(connection, head->request);
}

void PracticeEndpoint::answer(Connection &connection, const ModelRequest &request)
{
    if (request.method == "GET" && request.path == "/ledger")
        return answerWhole(connection, 200, toLine(ledgerObject()));
    const bool anthropic =
        std::ranges::any_of(request.headers, [](const auto &field) { return field.first == "anthropic-version"; });
    const ModelProtocol *protocol =
        protocolOf(request, anthropic ? ModelProtocolName::Messages : ModelProtocolName::Chat);
    const auto refuse = [&](int status, const QString &message) {
        const ModelProtocol &speaks = protocol ? *protocol : modelProtocol(ModelProtocolName::Chat);
        answerWhole(connection, status, toLine(speaks.errorBody(message, u"practice_error"_s, status)));
    };
    if (!protocol)
        return refuse(404, tr("The practice model has no such request."));
    if (!hasKey(request, *protocol, m_key))
        return refuse(401, tr("The key is missing or wrong."));
    if (protocol->operationOf(request) == ModelOperation::ListModels)
        return answerWhole(connection, 200, toLine(protocol->modelList(u"practice"_s, PracticeModel::modelName())));
    const auto call = protocol->read(request, PracticeModel::modelName());
    if (!call)
        return refuse(400, call.error().message);
    connection.answer = m_model.answer(protocol->name(), *call);
    const PracticeAnswer &said = connection.answer;
    connection.entry = {
        {u"protocol"_s, protocolText(protocol->name())},
        {u"operation"_s, operationText(call->operation)},
        {u"model"_s, PracticeModel::modelName()},
        {u"streaming"_s, call->streaming},
        {u"background"_s, said.background},
        {u"status"_s, said.status},
        {u"prompt"_s, said.usage.prompt},
        {u"cached"_s, said.usage.cached},
        {u"cacheWrite"_s, said.usage.cacheWrite},
        {u"completion"_s, said.usage.completion},
        {u"reasoning"_s, said.usage.reasoning},
    };
    connection.busy = true;
    connection.next = 0;
    connection.hider = UsageHider();
    connection.socket->write("HTTP/1.1 " + QByteArray::number(said.status)
        + " Practice\r\nContent-Type: " + said.contentType + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    connection.timer.start();
}

void PracticeEndpoint::answerWhole(Connection &connection, int status, const QByteArray &body)
{
    connection.socket->write("HTTP/1.1 " + QByteArray::number(status)
        + " Practice\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\n\r\n" + body);
    if (connection.pending.isEmpty())
        return;
    QTimer::singleShot(0, connection.socket, [this, socket = connection.socket] {
        if (const auto found = m_connections.find(socket); found != m_connections.end())
            readOn(*found->second);
    });
}

void PracticeEndpoint::sendNext(Connection &connection)
{
    const PracticeAnswer &said = connection.answer;
    if (connection.next < said.parts.size()) {
        const QByteArray part = said.parts[connection.next++];
        const QByteArray passed = said.hideUsage ? connection.hider.feed(part) : part;
        if (!passed.isEmpty())
            connection.socket->write(QByteArray::number(passed.size(), 16) + "\r\n" + passed + "\r\n");
        return;
    }
    connection.timer.stop();
    connection.busy = false;
    connection.socket->write("0\r\n\r\n");
    connection.entry["whole"_L1] = true;
    count(connection);
    readOn(connection);
}

void PracticeEndpoint::count(Connection &connection)
{
    connection.entry["n"_L1] = m_ledger.size() + 1;
    if (!connection.entry.contains("whole"_L1))
        connection.entry["whole"_L1] = false;
    m_ledger.append(connection.entry);
    Q_EMIT counted(connection.entry);
}

QJsonObject PracticeEndpoint::ledgerObject() const
{
    QJsonObject total;
    for (const QLatin1StringView field : {"prompt"_L1, "cached"_L1, "cacheWrite"_L1, "completion"_L1, "reasoning"_L1}) {
        qint64 sum = 0;
        for (const auto &entry : m_ledger)
            sum += entry[field].toInteger();
        total[field] = sum;
    }
    total["requests"_L1] = m_ledger.size();
    return {{u"requests"_s, m_ledger}, {u"total"_s, total}};
}

} // namespace pilothouse

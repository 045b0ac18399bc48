// One connection of a program: what is decided before it is made, and its end.

#include "runner/egress/egress_connection.h"

#include "runner/egress/half_close.h"
#include "runner/egress/host_name.h"

#include <QNetworkInterface>
#include <QNetworkProxy>
#include <QPointer>

namespace pilothouse {

namespace {

constexpr qsizetype MostAddresses = 4; // are tried
constexpr qsizetype MostOfSentence = 1000;

QByteArray reasonOf(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 413:
        return "Content Too Large";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    default:
        return "Bad Gateway";
    }
}

int statusOf(const Error &error)
{
    return error.code == TimedOut ? 504 : error.code == EgressNotAllowed || error.code == EgressDenied ? 403 : 502;
}

} // namespace

EgressConnection::EgressConnection(EgressBroker &broker, EgressRequest request)
    : QObject(&broker),
      m_broker(broker),
      m_id(request.id),
      m_request(std::move(request)),
      m_idle(this),
      m_resting(this)
{
    m_idle.setSingleShot(true);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        if (m_mode == Mode::Between)
            return over();
        finish(Error{TimedOut, EgressText::tr("Nothing came or went on the connection for too long."), {}});
    });
    m_resting.setSingleShot(true);
    connect(&m_resting, &QTimer::timeout, this, [this] {
        readOn();
        grantMore();
    });
}

EgressConnection::~EgressConnection()
{
    m_mode = Mode::Over; // for coroutines that end now
    if (m_socket)
        m_socket->disconnect(this);
    if (m_connecting)
        std::exchange(m_connecting, std::nullopt)->resolve(failure(Cancelled, {}));
}

void EgressConnection::start()
{
    if (!m_request.forward)
        return readRequest(std::exchange(m_request.head, {}));
    m_attempt = {.request = m_id,
        .target = *m_request.forward,
        .method = {},
        .pid = m_request.pid,
        .command = m_request.command};
    open();
}

void EgressConnection::readRequest(const QByteArray &head)
{
    m_attempt = {.request = m_id,
        .target = {},
        .method = {},
        .pid = m_request.pid,
        .command = m_request.command,
        .bytesSent = m_sentBefore};
    auto request = readProxyRequest(head);
    if (!request)
        return refuse(400, request.error());
    m_http = std::move(*request);
    m_attempt.target = m_http.target;
    m_attempt.method = m_http.method;
    open();
}

QCoro::Task<void> EgressConnection::open()
{
    const QPointer<EgressConnection> self(this);
    m_mode = Mode::Deciding;
    m_idle.stop(); // a person may take as long as it takes
    const EgressTarget target = m_attempt.target;
    if (const auto never = egressHostRefusal(target.host))
        co_return refuse(403, {EgressNotAllowed, *never, {}});
    const auto permit = co_await m_broker.m_policy.decide(m_attempt);
    if (!self || m_mode == Mode::Over)
        co_return;
    if (!permit)
        co_return refuse(403, permit.error());
    if (!permit->allowed)
        co_return refuse(403, {EgressDenied, permit->reason, permit->rule});
    const auto addresses = co_await checkedAddresses(target, permit->network);
    if (!self || m_mode == Mode::Over)
        co_return;
    if (!addresses)
        co_return refuse(statusOf(addresses.error()), addresses.error());
    const quint64 number = ++m_broker.m_lastNumber;
    const auto recorded = co_await m_broker.m_policy.before({number, m_attempt, *addresses, permit->rule});
    if (!self || m_mode == Mode::Over)
        co_return;
    if (!recorded)
        co_return refuse(503, recorded.error());
    m_number = number;
    m_sent = m_received = 0;
    m_since.start();
    const auto connected = co_await connectTo(*addresses, target.port);
    if (!self || m_mode == Mode::Over)
        co_return;
    if (!connected) {
        recordEnd(connected.error());
        co_return refuse(statusOf(connected.error()), connected.error());
    }
    established();
}

Task<QList<QHostAddress>> EgressConnection::checkedAddresses(EgressTarget target, PrivateNetwork network)
{
    AddressRefusal refusal = m_broker.m_options.refusal;
    if (!refusal)
        refusal = [guard = AddressGuard(QNetworkInterface::allAddresses())](const QString &host,
                      const QHostAddress &address,
                      PrivateNetwork opened) { return guard.refusal(host, address, opened); };
    Result<QList<QHostAddress>> addresses;
    if (const auto literal = egressAddress(target.host))
        addresses = QList{*literal};
    else
        addresses = co_await m_broker.m_resolver->resolve(target.host);
    if (!addresses)
        co_return addresses;
    // One bad address spoils the name: it is how names are rebound.
    for (const QHostAddress &address : std::as_const(*addresses)) {
        if (const auto refused = refusal(target.host, address, network))
            co_return failure(EgressNotAllowed, *refused, address.toString());
    }
    co_return addresses->first(std::min(addresses->size(), MostAddresses));
}

Task<void> EgressConnection::connectTo(QList<QHostAddress> addresses, quint16 port)
{
    const QPointer<EgressConnection> self(this);
    Result<void> result = failure(EgressUnreachable, EgressText::tr("The host has no address."));
    for (const QHostAddress &address : std::as_const(addresses)) {
        dropServer();
        OneShot<Result<void>> answer;
        m_connecting = answer;
        m_socket = std::make_unique<QTcpSocket>();
        m_socket->setProxy(QNetworkProxy::NoProxy);
        m_socket->setReadBufferSize(64 * 1024);
        connect(m_socket.get(), &QTcpSocket::connected, this, [answer]() mutable { answer.resolve({}); });
        connect(m_socket.get(), &QTcpSocket::errorOccurred, this, [answer, this, address]() mutable {
            answer.resolve(failure(EgressUnreachable,
                EgressText::tr("No connection could be made to %1.").arg(m_attempt.target.host),
                address.toString() + QStringLiteral(": ") + (m_socket ? m_socket->errorString() : QString())));
        });
        QTimer::singleShot(m_broker.m_options.limits.connecting, m_socket.get(), [answer, this]() mutable {
            answer.resolve(failure(TimedOut, EgressText::tr("%1 did not answer in time.").arg(m_attempt.target.host)));
        });
        m_socket->connectToHost(address, port);
        result = co_await answer;
        if (!self)
            co_return failure(Cancelled, {});
        m_connecting.reset();
        if (result || m_mode == Mode::Over)
            break;
    }
    co_return result;
}

void EgressConnection::established()
{
    m_socket->disconnect(this);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &EgressConnection::readOn);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &EgressConnection::afterWriting);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &EgressConnection::serverClosed);
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, &EgressConnection::serverFailed);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_serverClosed = m_writingEnded = false;
    m_idle.start(m_broker.m_options.limits.idle);
    const QPointer<EgressConnection> self(this);
    if (m_attempt.target.protocol == EgressProtocol::Http) {
        m_mode = Mode::Http;
        m_answerBegun = m_closesAfter = false;
        m_answerHead.clear();
        m_body = HttpBodyReader(m_http.framing, m_broker.m_options.limits.upload);
        writeServer(originRequestHead(m_http));
        if (m_http.expectsContinue)
            Q_EMIT m_broker.output(m_id, "HTTP/1.1 100 Continue\r\n\r\n");
        if (self && m_mode == Mode::Http)
            takeBody();
    } else {
        m_mode = Mode::Tunnel;
        m_helloChecked = m_attempt.target.protocol == EgressProtocol::Forward;
        if (!m_helloChecked) {
            m_idle.start(m_broker.m_options.limits.hello);
            Q_EMIT m_broker.output(m_id, "HTTP/1.1 200 Connection established\r\n\r\n");
        }
    }
    if (self && m_mode != Mode::Over) {
        grantMore();
        if (m_clientEnded)
            takeEnd();
    }
}

void EgressConnection::refuse(int status, const Error &error)
{
    if (m_mode == Mode::Over)
        return;
    const QPointer<EgressConnection> self(this);
    Q_EMIT m_broker.refused({m_attempt, error});
    if (!self || m_mode == Mode::Over)
        return;
    if (!m_request.forward) {
        const QByteArray sentence = error.message.left(MostOfSentence).toUtf8() + '\n';
        Q_EMIT m_broker.output(m_id,
            "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonOf(status)
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nX-Pilothouse-Error: "
                + QByteArray(error.code.name.data()) + "\r\nConnection: close\r\nContent-Length: "
                + QByteArray::number(sentence.size()) + "\r\n\r\n" + sentence);
        Q_EMIT m_broker.outputEnded(m_id);
    }
    over();
}

void EgressConnection::finish(std::optional<Error> error)
{
    if (m_mode == Mode::Over)
        return;
    const QPointer<EgressConnection> self(this);
    const bool whole = !error;
    recordEnd(std::move(error));
    if (whole && self && m_mode != Mode::Over)
        Q_EMIT m_broker.outputEnded(m_id);
    if (self)
        over();
}

void EgressConnection::recordEnd(std::optional<Error> error)
{
    if (m_number == 0)
        return;
    const EgressEnding ending{std::exchange(m_number, 0), m_attempt.target, m_sent, m_received,
        std::chrono::milliseconds(m_since.elapsed()), std::move(error)};
    m_sentBefore += m_sent;
    Q_EMIT m_broker.ended(ending);
}

void EgressConnection::over()
{
    if (std::exchange(m_mode, Mode::Over) == Mode::Over)
        return;
    dropServer();
    m_idle.stop();
    m_resting.stop();
    EgressBroker &broker = m_broker;
    const quint64 id = m_id;
    broker.forget(id);
    Q_EMIT broker.closed(id);
}

void EgressConnection::stop(const Error &why)
{
    if (std::exchange(m_mode, Mode::Over) == Mode::Over)
        return;
    recordEnd(why);
    dropServer();
    m_idle.stop();
    m_resting.stop();
    m_broker.forget(m_id);
}

void EgressConnection::dropServer()
{
    if (!m_socket)
        return;
    // It may be the sender of the signal that ends it.
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket.release()->deleteLater();
}

} // namespace pilothouse

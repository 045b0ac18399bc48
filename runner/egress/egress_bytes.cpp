// One connection of a program: the bytes of tunnels and forwards, and both ends' sockets.

#include "runner/egress/egress_connection.h"

#include "runner/egress/half_close.h"
#include "runner/egress/host_name.h"

#include <QPointer>

namespace pilothouse {

namespace {

constexpr qsizetype Window = 256 * 1024; // what a program may send ahead of the server
constexpr qsizetype ReadAtOnce = 64 * 1024;

} // namespace

void EgressConnection::take(const QByteArray &bytes)
{
    m_granted -= bytes.size();
    if (m_mode == Mode::Over)
        return;
    if (m_mode == Mode::Tunnel && m_helloChecked) {
        writeServer(bytes);
        return;
    }
    if (m_mode == Mode::Tunnel)
        return takeTunnel(bytes);
    m_in += bytes;
    if (m_mode == Mode::Http)
        takeBody();
    else if (m_mode == Mode::Between)
        readNext();
}

void EgressConnection::takeTunnel(const QByteArray &bytes)
{
    m_in += bytes;
    if (m_hello.feed(bytes) == TlsClientHelloReader::State::NeedMore)
        return;
    if (const auto refused = tunnelRefusal()) {
        const QPointer<EgressConnection> self(this);
        Q_EMIT m_broker.refused({m_attempt, *refused});
        if (self)
            finish(refused);
        return;
    }
    m_helloChecked = true;
    m_idle.start(m_broker.m_options.limits.idle);
    writeServer(std::exchange(m_in, {}));
    grantMore();
}

/// Why the tunnel's first message does not fit the host that was approved.
std::optional<Error> EgressConnection::tunnelRefusal() const
{
    using State = TlsClientHelloReader::State;
    const QString &host = m_attempt.target.host;
    const auto mismatch = [](const QString &message) { return Error{EgressNameMismatch, message, {}}; };
    if (m_hello.state() != State::Named && m_hello.state() != State::NoName)
        return mismatch(EgressText::tr("The tunnel to %1 does not begin as a TLS connection does. Only TLS may pass "
                                       "through a tunnel.")
                .arg(host));
    if (m_hello.hello().encrypted)
        return mismatch(EgressText::tr("The tunnel to %1 hides the name of the server (ECH), so nobody can tell "
                                       "whether it is the one that was allowed.")
                .arg(host));
    const QString name = m_hello.state() == State::Named ? m_hello.hello().serverName : QString();
    if (name.isEmpty() && !egressAddress(host))
        return mismatch(EgressText::tr("The tunnel to %1 does not say which server it is for.").arg(host));
    if (!name.isEmpty() && name != host)
        return mismatch(
            EgressText::tr("The tunnel was allowed to %1, but it is for the server %2.").arg(host, name.left(255)));
    return {};
}

void EgressConnection::takeEnd()
{
    m_clientEnded = true;
    if (m_mode == Mode::Between)
        return over();
    if (m_mode == Mode::Tunnel && !m_helloChecked)
        return finish({});
    if (m_mode == Mode::Http && !m_body.isComplete())
        return finish(Error{EgressBroken, EgressText::tr("The program's request ended in its middle."), {}});
    afterWriting();
}

void EgressConnection::writeServer(const QByteArray &bytes)
{
    if (!m_socket || bytes.isEmpty() || m_serverClosed)
        return;
    m_sent += bytes.size();
    m_broker.m_sent += bytes.size();
    if (overLimit())
        return finish(Error{LimitExceeded,
            EgressText::tr("More was sent to %1 than a sandbox may send.").arg(m_attempt.target.host), {}});
    m_idle.start(m_broker.m_options.limits.idle);
    m_socket->write(bytes);
    rest(bytes.size());
}

void EgressConnection::afterWriting()
{
    if (!m_socket || (m_mode != Mode::Tunnel && m_mode != Mode::Http))
        return;
    // A request of plain HTTP has its own end.
    if (m_clientEnded && m_mode == Mode::Tunnel && m_socket->bytesToWrite() == 0 && !m_serverClosed
        && !std::exchange(m_writingEnded, true))
        endWriting(*m_socket);
    grantMore();
}

void EgressConnection::grantMore()
{
    if (m_mode == Mode::Over || m_mode == Mode::Deciding || m_clientEnded || m_resting.isActive())
        return;
    const qsizetype waiting =
        m_granted + m_in.size() + (m_socket ? static_cast<qsizetype>(m_socket->bytesToWrite()) : qsizetype{0});
    if (waiting > Window / 2)
        return;
    const qsizetype more = Window - waiting;
    m_granted += more;
    Q_EMIT m_broker.granted(m_id, more);
}

void EgressConnection::setPaused(bool paused)
{
    m_paused = paused;
    if (!paused)
        QMetaObject::invokeMethod(this, &EgressConnection::readOn, Qt::QueuedConnection);
}

void EgressConnection::readOn()
{
    const QPointer<EgressConnection> self(this);
    while (self && m_socket && !m_paused && !m_resting.isActive() && m_socket->bytesAvailable() > 0
        && (m_mode == Mode::Tunnel || m_mode == Mode::Http)) {
        const QByteArray bytes = m_socket->read(ReadAtOnce);
        m_received += bytes.size();
        m_broker.m_received += bytes.size();
        if (overLimit())
            return finish(Error{LimitExceeded,
                EgressText::tr("More came from %1 than a sandbox may receive.").arg(m_attempt.target.host), {}});
        m_idle.start(m_mode == Mode::Tunnel && !m_helloChecked ? m_broker.m_options.limits.hello
                                                               : m_broker.m_options.limits.idle);
        rest(bytes.size());
        if (m_mode == Mode::Http)
            takeAnswer(bytes);
        else
            Q_EMIT m_broker.output(m_id, bytes);
    }
    if (!self || m_paused || m_resting.isActive() || !m_serverClosed || !m_socket || m_socket->bytesAvailable() > 0)
        return;
    if (m_mode == Mode::Tunnel)
        finish({});
    else if (m_mode == Mode::Http)
        takeAnswerBody({}, true);
}

void EgressConnection::serverClosed()
{
    m_serverClosed = true;
    readOn();
}

void EgressConnection::serverFailed(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError || !m_socket)
        return; // serverClosed() follows
    finish(Error{EgressBroken, EgressText::tr("The connection to %1 broke.").arg(m_attempt.target.host),
        m_socket->errorString()});
}

bool EgressConnection::overLimit() const
{
    const EgressLimits &limits = m_broker.m_options.limits;
    return m_sentBefore + m_sent > limits.upload || m_received > limits.download
        || m_broker.m_sent > limits.sessionUpload || m_broker.m_received > limits.sessionDownload;
}

void EgressConnection::rest(qint64 bytes)
{
    if (const auto wait = m_broker.throttle(bytes); wait.count() > 0)
        m_resting.start(wait);
}

} // namespace pilothouse

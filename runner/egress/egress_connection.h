#pragma once

#include "runner/egress/egress_broker.h"
#include "runner/egress/http_body_reader.h"
#include "runner/egress/http_head.h"
#include "runner/egress/tls_client_hello.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTimer>

namespace pilothouse {

/// The words of this folder for a person.
struct EgressText {
    Q_DECLARE_TR_FUNCTIONS(Egress)
};

/// One connection of a program, and the one to a server that it stands for now. Internal to the broker.
class EgressConnection final : public QObject {
    Q_OBJECT

public:
    EgressConnection(EgressBroker &broker, EgressRequest request);
    ~EgressConnection() override;

    void start();
    void take(const QByteArray &bytes);
    void takeEnd();
    void setPaused(bool paused);
    /// Nothing more is said about it but ended().
    void stop(const Error &why);

private:
    /// Deciding: nothing was sent. Tunnel, Http: bytes go both ways. Between: two requests of plain HTTP.
    enum class Mode : quint8 { Deciding, Tunnel, Http, Between, Over };

    void readRequest(const QByteArray &head);
    QCoro::Task<void> open();
    [[nodiscard]] Task<QList<QHostAddress>> checkedAddresses(EgressTarget target, PrivateNetwork network);
    [[nodiscard]] Task<void> connectTo(QList<QHostAddress> addresses, quint16 port);
    void established();

    // A tunnel.
    void takeTunnel(const QByteArray &bytes);
    [[nodiscard]] std::optional<Error> tunnelRefusal() const;

    // Plain HTTP.
    void takeBody();
    void takeAnswer(const QByteArray &bytes);
    void takeAnswerHead(const QByteArray &head);
    void takeAnswerBody(const QByteArray &bytes, bool atEnd);
    void answered();
    void readNext();

    // The server's socket.
    void readOn();
    void serverClosed();
    void serverFailed(QAbstractSocket::SocketError error);
    void writeServer(const QByteArray &bytes);
    void afterWriting();
    void grantMore();
    void dropServer();
    [[nodiscard]] bool overLimit() const;
    void rest(qint64 bytes);

    void refuse(int status, const Error &error);
    /// The end of what was opened; `error` breaks the program's connection.
    void finish(std::optional<Error> error);
    void recordEnd(std::optional<Error> error);
    void over();

    EgressBroker &m_broker;
    quint64 m_id;
    EgressRequest m_request;
    EgressAttempt m_attempt;
    Mode m_mode = Mode::Deciding;
    quint64 m_number = 0; ///< Of the opening under way; 0: none.
    QElapsedTimer m_since;
    qint64 m_sent = 0; ///< Since the opening.
    qint64 m_received = 0;
    qint64 m_sentBefore = 0;
    std::optional<OneShot<Result<void>>> m_connecting;
    std::unique_ptr<QTcpSocket> m_socket;
    QTimer m_idle;
    QTimer m_resting; ///< Runs while more bytes went than may in the time.
    bool m_paused = false;
    bool m_clientEnded = false;
    bool m_serverClosed = false;
    bool m_writingEnded = false;
    qsizetype m_granted = 0; ///< What the program may still send.
    QByteArray m_in; ///< Of the program, held back.

    TlsClientHelloReader m_hello;
    bool m_helloChecked = false;

    ProxyRequest m_http;
    HttpBodyReader m_body; ///< Of the request.
    QByteArray m_answerHead;
    OriginResponse m_answer;
    HttpFraming m_answerFraming; ///< Towards the program.
    HttpBodyReader m_answerBody;
    bool m_answerBegun = false;
    bool m_closesAfter = false;
};

} // namespace pilothouse

#pragma once

#include <QHash>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

/// A model provider for tests: it takes requests, keeps them, and says on each connection exactly the bytes that a test
/// hands it.
class ModelServer : public QObject {
    Q_OBJECT

public:
    struct Request {
        QByteArray head; ///< The request line and headers.
        QByteArray body;
        QPointer<QTcpSocket> socket;
    };

    ModelServer();

    [[nodiscard]] QUrl baseUrl() const;
    [[nodiscard]] const QList<Request> &requests() const { return m_requests; }
    [[nodiscard]] int connections() const { return m_connections; }

    /// What is sent to each request as soon as it is whole; none by default.
    void answerWith(QByteArray bytes, bool thenClose);
    void hangUpOnRequests() { m_answer = Answer{{}, true}; }

    static QByteArray event(const QByteArray &json) { return QByteArray("data: " + json + "\n\n"); }
    static QByteArray head(const QByteArray &status, const QByteArray &type, const QByteArray &more = {});

private:
    struct Answer {
        QByteArray bytes;
        bool thenClose = false;
    };

    void read(QTcpSocket *socket);

    QTcpServer m_server;
    QHash<QTcpSocket *, QByteArray> m_pending;
    QList<Request> m_requests;
    int m_connections = 0;
    std::optional<Answer> m_answer;
};

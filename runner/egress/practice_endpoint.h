#pragma once

#include "runner/egress/practice_model.h"
#include "runner/egress/secret.h"

#include <QJsonArray>
#include <QObject>
#include <QTcpServer>

#include <chrono>
#include <map>
#include <memory>

namespace pilothouse {

/// The practice model as a provider of its own, over HTTP/1.1 on this machine's loopback: agents and sessions can be
/// tried against it with a key. It counts what it answers by itself; GET /ledger says what. Whoever reaches it without
/// the key gets 401, as from a provider.
class PracticeEndpoint final : public QObject {
    Q_OBJECT

public:
    /// An empty key: none is asked for.
    PracticeEndpoint(PracticeModel model, Secret key, std::chrono::milliseconds pause, QObject *parent = nullptr);
    ~PracticeEndpoint() override;

    /// `port` 0: any free one. Error: IoFailed.
    [[nodiscard]] Result<void> listen(quint16 port);
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

    /// One object for each request that was answered: n, protocol, operation, model, streaming, background, status,
    /// prompt, cached, cacheWrite, completion, reasoning, whole (all of it was sent).
    [[nodiscard]] const QJsonArray &ledger() const { return m_ledger; }

Q_SIGNALS:
    void counted(const QJsonObject &entry);

private:
    struct Connection;

    void accept();
    void readOn(Connection &connection);
    void answer(Connection &connection, const ModelRequest &request);
    void answerWhole(Connection &connection, int status, const QByteArray &body);
    void sendNext(Connection &connection);
    void count(Connection &connection);
    [[nodiscard]] QJsonObject ledgerObject() const;

    PracticeModel m_model;
    Secret m_key;
    std::chrono::milliseconds m_pause;
    QTcpServer m_server;
    std::map<QTcpSocket *, std::unique_ptr<Connection>> m_connections;
    QJsonArray m_ledger;
};

} // namespace pilothouse

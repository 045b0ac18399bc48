#pragma once

#include "runner/sandbox/engine_client.h"

#include <QPointer>
#include <QTimer>

namespace pilothouse {

/// The engine's event stream (GET /events) of the containers of one data directory: JSON objects, one after the other.
class DockerEvents final : public EngineEvents {
    Q_OBJECT

public:
    explicit DockerEvents(std::shared_ptr<EngineClient> client);
    ~DockerEvents() override;

    static constexpr qsizetype lineLimit = 256 * 1024;

private:
    void connectAgain();
    static Task<void> follow(QPointer<DockerEvents> self, std::shared_ptr<EngineClient> client);
    void retry(const Error &error);
    /// False when the stream is broken beyond use.
    bool take(const QByteArray &bytes);
    void tell(const QByteArray &line);

    std::shared_ptr<EngineClient> m_client;
    QPointer<HttpStream> m_stream;
    QTimer m_again;
    QByteArray m_line;
    std::chrono::milliseconds m_delay;
};

} // namespace pilothouse

#pragma once

#include "runner/sandbox/engine_endpoints.h"
#include "runner/sandbox/engine_options.h"
#include "runner/sandbox/http_stream.h"

#include <QNetworkAccessManager>
#include <QUrlQuery>

#include <memory>

class QNetworkReply;

namespace pilothouse {

/// Where engines differ in ways that the calls here must know. What a table row names was seen with the real engines.
struct EngineQuirks {
    bool eventsTellOutOfMemory = true; ///< Podman sends no "oom" event.
    bool expandsAllCapabilities =
        false; ///< Podman's inspect lists the dropped capabilities one by one instead of "ALL".
};
[[nodiscard]] EngineQuirks quirksOf(EngineKind kind);

struct EngineConnection {
    EngineEndpoint endpoint;
    QString apiVersion; ///< That is spoken: the newest that both sides know.
    bool startedByUs = false;
};

struct EngineCall {
    enum class Duration { Short, Long };

    QByteArray method = "GET";
    QString path; ///< Without the version: "/containers/json"; percent-encoded where needed.
    QUrlQuery query;
    std::optional<QJsonObject> body;
    std::chrono::milliseconds timeout{20000};
    /// Short calls share six connections; whatever may take longer has one of its own.
    Duration duration = Duration::Short;
    bool repeatable = true; ///< May be sent again when the connection broke without an answer.
    qsizetype answerLimit = 16 * 1024 * 1024;
};

struct EngineAnswer {
    int status = 0;
    QByteArray body;

    [[nodiscard]] bool isSuccess() const { return status >= 200 && status < 300; }
};

/// The calls of the Docker Engine API on whatever engine was found. Finds it at the first call, and again (starting the
/// service if need be) when it is gone. Held by std::shared_ptr: every coroutine has a share, so that a call may
/// outlive the engine object. Lives on one thread.
class EngineClient : public QObject, public std::enable_shared_from_this<EngineClient> {
    Q_OBJECT

public:
    explicit EngineClient(EngineOptions options);
    ~EngineClient() override;

    [[nodiscard]] const EngineOptions &options() const { return m_options; }
    /// Every call ends with Cancelled from now on.
    void shutDown();

    [[nodiscard]] Task<EngineConnection> connection();
    /// The answer, whatever its status. Errors: as SandboxEngine says.
    [[nodiscard]] Task<EngineAnswer> call(EngineCall call);
    /// The same, and an Error for every status that is not a success.
    [[nodiscard]] Task<EngineAnswer> demand(EngineCall call);
    /// The same, and the answer as an object.
    [[nodiscard]] Task<QJsonObject> demandObject(EngineCall call);
    /// What the engine says about itself (GET /info), asked once for each connection.
    [[nodiscard]] Task<QJsonObject> info();
    /// A connection of its own with the request sent (its target is given without the version).
    [[nodiscard]] Task<std::unique_ptr<HttpStream>> open(HttpRequest request);

Q_SIGNALS:
    void closing();

private:
    void forget(const QString &socket);
    static Task<EngineConnection> find(std::shared_ptr<EngineClient> self);
    static Task<EngineAnswer> once(std::shared_ptr<EngineClient> self, EngineConnection connection, EngineCall call);
    static Task<EngineAnswer> shortCall(
        std::shared_ptr<EngineClient> self, EngineConnection connection, EngineCall call);
    static Task<EngineAnswer> longCall(
        std::shared_ptr<EngineClient> self, EngineConnection connection, EngineCall call);

    EngineOptions m_options;
    QNetworkAccessManager m_network;
    std::optional<EngineConnection> m_connection;
    std::optional<QJsonObject> m_info; ///< Of that connection.
    std::vector<OneShot<Result<EngineConnection>>> m_waiting; ///< For a search that runs.
    bool m_searching = false;
    bool m_closed = false;
};

/// The error in an answer that is not a success: both engines' JSON, or plain text. NotFound, EngineConflict,
/// EngineRefused.
[[nodiscard]] Error engineError(const EngineAnswer &answer);

/// The version to speak with an engine whose newest is `offered`.
[[nodiscard]] QString negotiateVersion(const QString &offered);

} // namespace pilothouse

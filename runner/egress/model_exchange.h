#pragma once

#include "runner/egress/model_gateway.h"
#include "runner/egress/usage_hider.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace pilothouse {

/// How an exchange with a model ended, or stands when it is given up.
struct ModelExchangeEnd {
    int status = 0; ///< The provider's; 0 when it gave none.
    bool sent = true; ///< The provider may have read the request, and bill it.
    bool complete = false;
    bool cut = false; ///< It broke off in the middle of an answer that had begun well.
    std::optional<ModelUsage> usage; ///< As the provider reported it.
    qint64 contentBytes = 0; ///< What the model said so far, for an estimate.
    std::optional<Error> error;
};

/// One request on its way to a model and its answer on the way back. Signals: started, body…, finished; none after that
/// and none when it is destroyed. An answer that ends in its middle is one with an error after started.
class ModelExchange : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void start() = 0;
    virtual void setPaused(bool paused) = 0;
    /// Gives up; no signal comes after this. May be called from a slot of its signals, which deleting may not.
    virtual void stop() = 0;
    /// As if it ended now with `error`.
    [[nodiscard]] virtual ModelExchangeEnd endNow(std::optional<Error> error) = 0;

Q_SIGNALS:
    void started(int status, const pilothouse::HttpHeaders &headers);
    void body(const QByteArray &bytes);
    void finished(const pilothouse::ModelExchangeEnd &end);
};

/// Sends a practice answer part by part.
class PracticeExchange final : public ModelExchange {
    Q_OBJECT

public:
    PracticeExchange(PracticeAnswer answer, std::chrono::milliseconds pause);

    void start() override;
    void setPaused(bool paused) override;
    void stop() override;
    [[nodiscard]] ModelExchangeEnd endNow(std::optional<Error> error) override;

private:
    void sendNext();

    PracticeAnswer m_answer;
    UsageMeter m_meter;
    UsageHider m_hider;
    QTimer m_timer;
    qsizetype m_next = 0;
    bool m_paused = false;
};

} // namespace pilothouse

#pragma once

#include "runner/egress/http_post.h"
#include "runner/egress/model_exchange.h"
#include "runner/egress/model_protocol.h"
#include "runner/egress/secret_filter.h"
#include "runner/egress/usage_hider.h"

namespace pilothouse {

/// A model call at the provider's endpoint. An answer with a status of 400 or more is passed on in our own words and
/// the protocol's form; only its message is kept, without the key. Redirects are not followed: they could lead to a
/// host that the person did not choose, with the key.
class RemoteExchange final : public ModelExchange {
    Q_OBJECT

public:
    /// `provider` must live until stop() or the end.
    RemoteExchange(const RemoteProvider &provider, const ModelProtocol &protocol, const ModelCall &call);
    ~RemoteExchange() override;

    void start() override;
    void setPaused(bool paused) override;
    void stop() override;
    [[nodiscard]] ModelExchangeEnd endNow(std::optional<Error> error) override;

private:
    void readHead();
    void readBody(const QByteArray &bytes);
    void readEnd(const std::optional<Error> &error);
    void endWithErrorStatus();
    void fail(Error error, int statusForAgent);
    void finish(std::optional<Error> error);
    [[nodiscard]] Error connectionError(const Error &error) const;

    struct Later {
        void operator()(HttpPost *post) const;
    };

    void pass(const QByteArray &bytes);

    const RemoteProvider &m_provider;
    const ModelProtocol &m_protocol;
    ModelOperation m_operation;
    std::unique_ptr<HttpPost, Later> m_post;
    SecretFilter m_filter;
    std::optional<UsageHider> m_hider; ///< Where the agent did not ask for the usage that it would see.
    UsageMeter m_meter;
    QTimer m_idleTimer;
    QTimer m_totalTimer;
    int m_status = 0;
    bool m_started = false; ///< A good answer began.
    bool m_paused = false;
    bool m_ended = false;
    qint64 m_passedBytes = 0;
    QByteArray m_errorBody; ///< Of an answer with an error status, bounded.
};

} // namespace pilothouse

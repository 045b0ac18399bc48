#pragma once

#include "runner/base/one_shot.h"
#include "runner/egress/model_prices.h"
#include "runner/egress/model_request.h"
#include "runner/egress/practice_model.h"
#include "runner/egress/secret.h"

#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <variant>

namespace pilothouse {

class ModelExchange;
class ModelProtocol;
class Pool;
struct ModelExchangeEnd;

inline constexpr ErrorCode ModelUrlInvalid{"model.url_invalid"};
inline constexpr ErrorCode ModelUnreachable{"model.unreachable"};
inline constexpr ErrorCode ModelKeyRefused{
    "model.key_refused"}; ///< 401 or 403: the key is missing, wrong or not allowed.
inline constexpr ErrorCode ModelRateLimited{"model.rate_limited"};
inline constexpr ErrorCode ModelFailed{"model.failed"}; ///< Any other status of 400 and above.
inline constexpr ErrorCode ModelAnswerCut{"model.answer_cut"}; ///< The answer broke off in its middle.

/// The practice model inside this program. It answers in whatever protocol it is asked.
struct PracticeProvider {
    std::chrono::milliseconds pause = std::chrono::milliseconds(15); ///< Between two parts of a streamed answer.
};

/// An endpoint that speaks one of the protocols; requests of another one are refused.
struct RemoteProvider {
    QUrl baseUrl; ///< Such as https://api.example.com/v1; see checkedModelUrl().
    ModelProtocolName protocol = ModelProtocolName::Chat;
    Secret key; ///< Empty: none is sent.
    std::chrono::milliseconds idleTimeout =
        std::chrono::minutes(5); ///< Without a byte, the wait for the first included.
    std::chrono::milliseconds totalTimeout = std::chrono::minutes(30);
};

/// Where the model requests of a session go. The person chose it; nothing an agent sends changes it.
struct ModelRoute {
    QString provider; ///< Its name for people and prices, such as "practice" or "openai".
    QString model; ///< Replaces whatever model a request names.
    std::optional<ModelPrice> price; ///< Unknown: the cost stays unknown.
    std::variant<PracticeProvider, RemoteProvider> kind;
};

/// The base URL of a provider as the person typed it, checked: https, or http to this machine itself; no user
/// information, query or fragment; no trailing slash. Errors: ModelUrlInvalid with what to change.
[[nodiscard]] Result<QUrl> checkedModelUrl(const QString &text);

/// The name of a provider's key in the KeyStore. It holds the origin of the checked URL
/// ("https://api.example.com:443"), so that a key goes to the address that it was stored for and to no other.
[[nodiscard]] QString providerKeyName(const QUrl &baseUrl);

/// One request about to go to the provider. What it says is established here, on the host.
struct ModelAttempt {
    quint64 number = 0; ///< 1, 2, 3 … in the session.
    quint64 requestId = 0;
    QString provider;
    QString model;
    bool streaming = false;
    qint64 requestBytes = 0;
    qint64 estimatedPromptTokens = 0;
    std::optional<qint64> completionLimit; ///< The most tokens the request lets the model answer with, when it says so.
    int answers = 1; ///< How many answers it asks for.
    int media = 0; ///< Pictures, sounds and files in it, whose tokens do not follow from its bytes.
    ModelOperation operation = ModelOperation::Answer; ///< A count of tokens goes out, too, and costs nothing.
    std::stop_token withdrawn; ///< Stopped when nobody waits for it any more; it does not go out then.

    friend bool operator==(const ModelAttempt &, const ModelAttempt &) = default;
};

/// What an attempt goes out with.
struct ModelAllowance {
    std::optional<qint64> completionLimit; ///< Set in the request in place of its own; nothing: as it is.
};

/// How an attempt ended.
struct ModelOutcome {
    quint64 number = 0; ///< That of its attempt.
    quint64 requestId = 0;
    int status = 0; ///< The provider's; 0 when it gave none.
    bool complete = false; ///< The whole answer passed.
    ModelUsage usage;
    std::optional<Cost> cost;
    std::chrono::milliseconds duration{};
    std::chrono::milliseconds waited{}; ///< From its arrival here until it went out.
    std::optional<std::chrono::milliseconds> firstByte; ///< From there to the first byte of the answer's body.
    bool wentOut = true; ///< False: it was allowed, and given up before anything was sent.
    std::optional<Error> error; ///< For a person, when the provider refused, failed, broke off or was cancelled.
};

/// Called before an attempt goes out; it goes out only after this ended without an error (the session commits an event
/// and checks the budgets). An error is what the agent gets to read, as status 403. It may take as long as a person
/// does: a streaming request is kept alive by comments meanwhile.
using BeforeModelAttempt = std::function<Task<ModelAllowance>(ModelAttempt)>;

/// Called for each thing that a request would have its provider do beyond answering; without an error the request goes
/// on as the agent wrote it. An error is what the agent gets to read, as status 403.
using AskAboutCrossing = std::function<Task<void>(AskCrossing)>;

struct ModelGatewayOptions {
    quint64 lastAttempt = 0; ///< The highest number of an attempt that the session already has.
    int maxOpenRequests = 16; ///< More are answered with status 429.
    AskAboutCrossing askAboutCrossing; ///< None: every crossing is refused.
    std::chrono::milliseconds keepAlive = std::chrono::seconds(10); ///< Between comments in a stream that is held.
};

/// The host's end of a sandbox's model endpoint: the only way out of a sandbox that needs no approval, so it lets
/// exactly the requests of the provider's protocol through. A request is parsed and built anew from the fields we know;
/// tools that run at the provider, references that the provider would fetch and the like would be a network by another
/// name, so each is a crossing. The key is added here and taken out of answers that repeat it.
///
/// One per session, on its thread. Signals come in the order answerStarted, answerBody…, then answerEnded or
/// answerFailed; attemptEnded follows once for each attempt that was allowed. Destroying it aborts everything silently.
///
/// A request that waits longer than ModelGatewayOptions::keepAlive is held: if it streams, it is answered with status
/// 200 and comments, so that what comes later, also a refusal, is part of that stream. An equal request (an agent's own
/// retry) takes the held one's place, so both are one attempt.
class ModelGateway final : public QObject {
    Q_OBJECT

public:
    /// Large requests are read on `pool`, which must outlive this.
    ModelGateway(ModelRoute route, PracticeModel practice, Pool &pool, BeforeModelAttempt beforeAttempt,
        ModelGatewayOptions options = {}, QObject *parent = nullptr);
    ~ModelGateway() override;

    /// A request with the id of an open one replaces it (the guest sends again after a lost link).
    void submit(ModelRequest request);
    /// The agent hung up, or the link is gone. No answer signals follow, attemptEnded does. An unknown id is ignored.
    void cancel(quint64 id);
    void cancelAll();
    /// While paused nothing more of the answer comes, and the provider feels it. An unknown id is ignored.
    void setPaused(quint64 id, bool paused);

    [[nodiscard]] qsizetype openRequests() const { return qsizetype(m_open.size()); }

Q_SIGNALS:
    void answerStarted(quint64 id, int status, const pilothouse::HttpHeaders &headers);
    void answerBody(quint64 id, const QByteArray &bytes);
    void answerEnded(quint64 id);
    /// The answer broke off in its middle: break the agent's connection, its own retry starts anew.
    void answerFailed(quint64 id, const pilothouse::Error &error);
    void attemptEnded(const pilothouse::ModelOutcome &outcome);

private:
    struct Open;

    Task<void> begin(const ModelProtocol &protocol, ModelRequest request, quint64 generation);
    void hold(quint64 id);
    void replaceHeld(quint64 id, const QByteArray &digest);
    void startExchange(quint64 id, std::unique_ptr<ModelExchange> exchange);
    void passStart(quint64 id, int status, const HttpHeaders &headers);
    void passBody(quint64 id, const QByteArray &bytes);
    void endExchange(quint64 id, const ModelExchangeEnd &end);
    [[nodiscard]] const ModelProtocol *protocolFor(const ModelRequest &request) const;
    [[nodiscard]] Task<void> askAbout(std::vector<AskCrossing> crossings) const;
    void answerLocally(quint64 id, int status, const QJsonObject &body);
    void refuse(quint64 id, int status, const Error &error);
    [[nodiscard]] ModelOutcome outcomeOf(const Open &open, const ModelExchangeEnd &end) const;
    [[nodiscard]] Open *find(quint64 id, quint64 generation);

    ModelRoute m_route;
    PracticeModel m_practice;
    Pool &m_pool;
    BeforeModelAttempt m_beforeAttempt;
    ModelGatewayOptions m_options;
    quint64 m_lastAttempt = 0;
    quint64 m_generation = 0; ///< Tells a request from an earlier one with the same id.
    std::map<quint64, Open> m_open;
};

} // namespace pilothouse

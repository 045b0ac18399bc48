#pragma once

#include "runner/egress/model_request.h"
#include "runner/egress/model_usage.h"

#include <QUrl>

namespace pilothouse {

/// One of the protocols that models are spoken to in: which requests it has, what may stand in them, how a key goes
/// with them, and how its answers report usage. The lists are data (resources/models/protocols.json). Immutable; any
/// thread.
class ModelProtocol {
public:
    virtual ~ModelProtocol() = default;
    ModelProtocol(const ModelProtocol &) = delete;
    ModelProtocol &operator=(const ModelProtocol &) = delete;

    [[nodiscard]] ModelProtocolName name() const { return m_name; }

    /// What the method and path ask for; nothing where they are not exactly one of the protocol's requests.
    [[nodiscard]] std::optional<ModelOperation> operationOf(const ModelRequest &request) const;

    /// Reads a request for which operationOf() has an answer and builds it anew for `model`. Milliseconds for each
    /// megabyte. Errors: LimitExceeded, JsonInvalid, InvalidArgument.
    [[nodiscard]] Result<ModelCall> read(const ModelRequest &request, const QString &model) const;

    /// The header that carries a key: its name, and what stands before the key in its value.
    [[nodiscard]] std::pair<QByteArray, QByteArray> keyHeader() const;

    /// Makes the call let the model answer with at most so many tokens.
    virtual void limitCompletion(ModelCall &call, qint64 tokens) const = 0;

    /// Takes what one JSON answer, or one event of a streamed one, says about usage. Untrusted.
    virtual void readAnswer(const QJsonObject &answer, AnswerReading &reading) const = 0;

    /// The protocol's list with one model in it.
    [[nodiscard]] virtual QJsonObject modelList(const QString &provider, const QString &model) const = 0;

    /// An error as agents of this protocol read it.
    [[nodiscard]] virtual QJsonObject errorBody(const QString &message, const QString &code, int status) const = 0;

protected:
    explicit ModelProtocol(ModelProtocolName name);

private:
    struct Match {
        QJsonObject rule;
        bool streams = false;
    };

    [[nodiscard]] std::optional<Match> match(const ModelRequest &request) const;
    [[nodiscard]] HttpHeaders passedHeaders(const ModelRequest &request) const;

    /// Sets the model, the streaming and the limits of a call whose body holds what may pass.
    virtual void complete(ModelCall &call, const QJsonObject &asked, const QString &model) const = 0;
    /// An error's sentence where the body lacks what no request is without.
    [[nodiscard]] virtual QString missing(const QJsonObject &body) const = 0;

    ModelProtocolName m_name;
    QJsonObject m_data;
};

[[nodiscard]] const ModelProtocol &modelProtocol(ModelProtocolName name);

/// The protocol whose request this is; `preferred` where several have it. Null: of none.
[[nodiscard]] const ModelProtocol *protocolOf(const ModelRequest &request, ModelProtocolName preferred);

/// The stable name of a protocol, such as "anthropic-messages".
[[nodiscard]] QString protocolText(ModelProtocolName name);
[[nodiscard]] std::optional<ModelProtocolName> protocolNamed(QStringView text);

/// A provider that Pilothouse knows by its name.
struct KnownProvider {
    QString id; ///< "anthropic"
    QString name; ///< For people.
    QUrl url; ///< Its base URL; empty where only a person knows it.
    QList<ModelProtocolName> protocols; ///< The usual one first.
};

[[nodiscard]] const QList<KnownProvider> &knownProviders();
[[nodiscard]] const KnownProvider *knownProvider(const QString &id);

} // namespace pilothouse

#pragma once

#include "runner/base/error.h"
#include "runner/egress/model_request.h"
#include "runner/egress/model_usage.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>

#include <memory>

namespace pilothouse {

struct PracticeScript;

/// What the practice model says to one request. The parts are sent one after the other, with pauses that the sender
/// chooses: server-sent events when the request asked for a stream, otherwise one JSON text.
struct PracticeAnswer {
    int status = 200;
    QByteArray contentType;
    QList<QByteArray> parts;
    ModelProtocolName protocol = ModelProtocolName::Chat;
    ModelOperation operation = ModelOperation::Answer;
    ModelUsage usage; ///< As the parts report it.
    bool background = false; ///< It was a request of the agent's own, such as for a title.
    bool hideUsage = false; ///< The stream's usage was not asked for: it is metered and not passed on.
};

/// A model endpoint without a model: it speaks all the protocols that we know and follows a script
/// (resources/practice/script.json), so that everything around an agent can be tried without a network, a key or a
/// bill.
///
/// answer() is pure: what it says follows from the request's messages alone. The steps that were done are read from the
/// ids of the tool calls since the last prompt, so a retry, a restart, a summary or a title in between moves nothing.
/// In the sample repository it mends the failing test, in any other it says what it is and leaves a note.
/// Any thread; a copy shares the script.
class PracticeModel final {
public:
    /// The script that is built into the program.
    [[nodiscard]] static Result<PracticeModel> builtIn();
    /// A script of one's own, as JSON. Errors: JsonInvalid.
    [[nodiscard]] static Result<PracticeModel> fromScript(const QByteArray &json);

    /// The name under which agents ask for it.
    [[nodiscard]] static QString modelName();

    /// Never fails: a request that makes no sense is answered with status 400 and the protocol's error.
    [[nodiscard]] PracticeAnswer answer(ModelProtocolName protocol, const ModelCall &call) const;

private:
    explicit PracticeModel(std::shared_ptr<const PracticeScript> script);

    std::shared_ptr<const PracticeScript> m_script;
};

} // namespace pilothouse

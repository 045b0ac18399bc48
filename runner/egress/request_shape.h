#pragma once

#include "runner/base/error.h"

#include <QJsonObject>

#include <vector>

namespace pilothouse {

// What a model request may ask of its provider beyond an answer; each is a crossing, which a person decides about.
inline constexpr ErrorCode ModelHostedTool{"model.hosted_tool"}; ///< A tool that runs at the provider.
inline constexpr ErrorCode ModelRemoteContent{"model.remote_content"}; ///< Content that the provider would fetch.
inline constexpr ErrorCode ModelStored{"model.stored"}; ///< Something kept at the provider, or meant to be kept there.
inline constexpr ErrorCode ModelUnknownField{"model.unknown_field"}; ///< A field whose meaning we do not know.

/// A question to a person: may this request, which would carry data past every rule of the network, go out?
struct AskCrossing {
    ErrorCode code;
    QString what; ///< A sentence for a person and for the agent.
    QString where; ///< The place in the body, such as "tools[2] web_search". Untrusted, bounded.

    friend bool operator==(const AskCrossing &, const AskCrossing &) = default;
};

/// What is left of a body after a shape was laid on it.
struct ShapedBody {
    QJsonObject body; ///< Known fields, and those of the crossings.
    int media = 0; ///< Pictures, sounds and files in it.
    std::vector<AskCrossing> crossings; ///< The first few; it may go out only when a person allowed each of them.
};

/// Lays the shape `root` ("$request") of `shapes` on a body. resources/models/protocols.json tells what a shape is.
/// Pure; any thread. Errors: InvalidArgument, where something has the wrong JSON type.
[[nodiscard]] Result<ShapedBody> shapedBody(const QJsonObject &body, const QJsonObject &shapes, const QString &root);

} // namespace pilothouse

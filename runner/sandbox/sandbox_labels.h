#pragma once

#include <QString>

namespace pilothouse {

// The labels of everything that Pilothouse makes on an engine.
inline constexpr auto labelOwner = QLatin1StringView("pilothouse.data"); ///< The data directory's id.
inline constexpr auto labelSession = QLatin1StringView("pilothouse.session"); ///< The session's number.
inline constexpr auto labelSpec =
    QLatin1StringView("pilothouse.spec"); ///< Hash of the request that made the container.
inline constexpr auto labelImage =
    QLatin1StringView("pilothouse.image"); ///< On images that we built: the hash of their recipe.

} // namespace pilothouse

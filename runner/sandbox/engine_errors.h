#pragma once

#include "runner/base/error.h"

namespace pilothouse {

inline constexpr ErrorCode EngineMissing{"engine.missing"}; ///< No engine answers and none can be started.
inline constexpr ErrorCode EngineNoPermission{
    "engine.no_permission"}; ///< An engine is there and its socket is closed to us.
inline constexpr ErrorCode EngineUnavailable{
    "engine.unavailable"}; ///< It was lost or does not answer; worth another try.
inline constexpr ErrorCode EngineRefused{"engine.refused"}; ///< It answered with an error; `cause` has its words.
inline constexpr ErrorCode EngineConflict{
    "engine.conflict"}; ///< The name is taken by something that is not this sandbox.
inline constexpr ErrorCode ImageMissing{"engine.image_missing"};

} // namespace pilothouse

#pragma once

#include "runner/store/event.h"

namespace pilothouse {

/// A small copy of a large payload for the folds that fill the read models: the same JSON object with long texts and
/// lists cut and deep values left out. A payload of at most LargestInlinePayload is returned as it is; one that is no
/// JSON object gives {}. The folds cut texts shorter than this does, so they say the same of both.
[[nodiscard]] QByteArray glimpse(const QByteArray &payload);

/// The event with the glimpse of its payload.
[[nodiscard]] Event glimpsed(Event event);

} // namespace pilothouse

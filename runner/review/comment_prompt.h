#pragma once

#include "runner/review/review_state.h"

namespace pilothouse {

/// What the agent reads: each comment with its place and the lines that it is about.
[[nodiscard]] QString commentPrompt(const QList<ReviewComment> &comments);

} // namespace pilothouse

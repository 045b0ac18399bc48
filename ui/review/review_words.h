#pragma once

#include "ui/review/file_tree_model.h"

namespace pilothouse {

/// The words that all parts of a review use, and the icon of a status.
[[nodiscard]] QString changeWord(FileChange::Status status);
[[nodiscard]] QString changeIcon(FileChange::Status status);
[[nodiscard]] QString decisionWord(FileDecision decision);
/// Why a file asks for care, as a sentence without a full stop.
[[nodiscard]] QString sensitiveSentence(const SensitiveMark &mark);

} // namespace pilothouse

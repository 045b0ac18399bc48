#pragma once

#include "ui/review/review_document.h"

namespace pilothouse {

/// Why a file is not shown line by line, in a sentence or two.
[[nodiscard]] QString blockWords(const ReviewDocument &document, int file);

/// That LineDiff::coarse is so.
[[nodiscard]] QString coarseWords();

/// What else there is to say about a file whose lines are shown: its former name, modes, encoding, line ends.
[[nodiscard]] QString fileRemark(const FileChange &change);

} // namespace pilothouse

#pragma once

namespace pilothouse {

/// The columns that a character takes in a terminal: 2 for wide ones (East Asian, emoji), 0 for those that join the one
/// before (combining marks, joiners, variation selectors), else 1. As wcwidth() of current systems; ambiguous ones are
/// narrow, and sequences of emoji are not joined. Control characters are not asked for.
[[nodiscard]] int characterWidth(char32_t character);

} // namespace pilothouse

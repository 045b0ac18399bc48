#pragma once

#include <QString>

namespace pilothouse {

/// A control, escape or bidirectional control character, a zero-width or otherwise invisible one, or a surrogate: what
/// a person cannot see in a text. Tabs and line feeds are among them; joiners and selectors of emoji are not.
[[nodiscard]] bool isHiddenCharacter(char32_t c);

/// The name of a control character in capitals ("ESC"), or its number ("U+202E"): for where it can be told from the
/// text by more than its letters.
[[nodiscard]] QString nameOfHidden(char32_t c);

/// A sign that stands for a hidden character: "␛", or "⟨U+202E⟩" where there is no picture of it.
[[nodiscard]] QString signOfHidden(char32_t c);

/// The ASCII character that `c`, which is none, can be taken for by eye; 0 when there is none. After Unicode's
/// confusables (UTS #39, intentional and single-character ones of Latin, Cyrillic, Greek, Armenian, Cherokee and the
/// compatibility forms), and spaces that are not the usual one.
[[nodiscard]] char lookalikeOf(char32_t c);

} // namespace pilothouse

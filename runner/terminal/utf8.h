#pragma once

#include <string>
#include <string_view>

namespace pilothouse {

/// Appends a Unicode scalar value in UTF-8.
void appendUtf8(std::string &out, char32_t character);

/// Takes the first character off a text that appendUtf8() made; `text` is not empty.
[[nodiscard]] char32_t takeUtf8(std::string_view &text);

} // namespace pilothouse

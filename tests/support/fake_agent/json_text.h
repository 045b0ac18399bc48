#pragma once

#include <string>
#include <string_view>

/// JSON written as text: what a scenario sends is meant to be read in its source as it is on the wire.
namespace fake_agent {

/// A JSON string with its quotes.
[[nodiscard]] std::string jsonString(std::string_view text);

/// A text content block.
[[nodiscard]] std::string textBlock(std::string_view text);

/// A `content` list with one text.
[[nodiscard]] std::string textContent(std::string_view text);

/// `%1`, `%2` … replaced by the values, in one pass.
[[nodiscard]] std::string filled(std::string_view pattern, std::initializer_list<std::string_view> values);

} // namespace fake_agent

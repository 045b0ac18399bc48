#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fake_agent {

/// Asks the model endpoint at `url` (http, a loopback address with a port) for a streamed chat completion with this one
/// message. Its answer's text; nothing where the answer did not come to its end.
[[nodiscard]] std::optional<std::string> askModel(const std::string &url, std::string_view question);

} // namespace fake_agent

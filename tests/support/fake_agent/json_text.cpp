#include "json_text.h"

#include <cstdio>

namespace fake_agent {

std::string jsonString(std::string_view text)
{
    std::string out = "\"";
    for (const char character : text) {
        const auto code = static_cast<unsigned char>(character);
        if (character == '"' || character == '\\') {
            out += '\\';
            out += character;
        } else if (code < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", code);
            out += escape;
        } else {
            out += character;
        }
    }
    return out + '"';
}

std::string textBlock(std::string_view text)
{
    return R"({"type":"text","text":)" + jsonString(text) + '}';
}

std::string textContent(std::string_view text)
{
    return R"([{"type":"content","content":)" + textBlock(text) + "}]";
}

std::string filled(std::string_view pattern, std::initializer_list<std::string_view> values)
{
    std::string out;
    for (size_t at = 0; at < pattern.size(); ++at) {
        const bool isPlace = pattern[at] == '%' && at + 1 < pattern.size() && pattern[at + 1] >= '1'
            && static_cast<size_t>(pattern[at + 1] - '1') < values.size();
        if (isPlace)
            out += values.begin()[pattern[++at] - '1'];
        else
            out += pattern[at];
    }
    return out;
}

} // namespace fake_agent

#include "runner/terminal/utf8.h"

#include <algorithm>
#include <bit>

namespace pilothouse {

void appendUtf8(std::string &out, char32_t character)
{
    if (character < 0x80) {
        out += char(character);
    } else if (character < 0x800) {
        out += {char(0xc0 | (character >> 6)), char(0x80 | (character & 0x3f))};
    } else if (character < 0x10000) {
        out +=
            {char(0xe0 | (character >> 12)), char(0x80 | ((character >> 6) & 0x3f)), char(0x80 | (character & 0x3f))};
    } else {
        out += {char(0xf0 | (character >> 18)), char(0x80 | ((character >> 12) & 0x3f)),
            char(0x80 | ((character >> 6) & 0x3f)), char(0x80 | (character & 0x3f))};
    }
}

char32_t takeUtf8(std::string_view &text)
{
    const auto first = static_cast<unsigned char>(text.front());
    const auto length = std::min(size_t(std::max(1, std::countl_one(first))), text.size());
    char32_t character = length == 1 ? first : first & (0x7fu >> length);
    for (size_t i = 1; i < length; ++i)
        character = (character << 6) | (static_cast<unsigned char>(text[i]) & 0x3f);
    text.remove_prefix(length);
    return character;
}

} // namespace pilothouse

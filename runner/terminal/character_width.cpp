#include "runner/terminal/character_width.h"

#include "runner/terminal/wide_characters.h"

#include <QChar>

#include <algorithm>
#include <array>

namespace pilothouse {

namespace {

bool isWide(char32_t character)
{
    const auto range =
        std::ranges::upper_bound(wideCharacters, character, {}, [](const auto &entry) { return entry.first; });
    return range != wideCharacters.begin() && character <= std::prev(range)->second;
}

bool joins(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
        return true;
    case QChar::Other_Format:
        return character != 0x00AD; // The soft hyphen shows.
    default:
        // The second and third parts of a Hangul syllable.
        return character >= 0x1160 && character <= 0x11FF;
    }
}

int lookUp(char32_t character)
{
    if (joins(character))
        return 0;
    return isWide(character) ? 2 : 1;
}

constexpr size_t basicPlane = 0x10000;

/// The widths of the basic plane, where nearly all text is.
const std::array<quint8, basicPlane> &basicWidths()
{
    static const std::array<quint8, basicPlane> widths = [] {
        std::array<quint8, basicPlane> result{};
        for (char32_t character = 0; character < basicPlane; ++character)
            result[character] = quint8(lookUp(character));
        return result;
    }();
    return widths;
}

} // namespace

int characterWidth(char32_t character)
{
    return character < basicPlane ? basicWidths()[character] : lookUp(character);
}

} // namespace pilothouse

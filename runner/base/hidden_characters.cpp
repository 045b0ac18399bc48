#include "runner/base/hidden_characters.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace pilothouse {

namespace {

struct Lookalike {
    char32_t character;
    char ascii;
};

constexpr auto Lookalikes =
    std::to_array<Lookalike>({{0x00A0, ' '}, {0x00D7, 'x'}, {0x0131, 'i'}, {0x01C0, 'l'}, {0x01C3, '!'}, {0x0251, 'a'},
        {0x0261, 'g'}, {0x0269, 'i'}, {0x02B9, '\''}, {0x02BC, '\''}, {0x02C8, '\''}, {0x02D0, ':'}, {0x0391, 'A'},
        {0x0392, 'B'}, {0x0395, 'E'}, {0x0396, 'Z'}, {0x0397, 'H'}, {0x0399, 'I'}, {0x039A, 'K'}, {0x039C, 'M'},
        {0x039D, 'N'}, {0x039F, 'O'}, {0x03A1, 'P'}, {0x03A4, 'T'}, {0x03A5, 'Y'}, {0x03A7, 'X'}, {0x03B1, 'a'},
        {0x03B3, 'y'}, {0x03B9, 'i'}, {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C3, 'o'}, {0x03F2, 'c'},
        {0x03F3, 'j'}, {0x03F9, 'C'}, {0x037E, ';'}, {0x0405, 'S'}, {0x0406, 'I'}, {0x0408, 'J'}, {0x0410, 'A'},
        {0x0412, 'B'}, {0x0415, 'E'}, {0x041A, 'K'}, {0x041C, 'M'}, {0x041D, 'H'}, {0x041E, 'O'}, {0x0420, 'P'},
        {0x0421, 'C'}, {0x0422, 'T'}, {0x0423, 'Y'}, {0x0425, 'X'}, {0x0430, 'a'}, {0x0433, 'r'}, {0x0435, 'e'},
        {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'},
        {0x0458, 'j'}, {0x04AE, 'Y'}, {0x04AF, 'y'}, {0x04BB, 'h'}, {0x04C0, 'l'}, {0x04CF, 'l'}, {0x0501, 'd'},
        {0x050C, 'G'}, {0x051B, 'q'}, {0x051C, 'W'}, {0x051D, 'w'}, {0x054D, 'U'}, {0x054F, 'S'}, {0x0555, 'O'},
        {0x0561, 'w'}, {0x0563, 'q'}, {0x0566, 'q'}, {0x0570, 'h'}, {0x0578, 'n'}, {0x057C, 'n'}, {0x057D, 'u'},
        {0x0581, 'g'}, {0x0585, 'o'}, {0x0589, ':'}, {0x13A0, 'D'}, {0x13A1, 'R'}, {0x13A2, 'T'}, {0x13A5, 'i'},
        {0x13AA, 'A'}, {0x13AB, 'J'}, {0x13AC, 'E'}, {0x13B3, 'W'}, {0x13B7, 'M'}, {0x13BB, 'H'}, {0x13C0, 'G'},
        {0x13C3, 'Z'}, {0x13CF, 'b'}, {0x13D2, 'R'}, {0x13D4, 'W'}, {0x13D5, 'S'}, {0x13D9, 'V'}, {0x13DA, 'S'},
        {0x13DE, 'L'}, {0x13DF, 'C'}, {0x13E2, 'P'}, {0x13E6, 'K'}, {0x13F3, 'G'}, {0x13F4, 'B'}, {0x1680, ' '},
        {0x1D04, 'c'}, {0x1D0F, 'o'}, {0x1D20, 'v'}, {0x1D21, 'w'}, {0x1D22, 'z'}, {0x2010, '-'}, {0x2011, '-'},
        {0x2012, '-'}, {0x2024, '.'}, {0x2027, '.'}, {0x202F, ' '}, {0x2032, '\''}, {0x2039, '<'}, {0x203A, '>'},
        {0x2043, '-'}, {0x2044, '/'}, {0x204E, '*'}, {0x205A, ':'}, {0x205F, ' '}, {0x2102, 'C'}, {0x210E, 'h'},
        {0x2113, 'l'}, {0x2115, 'N'}, {0x2160, 'I'}, {0x2164, 'V'}, {0x2169, 'X'}, {0x216C, 'L'}, {0x216D, 'C'},
        {0x216E, 'D'}, {0x216F, 'M'}, {0x2170, 'i'}, {0x2174, 'v'}, {0x2179, 'x'}, {0x217C, 'l'}, {0x217D, 'c'},
        {0x217E, 'd'}, {0x217F, 'm'}, {0x2212, '-'}, {0x2215, '/'}, {0x2216, '\\'}, {0x2217, '*'}, {0x2223, '|'},
        {0x2236, ':'}, {0x223C, '~'}, {0x2571, '/'}, {0x2573, 'X'}, {0x2768, '('}, {0x2769, ')'}, {0x276E, '<'},
        {0x276F, '>'}, {0x2774, '{'}, {0x2775, '}'}, {0x27CB, '/'}, {0x29F5, '\\'}, {0x29F8, '/'}, {0x2CA3, 'p'},
        {0x2CB0, 'P'}, {0x2D38, 'V'}, {0x2D39, 'E'}, {0x3000, ' '}, {0x3014, '('}, {0x3015, ')'}, {0xA4D0, 'B'},
        {0xA4D1, 'P'}, {0xA4D3, 'D'}, {0xA4D4, 'T'}, {0xA4D6, 'G'}, {0xA4D7, 'K'}, {0xA4D9, 'J'}, {0xA4DA, 'C'},
        {0xA4DC, 'Z'}, {0xA4DD, 'F'}, {0xA4DF, 'M'}, {0xA4E0, 'N'}, {0xA4E1, 'L'}, {0xA4E2, 'S'}, {0xA4E3, 'R'},
        {0xA4E6, 'V'}, {0xA4E7, 'H'}, {0xA4EA, 'W'}, {0xA4EB, 'X'}, {0xA4EC, 'Y'}, {0xA4EE, 'A'}, {0xA4F0, 'E'},
        {0xA4F2, 'I'}, {0xA4F3, 'O'}, {0xA4F4, 'U'}, {0xA789, ':'}, {0xFE55, ':'}, {0xFE68, '\\'}});

// The letters of Unicode's mathematical alphabets lie in rows of 52, the digits in rows of 10.
constexpr char32_t MathLetters = 0x1D400;
constexpr char32_t MathLettersEnd = 0x1D6A4;
constexpr char32_t MathDigits = 0x1D7CE;
constexpr char32_t MathDigitsEnd = 0x1D800;

bool isInvisible(char32_t c)
{
    if (c == 0x00AD || c == 0x061C || c == 0x180E || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0)
        return true;
    if (c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F))
        return false; // joiner and variation selectors belong to emoji sequences
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF
        || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

} // namespace

bool isHiddenCharacter(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0xD800 && c < 0xE000) || isInvisible(c);
}

QString nameOfHidden(char32_t c)
{
    constexpr auto Names = std::to_array<const char *>({"NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS",
        "TAB", "LF", "VT", "FF", "CR", "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM",
        "SUB", "ESC", "FS", "GS", "RS", "US"}); // as ECMA-48 abbreviates them
    if (c < Names.size())
        return QString::fromLatin1(Names[c]);
    if (c == 0x7F)
        return QStringLiteral("DEL");
    return QStringLiteral("U+%1").arg(
        QString::number(static_cast<uint>(c), 16).toUpper().rightJustified(4, QLatin1Char('0')));
}

QString signOfHidden(char32_t c)
{
    if (c < 0x20)
        return QString(QChar(static_cast<char16_t>(0x2400 + c))); // the "control pictures" block
    if (c == 0x7F)
        return QString(QChar(u'\u2421'));
    return QStringLiteral("\u27E8%1\u27E9").arg(nameOfHidden(c));
}

char lookalikeOf(char32_t c)
{
    if (c < 0x80)
        return 0;
    if (c >= 0x2000 && c <= 0x200A)
        return ' ';
    if (c > 0xFF00 && c < 0xFF5F) // the fullwidth forms
        return static_cast<char>(c - 0xFF00 + 0x20);
    if (c >= MathLetters && c < MathLettersEnd) {
        constexpr std::string_view Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        return Alphabet[(c - MathLetters) % Alphabet.size()];
    }
    if (c >= MathDigits && c < MathDigitsEnd)
        return static_cast<char>('0' + (c - MathDigits) % 10);
    const auto found = std::ranges::find(Lookalikes, c, &Lookalike::character);
    return found == Lookalikes.end() ? 0 : found->ascii;
}

} // namespace pilothouse

#include "runner/terminal/terminal_styling.h"

#include <optional>

namespace pilothouse {

namespace {

/// The parameters that belong to the one at `index` by colons.
int subCount(const ControlSequence &sequence, int index)
{
    int count = 0;
    while (index + 1 + count < sequence.count && sequence.sub[size_t(index + 1 + count)])
        ++count;
    return count;
}

std::optional<TerminalColor> rgb(int red, int green, int blue)
{
    if (red > 255 || green > 255 || blue > 255)
        return std::nullopt;
    return TerminalColor::rgb(quint8(red), quint8(green), quint8(blue));
}

std::optional<TerminalColor> indexed(int index)
{
    return index > 255 ? std::nullopt : std::optional(TerminalColor::indexed(quint8(index)));
}

/// The colour after a 38, 48 or 58 at `index`; moves `index` to the last parameter that belongs to it.
std::optional<TerminalColor> takeColor(const ControlSequence &sequence, int &index)
{
    const int first = index + 1;
    const int subs = subCount(sequence, index);
    if (subs > 0) {
        index += subs;
        if (sequence.value(first) == 5 && subs >= 2)
            return indexed(sequence.value(first + 1));
        // With the colour space that ISO 8613-6 has there, or without it as many programs write.
        const int red = subs >= 5 ? first + 2 : first + 1;
        if (sequence.value(first) == 2 && subs >= 4)
            return rgb(sequence.value(red), sequence.value(red + 1), sequence.value(red + 2));
        return std::nullopt;
    }
    if (sequence.value(first) == 5) {
        index = first + 1;
        return indexed(sequence.value(first + 1));
    }
    if (sequence.value(first) == 2) {
        index = first + 3;
        return rgb(sequence.value(first + 1), sequence.value(first + 2), sequence.value(first + 3));
    }
    index = first;
    return std::nullopt;
}

TerminalUnderline underlineKind(int number)
{
    constexpr int last = int(TerminalUnderline::Dashed);
    return number <= last ? TerminalUnderline(number) : TerminalUnderline::Single;
}

bool applyColor(int number, TerminalStyle &style)
{
    if (number >= 30 && number <= 37)
        style.foreground = TerminalColor::indexed(quint8(number - 30));
    else if (number >= 90 && number <= 97)
        style.foreground = TerminalColor::indexed(quint8(number - 90 + 8));
    else if (number >= 40 && number <= 47)
        style.background = TerminalColor::indexed(quint8(number - 40));
    else if (number >= 100 && number <= 107)
        style.background = TerminalColor::indexed(quint8(number - 100 + 8));
    else if (number == 39)
        style.foreground = {};
    else if (number == 49)
        style.background = {};
    else
        return false;
    return true;
}

void applyAttribute(int number, TerminalStyle &style)
{
    switch (number) {
    case 0:
        style = {};
        break;
    case 1:
        style.bold = true;
        break;
    case 2:
        style.dim = true;
        break;
    case 3:
        style.italic = true;
        break;
    case 4:
        style.underline = TerminalUnderline::Single;
        break;
    case 5:
    case 6:
        style.blink = true;
        break;
    case 7:
        style.inverse = true;
        break;
    case 8:
        style.invisible = true;
        break;
    case 9:
        style.strike = true;
        break;
    case 21:
        style.underline = TerminalUnderline::Double;
        break;
    case 22:
        style.bold = style.dim = false;
        break;
    case 23:
        style.italic = false;
        break;
    case 24:
        style.underline = TerminalUnderline::None;
        break;
    case 25:
        style.blink = false;
        break;
    case 27:
        style.inverse = false;
        break;
    case 28:
        style.invisible = false;
        break;
    case 29:
        style.strike = false;
        break;
    default:
        break;
    }
}

} // namespace

void applyGraphicRendition(const ControlSequence &sequence, TerminalStyle &style)
{
    if (sequence.count == 0)
        style = {};
    for (int i = 0; i < sequence.count; ++i) {
        const int number = sequence.value(i);
        if (number == 38 || number == 48 || number == 58) {
            const std::optional<TerminalColor> color = takeColor(sequence, i);
            if (color && number != 58)
                (number == 38 ? style.foreground : style.background) = *color;
            continue;
        }
        const int subs = subCount(sequence, i);
        if (number == 4 && subs > 0)
            style.underline = underlineKind(sequence.value(i + 1));
        else if (!applyColor(number, style))
            applyAttribute(number, style);
        i += subs;
    }
}

} // namespace pilothouse

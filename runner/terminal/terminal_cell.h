#pragma once

#include <QtTypes>

#include <array>
#include <bit>
#include <string>
#include <vector>

namespace pilothouse {

/// The terminal's default, one of the 256 palette colours (0–15 are the theme's, the rest is xterm's cube and greys),
/// or a colour of its own.
struct TerminalColor {
    enum class Kind : quint8 { Default, Indexed, Rgb };

    Kind kind = Kind::Default;
    quint8 red = 0; ///< The index of an indexed colour.
    quint8 green = 0;
    quint8 blue = 0;

    [[nodiscard]] static constexpr TerminalColor indexed(quint8 index) { return {Kind::Indexed, index, 0, 0}; }
    [[nodiscard]] static constexpr TerminalColor rgb(quint8 r, quint8 g, quint8 b) { return {Kind::Rgb, r, g, b}; }
    friend constexpr bool operator==(const TerminalColor &, const TerminalColor &) = default;
};

enum class TerminalUnderline : quint8 { None, Single, Double, Curly, Dotted, Dashed };

struct TerminalStyle {
    TerminalColor foreground;
    TerminalColor background;
    TerminalUnderline underline = TerminalUnderline::None;
    bool bold : 1 = false;
    bool dim : 1 = false;
    bool italic : 1 = false;
    bool blink : 1 = false;
    bool inverse : 1 = false;
    bool invisible : 1 = false;
    bool strike : 1 = false;
    bool unused : 1 = false; ///< So that no bit is left undefined, and equality is that of the bytes.

    friend constexpr bool operator==(const TerminalStyle &a, const TerminalStyle &b)
    {
        using Bytes = std::array<quint16, 5>;
        return std::bit_cast<Bytes>(a) == std::bit_cast<Bytes>(b);
    }
};

/// One place of the grid.
struct TerminalCell {
    /// A Unicode scalar value; U+0020 where nothing was written. Above 0x1FFFFF it is 0x200000 plus an index into the
    /// row's clusters.
    char32_t character = U' ';
    TerminalStyle style;
    /// Columns: 1, 2, or 0 for the right half of the wide character before it.
    quint8 width = 1;
    quint8 unused = 0; ///< As above.

    static constexpr char32_t firstCluster = 0x200000;

    [[nodiscard]] constexpr bool isCluster() const { return character >= firstCluster; }
    friend constexpr bool operator==(const TerminalCell &a, const TerminalCell &b)
    {
        using Words = std::array<quint64, 2>;
        return std::bit_cast<Words>(a) == std::bit_cast<Words>(b);
    }
};

/// One row of the grid. A value that is shared must not change.
struct TerminalRow {
    std::vector<TerminalCell> cells; ///< Always as many as the grid has columns; fewer in the history.
    std::vector<std::u32string> clusters; ///< Characters with combining marks.
    bool wrapped = false; ///< The text goes on in the next row without a line break.

    friend bool operator==(const TerminalRow &, const TerminalRow &) = default;
};

/// The text of a cell; empty for the right half of a wide character.
[[nodiscard]] std::u32string_view cellText(const TerminalRow &row, const TerminalCell &cell);

/// The text of a row without its trailing blanks, in UTF-8.
[[nodiscard]] std::string rowText(const TerminalRow &row);

} // namespace pilothouse

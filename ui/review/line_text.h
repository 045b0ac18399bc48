#pragma once

#include <QByteArrayView>
#include <QString>

#include <vector>

namespace pilothouse {

/// A line as it is painted: what a person could not see or would mistake has become a mark. Positions count UTF-16
/// units; "raw" ones those of the line as it stands, decoded.
struct LineText {
    struct Mark {
        enum class Kind : quint8 {
            Hidden, ///< A control, bidirectional or invisible character, shown as a sign of its own.
            Lookalike, ///< Looks like an ASCII character in its company; shown as it is.
            Note, ///< Our own words behind the text.
        };
        int start = 0;
        int length = 0;
        int raw = 0;
        int rawLength = 0;
        Kind kind = Kind::Hidden;

        friend bool operator==(const Mark &, const Mark &) = default;
    };
    QString text;
    std::vector<Mark> marks; ///< Ascending.
    int rawLength = 0; ///< Of what is shown.
    bool ascii = false; ///< Nothing but printable ASCII and tabs.

    /// Inside a mark its beginning, or its end when `roundUp`.
    [[nodiscard]] int rawAt(int shown, bool roundUp = false) const;
    [[nodiscard]] int shownAt(int raw) const;

    friend bool operator==(const LineText &, const LineText &) = default;
};

struct LineEnding {
    bool showReturn = true; ///< Whether a carriage return before the line feed becomes a mark.
    bool endsFile = false; ///< The file's last line, and no line feed follows.
};

/// Bytes above this many of one line are not shown; the line says how many there are.
inline constexpr qsizetype MostShownBytes = 5000;

/// How much of a line that is more than printable ASCII is shown: laying it out takes a hundred times as long.
struct ShapedLimits {
    qsizetype bytes = MostShownBytes;
    size_t marks = 200; ///< A line with more hidden characters is no text that anybody reads.
};
/// Where lines are not wrapped, so that many long ones are on a screen.
inline constexpr ShapedLimits UnwrappedLimits{1500, 60};

/// A line without its line feed; control characters are shown by name, for no font has pictures of all of them. What is
/// no UTF-8 is read as Latin-1, so that every byte stays itself.
[[nodiscard]] LineText lineText(QByteArrayView line, LineEnding ending = {}, ShapedLimits limits = {});

/// The whole line decoded as lineText() decodes it, without marks.
[[nodiscard]] QString decodedLine(QByteArrayView line);

} // namespace pilothouse

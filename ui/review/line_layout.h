#pragma once

#include "ui/review/line_text.h"
#include "ui/review/syntax_palette.h"

#include <QFont>
#include <QGlyphRun>
#include <QRawFont>
#include <QRectF>

#include <array>
#include <memory>
#include <vector>

class QPainter;
class QTextLayout;

namespace pilothouse {

/// Some characters of a line in a style of the highlighter; positions are raw ones.
struct SyntaxSpan {
    int start = 0;
    int length = 0;
    quint8 style = 0;

    friend bool operator==(const SyntaxSpan &, const SyntaxSpan &) = default;
};

/// The font of code and what is measured of it once.
struct CodeFont {
    CodeFont() = default;
    explicit CodeFont(const QFont &font);

    QFont font;
    QRawFont raw;
    QRawFont bold;
    qreal cell = 8; ///< Width of a character.
    qreal ascent = 12;
    int lineHeight = 18;
    std::array<quint32, 128> glyphs{}; ///< Of the ASCII characters.
    std::array<quint32, 128> boldGlyphs{};
};

/// Draws a few ASCII characters on a baseline without shaping them.
void drawPlain(QPainter &painter, const CodeFont &font, QPointF baseline, QLatin1StringView text);

inline constexpr int TabColumns = 4;

/// One line laid out, in as many visual lines as the width asks for. Plain text in a font of one width is laid out by
/// counting and drawn as glyphs; everything else by QTextLayout.
class LineLayout final {
public:
    /// `width` in device-independent pixels; 0 does not wrap. The colours may come later, by setSpans().
    LineLayout(LineText text, const CodeFont &font, qreal width, const SyntaxPalette &palette,
        const std::vector<SyntaxSpan> &spans = {});
    ~LineLayout();
    LineLayout(const LineLayout &) = delete;
    LineLayout &operator=(const LineLayout &) = delete;

    [[nodiscard]] const LineText &text() const { return m_text; }
    [[nodiscard]] int visualLines() const { return m_visualLines; }
    [[nodiscard]] qreal width() const { return m_width; }
    [[nodiscard]] const std::vector<SyntaxSpan> &spans() const { return m_spans; }
    void setSpans(const std::vector<SyntaxSpan> &spans, const SyntaxPalette &palette);
    /// Draws at least what is in `clip`.
    void draw(QPainter &painter, QPointF at, const SyntaxPalette &palette, const QRectF &clip) const;

    /// The shown position nearest to a point of the layout.
    [[nodiscard]] int positionAt(QPointF point) const;
    /// The rectangles of shown characters from … to - 1, relative to the layout's top left.
    [[nodiscard]] std::vector<QRectF> rectsOf(int from, int to) const;

private:
    struct Run {
        QGlyphRun glyphs;
        QRectF rect;
        quint8 style = 0;
    };
    void wrapPlain(qreal width);
    void startRich(const SyntaxPalette &palette);
    void layOutRich();
    void makeRuns(const SyntaxPalette &palette) const;
    [[nodiscard]] int columnOf(int position) const;
    [[nodiscard]] std::pair<int, int> plainLine(int line) const;

    LineText m_text;
    const CodeFont &m_font;
    std::vector<int> m_columns; ///< Of each character and the end, when there are tabs.
    std::vector<int> m_starts; ///< Of the visual lines.
    std::vector<SyntaxSpan> m_spans;
    mutable std::vector<Run> m_runs;
    mutable bool m_runsMade = false;
    std::unique_ptr<QTextLayout> m_rich;
    qreal m_wrapWidth = 0;
    qreal m_width = 0;
    int m_visualLines = 1;
};

} // namespace pilothouse

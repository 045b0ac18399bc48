#pragma once

#include "ui/transcript/markdown.h"
#include "ui/transcript/row_layout.h"

namespace pilothouse {

/// Places things into a row from top to bottom.
class RowBuilder final {
public:
    struct TextStyle {
        TypeRole role = TypeRole::Body;
        Tone tone = Tone::Text;
        bool wrap = true; ///< Otherwise one line that is cut with an ellipsis.
        bool selectable = true;
        qreal lineSpacing = 1.0; ///< Times the font's height.
    };

    /// `left` and `width` bound what is placed, in device-independent pixels.
    RowBuilder(const Theme &theme, qreal left, qreal width);

    [[nodiscard]] const Theme &theme() const { return m_theme; }
    [[nodiscard]] qreal left() const { return m_left; }
    [[nodiscard]] qreal width() const { return m_width; }
    qreal y = 0; ///< Where the next thing goes.

    /// Adds a text at (x, y) and returns its rectangle; does not move y.
    QRectF text(const QString &text, qreal x, qreal width, const TextStyle &style,
        const std::vector<QTextLayout::FormatRange> &formats = {});
    /// Text over the whole width; moves y below it.
    void paragraph(const QString &text, const TextStyle &style);
    /// Blocks of Markdown below each other.
    void markdown(const std::vector<MarkdownBlock> &blocks, Tone tone);
    void icon(const QString &name, Tone tone, qreal x, qreal y, qreal size = 16);
    RowLayout::Box &box(const QRectF &rect, std::optional<Tone> fill, std::optional<Tone> border, qreal radius);
    void spot(const QRectF &rect, RowAction action, const QString &name);
    void space(qreal height) { y += height; }

    /// The finished row; its height is y.
    [[nodiscard]] std::unique_ptr<RowLayout> finish();
    [[nodiscard]] RowLayout &row() { return *m_row; }

private:
    void markdownBlock(const MarkdownBlock &block, Tone tone);
    void codeBlock(const MarkdownBlock &block, qreal x, qreal width);
    void table(const MarkdownBlock &block, qreal x, qreal width, Tone tone);
    QRectF richText(const MarkdownText &text, qreal x, qreal width, const TextStyle &style);

    const Theme &m_theme;
    qreal m_left;
    qreal m_width;
    std::unique_ptr<RowLayout> m_row;
};

} // namespace pilothouse

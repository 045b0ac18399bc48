#pragma once

#include <QString>

#include <vector>

namespace pilothouse {

/// A run of characters with a look of its own.
struct MarkdownSpan {
    enum Style { Bold = 1, Italic = 2, Code = 4, Strike = 8, Link = 16 };
    int start = 0;
    int length = 0;
    int styles = 0;
    QString target; ///< Of a link; untrusted.
    friend bool operator==(const MarkdownSpan &, const MarkdownSpan &) = default;
};

struct MarkdownText {
    QString text;
    std::vector<MarkdownSpan> spans;
    friend bool operator==(const MarkdownText &, const MarkdownText &) = default;
};

/// A block as it is laid out, one below the other.
struct MarkdownBlock {
    enum class Kind { Paragraph, Heading, Code, Table, Rule };
    Kind kind = Kind::Paragraph;
    int level = 0; ///< Of a heading, 1 to 6.
    int indent = 0; ///< Lists that it is in.
    int quotes = 0; ///< Quotations that it is in.
    QString marker; ///< Of a list item's first block: "•", "3.", "☐", "☑".
    QString language; ///< Of a code block.
    MarkdownText content;
    std::vector<std::vector<MarkdownText>> rows; ///< Of a table; the first one is its head.
    friend bool operator==(const MarkdownBlock &, const MarkdownBlock &) = default;
};

/// Reads Markdown (CommonMark with tables, task lists and strike-through). HTML is text; images become their
/// description; nothing is loaded. Hidden characters of the text are made visible. Linear in the text's length.
[[nodiscard]] std::vector<MarkdownBlock> parseMarkdown(QStringView text);

} // namespace pilothouse

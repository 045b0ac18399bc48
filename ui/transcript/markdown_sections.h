#pragma once

#include "runner/agent/streamed_text.h"

#include <QString>

#include <vector>

namespace pilothouse {

/// Cuts a Markdown text that grows into sections that can be parsed by themselves, so that growth costs only the last
/// one. A section ends at a blank line outside of a fenced code block, or at its bound; a code block that is cut goes
/// on as a code block. Link definitions reach only their own section.
class MarkdownSections {
public:
    static constexpr qsizetype Aim = 400; ///< UTF-16 units from which on a blank line ends a section.
    static constexpr qsizetype Bound = 16 * 1024; ///< No section is longer than this and one line.

    /// Takes what is new in a text that only grows. Returns the index of the first section that changed.
    size_t update(const StreamedText &text);
    void append(QStringView text);

    [[nodiscard]] const std::vector<QString> &sections() const { return m_sections; }

private:
    void takeLine(QStringView line);
    void cut();
    void restart();

    std::vector<QString> m_sections;
    QString m_fence; ///< The line that opened the code block we are in.
    QStringView fenceMarks() const;
    qint64 m_taken = 0; ///< UTF-16 units of the text that were taken.
    qint64 m_omitted = 0;
    bool m_afterBlank = false;
    bool m_lineOpen = false; ///< The last section ends in the middle of a line.
    qsizetype m_lineStart = 0; ///< Where that line starts in the last section.
};

} // namespace pilothouse

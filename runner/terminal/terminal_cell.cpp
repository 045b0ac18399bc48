#include "runner/terminal/terminal_cell.h"

#include "runner/terminal/utf8.h"

namespace pilothouse {

std::u32string_view cellText(const TerminalRow &row, const TerminalCell &cell)
{
    if (cell.width == 0)
        return {};
    if (!cell.isCluster())
        return {&cell.character, 1};
    const auto index = size_t(cell.character - TerminalCell::firstCluster);
    return index < row.clusters.size() ? std::u32string_view(row.clusters[index]) : std::u32string_view();
}

std::string rowText(const TerminalRow &row)
{
    std::string text;
    for (const TerminalCell &cell : row.cells) {
        for (const char32_t character : cellText(row, cell))
            appendUtf8(text, character);
    }
    const size_t end = text.find_last_not_of(' ');
    text.resize(end == std::string::npos ? 0 : end + 1);
    return text;
}

} // namespace pilothouse

#pragma once

#include "runner/terminal/terminal_cell.h"

#include <string>
#include <string_view>

namespace pilothouse {

/// Appends a row in its packed form: one byte of flags, the length of its text in bytes, the text in UTF-8 without
/// trailing blanks, and for each run of cells of one style the number of cells and the style. All of it in memory only.
void packRow(const TerminalRow &row, std::string &out);

/// The row again; only for what packRow() made.
[[nodiscard]] TerminalRow unpackRow(std::string_view packed);

} // namespace pilothouse

#pragma once

#include "runner/terminal/terminal_cell.h"
#include "runner/terminal/terminal_parser.h"

namespace pilothouse {

/// Select graphic rendition (CSI … m): ECMA-48 8.3.117, colours by index and by value with semicolons or colons
/// (ISO 8613-6), kinds of underlines by colons. The colour of underlines is read over, unknown numbers are ignored.
void applyGraphicRendition(const ControlSequence &sequence, TerminalStyle &style);

} // namespace pilothouse

#pragma once

#include <QString>

#include <cstdio>

namespace pilothouse::cli {

[[nodiscard]] bool isTerminal(FILE *stream);

/// Reads one line from the terminal; empty at its end. Blocks: only where nothing else is to be done.
[[nodiscard]] QString readLine();

} // namespace pilothouse::cli

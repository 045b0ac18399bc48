#include "app/cli/terminal.h"

#include <io.h>

namespace pilothouse::cli {

bool isTerminal(FILE *stream)
{
    return _isatty(_fileno(stream)) != 0;
}

QString readLine()
{
    char line[256] = {};
    return std::fgets(line, sizeof line, stdin) ? QString::fromLocal8Bit(line).trimmed() : QString();
}

} // namespace pilothouse::cli

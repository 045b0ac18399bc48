#include "app/cli/terminal.h"

#include <unistd.h>

namespace pilothouse::cli {

bool isTerminal(FILE *stream)
{
    return ::isatty(::fileno(stream)) == 1;
}

QString readLine()
{
    char line[256] = {};
    return std::fgets(line, sizeof line, stdin) ? QString::fromLocal8Bit(line).trimmed() : QString();
}

} // namespace pilothouse::cli

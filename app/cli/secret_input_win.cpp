#include "app/cli/secret_input.h"
#include "app/cli/terminal.h"

#include <QCoreApplication>

#include <cstdio>

#include <conio.h>
#include <io.h>

namespace pilothouse::cli {

namespace {

constexpr qsizetype Longest = 64 * 1024;

} // namespace

Result<Secret> readSecretFrom(int descriptor)
{
    QByteArray line;
    line.reserve(Longest);
    char byte = 0;
    int got = 0;
    while (line.size() < Longest && (got = _read(descriptor, &byte, 1)) == 1 && byte != '\n')
        line.append(byte);
    if (line.endsWith('\r'))
        line.chop(1);
    if (got < 0 || line.isEmpty())
        return failure(IoFailed,
            QCoreApplication::translate("CommandLine", "Nothing could be read from the file descriptor %1.")
                .arg(descriptor));
    return Secret(std::move(line));
}

Result<Secret> askForSecret(const QString &question)
{
    if (!isTerminal(stdin))
        return failure(IoFailed,
            QCoreApplication::translate(
                "CommandLine", "There is no terminal to ask at. Pass it by a file descriptor."));
    std::fprintf(stderr, "%s ", qUtf8Printable(question));
    std::fflush(stderr);
    QByteArray line;
    line.reserve(Longest);
    for (int key = _getch(); key != '\r' && key != '\n' && key > 0 && line.size() < Longest; key = _getch())
        line.append(char(key));
    std::fputc('\n', stderr);
    if (line.isEmpty())
        return failure(IoFailed, QCoreApplication::translate("CommandLine", "Nothing was typed."));
    return Secret(std::move(line));
}

} // namespace pilothouse::cli

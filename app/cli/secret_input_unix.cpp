#include "app/cli/secret_input.h"
#include "app/cli/terminal.h"

#include <QCoreApplication>

#include <cstdio>

#include <termios.h>
#include <unistd.h>

namespace pilothouse::cli {

namespace {

constexpr qsizetype Longest = 64 * 1024;

/// The terminal shows what is typed again, however this ends.
class WithoutEcho {
public:
    WithoutEcho()
    {
        m_changed = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        termios silent = m_before;
        silent.c_lflag &= ~tcflag_t(ECHO);
        m_changed = m_changed && ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~WithoutEcho()
    {
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    WithoutEcho(const WithoutEcho &) = delete;
    WithoutEcho &operator=(const WithoutEcho &) = delete;

private:
    termios m_before{};
    bool m_changed = false;
};

} // namespace

Result<Secret> readSecretFrom(int descriptor)
{
    QByteArray line;
    line.reserve(Longest); // so that no copy of a part is left behind
    char byte = 0;
    ssize_t got = 0;
    while (line.size() < Longest && (got = ::read(descriptor, &byte, 1)) == 1 && byte != '\n')
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
    Result<Secret> secret = [] {
        const WithoutEcho silent;
        return readSecretFrom(STDIN_FILENO);
    }();
    std::fputc('\n', stderr);
    return secret;
}

} // namespace pilothouse::cli

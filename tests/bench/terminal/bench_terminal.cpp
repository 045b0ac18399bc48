// Prints how many bytes a second the terminal takes, beside two floors of the same run: looking at each byte once
// (counting its line feeds), and copying it once into cells of four bytes. Slices of 64 KiB with a frame after each, as
// a view feeds it. For information; no limit is set.

#include "runner/terminal/terminal_emulator.h"

#include <QByteArray>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

using namespace pilothouse;

namespace {

constexpr qsizetype inputBytes = 16 * 1024 * 1024;
constexpr qsizetype sliceBytes = 64 * 1024;
constexpr int rounds = 5;

QByteArray filled(const std::function<QByteArray(int)> &line)
{
    QByteArray bytes;
    bytes.reserve(inputBytes + 1024);
    for (int i = 0; bytes.size() < inputBytes; ++i)
        bytes += line(i);
    return bytes;
}

/// Megabytes for a second of the processor's time, the best of several rounds.
double rate(const QByteArray &bytes, const std::function<void(const QByteArray &)> &work)
{
    double best = 0;
    for (int round = 0; round < rounds; ++round) {
        const std::clock_t start = std::clock();
        work(bytes);
        const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
        best = std::max(best, double(bytes.size()) / seconds / 1e6);
    }
    return best;
}

void feed(const QByteArray &bytes)
{
    TerminalEmulator terminal({.rows = 50, .columns = 200});
    for (qsizetype at = 0; at < bytes.size(); at += sliceBytes) {
        terminal.feed(QByteArrayView(bytes).sliced(at, std::min(sliceBytes, bytes.size() - at)));
        (void)terminal.frame();
    }
}

void print(const char *name, const QByteArray &bytes)
{
    qsizetype found = 0;
    const double look = rate(bytes, [&found](const QByteArray &b) { found += b.count('\n'); });
    std::vector<char32_t> cells(size_t(bytes.size()));
    const double copy = rate(bytes, [&cells](const QByteArray &b) { std::copy(b.begin(), b.end(), cells.begin()); });
    const double ours = rate(bytes, feed);
    std::printf("%-28s %8.0f MB/s   %5.1f x looking (%.0f MB/s)   %5.1f x copying (%.0f MB/s)%s\n", name, ours,
        look / ours, look, copy / ours, copy, found == 0 ? " (no lines)" : "");
}

} // namespace

int main()
{
    print("lines of 80",
        filled([](int i) { return QByteArray(QByteArray::number(i).rightJustified(79, 'x') + "\r\n"); }));
    print("short lines", filled([](int i) { return QByteArray(QByteArray::number(i) + "\r\n"); }));
    print("compiler colours", filled([](int i) {
        return QByteArray("\x1b[1mfile.cpp:" + QByteArray::number(i % 1000)
            + ":\x1b[0m \x1b[1;35mwarning:\x1b[0m something \x1b[32mis\x1b[0m not as it should be\r\n");
    }));
    print("24-bit colours", filled([](int i) {
        return QByteArray("\x1b[38;2;" + QByteArray::number(i % 256) + ";1;2mab\x1b[48;2;3;4;"
            + QByteArray::number(i % 256) + "mcd" + (i % 40 == 39 ? "\x1b[0m\r\n" : ""));
    }));
    print("wide and accented text",
        filled([](int) { return QByteArray("日本語のテキスト und größere Wörter, naïve café\r\n"); }));
    print("a full-screen program", filled([](int i) {
        return QByteArray(
            "\x1b[" + QByteArray::number(1 + i % 50) + ";" + QByteArray::number(1 + i % 150) + "Hsome text here\x1b[K");
    }));
    return 0;
}

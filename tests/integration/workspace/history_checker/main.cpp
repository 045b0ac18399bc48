// history_checker <repository> [commits] [distance]: compares change sets of a repository's history with git's, prints
// every difference and ends with 1 when there is one. With a distance, commits are compared with the one that many
// before them, so that many files are renamed at once. Reads only.

#include "tests/integration/workspace/history_checker/history_check.h"

#include <cstdio>
#include <cstdlib>

using namespace pilothouse::test;

int main(int count, char **arguments)
{
    if (count < 2) {
        std::fputs("history_checker <repository> [commits] [distance]\n", stderr);
        return 2;
    }
    HistoryOptions options;
    if (count > 2)
        options.commits = std::atoi(arguments[2]);
    if (count > 3)
        options.distance = std::atoi(arguments[3]);
    const auto check = checkHistory(QString::fromLocal8Bit(arguments[1]), options);
    if (!check) {
        std::fprintf(stderr, "%s\n", qPrintable(check.error()));
        return 2;
    }
    for (const QString &difference : check->differences)
        std::printf("%s\n", qPrintable(difference));
    for (const QString &percentage : check->otherPercentages)
        std::printf("note: %s\n", qPrintable(percentage));
    std::printf("%d commits, %d files (%d renamed, %d copied), %d runs of changed lines: %lld differences, %lld other "
                "percentages\n",
        check->commits, check->files, check->renamed, check->copied, check->edits,
        static_cast<long long>(check->differences.size()), static_cast<long long>(check->otherPercentages.size()));
    return check->differences.isEmpty() ? 0 : 1;
}

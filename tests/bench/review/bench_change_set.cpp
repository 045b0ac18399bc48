// Prints how long change sets take, each figure as a ratio to `git diff` of the same trees, measured in turns in the
// same run (git's start included, its output thrown away). For information; no limit is set.

#include "runner/workspace/change_set.h"
#include "runner/workspace/line_diff.h"
#include "runner/workspace/moved_lines.h"
#include "tests/support/git/test_repository.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <optional>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 9;

template <class T> T need(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s (%s)\n", qPrintable(result.error().message), qPrintable(result.error().cause));
        std::exit(1);
    }
    return std::move(*result);
}

double milliseconds(const QElapsedTimer &clock)
{
    return double(clock.nsecsElapsed()) / 1e6;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// A step that is measured: it returns milliseconds.
struct Step {
    const char *name;
    std::function<double()> run;
    std::vector<double> wall;
    std::vector<double> cpu; ///< Of this process; all threads.
};

Step step(const char *name, std::function<void()> work)
{
    return {name,
        [work = std::move(work)] {
            QElapsedTimer clock;
            clock.start();
            work();
            return milliseconds(clock);
        },
        {}, {}};
}

/// Runs all of them in turns; the first is the floor that the others are compared with.
void measure(const char *title, std::vector<Step> steps)
{
    for (int round = 0; round < rounds; ++round) {
        for (Step &each : steps) {
            const std::clock_t before = std::clock();
            each.wall.push_back(each.run());
            each.cpu.push_back(1000.0 * double(std::clock() - before) / CLOCKS_PER_SEC);
        }
    }
    std::printf("%s\n", title);
    const double floor = median(steps.front().wall);
    for (const Step &each : steps)
        std::printf("    %-52s %9.2f ms   %6.3f x   (CPU %.2f ms)\n", each.name, median(each.wall),
            median(each.wall) / floor, median(each.cpu));
    std::fflush(stdout);
}

/// Source-like lines of about 24 bytes that do not repeat.
QByteArray line(QRandomGenerator &random)
{
    static const QByteArrayList words{"value", "count", "index", "size", "name", "result", "buffer", "total"};
    const auto word = [&] { return words[random.bounded(words.size())]; };
    return QByteArray(random.bounded(4) * 4, ' ') + word() + '_' + QByteArray::number(random.bounded(1000)) + " = "
        + word() + '(' + QByteArray::number(random.bounded(1000)) + ");\n";
}

QByteArrayList makeLines(QRandomGenerator &random, int count)
{
    QByteArrayList lines;
    for (int i = 0; i < count; ++i)
        lines.append(line(random));
    return lines;
}

/// A third of the lines replaced, removed or added in runs: `share` of 1,000 begin one.
QByteArrayList edited(QRandomGenerator &random, const QByteArrayList &lines, int share)
{
    QByteArrayList out;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (static_cast<int>(random.bounded(1000)) >= share) {
            out.append(lines[i]);
            continue;
        }
        switch (random.bounded(3)) {
        case 0:
            out.append(line(random));
            break;
        case 1:
            out.append(lines[i]);
            out.append(line(random));
            break;
        default:
            break;
        }
    }
    return out;
}

class Corpus {
public:
    explicit Corpus(const QString &path) : m_repository(TestRepository::create(path)) { }

    void write(const QString &name, const QByteArrayList &lines) const { m_repository.write(name, lines.join()); }
    ObjectId commit() const { return ObjectId(m_repository.commitAll(u"x"_s)); }
    QString store() const { return m_repository.file(u".git"_s); }
    Step gitDiff(const ObjectId &from, const ObjectId &to) const
    {
        return step("git diff -M -C", [=, this] {
            m_repository.git({u"diff"_s, u"-M"_s, u"-C"_s, from.value, to.value, u"--output=/dev/null"_s});
        });
    }

private:
    TestRepository m_repository;
};

/// Until the first file's lines are there, which the caller would paint; the rest is then stopped.
double untilFirstFile(const QString &store, const ObjectId &from, const ObjectId &to)
{
    QElapsedTimer clock;
    clock.start();
    std::optional<double> first;
    std::stop_source stop;
    const ChangeSetWatch watch{.listed =
                                   [&](const ChangeSet &set) {
                                       need(lineDiff(store, set.files.first()));
                                       first = milliseconds(clock);
                                       stop.request_stop();
                                   },
        .measured = {}};
    (void)diffTrees(store, from, to, {}, stop.get_token(), watch);
    return first.value_or(0);
}

void measureManyFiles(const QString &folder)
{
    const Corpus corpus(folder);
    QRandomGenerator random(1);
    std::vector<QByteArrayList> files;
    for (int i = 0; i < 1000; ++i) {
        files.push_back(makeLines(random, 300));
        corpus.write(u"src/part%1/file%2.cpp"_s.arg(i % 20).arg(i), files.back());
    }
    const ObjectId from = corpus.commit();
    for (int i = 0; i < 1000; ++i)
        corpus.write(u"src/part%1/file%2.cpp"_s.arg(i % 20).arg(i), edited(random, files[static_cast<size_t>(i)], 250));
    const ObjectId to = corpus.commit();
    const ChangeSet set = need(diffTrees(corpus.store(), from, to));
    std::printf("1,000 files: %lld lines added, %lld removed\n", static_cast<long long>(set.added),
        static_cast<long long>(set.removed));
    const auto readLines = [&] {
        std::vector<std::shared_ptr<const LineDiff>> diffs;
        for (const FileChange &change : set.files)
            diffs.push_back(need(lineDiff(corpus.store(), change)));
        return diffs;
    };
    const std::vector<std::shared_ptr<const LineDiff>> lines = readLines();
    measure("1,000 files of 300 lines, loose objects",
        {corpus.gitDiff(from, to),
            {"first file's lines", [&] { return untilFirstFile(corpus.store(), from, to); }, {}, {}},
            step("all files indexed, 2 threads", [&] { need(diffTrees(corpus.store(), from, to)); }),
            step("all files indexed, 1 thread", [&] { need(diffTrees(corpus.store(), from, to, {.threads = 1})); }),
            step("the lines of all files, one after the other", [&] { readLines(); }),
            step("moved lines of all files", [&] { need(findMovedLines(lines)); })});
}

void measureOneFile(const QString &folder, const char *title, int lines, int share)
{
    const Corpus corpus(folder);
    QRandomGenerator random(2);
    const QByteArrayList before = makeLines(random, lines);
    corpus.write(u"file.json"_s, before);
    const ObjectId from = corpus.commit();
    corpus.write(u"file.json"_s, edited(random, before, share));
    const ObjectId to = corpus.commit();
    const ChangeSet set = need(diffTrees(corpus.store(), from, to));
    std::printf("one file: %lld lines added, %lld removed\n", static_cast<long long>(set.added),
        static_cast<long long>(set.removed));
    measure(title,
        {corpus.gitDiff(from, to), {"its lines", [&] { return untilFirstFile(corpus.store(), from, to); }, {}, {}},
            step("its counts", [&] { need(diffTrees(corpus.store(), from, to)); })});
}

void measureUpdate(const QString &folder)
{
    const Corpus corpus(folder);
    QRandomGenerator random(3);
    const auto name = [](int i) { return u"src/part%1/file%2.cpp"_s.arg(i % 50).arg(i); };
    for (int i = 0; i < 5000; ++i)
        corpus.write(name(i), makeLines(random, 60));
    const ObjectId from = corpus.commit();
    for (int i = 0; i < 5000; ++i)
        corpus.write(name(i), makeLines(random, 60));
    for (int i = 0; i < 40; ++i) // So that each update has to look for copies, too.
        corpus.write(u"new/file%1.cpp"_s.arg(i), makeLines(random, 60));
    const ObjectId first = corpus.commit();
    for (int i = 0; i < 10; ++i)
        corpus.write(name(i * 437), makeLines(random, 61));
    const ObjectId second = corpus.commit();
    const ChangeSet previous = need(diffTrees(corpus.store(), from, first));
    if (need(updateChangeSet(corpus.store(), previous, second)) != need(diffTrees(corpus.store(), from, second)))
        std::exit(1);
    measure("5,040 files changed, 10 of them again",
        {corpus.gitDiff(from, second),
            step("updated", [&] { need(updateChangeSet(corpus.store(), previous, second)); }),
            step("made anew", [&] { need(diffTrees(corpus.store(), from, second)); })});
}

} // namespace

int main()
{
    const PersonHome home;
    const QTemporaryDir directory;
    measureManyFiles(directory.filePath(u"many"_s));
    measureOneFile(directory.filePath(u"small"_s), "one file of 6,000 lines, 2,000 changed", 6000, 250);
    measureOneFile(directory.filePath(u"big"_s), "one file of 100,000 lines, 50,000 changed", 100'000, 380);
    measureUpdate(directory.filePath(u"update"_s));
    return 0;
}

// What the continuous diff view costs: data to first painted screen against `git diff` of the same files in the same
// run, 120 page jumps through it (frames and processor time, of every thread), and memory over an empty window. With
// colours, word marks and wrapping on, at 60 frames a second. QT_QPA_PLATFORM=offscreen paints by software.
#include "runner/base/pool.h"
#include "runner/workspace/line_diff.h"
#include "ui/review/review_view.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>

using namespace pilothouse;

namespace {

constexpr int Jumps = 120;
constexpr int Rounds = 5;
constexpr double FrameMs = 1000.0 / 60;

struct Pair {
    QByteArray before;
    QByteArray after;
};
using Pairs = std::map<QByteArray, Pair>;

double milliseconds(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double processorSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Of the process, in megabytes; 0 where the system does not say.
double residentMegabytes()
{
    QFile file(QStringLiteral("/proc/self/smaps_rollup"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("Pss:"))
            return line.mid(4).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

/// A line of C++ as people write it, some of them long enough to wrap.
QByteArray codeLine(int number, int version)
{
    const QByteArray n = QByteArray::number(number);
    const QByteArray v = QByteArray::number(version);
    switch (number % 12) {
    case 0:
        return "/// Adds what entry " + n + " holds to the sum, version " + v + ".\n";
    case 1:
        return "static double add_" + n + "(const Table &table, int row, double sum" + v + ")\n";
    case 2:
        return "{\n";
    case 3:
        return "    const auto value = table.at(row).value(QStringLiteral(\"amount-" + v + "\"), 0.0);\n";
    case 4:
        return "    if (value < " + n + ".5 && !table.isEmpty()) // the limit of " + v + "\n";
    case 5:
        return "        return sum + value * 0x" + QByteArray::number(number, 16) + ";\n";
    case 6:
        return "    for (int i = 0; i < table.count(); ++i) { total += table[i].amount(); log(\"row %1 of %2 has " + v
            + "\", i, table.count()); if (total > limits.upper(i)) return fail(Error::TooMuch, total, \"more than "
              "the limit allows in "
            + n + "\"); }\n";
    case 7:
        return "    return sum;\n";
    case 8:
        return "}\n";
    case 9:
        return "\n";
    case 10:
        return "#define LIMIT_" + n + " (" + v + " * 100)\n";
    default:
        return "using Row" + n + " = std::vector<std::pair<int, double>>; // " + v + "\n";
    }
}

/// A file of which `changed` lines differ (as many removed as added, in runs) among as many that do not, or nearly all.
Pair makePair(int changed, int seed, bool dense)
{
    Pair pair;
    int number = seed * 1000;
    const int run = dense ? 20 : 5;
    const int equal = dense ? 4 : 12;
    for (int done = 0; done < changed / 2;) {
        for (int i = 0; i < equal; ++i, ++number) {
            pair.before += codeLine(number, 1);
            pair.after += codeLine(number, 1);
        }
        for (int i = 0; i < run && done < changed / 2; ++i, ++number, ++done) {
            pair.before += codeLine(number, 2);
            pair.after += codeLine(number, 3);
        }
    }
    return pair;
}

/// Compares on pool threads, as the runner does.
class MemorySource final : public ReviewSource {
public:
    explicit MemorySource(const Pairs &pairs) : m_pairs(pairs) { }

    [[nodiscard]] Task<std::shared_ptr<const LineDiff>> lines(FileChange change) override
    {
        return runOn(m_pool, [pair = m_pairs.at(change.path())](std::stop_token) {
            LineDiff diff{std::make_shared<TextLines>(pair.before), std::make_shared<TextLines>(pair.after), {}};
            diff.edits = lineEdits(*diff.before, *diff.after).value_or(std::vector<LineEdit>());
            return Result<std::shared_ptr<const LineDiff>>(std::make_shared<LineDiff>(std::move(diff)));
        });
    }
    [[nodiscard]] Task<QByteArray> content(ObjectId, qint64) override { co_return QByteArray(); }

private:
    const Pairs &m_pairs;
    Pool m_pool{2};
};

std::shared_ptr<const ChangeSet> changeSet(const Pairs &pairs, int changedInEach)
{
    auto set = std::make_shared<ChangeSet>();
    int number = 0;
    for (const auto &[path, pair] : pairs) {
        FileChange change;
        change.oldPath = change.newPath = path;
        change.oldMode = change.newMode = 0100644;
        change.oldBlob = ObjectId(QStringLiteral("%1").arg(++number, 40, 16, QLatin1Char('0')));
        change.newBlob = ObjectId(QStringLiteral("%1").arg(++number, 40, 16, QLatin1Char('0')));
        change.added = change.removed = changedInEach / 2;
        set->files.append(change);
    }
    return set;
}

/// The best of several runs of `git diff` over the same files, its start included.
double gitMilliseconds(const Pairs &pairs)
{
    QTemporaryDir folder;
    const auto git = [&folder](const QStringList &arguments) {
        QProcess process;
        process.setWorkingDirectory(folder.path());
        process.setStandardOutputFile(QProcess::nullDevice());
        process.start(QStringLiteral("git"),
            QStringList{QStringLiteral("-c"), QStringLiteral("user.name=b"), QStringLiteral("-c"),
                QStringLiteral("user.email=b@example.org")}
                + arguments);
        return process.waitForFinished(120'000) && process.exitCode() == 0;
    };
    const auto commit = [&](bool after) {
        for (const auto &[path, pair] : pairs) {
            QFile file(folder.filePath(QString::fromUtf8(path)));
            QDir().mkpath(QFileInfo(file).path());
            if (file.open(QIODevice::WriteOnly))
                file.write(after ? pair.after : pair.before);
        }
        return git({QStringLiteral("add"), QStringLiteral("-A")})
            && git({QStringLiteral("commit"), QStringLiteral("-qm"), QStringLiteral("x")});
    };
    if (!git({QStringLiteral("init"), QStringLiteral("-q")}) || !commit(false) || !commit(true))
        return 0;
    double best = 1e9;
    for (int round = 0; round < Rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        git({QStringLiteral("diff"), QStringLiteral("HEAD~1"), QStringLiteral("HEAD")});
        best = qMin(best, milliseconds(timer));
    }
    return best;
}

void waitUntil(const QElapsedTimer &frame, double until)
{
    const int left = qCeil(until - milliseconds(frame));
    QEventLoop loop;
    QTimer::singleShot(qMax(0, left), Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

/// A window with a view in it, idle.
struct Screen {
    Screen(const Theme &theme, const Pairs &pairs) : source(pairs), document(source), view(theme, document)
    {
        view.resize(1280, 800);
        view.show();
        QObject::connect(&document, &ReviewDocument::completed, &view, [this] { complete = true; });
        QElapsedTimer timer;
        timer.start();
        waitUntil(timer, 200);
        view.viewport()->repaint();
    }
    MemorySource source;
    ReviewDocument document;
    ReviewView view;
    bool complete = false;
};

struct Opening {
    double first = 1e9; ///< Milliseconds until the first file is painted.
    double all = 1e9;
    double cpu = 1e9;
};

void open(Screen &screen, const std::shared_ptr<const ChangeSet> &set, Opening &best)
{
    const double before = processorSeconds();
    QElapsedTimer timer;
    timer.start();
    screen.document.setChanges(set);
    while (!screen.document.lines(0))
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    screen.view.viewport()->repaint();
    best.first = qMin(best.first, milliseconds(timer));
    while (!screen.complete)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    best.all = qMin(best.all, milliseconds(timer));
    best.cpu = qMin(best.cpu, (processorSeconds() - before) * 1000);
}

struct Scrolling {
    std::vector<double> frames; ///< Milliseconds, ascending.
    double cpu = 0; ///< Seconds.
};

Scrolling scroll(Screen &screen)
{
    Scrolling result;
    QScrollBar *bar = screen.view.verticalScrollBar();
    auto step = QAbstractSlider::SliderPageStepAdd;
    const double before = processorSeconds();
    for (int jump = 0; jump < Jumps; ++jump) {
        QElapsedTimer frame;
        frame.start();
        if (bar->value() == bar->maximum())
            step = QAbstractSlider::SliderPageStepSub; // back up again
        bar->triggerAction(step);
        screen.view.viewport()->repaint();
        result.frames.push_back(milliseconds(frame));
        waitUntil(frame, FrameMs);
    }
    result.cpu = processorSeconds() - before;
    std::ranges::sort(result.frames);
    return result;
}

/// The best of as many tries as git has.
double comparedAlone(const Pair &pair)
{
    double best = 1e9;
    for (int round = 0; round < Rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        const LineDiff alone{std::make_shared<TextLines>(pair.before), std::make_shared<TextLines>(pair.after), {}};
        if (lineEdits(*alone.before, *alone.after))
            best = qMin(best, milliseconds(timer));
    }
    return best;
}

void measure(const char *name, const Theme &theme, const Pairs &pairs, int changedInEach, double cpuLimit)
{
    qint64 text = 0;
    for (const auto &[path, pair] : pairs)
        text += pair.before.size() + pair.after.size();
    const double git = gitMilliseconds(pairs);
    const double compared = comparedAlone(pairs.begin()->second);
    const auto set = changeSet(pairs, changedInEach);
    Opening best;
    Scrolling scrolling;
    double memory = 0;
    for (int round = 0; round < Rounds; ++round) {
        Screen screen(theme, pairs);
        const double empty = residentMegabytes();
        open(screen, set, best);
        if (round > 0)
            continue;
        QElapsedTimer timer;
        timer.start();
        waitUntil(timer, 300); // colours of the first screen
        scrolling = scroll(screen);
        memory = residentMegabytes() - empty;
    }
    const double textMegabytes = static_cast<double>(text) / (1 << 20);
    std::printf("%s: git diff %.1f ms, data to first screen %.1f ms = %.2f x, all files %.1f ms = %.2f x "
                "(%.1f ms of CPU); comparing the first file alone %.1f ms\n",
        name, git, best.first, best.first / git, best.all, best.all / git, best.cpu, compared);
    std::printf("%s: %d page jumps %.2f s of CPU (limit %.1f), frame median %.1f p99 %.1f ms\n", name, Jumps,
        scrolling.cpu, cpuLimit, scrolling.frames[Jumps / 2], scrolling.frames[Jumps * 99 / 100]);
    std::printf("%s: %.1f MB over an empty window for %.1f MB of text (limit %.1f)\n", name, memory, textMegabytes,
        60 + 1.5 * textMegabytes);
    std::fflush(stdout);
}

/// Ten files of many change; until they are shown.
void measureUpdate(const Theme &theme)
{
    Pairs pairs;
    const auto path = [](int i) { return "src/file" + QByteArray::number(i) + ".cpp"; };
    for (int i = 0; i < 5000; ++i)
        pairs[path(i)] = makePair(20, i, false);
    MemorySource source(pairs);
    ReviewDocument document(source);
    ReviewView view(theme, document);
    view.resize(1280, 800);
    view.show();
    int completed = 0;
    QObject::connect(&document, &ReviewDocument::completed, &view, [&completed] { ++completed; });
    auto set = std::make_shared<ChangeSet>(*changeSet(pairs, 20));
    document.setChanges(set);
    while (completed == 0)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QElapsedTimer timer;
    timer.start();
    waitUntil(timer, 500);
    std::vector<double> times;
    for (int round = 0; round < Rounds; ++round) {
        auto next = std::make_shared<ChangeSet>(*set);
        for (int i = 0; i < 10; ++i) {
            FileChange &change = next->files[i];
            pairs[change.path()].after.prepend("// round " + QByteArray::number(round) + '\n');
            change.newBlob = ObjectId(QStringLiteral("%1").arg(1'000'000 + round * 10 + i, 40, 16, QLatin1Char('0')));
        }
        set = next;
        completed = 0;
        timer.start();
        document.setChanges(set);
        while (completed == 0)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        view.viewport()->repaint();
        times.push_back(milliseconds(timer));
    }
    std::ranges::sort(times);
    std::printf("10 of 5,000 files change: shown after %.1f ms, at most %.1f (limit 100)\n", times[2], times[4]);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme theme(SchemePreference::Light);
    QApplication::setStyle(new Style(theme));
    QApplication::setPalette(theme.palette());
    const QStringList only = QCoreApplication::arguments().mid(1);
    const auto wanted = [&only](const QString &name) { return only.isEmpty() || only.contains(name); };
    if (wanted(QStringLiteral("small"))) {
        const Pairs small{{"src/table.cpp", makePair(2000, 1, false)}};
        measure("2,000 lines", theme, small, 2000, 0.7);
    }
    if (wanted(QStringLiteral("many"))) {
        Pairs many;
        for (int i = 0; i < 1000; ++i)
            many[QByteArray("src/part") + QByteArray::number(i % 40) + "/file" + QByteArray::number(i) + ".cpp"] =
                makePair(100, i, false);
        measure("1,000 files, 100,000 lines", theme, many, 100, 1.2);
    }
    if (wanted(QStringLiteral("big"))) {
        const Pairs big{{"src/big.cpp", makePair(50'000, 1, true)}};
        measure("one file, 50,000 lines", theme, big, 50'000, 1.2);
    }
    if (wanted(QStringLiteral("update")))
        measureUpdate(theme);
    return 0;
}

// From the start of the program to the first frame with the session list, and what it keeps in memory five seconds
// later, with 1,000 sessions and 200,000 events stored; against a minimal Qt main window in the same run.

#include "runner/session/data_directory.h"
#include "tests/bench/start/many_sessions.h"
#include "tests/bench/start/quiet_display.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTextStream>
#include <QThread>

#include <algorithm>
#include <chrono>

using namespace pilothouse;
using namespace pilothouse::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int Runs = 11;
constexpr int Sessions = 1000;
constexpr int EventsEach = 200;
constexpr int SettleMs = 5000;

struct Start {
    double firstFrameMs = 0;
    double pssMb = 0; ///< 0 where the system does not say.
};

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// The process's share of the memory that it uses, as Linux counts it.
double pssOf(qint64 process)
{
    QFile file(u"/proc/%1/smaps_rollup"_s.arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    const qsizetype at = text.indexOf("\nPss:");
    return at < 0 ? 0 : text.mid(at + 5, 30).simplified().split(' ').first().toDouble() / 1024;
}

Start run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PILOTHOUSE_TRACE_START"_s, u"1"_s);
    environment.insert(u"PILOTHOUSE_ENGINE_ROOT"_s, QTemporaryDir().path()); // the machine's own engine is left alone
    process.setProcessEnvironment(environment);
    process.setReadChannel(QProcess::StandardError);
    const auto begun = std::chrono::steady_clock::now();
    process.start(program, arguments);
    qint64 frame = 0;
    QElapsedTimer patience;
    patience.start();
    while (frame == 0) {
        while (process.canReadLine()) {
            const QByteArray line = process.readLine();
            if (line.startsWith("first frame "))
                frame = line.mid(12).trimmed().toLongLong();
        }
        if (frame == 0 && (patience.elapsed() > 60'000 || process.state() == QProcess::NotRunning))
            qFatal("%s shows nothing", qPrintable(program));
        process.waitForReadyRead(100);
    }
    Start start;
    const auto began = std::chrono::duration_cast<std::chrono::nanoseconds>(begun.time_since_epoch()).count();
    start.firstFrameMs = static_cast<double>(frame - began) / 1e6;
    QThread::msleep(SettleMs);
    start.pssMb = pssOf(process.processId());
    process.terminate();
    process.waitForFinished();
    return start;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QTextStream out(stdout);
    const QuietDisplay display;
    QTemporaryDir directory;
    {
        const auto data = DataDirectory::open(directory.path());
        if (!data)
            qFatal("%s", qPrintable(data.error().message));
        auto store = Store::open({.directory = data->store()});
        if (!store)
            qFatal("%s", qPrintable(store.error().message));
        const SessionId last = createSessions(**store, Sessions, EventsEach).back();
        waitForSearch(**store, last, u"Mend"_s); // as it is after a day's work, not while the index is still made
    }
    const QString folder = QCoreApplication::applicationDirPath();
    const QString program = folder + u"/pilothouse"_s;
    const QString minimal = folder + u"/minimal_window"_s;
    const QStringList arguments{u"--data-dir"_s, directory.path()};
    std::vector<double> empty;
    std::vector<double> emptyMemory;
    std::vector<double> ours;
    std::vector<double> floor;
    std::vector<double> ourMemory;
    std::vector<double> floorMemory;
    for (int i = 0; i <= Runs; ++i) {
        const Start least = run(minimal, {});
        const Start nothing = run(minimal, {u"empty"_s});
        const Start start = run(program, arguments);
        if (i == 0)
            continue; // reads the programs from the disk
        floor.push_back(least.firstFrameMs);
        floorMemory.push_back(least.pssMb);
        empty.push_back(nothing.firstFrameMs);
        emptyMemory.push_back(nothing.pssMb);
        ours.push_back(start.firstFrameMs);
        ourMemory.push_back(start.pssMb);
    }
    // Held against the harder floor: a window that shows nothing.
    const QString line =
        u"  empty main window %1, one with a menu, a tool bar, a tree and an editor %2, Pilothouse %3: "
        "%4 of the empty one (limit %6), %5 of the other\n"_s;
    const auto print = [&](const std::vector<double> &nothing, const std::vector<double> &little,
                           const std::vector<double> &all, const QString &unit, double limit) {
        const auto value = [&](double number) { return QString::number(number, 'f', 1) + unit; };
        out << line.arg(value(median(nothing)), value(median(little)), value(median(all)))
                   .arg(median(all) / median(nothing), 0, 'f', 2)
                   .arg(median(all) / median(little), 0, 'f', 2)
                   .arg(limit);
    };
    out << "start to the first frame, " << Sessions << " sessions and " << Sessions * EventsEach
        << " events, median of " << Runs << " runs\n";
    print(empty, floor, ours, u" ms"_s, 2);
    if (median(floorMemory) > 0) {
        out << "PSS five seconds later\n";
        print(emptyMemory, floorMemory, ourMemory, u" MB"_s, 2.5);
    }
    return 0;
}

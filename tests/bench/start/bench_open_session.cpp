// A click on a session of 100,000 events: when the end of its transcript is painted, and the longest time that the
// window's thread works without a pause, until the whole log is in memory and while one scrolls to its beginning.

#include "runner/session/runner.h"
#include "tests/bench/start/many_sessions.h"
#include "tests/bench/start/quiet_display.h"
#include "tests/bench/start/thread_clock.h"
#include "ui/sessions/session_view.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/theme/style.h"
#include "ui/transcript/transcript_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QListView>
#include <QSettings>
#include <QTemporaryDir>
#include <QTextStream>
#include <QThread>

#include <algorithm>
#include <functional>

using namespace pilothouse;
using namespace pilothouse::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int Events = 100'000;
constexpr int Runs = 11;

/// Times every event of the window's thread, and sees the transcript's paint events.
class TimedApplication final : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (QThread::currentThread() != thread())
            return QApplication::notify(receiver, event); // the runner's threads deliver theirs by it, too
        if (m_depth++ > 0) {
            const bool done = QApplication::notify(receiver, event);
            --m_depth;
            painted |= event->type() == QEvent::Paint && receiver == watched && isFilled && isFilled();
            return done;
        }
        const QByteArray name =
            receiver->metaObject()->className() + QByteArray("/") + QByteArray::number(static_cast<int>(event->type()));
        QElapsedTimer timer;
        timer.start();
        const double before = threadSeconds();
        const bool done = QApplication::notify(receiver, event);
        --m_depth;
        painted |= event->type() == QEvent::Paint && receiver == watched && isFilled && isFilled();
        longestMs = std::max(longestMs, static_cast<double>(timer.nsecsElapsed()) / 1e6);
        if (const double worked = (threadSeconds() - before) * 1e3; worked > longestWorkMs) {
            longestWorkMs = worked;
            longestWork = name;
        }
        return done;
    }

    QObject *watched = nullptr;
    std::function<bool()> isFilled;
    bool painted = false;
    double longestMs = 0;
    double longestWorkMs = 0; ///< The processor's time of this thread alone: what others take is not in it.
    QByteArray longestWork; ///< Its receiver and the number of its QEvent::Type.

private:
    int m_depth = 0;
};

struct Opening {
    double paintedMs = 0;
    double longestMs = 0; ///< Until the whole was there.
    double longestWorkMs = 0;
    QByteArray longestWork;
    double wholeMs = 0;
    double scrollingMs = 0; ///< The longest while scrolling to the beginning.
    double scrollingWorkMs = 0;
    double firstPageMs = 0; ///< Work for the page itself, once after the start.
};

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void waitUntil(const std::function<bool()> &condition)
{
    QElapsedTimer patience;
    patience.start();
    while (!condition()) {
        if (patience.elapsed() > 120'000)
            qFatal("Nothing happens any more.");
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
    }
}

Opening open(TimedApplication &application, const QString &directory, SessionId session, SessionId other)
{
    auto runner = Runner::open({.dataDirectory = directory, .purpose = u"bench"_s});
    if (!runner)
        qFatal("%s", qPrintable(runner.error().message));
    QSettings settings(directory + u"/settings.ini"_s, QSettings::IniFormat);
    settings.clear();
    Theme theme(SchemePreference::Light);
    Language language;
    MainWindow window({theme, language, **runner, settings, {}});
    window.show();
    // As a person finds it: another session was looked at before. The first one of all makes the page.
    Opening opening;
    const double before = threadSeconds();
    window.showSession(other);
    opening.firstPageMs = (threadSeconds() - before) * 1e3;
    auto *transcript = window.findChild<TranscriptView *>();
    waitUntil([&] {
        const auto snapshot = (*runner)->session(other);
        return snapshot && !snapshot->live.onlyEnd && transcript->rowCount() > 0;
    });
    auto *list = window.findChild<QListView *>(u"sessionList"_s);
    application.watched = transcript->viewport();
    application.isFilled = [&] {
        return window.findChild<SessionView *>()->session() == session && transcript->rowCount() > 0;
    };
    application.painted = false;
    application.longestMs = application.longestWorkMs = 0;
    QElapsedTimer timer;
    timer.start();
    QMetaObject::invokeMethod(list, [&] { window.showSession(session); }, Qt::QueuedConnection);
    waitUntil([&] { return application.painted; });
    opening.paintedMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    waitUntil([&] {
        const auto snapshot = (*runner)->session(session);
        return snapshot && !snapshot->live.onlyEnd;
    });
    waitUntil([&, rows = qsizetype(-1)]() mutable { return std::exchange(rows, transcript->rowCount()) == rows; });
    opening.wholeMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    opening.longestMs = std::exchange(application.longestMs, 0);
    opening.longestWorkMs = std::exchange(application.longestWorkMs, 0);
    opening.longestWork = application.longestWork;
    transcript->jumpToFirst();
    waitUntil([&] { return !transcript->followsTail(); });
    opening.scrollingMs = application.longestMs;
    opening.scrollingWorkMs = application.longestWorkMs;
    application.watched = nullptr;
    application.isFilled = {};
    return opening;
}

} // namespace

int main(int argc, char **argv)
{
    const QuietDisplay display;
    TimedApplication application(argc, argv);
    QTextStream out(stdout);
    Theme theme(SchemePreference::Light);
    QApplication::setStyle(new Style(theme));
    QTemporaryDir directory;
    std::vector<SessionId> sessions;
    {
        const auto data = DataDirectory::open(directory.path());
        if (!data)
            qFatal("%s", qPrintable(data.error().message));
        auto store = Store::open({.directory = data->store()});
        if (!store)
            qFatal("%s", qPrintable(store.error().message));
        sessions = createSessions(**store, 1, Events);
        sessions.push_back(createSessions(**store, 1, 200).front());
    }
    std::vector<double> painted;
    std::vector<double> whole;
    double longest = 0;
    double scrolling = 0;
    double longestWork = 0;
    double scrollingWork = 0;
    double firstPage = 0;
    QByteArray what;
    for (int i = 0; i < Runs; ++i) {
        const Opening opening = open(application, directory.path(), sessions.front(), sessions.back());
        painted.push_back(opening.paintedMs);
        whole.push_back(opening.wholeMs);
        longest = std::max(longest, opening.longestMs);
        scrolling = std::max(scrolling, opening.scrollingMs);
        firstPage = std::max(firstPage, opening.firstPageMs);
        scrollingWork = std::max(scrollingWork, opening.scrollingWorkMs);
        if (opening.longestWorkMs > longestWork) {
            longestWork = opening.longestWorkMs;
            what = opening.longestWork;
        }
    }
    out << "opening a session of " << Events << " events, " << Runs << " runs\n"
        << u"  click to the painted end of the transcript: median %1 ms, most %2 ms (limit 100)\n"_s
               .arg(median(painted), 0, 'f', 1)
               .arg(std::ranges::max(painted), 0, 'f', 1)
        << u"  longest event of the window's thread: opening %1 ms of its work (%2; %3 ms by the clock),\n"_s
               .arg(longestWork, 0, 'f', 1)
               .arg(QString::fromLatin1(what))
               .arg(longest, 0, 'f', 1)
        << u"    scrolling to the beginning %1 ms (%2 ms by the clock) (limit 16)\n"_s.arg(scrollingWork, 0, 'f', 1)
               .arg(scrolling, 0, 'f', 1)
        << u"  work for the page of the first session that is shown: %1 ms (limit 16)\n"_s.arg(firstPage, 0, 'f', 1)
        << u"  click to the whole log in memory: median %1 ms\n"_s.arg(median(whole), 0, 'f', 0);
    return 0;
}

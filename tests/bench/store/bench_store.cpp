// Prints how the store compares with floors measured in the same run. Each figure is the median of several rounds that
// take turns, because a disk's speed and a machine's load change from second to second.

#include "runner/base/json.h"
#include "runner/store/database.h"
#include "runner/store/store.h"
#include "tests/bench/store/raw_log.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>
#include <functional>

using namespace pilothouse;
using namespace pilothouse::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int Rounds = 5;
constexpr int EventsInRound = 60'000;
constexpr int EventsOneByOne = 600;
constexpr qsizetype PayloadSize = 300;
constexpr qsizetype BytesInRawGroup = 512 * 1024; // what some 5 ms of a saturated log come to

QTextStream &out()
{
    static QTextStream stream(stdout);
    return stream;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

struct Cost {
    double cpuMicros = 0; ///< For each event.
    double perSecond = 0;
};

template <class Work> Cost measure(int events, Work work)
{
    QElapsedTimer timer;
    const double before = processorSeconds();
    timer.start();
    work();
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    return {(processorSeconds() - before) * 1e6 / events, events / seconds};
}

struct Series {
    std::vector<double> cpu;
    std::vector<double> rate;
    void add(const Cost &cost)
    {
        cpu.push_back(cost.cpuMicros);
        rate.push_back(cost.perSecond);
    }
};

/// What agents send most of: a piece of text.
NewEvent streamedText(quint64 number)
{
    QJsonObject update{{u"sessionUpdate"_s, u"agent_message_chunk"_s},
        {u"content"_s, QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, QString()}}}};
    const auto payload = [&](const QString &text) {
        update[u"content"_s] = QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, text}};
        return toLine({{u"ch"_s, 1}, {u"inc"_s, 1}, {u"n"_s, qint64(number)},
            {u"line"_s,
                QJsonObject{{u"jsonrpc"_s, u"2.0"_s}, {u"method"_s, u"session/update"_s},
                    {u"params"_s, QJsonObject{{u"sessionId"_s, u"ses_1"_s}, {u"update"_s, update}}}}}});
    };
    const qsizetype rest = std::max<qsizetype>(PayloadSize - payload({}).size(), 0);
    return {EventKind::AgentReceived, 1,
        payload(u"word%1 and some more of what an agent says "_s.arg(number % 977).repeated(5).left(rest)),
        LinkPosition{1, 1, number}};
}

std::vector<NewEvent> streamedTexts(quint64 from, int count)
{
    std::vector<NewEvent> events;
    events.reserve(size_t(count));
    for (int i = 0; i < count; ++i)
        events.push_back(streamedText(from + quint64(i)));
    return events;
}

SessionId newSession(Store &store, const QString &title)
{
    SessionId session;
    QEventLoop loop;
    QObject context;
    std::vector<NewEvent> events;
    events.push_back({EventKind::SessionCreated, 0, toLine({{u"title"_s, title}}), std::nullopt});
    store.create(std::move(events), &context, [&](const Result<std::vector<Event>> &created) {
        session = created.value().front().session;
        loop.quit();
    });
    loop.exec();
    return session;
}

/// One call for each event, without waiting in between, as a stream does it; ends when the last one was delivered.
void appendAll(Store &store, SessionId session, std::vector<NewEvent> events)
{
    QEventLoop loop;
    QObject context;
    size_t left = events.size();
    for (NewEvent &event : events) {
        std::vector<NewEvent> one;
        one.push_back(std::move(event));
        store.append(session, std::move(one), &context, [&](const Result<std::vector<Event>> &appended) {
            if (!appended)
                qFatal("%s", qPrintable(appended.error().message));
            if (--left == 0)
                loop.quit();
        });
    }
    loop.exec();
}

void appendBench(const QString &directory)
{
    const std::unique_ptr<Store> store = Store::open({.directory = directory + u"/append"_s}).value();
    const SessionId session = newSession(*store, u"bench"_s);
    RawLog raw(directory + u"/raw.log"_s);
    std::unique_ptr<Database> plain = Database::open(directory + u"/plain.db"_s, Database::Access::Write).value();
    plain
        ->execute(
            u"CREATE TABLE event (session INTEGER, seq INTEGER, payload BLOB, PRIMARY KEY (session, seq)) WITHOUT ROWID"_s)
        .value();

    Series group;
    Series single;
    Series floor;
    quint64 number = 1;
    qint64 seq = 1;
    for (int round = 0; round < Rounds; ++round) {
        std::vector<NewEvent> events = streamedTexts(number, EventsInRound);
        number += EventsInRound;
        floor.add(measure(EventsInRound, [&] {
            // The strictest floor: what a group holds is put together in memory and written by one call.
            QByteArray together;
            together.reserve(BytesInRawGroup + PayloadSize);
            for (const NewEvent &event : events) {
                together += event.payload;
                if (together.size() >= BytesInRawGroup) {
                    raw.append(together);
                    raw.flush();
                    together.resize(0);
                }
            }
            raw.append(together);
            raw.flush();
        }));
        single.add(measure(EventsOneByOne, [&] {
            for (int i = 0; i < EventsOneByOne; ++i) {
                plain->begin().value();
                plain->run("INSERT INTO event VALUES (1, ?, ?)", seq++, events[size_t(i)].payload).value();
                plain->commit().value();
            }
        }));
        group.add(measure(EventsInRound, [&] { appendAll(*store, session, std::move(events)); }));
    }
    const double cpuRatio = median(group.cpu) / median(floor.cpu);
    const double rateRatio = median(group.rate) / median(single.rate);
    out() << u"raw append + flush in groups      %1 us CPU/event, %2 events/s\n"_s.arg(median(floor.cpu), 0, 'f', 2)
                 .arg(median(floor.rate), 0, 'f', 0);
    out() << u"one transaction for each event    %1 us CPU/event, %2 events/s\n"_s.arg(median(single.cpu), 0, 'f', 2)
                 .arg(median(single.rate), 0, 'f', 0);
    out() << u"Store::append(), %1 bytes        %2 us CPU/event, %3 events/s\n"_s.arg(PayloadSize)
                 .arg(median(group.cpu), 0, 'f', 2)
                 .arg(median(group.rate), 0, 'f', 0);
    out() << u"ratio durable append CPU          %1 x raw (at most 12)\n"_s.arg(cpuRatio, 0, 'f', 2);
    out() << u"ratio durable append rate         %1 x one by one (at least 20)\n"_s.arg(rateRatio, 0, 'f', 1);
    out().flush();
}

void readBench(const QString &directory)
{
    const std::unique_ptr<Store> store = Store::open({.directory = directory + u"/read"_s}).value();
    // Two sessions that take turns, as they do in life.
    const SessionId large = newSession(*store, u"large"_s);
    const SessionId other = newSession(*store, u"other"_s);
    for (quint64 number = 1; number <= 100'000; number += 1000) {
        appendAll(*store, large, streamedTexts(number, 1000));
        appendAll(*store, other, streamedTexts(number, 1000));
    }
    const std::unique_ptr<StoreReader> reader = store->openReader().value();
    std::vector<double> millis;
    for (int i = 0; i < 41; ++i) {
        QElapsedTimer timer;
        timer.start();
        const std::vector<Event> events = reader->lastEvents(large, 500).value();
        millis.push_back(double(timer.nsecsElapsed()) / 1e6);
        if (events.size() != 500)
            qFatal("the events are not there");
    }
    out() << u"last 500 of 100,000 events        %1 ms warm, first %2 ms (at most 1)\n"_s.arg(median(millis), 0, 'f', 3)
                 .arg(millis.front(), 0, 'f', 3);
    out().flush();
}

void listBench(const QString &directory)
{
    constexpr int sessions = 1000;
    const QString path = directory + u"/list"_s;
    {
        const std::unique_ptr<Store> store = Store::open({.directory = path}).value();
        for (int i = 0; i < sessions; ++i)
            appendAll(*store, newSession(*store, u"Session %1"_s.arg(i)), streamedTexts(1, 199));
    }
    QElapsedTimer timer;
    timer.start();
    const std::unique_ptr<Store> store = Store::open({.directory = path}).value();
    const double opened = double(timer.nsecsElapsed()) / 1e6;
    timer.restart();
    const size_t count = store->openReader().value()->sessions().value().size();
    if (count != sessions)
        qFatal("the sessions are not there");
    out() << u"1,000 sessions, 200,000 events    open %1 ms, list %2 ms\n"_s.arg(opened, 0, 'f', 1)
                 .arg(double(timer.nsecsElapsed()) / 1e6, 0, 'f', 1);

    QEventLoop loop;
    timer.restart();
    const double before = processorSeconds();
    [](Store &target, QEventLoop &wait) -> QCoro::Task<> {
        (co_await target.rebuildReadModels()).value();
        wait.quit();
    }(*store, loop);
    loop.exec();
    out() << u"read models of 200,000 events     rebuilt in %1 ms, %2 us CPU/event\n"_s
                 .arg(double(timer.nsecsElapsed()) / 1e6, 0, 'f', 0)
                 .arg((processorSeconds() - before) * 1e6 / 200'000, 0, 'f', 2);
    out().flush();
}

/// How long one session waits for its event while another one floods the store with rows and files.
void floodBench(const QString &directory)
{
    constexpr int probes = 200;
    constexpr int floodInFlight = 64;
    const std::unique_ptr<Store> store = Store::open({.directory = directory + u"/flood"_s}).value();
    const SessionId loud = newSession(*store, u"loud"_s);
    const SessionId quiet = newSession(*store, u"quiet"_s);
    QEventLoop loop;
    QObject context;
    quint64 number = 0;
    std::function<void()> flood = [&] {
        NewEvent event = streamedText(++number);
        if (number % 50 == 0)
            event.payload =
                toLine({{u"line"_s, QString::fromLatin1(event.payload).repeated(1000)}, {u"n"_s, qint64(number)}});
        std::vector<NewEvent> one;
        one.push_back(std::move(event));
        store->append(loud, std::move(one), &context, [&](const auto &) { flood(); });
    };
    std::vector<double> waits;
    QElapsedTimer timer;
    std::function<void()> probe = [&] {
        std::vector<NewEvent> one;
        one.push_back({EventKind::Notice, 1, "{}", std::nullopt});
        timer.restart();
        store->append(quiet, std::move(one), &context, [&](const auto &) {
            waits.push_back(double(timer.nsecsElapsed()) / 1e6);
            waits.size() == probes ? loop.quit() : probe();
        });
    };
    for (int i = 0; i < floodInFlight; ++i)
        flood();
    probe();
    loop.exec();
    std::ranges::sort(waits);
    out() << u"event beside a flood               p50 %1 ms, p95 %2 ms, longest %3 ms\n"_s
                 .arg(waits[probes / 2], 0, 'f', 1)
                 .arg(waits[probes * 95 / 100], 0, 'f', 1)
                 .arg(waits.back(), 0, 'f', 1);
    out().flush();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir directory;
    appendBench(directory.path());
    readBench(directory.path());
    floodBench(directory.path());
    listBench(directory.path());
    return 0;
}

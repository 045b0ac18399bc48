#include "tests/unit/store/store_fixture.h"

#include "runner/store/search_match.h"
#include "runner/store/search_text.h"

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

SearchPage search(Store &store, SearchQuery query)
{
    return await(store.read([query](StoreReader &reader) { return reader.search(query); })).value();
}

std::vector<qint64> seqs(const SearchPage &page)
{
    std::vector<qint64> found;
    for (const SearchHit &hit : page.hits)
        found.push_back(hit.seq);
    return found;
}

} // namespace

class SearchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void whatIsTypedHasNoOtherMeaning_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expression");
        QTest::newRow("words") << u"two words"_s << u"\"two\" \"words\"*"_s;
        QTest::newRow("finished word") << u"word "_s << u"\"word\""_s;
        QTest::newRow("phrase") << u"a \"b c\""_s << u"\"a\" \"b c\""_s;
        QTest::newRow("open quote") << u"\"b c"_s << u"\"b c\""_s;
        QTest::newRow("operators") << u"NOT a* OR text:b ^c"_s << u"\"NOT\" \"a*\" \"OR\" \"text:b\" \"^c\"*"_s;
        QTest::newRow("nothing to find") << u" -- \"\" * "_s << QString();
        QTest::newRow("empty") << QString() << QString();
    }
    void whatIsTypedHasNoOtherMeaning()
    {
        QFETCH(const QString, typed);
        QFETCH(const QString, expression);
        QCOMPARE(searchExpression(typed), expression);
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        QVERIFY(search(*store, {.text = typed}).hits.empty());
    }

    void piecesBecomeMessages()
    {
        SearchText text;
        std::vector<SearchDoc> docs;
        qint64 seq = 0;
        const auto add = [&](const NewEvent &event) {
            text.add({SessionId(1), ++seq, 0, 1, event.kind, event.payload}, docs);
        };
        add(newEvent(EventKind::TurnStarted, {{u"prompt"_s, u"Please"_s}}));
        for (const QString &piece : {u"Hel"_s, u"lo wor"_s, u"ld"_s})
            add(received(1, chunk(piece)));
        QCOMPARE(text.openSince(), 2);
        add(newEvent(EventKind::ModelRequested, {}));
        add(received(1, chunk(u"!"_s)));
        add(newEvent(EventKind::TurnEnded, {}));
        QCOMPARE(docs, (std::vector<SearchDoc>{{1, u"Please"_s}, {2, u"Hello world!"_s}}));
        QCOMPARE(text.openSince(), 0);
    }

    void findsNewestFirstAndPages()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store, u"Start"_s);
        const SessionId other = newSession(*store, u"Another common start"_s);
        std::vector<NewEvent> prompts;
        for (qint32 turn = 1; turn <= 30; ++turn)
            prompts.push_back(
                newEvent(EventKind::TurnStarted, {{u"prompt"_s, u"common task number%1"_s.arg(turn)}}, turn));
        QVERIFY(await(store->append(session, std::move(prompts))));
        QTRY_COMPARE(search(*store, {.text = u"common"_s}).hits.size(), size_t(31));

        SearchPage page = search(*store, {.text = u"common"_s, .session = session, .limit = 20});
        QCOMPARE(page.hits.size(), size_t(20));
        QCOMPARE(page.hits.front().seq, 31);
        QCOMPARE(page.hits.front().turn, 30);
        QCOMPARE(page.hits.front().kind, EventKind::TurnStarted);
        page = search(*store, {.text = u"common"_s, .session = session, .before = page.next, .limit = 20});
        QCOMPARE(page.hits.size(), size_t(10));
        QCOMPARE(page.next, 0);
        QCOMPARE(seqs(search(*store, {.text = u"number7 task"_s})), std::vector<qint64>{8});
        QCOMPARE(seqs(search(*store, {.text = u"\"task number7\""_s})), std::vector<qint64>{8});
        QVERIFY(search(*store, {.text = u"\"number7 task\""_s}).hits.empty());
        QCOMPARE(search(*store, {.text = u"COMMON STAR"_s}).hits.front().session, other);
    }

    void findsWhatToolsDid()
    {
        const QTemporaryDir directory;
        const std::unique_ptr<Store> store = openStore(directory.path());
        const SessionId session = newSession(*store);
        const QJsonObject output{{u"type"_s, u"content"_s},
            {u"content"_s, QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"segmentation fault at frobnicate()"_s}}}};
        std::vector<NewEvent> events;
        events.push_back(received(1,
            update({{u"sessionUpdate"_s, u"tool_call"_s}, {u"toolCallId"_s, u"c"_s}, {u"title"_s, u"Run"_s},
                {u"rawInput"_s, QJsonObject{{u"command"_s, u"make quuxtest"_s}}}})));
        events.push_back(received(2,
            update({{u"sessionUpdate"_s, u"tool_call_update"_s}, {u"toolCallId"_s, u"c"_s},
                {u"status"_s, u"in_progress"_s}, {u"content"_s, QJsonArray{output}}})));
        events.push_back(received(3,
            update({{u"sessionUpdate"_s, u"tool_call_update"_s}, {u"toolCallId"_s, u"c"_s}, {u"status"_s, u"failed"_s},
                {u"content"_s, QJsonArray{output}}})));
        QVERIFY(await(store->append(session, std::move(events))));
        QTRY_COMPARE(seqs(search(*store, {.text = u"quuxtest"_s})), std::vector<qint64>{2});
        const SearchPage page = search(*store, {.text = u"frobnicate"_s});
        QCOMPARE(seqs(page), std::vector<qint64>{4});
        QVERIFY(page.hits.front().excerpt.contains(u"segmentation fault"_s));
    }

    void theIndexCatchesUpAfterARestartAndARebuild()
    {
        const QTemporaryDir directory;
        std::vector<qint64> expected;
        {
            const std::unique_ptr<Store> store = openStore(directory.path());
            const SessionId session = newSession(*store);
            std::vector<NewEvent> events;
            quint64 number = 0;
            for (int message = 0; message < 200; ++message) {
                expected.push_back(2 + 4 * message);
                for (const QString &piece : {u"bo"_s, u"oze%1 "_s.arg(message), u"rest"_s})
                    events.push_back(received(++number, chunk(piece)));
                events.push_back(newEvent(EventKind::TurnEnded, {}));
            }
            QVERIFY(await(store->append(session, std::move(events))));
        } // most of it is not indexed yet
        std::ranges::reverse(expected);
        const std::unique_ptr<Store> store = openStore(directory.path());
        QTRY_COMPARE(seqs(search(*store, {.text = u"booze"_s, .limit = 200})), expected);
        QVERIFY(await(store->rebuildReadModels()));
        QTRY_COMPARE(seqs(search(*store, {.text = u"booze"_s, .limit = 200})), expected);
    }

    void excerptsSurroundTheWord_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("short") << u"one\n two needle three"_s << u"one two needle three"_s;
        QTest::newRow("not found") << u"one two"_s << u"one two"_s;
        QTest::newRow("after much") << u"word "_s.repeated(50) + u"needle end"_s
                                    << u"…"_s + u"word "_s.repeated(11) + u"needle end"_s;
    }
    void excerptsSurroundTheWord()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, expected);
        QCOMPARE(excerpt(text, {u"needle"_s}), expected);
    }
};

QTEST_GUILESS_MAIN(SearchTest)
#include "tst_store_search.moc"

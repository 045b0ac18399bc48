#include "runner/egress/held_answer.h"
#include "runner/egress/model_prices.h"
#include "runner/policy/budget.h"
#include "runner/policy/loop_breaker.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pilothouse;

class TestBudget : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void readsAmountsAsPeopleWriteThem_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("amount"); // -1: refused
        QTest::newRow("money") << u"money"_s << u"2.50"_s << qint64(2'500'000'000);
        QTest::newRow("money with its sign") << u"money"_s << u"$0.01"_s << qint64(10'000'000);
        QTest::newRow("tokens") << u"tokens"_s << u"500k"_s << qint64(500'000);
        QTest::newRow("millions of tokens") << u"tokens"_s << u"2 M"_s << qint64(2'000'000);
        QTest::newRow("minutes") << u"wall_time"_s << u"10m"_s << qint64(600'000);
        QTest::newRow("seconds") << u"wall_time"_s << u"90"_s << qint64(90'000);
        QTest::newRow("bytes") << u"network"_s << u"200MB"_s << qint64(200'000'000);
        QTest::newRow("binary bytes") << u"memory"_s << u"2GiB"_s << qint64(2'147'483'648);
        QTest::newRow("a foreign unit") << u"tokens"_s << u"5h"_s << qint64(-1);
        QTest::newRow("less than nothing") << u"money"_s << u"-1"_s << qint64(-1);
        QTest::newRow("no number") << u"money"_s << u"much"_s << qint64(-1);
        QTest::newRow("too much") << u"money"_s << u"99999999999999"_s << qint64(-1);
    }

    void readsAmountsAsPeopleWriteThem()
    {
        QFETCH(QString, kind);
        QFETCH(QString, text);
        QFETCH(qint64, amount);
        const auto read = budgetAmountFromText(*budgetKindFromName(kind), text);
        QCOMPARE(read.value_or(-1), amount);
    }

    void aLimitIsCheckedAndComesBackFromJson()
    {
        const BudgetLimit limit{.scope = BudgetScope::Turn,
            .subject = u"7/3"_s,
            .kind = BudgetKind::Money,
            .amount = 5,
            .by = u"me"_s,
            .atMs = 9};
        QCOMPARE(BudgetLimit::fromJson(limit.toJson()).value(), limit);
        BudgetLimit bad = limit;
        bad.subject = u"7/x"_s;
        QVERIFY(!BudgetLimit::fromJson(bad.toJson()));
        bad = limit;
        bad.amount = -1;
        QVERIFY(!BudgetLimit::fromJson(bad.toJson()));
        bad = limit;
        bad.scope = BudgetScope::Day;
        bad.subject = u"yesterday"_s;
        QVERIFY(!BudgetLimit::fromJson(bad.toJson()));
    }

    void theSameFailingCallIsHeldAtLast()
    {
        LoopBreaker loops;
        const auto fail = [&](const QString &id, const QString &what) {
            loops.takeCall(1, {.id = id, .what = what, .status = u"pending"_s, .startsAgent = false});
            loops.takeCall(1, {.id = id, .what = {}, .status = u"failed"_s, .startsAgent = false});
        };
        for (int i = 0; i < LoopBreaker::FailuresHeld - 1; ++i)
            fail(QString::number(i), u"make"_s);
        QCOMPARE(loops.notice(), u"loop.calls"_s);
        QVERIFY(!loops.question());
        fail(u"another"_s, u"ls"_s); // another call begins anew
        QVERIFY(loops.notice().isEmpty());
        for (int i = 0; i < LoopBreaker::FailuresHeld; ++i)
            fail(u"x%1"_s.arg(i), u"make"_s);
        QVERIFY(loops.question());
        QCOMPARE(loops.question()->code, u"loop.calls"_s);
        loops.letGoOn();
        QVERIFY(!loops.question());
        for (int i = 0; i < LoopBreaker::FailuresHeld; ++i)
            fail(u"y%1"_s.arg(i), u"make"_s);
        QVERIFY(loops.question());
        loops.takeCall(2, {.id = u"z"_s, .what = u"make"_s, .status = u"failed"_s, .startsAgent = false});
        QVERIFY(!loops.question()); // a new turn
    }

    void aSuccessEndsTheRowOfFailures()
    {
        LoopBreaker loops;
        for (int i = 0; i < 3 * LoopBreaker::FailuresHeld; ++i)
            loops.takeCall(1,
                {.id = QString::number(i),
                    .what = u"make"_s,
                    .status = i % 3 == 2 ? u"completed"_s : u"failed"_s,
                    .startsAgent = false});
        QVERIFY(!loops.question());
    }

    void agentsWithoutEndAreHeld()
    {
        LoopBreaker loops;
        for (int i = 0; i < LoopBreaker::ChildrenHeld; ++i) {
            QVERIFY(!loops.question());
            // The same call said twice is one agent.
            for (int twice = 0; twice < 2; ++twice)
                loops.takeCall(1, {.id = QString::number(i), .what = {}, .status = u"pending"_s, .startsAgent = true});
        }
        QCOMPARE(loops.question()->code, u"loop.children"_s);
    }

    void refusalsInAHeldStreamAreOfItsProtocol_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("chat") << QByteArray("/v1/chat/completions") << QByteArray("data: {\"error\":");
        QTest::newRow("responses") << QByteArray("/v1/responses") << QByteArray("event: error\ndata: {");
        QTest::newRow("messages") << QByteArray("/v1/messages") << QByteArray("event: error\ndata: {\"error\":");
        QTest::newRow("gemini") << QByteArray("/v1beta/models/g:streamGenerateContent?alt=sse")
                                << QByteArray("data: {\"error\":");
    }

    void refusalsInAHeldStreamAreOfItsProtocol()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, begins);
        HeldAnswer answer(path);
        const QByteArray event = answer.refusal({InvalidArgument, u"No."_s, {}});
        QVERIFY2(event.startsWith(begins), event.constData());
        QVERIFY(event.endsWith("}\n\n"));
        QVERIFY(event.contains("No."));
        // A provider's error becomes one, too; a good answer passes as it is.
        answer.start(429);
        QVERIFY(answer.take("{\"error\":{\"message\":\"slow down\"}}").isEmpty());
        QVERIFY(answer.end().contains("slow down"));
        answer.start(200);
        QCOMPARE(answer.take("data: x\n\n"), "data: x\n\n");
    }

    void pricesCountEachKindOfTokenApart()
    {
        const ModelPrice price{.rates = {.prompt = 2, .completion = 8, .cached = 0.5, .cacheWrite = 2.5},
            .longPrompt = 2'000'000,
            .longRates = {.prompt = 4, .completion = 16, .cached = 1, .cacheWrite = 5},
            .mostCompletion = 0,
            .mostPrompt = 0};
        QCOMPARE(price.of({.prompt = 1'000'000, .completion = 500'000, .cached = 400'000, .cacheWrite = 100'000})
                     .nanoDollars,
            1'000'000'000 + 200'000'000 + 250'000'000 + 4'000'000'000);
        QCOMPARE(price.of({.prompt = 3'000'000}).nanoDollars, 12'000'000'000);
        QVERIFY(
            price.atMost(3'000'000, 1) >= price.of({.prompt = 3'000'000, .completion = 1, .cacheWrite = 3'000'000}));
    }

    void theBuiltInPricesSayFromWhenTheyAre()
    {
        const auto prices = ModelPrices::builtIn();
        QVERIFY2(prices, prices ? "" : qPrintable(prices.error().message));
        QCOMPARE(prices->find(u"practice"_s, u"practice"_s)->rates, TokenRates{});
        QVERIFY(!prices->find(u"practice"_s, u"unheard of"_s));
        for (const QString &model : prices->models()) {
            const auto source = prices->sourceOf(model.section(u'/', 0, 0), model.section(u'/', 1));
            QVERIFY(source && !source->asOf.isEmpty() && !source->source.isEmpty());
        }
    }

    void aPersonsPricesAreChecked_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("good");
        const QByteArray head = "{\"asOf\":\"2026-01-31\",\"providers\":{\"a\":{\"source\":\"me\",\"models\":{\"b\":";
        QTest::newRow("good") << QByteArray(head + "{\"prompt\":3,\"completion\":4}}}}}") << true;
        QTest::newRow("negative") << QByteArray(head + "{\"prompt\":-3,\"completion\":4}}}}}") << false;
        QTest::newRow("text") << QByteArray(head + "{\"prompt\":\"3\",\"completion\":4}}}}}") << false;
        QTest::newRow("missing") << QByteArray(head + "{\"prompt\":3}}}}}") << false;
        QTest::newRow("misspelt") << QByteArray(head + "{\"prompt\":3,\"completion\":4,\"cashed\":1}}}}}") << false;
        QTest::newRow("no date") << QByteArray("{\"providers\":{}}") << false;
        QTest::newRow("no JSON") << QByteArray("prices") << false;
    }

    void aPersonsPricesAreChecked()
    {
        QFETCH(QByteArray, json);
        QFETCH(bool, good);
        const auto prices = ModelPrices::fromJson(json);
        QCOMPARE(prices.has_value(), good);
        if (!good)
            QCOMPARE(prices.error().code, PricesInvalid);
        else // without a price for the cache all of the prompt counts alike
            QCOMPARE(prices->find(u"a"_s, u"b"_s)->rates, (TokenRates{3, 4, 3, 3}));
    }
};

QTEST_GUILESS_MAIN(TestBudget)
#include "tst_budget.moc"

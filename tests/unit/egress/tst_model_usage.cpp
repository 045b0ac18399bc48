#include "runner/egress/model_usage.h"

#include <QTest>

using namespace pilothouse;

namespace {

const QByteArray stream =
    "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null}]}\r\n\r\n"
    ": a comment\n"
    "data:{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\",\"tool_calls\":[{\"function\":{\"name\":\"ls\","
    "\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}]}\n\n"
    "data: "
    "{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,\"prompt_tokens_details\":{\"cached_"
    "tokens\":60},\"completion_tokens_details\":{\"reasoning_tokens\":5}}}\n\n"
    "data: [DONE]\n\n";

} // namespace

class TestModelUsage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStreamIsMeteredHoweverItIsCut_data()
    {
        QTest::addColumn<int>("piece");
        for (const int piece : {1, 2, 7, 64, 100000})
            QTest::addRow("pieces of %d bytes", piece) << piece;
    }

    void aStreamIsMeteredHoweverItIsCut()
    {
        QFETCH(int, piece);
        UsageMeter meter(UsageMeter::Format::EventStream);
        for (qsizetype at = 0; at < stream.size(); at += piece)
            meter.feed(QByteArrayView(stream).sliced(at, std::min<qsizetype>(piece, stream.size() - at)));
        meter.finish();
        QCOMPARE(
            meter.usage(), std::optional(ModelUsage{.prompt = 100, .completion = 20, .cached = 60, .reasoning = 5}));
        QCOMPARE(meter.contentBytes(), 9);
        QVERIFY(meter.isComplete());
    }

    void usageIsRead_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QList<qint64>>("numbers"); // prompt, completion, cached, reasoning; empty: none
        QTest::addRow("plain") << QByteArray(R"({"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}})")
                               << QList<qint64>{3, 4, 0, 0};
        QTest::addRow("DeepSeek's cache")
            << QByteArray(R"({"usage":{"prompt_tokens":9,"completion_tokens":1,"prompt_cache_hit_tokens":8}})")
            << QList<qint64>{9, 1, 8, 0};
        QTest::addRow("parts larger than the whole") << QByteArray(
            R"({"usage":{"prompt_tokens":3,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":5},"completion_tokens_details":{"reasoning_tokens":9}}})")
                                                     << QList<qint64>{3, 4, 3, 4};
        QTest::addRow("negative and huge") << QByteArray(R"({"usage":{"prompt_tokens":-3,"completion_tokens":1e300}})")
                                           << QList<qint64>{0, 1000000000000, 0, 0};
        QTest::addRow("null") << QByteArray(R"({"usage":null})") << QList<qint64>();
        QTest::addRow("text") << QByteArray(R"({"usage":{"prompt_tokens":"3"}})") << QList<qint64>();
        QTest::addRow("not JSON") << QByteArray(R"({"usage":)") << QList<qint64>();
    }

    void usageIsRead()
    {
        QFETCH(QByteArray, json);
        QFETCH(QList<qint64>, numbers);
        UsageMeter meter(UsageMeter::Format::Json);
        meter.feed(json);
        meter.finish();
        std::optional<ModelUsage> expected;
        if (!numbers.isEmpty())
            expected = ModelUsage{
                .prompt = numbers[0], .completion = numbers[1], .cached = numbers[2], .reasoning = numbers[3]};
        QCOMPARE(meter.usage(), expected);
    }

    void anEndlessLineIsSkipped()
    {
        UsageMeter meter(UsageMeter::Format::EventStream);
        const QByteArray block(100000, 'x');
        meter.feed("data: ");
        for (int i = 0; i < 50; ++i)
            meter.feed(block);
        meter.feed(QByteArray("\n" + stream));
        QCOMPARE(meter.usage()->prompt, 100);
    }

    void aCutStreamIsNotComplete()
    {
        UsageMeter meter(UsageMeter::Format::EventStream);
        meter.feed(QByteArrayView(stream).first(40));
        meter.finish();
        QVERIFY(!meter.isComplete());
        QCOMPARE(meter.usage(), std::nullopt);
    }
};

QTEST_GUILESS_MAIN(TestModelUsage)
#include "tst_model_usage.moc"

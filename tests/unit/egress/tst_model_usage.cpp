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

    /// Answers as the providers' documentation shows them, whole and as events, with apostrophes for quotes.
    void everyProtocolReportsUsage_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<bool>("stream");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QList<qint64>>("numbers"); // prompt, completion, cached, cacheWrite, reasoning
        const auto row = [](const char *name, ModelProtocolName protocol, bool stream, const char *answer,
                             const QList<qint64> &numbers) {
            QTest::addRow("%s", name) << int(protocol) << stream << QByteArray(answer).replace('\'', '"') << numbers;
        };
        using enum ModelProtocolName;
        row("a message", Messages, false,
            "{'id':'msg_1','type':'message','role':'assistant','content':[{'type':'text','text':'Hi!'}],'stop_reason':"
            "'end_turn','usage':{'input_tokens':21,'cache_creation_input_tokens':188086,'cache_read_input_tokens':7,"
            "'output_tokens':393}}",
            {21 + 188086 + 7, 393, 7, 188086, 0});
        row("a streamed message", Messages, true,
            "event: message_start\ndata: {'type':'message_start','message':{'type':'message','content':[],'usage':{"
            "'input_tokens':25,'cache_read_input_tokens':100,'cache_creation_input_tokens':3,'output_tokens':1}}}\n\n"
            "event: content_block_delta\ndata: {'type':'content_block_delta','index':0,'delta':{'type':'text_delta',"
            "'text':'Hello'}}\n\n"
            "event: message_delta\ndata: {'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{"
            "'output_tokens':15}}\n\nevent: message_stop\ndata: {'type':'message_stop'}\n\n",
            {128, 15, 100, 3, 0});
        row("a response", Responses, false,
            "{'id':'resp_1','object':'response','status':'completed','output':[{'type':'message','content':[{'type':"
            "'output_text','text':'Hi'}]}],'usage':{'input_tokens':328,'input_tokens_details':{'cached_tokens':300},"
            "'output_tokens':52,'output_tokens_details':{'reasoning_tokens':32},'total_tokens':380}}",
            {328, 52, 300, 0, 32});
        row("a streamed response", Responses, true,
            "event: response.output_text.delta\ndata: {'type':'response.output_text.delta','delta':'Hello'}\n\n"
            "event: response.completed\ndata: {'type':'response.completed','response':{'status':'completed','usage':{"
            "'input_tokens':37,'output_tokens':11,'output_tokens_details':{'reasoning_tokens':0}}}}\n\n",
            {37, 11, 0, 0, 0});
        row("generated content", Gemini, false,
            "{'candidates':[{'content':{'parts':[{'text':'Hi'}],'role':'model'},'finishReason':'STOP'}],"
            "'usageMetadata':{'promptTokenCount':100,'cachedContentTokenCount':60,'candidatesTokenCount':30,"
            "'thoughtsTokenCount':12,'toolUsePromptTokenCount':5,'totalTokenCount':147}}",
            {105, 42, 60, 0, 12});
        row("streamed generated content", Gemini, true,
            "data: {'candidates':[{'content':{'parts':[{'text':'He'}]}}],'usageMetadata':{'promptTokenCount':9,"
            "'candidatesTokenCount':1}}\r\n\r\ndata: {'candidates':[{'content':{'parts':[{'text':'llo'}]},"
            "'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':9,'candidatesTokenCount':2}}\r\n\r\n",
            {9, 2, 0, 0, 0});
        row("a completion with a cache that was written", Chat, false,
            "{'choices':[{'message':{'content':'Hi'},'finish_reason':'stop'}],'usage':{'prompt_tokens':10,"
            "'completion_tokens':2,'prompt_tokens_details':{'cached_tokens':4,'cache_write_tokens':3}}}",
            {10, 2, 4, 3, 0});
        row("a hostile message", Messages, false,
            "{'type':'message','usage':{'input_tokens':-5,'cache_read_input_tokens':1e300,'output_tokens':'9'}}",
            {1000000000000, 0, 1000000000000, 0, 0});
        row("a hostile response", Responses, false,
            "{'status':'completed','usage':{'input_tokens':3,'input_tokens_details':{'cached_tokens':9},"
            "'output_tokens':1,'output_tokens_details':{'reasoning_tokens':1e9}}}",
            {3, 1, 3, 0, 1});
    }

    void everyProtocolReportsUsage()
    {
        QFETCH(int, protocol);
        QFETCH(bool, stream);
        QFETCH(QByteArray, answer);
        QFETCH(QList<qint64>, numbers);
        for (const qsizetype piece : {qsizetype(1), qsizetype(7), answer.size()}) {
            UsageMeter meter(
                stream ? UsageMeter::Format::EventStream : UsageMeter::Format::Json, ModelProtocolName(protocol));
            for (qsizetype at = 0; at < answer.size(); at += piece)
                meter.feed(QByteArrayView(answer).sliced(at, std::min(piece, answer.size() - at)));
            QCOMPARE(meter.isComplete(), stream);
            meter.finish();
            QCOMPARE(meter.usage(),
                std::optional(ModelUsage{.prompt = numbers[0],
                    .completion = numbers[1],
                    .cached = numbers[2],
                    .cacheWrite = numbers[3],
                    .reasoning = numbers[4]}));
            QVERIFY(meter.isComplete());
            if (stream)
                QCOMPARE(meter.contentBytes(), 5);
        }
    }

    void aStreamWithoutItsEndIsNotComplete_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<QByteArray>("event");
        QTest::addRow("messages") << int(ModelProtocolName::Messages)
                                  << QByteArray(R"({"type":"message_delta","usage":{"output_tokens":3}})");
        QTest::addRow("responses") << int(ModelProtocolName::Responses)
                                   << QByteArray(R"({"type":"response.created","response":{"status":"in_progress"}})");
        QTest::addRow("gemini") << int(ModelProtocolName::Gemini)
                                << QByteArray(R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}]})");
    }

    void aStreamWithoutItsEndIsNotComplete()
    {
        QFETCH(int, protocol);
        QFETCH(QByteArray, event);
        UsageMeter meter(UsageMeter::Format::EventStream, ModelProtocolName(protocol));
        meter.feed(QByteArray("data: " + event + "\n\n"));
        meter.finish();
        QVERIFY(!meter.isComplete());
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

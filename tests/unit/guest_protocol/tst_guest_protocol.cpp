#include "runner/guest/protocol/message_stream.h"
#include "runner/guest/protocol/messages.h"

#include <QRandomGenerator>
#include <QTest>

using namespace pilothouse::guest;

namespace {

std::string frame(
    FrameType type, std::string_view payload, bool more = false, std::uint16_t channel = 0, std::uint64_t sequence = 0)
{
    std::string bytes;
    appendFrame(bytes, type, more, channel, sequence, payload);
    return bytes;
}

} // namespace

class TestGuestProtocol : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layout();
    void brokenFrames_data();
    void brokenFrames();
    void anyCutGivesTheSame();
    void largeMessagesAreJoined();
    void brokenMessages_data();
    void brokenMessages();
    void urgentMessagesPass();
    void fieldsRoundTrip();
    void fieldsRefuse_data();
    void fieldsRefuse();
    void versions_data();
    void versions();
};

void TestGuestProtocol::layout()
{
    QCOMPARE(frame(FrameType::Durable, "ab", true, 0x0102, 0x1122334455667788),
        std::string("\x02\0\0\0\x0A\x01\x02\x01\x88\x77\x66\x55\x44\x33\x22\x11"
                    "ab",
            18));
}

void TestGuestProtocol::brokenFrames_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("length over the limit") << QByteArray("\xFF\xFF\xFF\x7F\x0A\0\0\0\0\0\0\0\0\0\0\0", 16);
    QTest::newRow("a type that does not exist") << QByteArray("\0\0\0\0\xEE\0\0\0\0\0\0\0\0\0\0\0", 16);
    QTest::newRow("a type of the other end") << QByteArray::fromStdString(frame(FrameType::DurableAck, ""));
    QTest::newRow("unknown flags") << QByteArray("\0\0\0\0\x04\x02\0\0\0\0\0\0\0\0\0\0", 16);
    QTest::newRow("a payload where none may be") << QByteArray::fromStdString(frame(FrameType::Ping, "x"));
    QTest::newRow("longer than the type may be")
        << QByteArray::fromStdString(frame(FrameType::AgentLineAck, std::string(100, 'x')));
}

void TestGuestProtocol::brokenFrames()
{
    QFETCH(QByteArray, bytes);
    FrameDecoder decoder(From::Guest);
    decoder.feed(frame(FrameType::Ping, ""));
    decoder.feed(bytes.toStdString());
    decoder.feed(frame(FrameType::Ping, ""));
    QVERIFY(decoder.next());
    QVERIFY(!decoder.next());
    QVERIFY(decoder.isBroken());
    decoder.feed(frame(FrameType::Ping, ""));
    QVERIFY(!decoder.next());
}

void TestGuestProtocol::anyCutGivesTheSame()
{
    MessageWriter writer;
    std::vector<Message> sent;
    QRandomGenerator random(7);
    for (std::uint64_t i = 0; i < 60; ++i) {
        const std::string payload(
            static_cast<std::size_t>(random.bounded(i % 10 == 0 ? 300'000 : 500)), static_cast<char>('a' + i % 26));
        writer.put(MessageWriter::Lane::Durable, FrameType::Durable, static_cast<std::uint16_t>(1 + i % 4), i, payload);
        sent.push_back({FrameType::Durable, static_cast<std::uint16_t>(1 + i % 4), i, payload});
    }
    std::string bytes;
    while (writer.take(bytes, bytes.size() + 1)) { }
    MessageReader reader(From::Guest);
    std::vector<Message> got;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto size =
            std::min<std::size_t>(bytes.size() - at, 1 + random.bounded(random.bounded(5) == 0 ? 100'000U : 40U));
        reader.feed(std::string_view(bytes).substr(at, size));
        at += size;
        while (auto message = reader.next())
            got.push_back(std::move(*message));
    }
    QVERIFY(!reader.isBroken());
    QVERIFY(got == sent);
}

void TestGuestProtocol::largeMessagesAreJoined()
{
    MessageReader reader(From::Guest);
    // Two messages whose pieces take turns.
    reader.feed(frame(FrameType::Durable, "a1", true, 1, 5) + frame(FrameType::Durable, "b1", true, 2, 9)
        + frame(FrameType::Durable, "a2", false, 1, 5) + frame(FrameType::Durable, "b2", false, 2, 9));
    QVERIFY(reader.next() == (Message{FrameType::Durable, 1, 5, "a1a2"}));
    QVERIFY(reader.next() == (Message{FrameType::Durable, 2, 9, "b1b2"}));
    QVERIFY(!reader.next() && !reader.isBroken());
}

void TestGuestProtocol::brokenMessages_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a piece of another sequence") << QByteArray::fromStdString(
        frame(FrameType::Durable, "a", true, 1, 5) + frame(FrameType::Durable, "b", false, 1, 6));
    QTest::newRow("an empty piece") << QByteArray::fromStdString(frame(FrameType::Durable, "", true, 1, 5));
    QTest::newRow("longer than the type may be")
        << QByteArray::fromStdString(frame(FrameType::GuestHello, std::string(5000, 'x'), true)
               + frame(FrameType::GuestHello, std::string(5000, 'x')));
    std::string many;
    for (std::uint16_t channel = 0; channel < 200; ++channel)
        many += frame(FrameType::Durable, "a", true, channel, 1);
    QTest::newRow("too many unfinished ones") << QByteArray::fromStdString(many);
}

void TestGuestProtocol::brokenMessages()
{
    QFETCH(QByteArray, bytes);
    MessageReader reader(From::Guest);
    reader.feed(bytes.toStdString());
    QVERIFY(!reader.next());
    QVERIFY(reader.isBroken());
}

void TestGuestProtocol::urgentMessagesPass()
{
    MessageWriter writer;
    writer.put(MessageWriter::Lane::Durable, FrameType::Durable, 1, 1, std::string(200'000, 'd'));
    writer.put(MessageWriter::Lane::Bulk, FrameType::StreamData, 3, 0, std::string(60'000, 'b'));
    std::string out;
    QVERIFY(writer.take(out, 1));
    writer.put(MessageWriter::Lane::Control, FrameType::Pong, 0, 7, {});
    while (writer.take(out, out.size() + 1)) { }
    FrameDecoder decoder(From::Guest);
    decoder.feed(out);
    std::vector<FrameType> order;
    while (auto next = decoder.next())
        order.push_back(next->type);
    QCOMPARE(order.size(), 6U);
    QCOMPARE(order[1], FrameType::Pong);
    // Neither of the other two waits for the whole of the other.
    QCOMPARE(std::count(order.begin(), order.begin() + 3, FrameType::StreamData), 1);
}

void TestGuestProtocol::fieldsRoundTrip()
{
    WorkspaceMessage message;
    message.commit = std::string(40, 'a');
    message.position = 77;
    message.leftOutCounts = {1, 2, 3, 4, 5, 6, 7};
    message.leftOut = {{"a\nb", LeftOut::Special}, {std::string("\0x", 2), LeftOut::Name}};
    const auto read = decode<WorkspaceMessage>(encode(message));
    QVERIFY(read);
    QCOMPARE(read->commit, message.commit);
    QCOMPARE(read->position, message.position);
    QVERIFY(read->leftOut == message.leftOut);
    const auto start = decode<StartAgent>(encode(StartAgent{"n", {"a", ""}, {{"K", "V"}}, "/"}));
    QVERIFY(start && start->argv.size() == 2 && start->environment[0].second == "V");
}

void TestGuestProtocol::fieldsRefuse_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const std::string good = encode(StartAgent{"name", {"a", "b"}, {{"K", "V"}}, "/"});
    for (std::size_t size = 0; size < good.size(); ++size)
        QTest::addRow("cut after %zu", size) << QByteArray::fromStdString(good.substr(0, size));
    QTest::newRow("something left over") << QByteArray::fromStdString(good + "x");
    QTest::newRow("a list that claims to be endless") << QByteArray("\0\0\0\0\xFF\xFF\xFF\xFF", 8);
}

void TestGuestProtocol::fieldsRefuse()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!decode<StartAgent>(bytes.toStdString()));
}

void TestGuestProtocol::versions_data()
{
    QTest::addColumn<int>("oldest");
    QTest::addColumn<int>("newest");
    QTest::addColumn<int>("otherOldest");
    QTest::addColumn<int>("otherNewest");
    QTest::addColumn<int>("common");
    QTest::newRow("the same") << 1 << 1 << 1 << 1 << 1;
    QTest::newRow("the other is one ahead") << 1 << 2 << 2 << 3 << 2;
    QTest::newRow("we are one ahead") << 2 << 3 << 1 << 2 << 2;
    QTest::newRow("two apart") << 3 << 4 << 1 << 2 << 0;
    QTest::newRow("turned around") << 4 << 1 << 1 << 4 << 0;
}

void TestGuestProtocol::versions()
{
    QFETCH(int, oldest);
    QFETCH(int, newest);
    QFETCH(int, otherOldest);
    QFETCH(int, otherNewest);
    QFETCH(int, common);
    const auto version = [](int number) { return static_cast<std::uint16_t>(number); };
    QCOMPARE(
        commonVersion(version(oldest), version(newest), version(otherOldest), version(otherNewest)), version(common));
}

QTEST_GUILESS_MAIN(TestGuestProtocol)
#include "tst_guest_protocol.moc"

// A hostile guest against the host's whole link: hello, durable messages, streams, model requests, egress.

#include "runner/guest/guest_link.h"
#include "runner/guest/protocol/message_stream.h"
#include "runner/guest/protocol/messages.h"

#include <QCoreApplication>

#include <cstdlib>

using namespace pilothouse;

namespace {

class FuzzStream final : public ByteStream {
public:
    void write(QByteArray) override { }
    [[nodiscard]] qint64 bytesToWrite() const override { return 0; }
    void closeWrite() override { }
    void setPaused(bool) override { }
};

std::string goodHello()
{
    guest::GuestHello hello;
    hello.guestId = std::string(guest::GuestIdSize, 'i');
    for (const guest::Channel channel : guest::DurableChannels)
        hello.ranges.push_back({static_cast<std::uint16_t>(channel), 0, 1000});
    std::string bytes;
    guest::appendFrame(bytes, guest::FrameType::GuestHello, false, 0, 0, guest::encode(hello));
    return bytes;
}

QCoro::Task<> work(GuestLink &link)
{
    static_cast<void>(co_await link.snapshot());
}

QCoro::Task<> read(GuestLink &link)
{
    static_cast<void>(co_await link.readFile("/workspace/x", 1'000'000));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static int argc = 1;
    static char name[] = "fuzz";
    static char *argv[] = {name, nullptr};
    static const QCoreApplication application(argc, argv);
    GuestLink link(LinkOptions{.key = QByteArray(32, 'k')});
    auto stream = std::make_unique<FuzzStream>();
    FuzzStream *bytes = stream.get();
    QPointer<FuzzStream> alive(bytes);
    link.attach(std::move(stream));
    if (size > 0 && (data[0] & 1) != 0)
        Q_EMIT bytes->received(QByteArray::fromStdString(goodHello()));
    if (alive && link.isReady()) {
        work(link);
        read(link);
        link.sendAgentLine(1, "line");
    }
    QObject::connect(&link, &GuestLink::durable, &link,
        [&link](const GuestDurable &message) { link.acknowledge(message.channel, message.number); });
    QObject::connect(&link, &GuestLink::modelRequested, &link, [&link](const GuestModelRequest &request) {
        link.answerModel(request.id, 200, request.headers);
        link.answerModelBody(request.id, request.body);
    });
    QObject::connect(&link, &GuestLink::egressRequested, &link, [&link](const GuestEgressRequest &request) {
        link.grantEgress(request.id, 100'000);
        link.writeEgress(request.id, request.head);
    });
    QObject::connect(&link, &GuestLink::egressReceived, &link, [&link](quint64 id, const QByteArray &came) {
        link.writeEgress(id, came);
        link.grantEgress(id, came.size());
    });
    QObject::connect(&link, &GuestLink::egressEnded, &link, [&link](quint64 id) {
        link.endEgress(id);
        link.closeEgress(id);
    });
    if (alive && size > 1) {
        // In two pieces, so that frames are cut.
        const auto half = static_cast<qsizetype>(size / 2);
        Q_EMIT bytes->received(QByteArray(reinterpret_cast<const char *>(data) + 1, half));
        if (alive && (link.isReady() || (data[0] & 2) != 0))
            Q_EMIT bytes->received(
                QByteArray(reinterpret_cast<const char *>(data) + 1 + half, static_cast<qsizetype>(size) - 1 - half));
    }
    link.detach();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    return 0;
}

#include "runner/session/boundary_probe.h"

#include "runner/sandbox/image_builder.h"

#include <QCoreApplication>
#include <QNetworkInterface>
#include <QTcpServer>
#include <QTcpSocket>

#include <memory>

#include <qcorotimer.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(BoundaryProbe)
};

constexpr qsizetype MostListeners = 16;

/// A port of this machine that nobody has a reason to reach.
struct Listener {
    QTcpServer server;
    int reached = 0;

    explicit Listener(const QHostAddress &address)
    {
        QObject::connect(&server, &QTcpServer::newConnection, &server, [this] {
            while (QTcpSocket *const socket = server.nextPendingConnection()) {
                ++reached;
                socket->deleteLater();
            }
        });
        server.listen(address);
    }
};

std::vector<std::unique_ptr<Listener>> listenEverywhere()
{
    std::vector<std::unique_ptr<Listener>> listeners;
    QList<QHostAddress> addresses = QNetworkInterface::allAddresses();
    if (!addresses.contains(QHostAddress(QHostAddress::LocalHost)))
        addresses.prepend(QHostAddress(QHostAddress::LocalHost));
    for (const QHostAddress &address : std::as_const(addresses)) {
        if (address.isLinkLocal() || std::ssize(listeners) >= MostListeners)
            continue;
        auto listener = std::make_unique<Listener>(address);
        if (listener->server.isListening())
            listeners.push_back(std::move(listener));
    }
    return listeners;
}

/// Reaches each listener from here, and forgets that: a listener that cannot be reached proves nothing.
Task<void> proveThatTheyListen(std::vector<std::unique_ptr<Listener>> &listeners)
{
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    for (const auto &listener : listeners) {
        auto &socket = sockets.emplace_back(std::make_unique<QTcpSocket>());
        socket->connectToHost(listener->server.serverAddress(), listener->server.serverPort());
    }
    for (int i = 0; i < 100 && std::ranges::any_of(listeners, [](const auto &one) { return one->reached == 0; }); ++i)
        co_await QCoro::sleepFor(20ms);
    for (const auto &listener : listeners) {
        if (std::exchange(listener->reached, 0) == 0)
            co_return failure(TimedOut,
                Words::tr("The probe of this machine's ports proves nothing: %1 cannot even be reached from here.")
                    .arg(listener->server.serverAddress().toString()));
    }
    co_return {};
}

QString sentenceOf(const QString &way, bool isOpen)
{
    const QString kind = way.section(u' ', 0, 0);
    const QString where = way.section(u' ', 1).left(64);
    if (kind == "interface"_L1)
        return isOpen ? Words::tr("The sandbox has a network interface beside its own loopback.")
                      : Words::tr("The sandbox has no network interface but its own loopback.");
    if (kind == "raw"_L1 || kind == "packet"_L1)
        return isOpen ? Words::tr("Programs in the sandbox can make raw sockets.")
                      : Words::tr("Programs in the sandbox cannot make raw sockets.");
    if (kind == "dns"_L1)
        return isOpen ? Words::tr("The sandbox can ask the name server %1.").arg(where)
                      : Words::tr("The sandbox cannot ask the name server %1.").arg(where);
    return isOpen ? Words::tr("The sandbox reaches %1.").arg(where)
                  : Words::tr("The sandbox does not reach %1.").arg(where);
}

} // namespace

Task<std::vector<EngineCheck>> probeBoundary(GuestLink &link)
{
    const QPointer<GuestLink> alive(&link);
    std::vector<std::unique_ptr<Listener>> listeners = listenEverywhere();
    if (const auto proved = co_await proveThatTheyListen(listeners); !proved)
        co_return std::unexpected(proved.error());
    GuestCommand command{.argv = {QByteArray(ImageLayout::guest.data()), "probe"}, .timeout = 90s};
    for (const auto &listener : listeners) {
        command.argv.append(listener->server.serverAddress().toString().toLatin1());
        command.argv.append(QByteArray::number(listener->server.serverPort()));
    }
    if (!alive)
        co_return failure(GuestDisconnected, Words::tr("The sandbox is gone."));
    const auto result = co_await alive->execute(std::move(command));
    if (!result)
        co_return std::unexpected(result.error());
    if (result->exitCode != 0)
        co_return failure(GuestFailed,
            Words::tr("This sandbox is of an older Pilothouse and cannot be probed. End the session and continue it."));
    co_await QCoro::sleepFor(200ms); // a connection may still wait to be accepted
    std::vector<EngineCheck> checks;
    const QByteArrayList lines = result->output.split('\n');
    for (const QByteArray &line : lines.first(std::min<qsizetype>(lines.size(), 100))) {
        const bool isOpen = line.startsWith("open ");
        if (!isOpen && !line.startsWith("closed "))
            continue;
        const QString way = QString::fromLatin1(line.sliced(line.indexOf(' ') + 1)).left(100);
        // The sandbox's word about this machine counts for nothing; the listeners' does.
        if (!way.startsWith("host "_L1))
            checks.push_back({u"boundary."_s + way.section(u' ', 0, 0), isOpen ? CheckState::Failed : CheckState::Ok,
                sentenceOf(way, isOpen), {}});
    }
    for (const auto &listener : listeners) {
        const bool isOpen = listener->reached > 0;
        checks.push_back({u"boundary.host"_s, isOpen ? CheckState::Failed : CheckState::Ok,
            sentenceOf(u"host "_s + listener->server.serverAddress().toString(), isOpen), {}});
    }
    co_return checks;
}

} // namespace pilothouse

#include "runner/egress/address_guard.h"

#include "runner/egress/host_name.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <vector>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

/// The words for a range; translated when they are needed.
namespace words {
constexpr auto *Metadata = QT_TRANSLATE_NOOP("Egress", "a cloud machine's own data and credentials");
constexpr auto *LinkLocal = QT_TRANSLATE_NOOP("Egress", "a link-local address");
constexpr auto *Loopback = QT_TRANSLATE_NOOP("Egress", "this machine itself");
constexpr auto *Private = QT_TRANSLATE_NOOP("Egress", "a private network");
constexpr auto *Carrier = QT_TRANSLATE_NOOP("Egress", "a provider's or overlay network that is not public");
constexpr auto *NoAddress = QT_TRANSLATE_NOOP("Egress", "no address of any host");
constexpr auto *Documentation = QT_TRANSLATE_NOOP("Egress", "an address for documentation");
constexpr auto *Benchmark = QT_TRANSLATE_NOOP("Egress", "an address for benchmarks");
constexpr auto *Multicast = QT_TRANSLATE_NOOP("Egress", "a multicast or broadcast address");
constexpr auto *Reserved = QT_TRANSLATE_NOOP("Egress", "a reserved address");
constexpr auto *Hidden = QT_TRANSLATE_NOOP("Egress", "an IPv4 address hidden in an IPv6 one");
} // namespace words

struct Range {
    const char *subnet;
    AddressReach reach;
    const char *what;
};

/// The first that holds an address judges it. What is in none of them is public if it is IPv4 or of 2000::/3.
constexpr std::array Ranges{
    // What clouds serve credentials from: AWS, Azure, Google and others; ECS; Azure's wire server; Oracle; Alibaba.
    Range{"169.254.169.254/32", AddressReach::Never, words::Metadata},
    Range{"169.254.170.0/24", AddressReach::Never, words::Metadata},
    Range{"168.63.129.16/32", AddressReach::Never, words::Metadata},
    Range{"192.0.0.192/32", AddressReach::Never, words::Metadata},
    Range{"100.100.100.200/32", AddressReach::Never, words::Metadata},
    // The same by IPv6: AWS (instances, containers, DNS, time), Google, Scaleway.
    Range{"fd00:ec2::/32", AddressReach::Never, words::Metadata},
    Range{"fd20:ce::254/128", AddressReach::Never, words::Metadata},
    Range{"fd00:42::42/128", AddressReach::Never, words::Metadata},
    // IANA's IPv4 special-purpose address registry.
    Range{"0.0.0.0/8", AddressReach::Never, words::NoAddress},
    Range{"127.0.0.0/8", AddressReach::ThisMachine, words::Loopback},
    Range{"10.0.0.0/8", AddressReach::Private, words::Private},
    Range{"172.16.0.0/12", AddressReach::Private, words::Private},
    Range{"192.168.0.0/16", AddressReach::Private, words::Private},
    Range{"100.64.0.0/10", AddressReach::Private, words::Carrier},
    Range{"169.254.0.0/16", AddressReach::Never, words::LinkLocal},
    Range{"192.0.2.0/24", AddressReach::Never, words::Documentation},
    Range{"198.51.100.0/24", AddressReach::Never, words::Documentation},
    Range{"203.0.113.0/24", AddressReach::Never, words::Documentation},
    Range{"198.18.0.0/15", AddressReach::Never, words::Benchmark},
    Range{"192.0.0.0/24", AddressReach::Never, words::Reserved},
    Range{"192.88.99.0/24", AddressReach::Never, words::Reserved},
    Range{"224.0.0.0/4", AddressReach::Never, words::Multicast},
    Range{"255.255.255.255/32", AddressReach::Never, words::Multicast},
    Range{"240.0.0.0/4", AddressReach::Never, words::Reserved},
    // IANA's IPv6 special-purpose address registry, and what it replaced: compatible, site-local, 6to4.
    Range{"::/128", AddressReach::Never, words::NoAddress},
    Range{"::1/128", AddressReach::ThisMachine, words::Loopback},
    Range{"::ffff:0:0/96", AddressReach::Never, words::Hidden},
    Range{"::ffff:0:0:0/96", AddressReach::Never, words::Hidden},
    Range{"::/96", AddressReach::Never, words::Hidden},
    Range{"64:ff9b:1::/48", AddressReach::Never, words::Hidden},
    Range{"2002::/16", AddressReach::Never, words::Hidden},
    Range{"2001::/32", AddressReach::Never, words::Hidden}, // Teredo
    Range{"2001:2::/48", AddressReach::Never, words::Benchmark},
    Range{"2001:db8::/32", AddressReach::Never, words::Documentation},
    Range{"3fff::/20", AddressReach::Never, words::Documentation},
    Range{"2001::/23", AddressReach::Never, words::Reserved},
    Range{"fe80::/10", AddressReach::Never, words::LinkLocal},
    Range{"fec0::/10", AddressReach::Never, words::Reserved},
    Range{"fc00::/7", AddressReach::Private, words::Private},
    Range{"ff00::/8", AddressReach::Never, words::Multicast},
};

constexpr QLatin1StringView GlobalUnicast("2000::/3");
/// What a network without IPv4 makes of public IPv4 addresses (NAT64, RFC 6052), so it counts as the address within.
constexpr QLatin1StringView TranslatedIp4("64:ff9b::/96");

struct Subnet {
    std::pair<QHostAddress, int> addresses;
    Range range;
};

const std::vector<Subnet> &subnets()
{
    static const std::vector<Subnet> All = [] {
        std::vector<Subnet> all;
        for (const Range &range : Ranges)
            all.push_back({QHostAddress::parseSubnet(QString::fromLatin1(range.subnet)), range});
        return all;
    }();
    return All;
}

QString sentence(const QHostAddress &address, const char *what)
{
    return QCoreApplication::translate("Egress", "%1 is %2.")
        .arg(address.toString(), QCoreApplication::translate("Egress", what));
}

AddressVerdict judgeByRange(const QHostAddress &address)
{
    for (const auto &[addresses, range] : subnets()) {
        if (address.isInSubnet(addresses))
            return {range.reach, sentence(address, range.what)};
    }
    if (address.protocol() == QAbstractSocket::IPv4Protocol)
        return {AddressReach::Public, {}};
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return {AddressReach::Never, sentence(address, words::NoAddress)};
    static const auto Global = QHostAddress::parseSubnet(GlobalUnicast);
    if (address.isInSubnet(Global))
        return {AddressReach::Public, {}};
    return {AddressReach::Never, sentence(address, words::Reserved)};
}

/// The IPv4 address at the end of one that NAT64 made.
std::optional<QHostAddress> translatedIp4(const QHostAddress &address)
{
    static const auto Prefix = QHostAddress::parseSubnet(TranslatedIp4);
    if (!address.isInSubnet(Prefix))
        return std::nullopt;
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    quint32 ip4 = 0;
    for (int i = 12; i < 16; ++i)
        ip4 = ip4 << 8 | bytes[i];
    return QHostAddress(ip4);
}

bool isNameFor(const QString &host, QLatin1StringView name)
{
    return host == name || (host.endsWith(name) && host.at(host.size() - name.size() - 1) == u'.');
}

} // namespace

AddressVerdict AddressGuard::judge(const QHostAddress &address) const
{
    if (const std::optional<QHostAddress> inner = translatedIp4(address)) {
        if (judge(*inner).reach != AddressReach::Public)
            return {AddressReach::Never, sentence(address, words::Hidden)};
    } else if (AddressVerdict verdict = judgeByRange(address);
        verdict.reach != AddressReach::Public && !(verdict.reach == AddressReach::Private && m_own.contains(address))) {
        return verdict;
    }
    if (m_own.contains(address))
        return {AddressReach::ThisMachine, sentence(address, words::Loopback)};
    return {AddressReach::Public, {}};
}

std::optional<QString> AddressGuard::refusal(
    const QString &host, const QHostAddress &address, PrivateNetwork network) const
{
    const AddressVerdict verdict = judge(address);
    const bool opened = network == PrivateNetwork::Opened;
    const std::optional<QHostAddress> named = egressAddress(host);
    if (named && *named != address)
        return QCoreApplication::translate("Egress", "%1 is not the address that was asked for.")
            .arg(address.toString());
    switch (verdict.reach) {
    case AddressReach::Public:
        return std::nullopt;
    case AddressReach::Private:
        return opened ? std::nullopt : std::optional(verdict.reason);
    case AddressReach::ThisMachine:
        return opened && named ? std::nullopt : std::optional(verdict.reason);
    case AddressReach::Never:
        break;
    }
    return verdict.reason;
}

std::optional<QString> egressHostRefusal(const QString &host)
{
    if (const std::optional<QHostAddress> address = egressAddress(host)) {
        const AddressVerdict verdict = AddressGuard().judge(*address);
        return verdict.reach == AddressReach::Never ? std::optional(verdict.reason) : std::nullopt;
    }
    static constexpr std::array ThisMachine{"localhost"_L1, "localdomain"_L1, "ip6-localhost"_L1, "ip6-loopback"_L1,
        "docker.internal"_L1, "containers.internal"_L1};
    static constexpr std::array Metadata{
        "metadata.google.internal"_L1, "metadata.goog"_L1, "metadata"_L1, "instance-data"_L1};
    const auto names = [&host](QLatin1StringView name) { return isNameFor(host, name); };
    const auto say = [&host](const char *what) {
        return QCoreApplication::translate("Egress", "%1 is %2.")
            .arg(host, QCoreApplication::translate("Egress", what));
    };
    if (std::ranges::any_of(ThisMachine, names))
        return say(words::Loopback);
    if (std::ranges::any_of(Metadata, names) || host == "instance-data.ec2.internal"_L1)
        return say(words::Metadata);
    return std::nullopt;
}

} // namespace pilothouse

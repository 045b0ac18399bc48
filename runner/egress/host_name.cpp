#include "runner/egress/host_name.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype longestClaim = 1024; // of bytes, before IDNA makes it what DNS can carry
constexpr qsizetype longestName = 253;
constexpr qsizetype longestLabel = 63;
constexpr int octets = 4;

std::unexpected<Error> refuse(QLatin1StringView cause)
{
    return failure(EgressHostInvalid,
        QCoreApplication::translate(
            "Egress", "This is no host that can be reached. Write a name such as example.com, or an address."),
        cause);
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isHexDigit(QChar c)
{
    return isDigit(c) || (c >= u'a' && c <= u'f');
}

/// What systems take for a part of an IPv4 address in any notation (WHATWG URL, "ends in a number").
bool isNumber(QStringView label)
{
    if (std::ranges::all_of(label, isDigit))
        return !label.isEmpty();
    return label.startsWith("0x"_L1) && std::ranges::all_of(label.sliced(2), isHexDigit);
}

/// Four decimal numbers up to 255 without leading zeros.
bool isPlainIp4(QStringView text)
{
    const QList<QStringView> parts = text.split(u'.');
    return parts.size() == octets && std::ranges::all_of(parts, [](QStringView part) {
        return !part.isEmpty() && part.size() <= 3 && std::ranges::all_of(part, isDigit)
            && (part.size() == 1 || part.front() != u'0') && part.toInt() <= 255;
    });
}

Result<QString> checkedIp6(QStringView text)
{
    const bool plain = std::ranges::all_of(text, [](QChar c) { return isHexDigit(c) || c == u':' || c == u'.'; });
    const qsizetype tail = text.lastIndexOf(u':') + 1;
    if (!plain || (text.contains(u'.') && !isPlainIp4(text.sliced(tail))))
        return refuse("not an IPv6 address"_L1);
    const QHostAddress address(text.toString());
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return refuse("not an IPv6 address"_L1);
    return address.toString();
}

bool isGoodLabel(QStringView label, bool last)
{
    const auto isPlain = [last](QChar c) {
        return (c >= u'a' && c <= u'z') || isDigit(c) || c == u'-' || (c == u'_' && !last);
    };
    return !label.isEmpty() && label.size() <= longestLabel && label.front() != u'-' && label.back() != u'-'
        && std::ranges::all_of(label, isPlain);
}

bool areGoodLabels(const QString &name)
{
    const QList<QStringView> labels = QStringView(name).split(u'.');
    for (qsizetype i = 0; i < labels.size(); ++i) {
        if (!isGoodLabel(labels[i], i + 1 == labels.size()))
            return false;
        // Punycode that stands for nothing, or for what another label stands for.
        if (labels[i].startsWith("xn--"_L1)) {
            const QString unicode = QUrl::fromAce(labels[i].toLatin1(), QUrl::IgnoreIDNWhitelist);
            if (unicode.startsWith("xn--"_L1) || QUrl::toAce(unicode) != labels[i].toLatin1())
                return false;
        }
    }
    return true;
}

bool isAscii(QByteArrayView text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<uchar>(c) < 0x80; });
}

/// Before IDNA: what no host has, in whatever alphabet.
bool hasForbiddenByte(QByteArrayView text)
{
    return std::ranges::any_of(text, [](char c) {
        return static_cast<uchar>(c) <= ' ' || c == 0x7f
            || QByteArrayView("%@/\\?#<>^|`{}\"'[],;&=+$!*()~").contains(c);
    });
}

} // namespace

Result<QString> checkedEgressHost(QByteArrayView host)
{
    if (host.isEmpty() || host.size() > longestClaim)
        return refuse("empty or too long"_L1);
    if (host.startsWith('[')) {
        if (!host.endsWith(']') || !isAscii(host))
            return refuse("not an IPv6 address"_L1);
        return checkedIp6(QString::fromLatin1(host.sliced(1, host.size() - 2)).toLower());
    }
    if (hasForbiddenByte(host))
        return refuse("a character that no host has"_L1);
    if (host.contains(':'))
        return isAscii(host) ? checkedIp6(QString::fromLatin1(host).toLower()) : refuse("not an IPv6 address"_L1);
    if (!host.isValidUtf8())
        return refuse("not UTF-8"_L1);

    QString name = isAscii(host) ? QString::fromLatin1(host).toLower()
                                 : QString::fromLatin1(QUrl::toAce(QString::fromUtf8(host))).toLower();
    if (name.endsWith(u'.'))
        name.chop(1);
    if (name.isEmpty() || name.size() > longestName)
        return refuse("empty, too long, or not a name by the rules of IDNA"_L1);
    if (isNumber(QStringView(name).sliced(name.lastIndexOf(u'.') + 1))) {
        if (!isAscii(host) || !isPlainIp4(name))
            return refuse("an IPv4 address in a notation other than four decimal numbers"_L1);
        return name;
    }
    if (!areGoodLabels(name))
        return refuse("a label that no host has"_L1);
    // Qt also takes binary numbers for addresses, and who connects may ask Qt.
    if (!QHostAddress(name).isNull())
        return refuse("an address in a notation of its own"_L1);
    return name;
}

Result<EgressAuthority> checkedEgressAuthority(QByteArrayView authority, std::optional<quint16> usualPort)
{
    const bool bracketed = authority.startsWith('[');
    const qsizetype colon = authority.lastIndexOf(':');
    const bool hasPort = colon >= 0 && (!bracketed || colon > authority.lastIndexOf(']'));
    const QByteArrayView hostPart = hasPort ? authority.first(colon) : authority;
    if (!bracketed && hostPart.contains(':'))
        return refuse("an IPv6 address needs brackets here"_L1);
    const Result<QString> host = checkedEgressHost(hostPart);
    if (!host)
        return std::unexpected(host.error());
    if (!hasPort) {
        if (!usualPort)
            return refuse("no port"_L1);
        return EgressAuthority{*host, *usualPort};
    }
    const QByteArrayView digits = authority.sliced(colon + 1);
    const bool plain = !digits.isEmpty() && digits.size() <= 5 && digits.front() != '0'
        && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    const uint port = plain ? digits.toUInt() : 0;
    if (port == 0 || port > 0xffff)
        return refuse("not a port"_L1);
    return EgressAuthority{*host, static_cast<quint16>(port)};
}

std::optional<QHostAddress> egressAddress(const QString &host)
{
    // A name of checkedEgressHost() never looks like an address to anybody, so nothing else can come of it.
    if (!host.contains(u':') && !isPlainIp4(host))
        return std::nullopt;
    const QHostAddress address(host);
    return address.isNull() ? std::nullopt : std::optional(address);
}

QString egressAuthorityText(const QString &host, quint16 port)
{
    return (host.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(host).arg(port);
}

} // namespace pilothouse

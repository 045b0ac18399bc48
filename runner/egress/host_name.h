#pragma once

#include "runner/base/error.h"

#include <QByteArray>
#include <QHostAddress>
#include <QString>

#include <optional>

namespace pilothouse {

inline constexpr ErrorCode EgressHostInvalid{"egress.host_invalid"};

/// Where a program says that it wants to go: "example.com:443".
struct EgressAuthority {
    QString host; ///< As checkedEgressHost() writes it.
    quint16 port = 0;

    friend bool operator==(const EgressAuthority &, const EgressAuthority &) = default;
};

/// The one way to write a host that a sandbox named, so that rules, questions, look-ups and TLS speak of the same: a
/// name in lower case and ASCII (IDNA by QUrl::toAce()) without the dot at its end; an IPv4 address as four decimal
/// numbers; an IPv6 address as RFC 5952 writes it, without brackets. Refused are user info, ports, percent signs,
/// blanks, control characters, empty or overlong labels, underscores in the last label, names that become an address
/// only by IDNA, IPv4 in any other notation (octal, hexadecimal, fewer numbers, leading zeros: what inet_aton() would
/// take), and IPv6 with a zone. Whether it may be reached is the affair of AddressGuard. Error: EgressHostInvalid. Any
/// thread.
[[nodiscard]] Result<QString> checkedEgressHost(QByteArrayView host);

/// "host:port" or "[address]:port". Without a port `usualPort` holds; nothing: then the port must be there. Error:
/// EgressHostInvalid. Any thread.
[[nodiscard]] Result<EgressAuthority> checkedEgressAuthority(
    QByteArrayView authority, std::optional<quint16> usualPort = std::nullopt);

/// The address that a host of checkedEgressHost() is; nothing: it is a name.
[[nodiscard]] std::optional<QHostAddress> egressAddress(const QString &host);

/// "host:port", with brackets around an IPv6 address.
[[nodiscard]] QString egressAuthorityText(const QString &host, quint16 port);

} // namespace pilothouse

#pragma once

#include <QByteArray>
#include <QString>

namespace pilothouse {

/// How a program inside a sandbox wants to go out.
enum class EgressProtocol : quint8 {
    Tunnel, ///< CONNECT: bytes we do not read, but for the TLS server name at their start.
    Http, ///< A plain HTTP request in absolute form: read, checked and made anew.
    Forward, ///< A named port forward, for programs that cannot use a proxy.
};

/// Where a program inside a sandbox wants to go. A claim of the sandbox until it was checked.
struct EgressTarget {
    QString host; ///< As checkedEgressHost() writes it: lower case, in ASCII, no trailing dot; or an address.
    quint16 port = 0;
    EgressProtocol protocol = EgressProtocol::Tunnel;
    QByteArray path; ///< Of an Http request, normalised; else empty.

    friend bool operator==(const EgressTarget &, const EgressTarget &) = default;
};

} // namespace pilothouse

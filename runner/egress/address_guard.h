#pragma once

#include <QHostAddress>
#include <QList>
#include <QString>

#include <optional>

namespace pilothouse {

/// Where an address leads, seen from this machine.
enum class AddressReach : quint8 {
    Public, ///< The open internet: rules and persons decide.
    Private, ///< Somebody's own network: only by a rule for the private network.
    ThisMachine, ///< Loopback and our own interfaces: only by a rule for the private network that names this address.
    Never, ///< Cloud metadata, link-local, multicast, reserved, or one address hidden in another.
};

struct AddressVerdict {
    AddressReach reach = AddressReach::Never;
    QString reason; ///< For a person; empty for Public.

    friend bool operator==(const AddressVerdict &, const AddressVerdict &) = default;
};

/// Whether a person's rule opens the private network (EgressRule::privateNetwork).
enum class PrivateNetwork : quint8 { Closed, Opened };

/// Says which addresses a sandbox may be connected to. It judges what a name resolved to, and the address must then be
/// the one that is connected to, so that a name cannot be rebound in between. The ranges are those of IANA's
/// special-purpose registries (RFC 6890 and its successors), and what clouds serve their secrets from. Immutable; any
/// thread.
class AddressGuard final {
public:
    AddressGuard() = default;
    /// `own`: the addresses of this machine's interfaces at this time (QNetworkInterface::allAddresses()).
    explicit AddressGuard(QList<QHostAddress> own) : m_own(std::move(own)) { }

    [[nodiscard]] AddressVerdict judge(const QHostAddress &address) const;

    /// Why `host` (of checkedEgressHost()) may not be connected to at `address`, for a person; nothing: it may. What
    /// `network` opens is a private address; one of this machine only where `host` is that very address and no name.
    [[nodiscard]] std::optional<QString> refusal(
        const QString &host, const QHostAddress &address, PrivateNetwork network) const;

private:
    QList<QHostAddress> m_own;
};

/// Why a name may not even be looked up, or an address not be asked about, whatever the rules say: names for this
/// machine and for a cloud's metadata, and addresses that are never allowed. Nothing: rules decide. Before every
/// question.
[[nodiscard]] std::optional<QString> egressHostRefusal(const QString &host);

} // namespace pilothouse

#pragma once

#include "runner/policy/egress_rules.h"

#include <QJsonObject>

#include <optional>

namespace pilothouse {

/// What a person is asked when a program in the sandbox wants to go to a host that no rule names.
struct EgressQuestion {
    EgressTarget target;
    QByteArray method; ///< Of plain HTTP; else empty.
    qint32 pid = 0; ///< Of the program in the sandbox, as the guest says; 0: not known.
    qint64 bytesSent = 0; ///< On the same connection before.
    bool sensitivePath = false; ///< Asked because of the path: a lasting answer holds for this path only.

    friend bool operator==(const EgressQuestion &, const EgressQuestion &) = default;

    [[nodiscard]] QJsonObject toJson() const;
    /// Nothing where it makes no sense.
    [[nodiscard]] static std::optional<EgressQuestion> fromJson(const QJsonObject &json);
    /// Whether an answer to this one answers `other`: the same host, port and protocol, and the path where it counts.
    [[nodiscard]] bool covers(const EgressQuestion &other) const;
};

/// The names in the log and on the command line: "tunnel", "http", "forward"; "once", "turn", "session",
/// "repository", "always".
[[nodiscard]] QString egressProtocolName(EgressProtocol protocol);
[[nodiscard]] std::optional<EgressProtocol> egressProtocolFromName(QStringView name);
[[nodiscard]] QString egressScopeName(EgressScope scope);
[[nodiscard]] std::optional<EgressScope> egressScopeFromName(QStringView name);

} // namespace pilothouse

#pragma once

#include "runner/base/one_shot.h"

#include <QHostAddress>
#include <QList>

#include <chrono>

namespace pilothouse {

inline constexpr ErrorCode EgressNameUnknown{"egress.name_unknown"};

/// Looks names up for the broker; tests have their own. A look-up is a message to the outside, so it is made only when
/// a rule or a person allowed the name. One thread.
class EgressResolver {
public:
    EgressResolver() = default;
    virtual ~EgressResolver() = default;
    EgressResolver(const EgressResolver &) = delete;
    EgressResolver &operator=(const EgressResolver &) = delete;

    /// Every address of the name, at least one. Errors: EgressNameUnknown, TimedOut.
    [[nodiscard]] virtual Task<QList<QHostAddress>> resolve(QString host) = 0;
};

/// The system's own look-up.
class SystemEgressResolver final : public EgressResolver {
public:
    explicit SystemEgressResolver(std::chrono::milliseconds timeout = std::chrono::seconds(15)) : m_timeout(timeout) { }
    [[nodiscard]] Task<QList<QHostAddress>> resolve(QString host) override;

private:
    std::chrono::milliseconds m_timeout;
};

} // namespace pilothouse

#pragma once

#include "runner/base/error.h"
#include "runner/store/store_health.h"

#include <functional>
#include <mutex>
#include <optional>

namespace pilothouse {

/// Where the threads that write say how it goes; the store is healthy when all of them are. Thread-safe.
class HealthBoard final {
public:
    enum class Source { Log, Blobs };

    /// `changed` is called on the reporting thread, one call at a time, and may ask health().
    HealthBoard(std::function<qint64()> clock, std::function<void(const StoreHealth &)> changed);

    /// What hinders this source, or nothing.
    void report(Source source, const std::optional<Error> &error);
    [[nodiscard]] StoreHealth health() const;

private:
    const std::function<qint64()> m_clock;
    const std::function<void(const StoreHealth &)> m_changed;
    std::mutex m_reporting; ///< Keeps the calls of m_changed in the order of the changes.
    mutable std::mutex m_mutex;
    std::optional<Error> m_log;
    std::optional<Error> m_blobs;
    StoreHealth m_health;
};

} // namespace pilothouse

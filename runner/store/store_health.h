#pragma once

#include <QString>

namespace pilothouse {

/// Whether what happens can be written down at this moment. While it cannot, nothing is acknowledged and nothing is
/// lost: what waits is kept in memory and tried again until it is on disk.
struct StoreHealth {
    enum class State {
        Healthy,
        NoRoom, ///< No room where the data directory lies.
        Failing, ///< Another failure of the disk or of the database.
    };

    State state = State::Healthy;
    qint64 sinceMs = 0; ///< When this state began, milliseconds since 1970 UTC; 0 for healthy from the start.
    QString message; ///< For a person: what to do. Empty when healthy.
    QString cause; ///< The words of the system or the database.

    friend bool operator==(const StoreHealth &, const StoreHealth &) = default;
};

} // namespace pilothouse

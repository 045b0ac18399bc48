#pragma once

#include "runner/base/error.h"

#include <memory>
#include <optional>

namespace pilothouse {

inline constexpr ErrorCode DirectoryInUse{"directory.in_use"};

/// Holds a data directory for this process alone. The system lets go of it when the process ends, however it ends.
class DataDirectoryLock final {
public:
    /// Who holds a directory; what it says of itself, so `pid` may be 0 where it has not said it yet.
    struct Holder {
        qint64 pid = 0;
        qint64 sinceMs = 0; ///< Milliseconds since 1970 UTC.
        QString purpose; ///< One word such as "window", "run", "serve".
        friend bool operator==(const Holder &, const Holder &) = default;
    };

    /// Takes the directory, which must exist, without waiting. Errors: DirectoryInUse, naming the holder; IoFailed.
    [[nodiscard]] static Result<std::unique_ptr<DataDirectoryLock>> take(
        const QString &directory, const QString &purpose);
    /// Who holds it now; nothing if nobody does.
    [[nodiscard]] static Result<std::optional<Holder>> holder(const QString &directory);
    ~DataDirectoryLock();
    DataDirectoryLock(const DataDirectoryLock &) = delete;
    DataDirectoryLock &operator=(const DataDirectoryLock &) = delete;

private:
    explicit DataDirectoryLock(qintptr handle);
    qintptr m_handle;
};

} // namespace pilothouse

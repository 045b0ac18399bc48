#pragma once

// Internal: one worker at a time on a store.

#include "runner/workspace/workspace_errors.h"

#include <optional>
#include <stop_token>

namespace pilothouse {

/// Holds a store against every other process and thread until it is destroyed; the system lets go of it when the
/// process dies, however that happens.
class StoreLock final {
public:
    /// Waits until the lock beside the store (`<path>.lock`) is free, or `stop` is asked for.
    /// Errors: Cancelled, StoreBusy (after ten minutes), IoFailed, DiskFull.
    [[nodiscard]] static Result<StoreLock> take(const QString &path, const std::stop_token &stop);

    ~StoreLock();
    StoreLock(StoreLock &&other) noexcept : m_handle(std::exchange(other.m_handle, NoHandle)) { }
    StoreLock &operator=(StoreLock &&) = delete;

private:
    using Handle = qintptr;
    static constexpr Handle NoHandle = -1;

    explicit StoreLock(Handle handle) : m_handle(handle) { }
    /// Nothing when somebody else holds it.
    [[nodiscard]] static Result<std::optional<StoreLock>> tryTake(const QString &file);

    Handle m_handle;
};

} // namespace pilothouse

#include "runner/workspace/store_lock.h"

#include "runner/workspace/git_handles.h"

#include <QCoreApplication>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace pilothouse {

Result<StoreLock> StoreLock::take(const QString &path, const std::stop_token &stop)
{
    using namespace std::chrono_literals;
    const auto giveUp = std::chrono::steady_clock::now() + 10min;
    std::mutex mutex;
    std::condition_variable_any wake;
    while (!stop.stop_requested()) {
        Result<std::optional<StoreLock>> tried = tryTake(path + QStringLiteral(".lock"));
        if (!tried)
            return std::unexpected(tried.error());
        if (*tried)
            return std::move(**tried);
        if (std::chrono::steady_clock::now() > giveUp)
            return failure(StoreBusy,
                QCoreApplication::translate("Workspace",
                    "Pilothouse's copy of the repository has been in use by another Pilothouse for ten minutes. Wait "
                    "for it or end that program, and try again."));
        std::unique_lock held(mutex);
        wake.wait_for(held, stop, 25ms, [] { return false; });
    }
    return wasCancelled();
}

} // namespace pilothouse

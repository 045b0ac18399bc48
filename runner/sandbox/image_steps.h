#pragma once

#include "runner/base/pool.h"
#include "runner/sandbox/image_base.h"
#include "runner/sandbox/image_builder.h"
#include "runner/sandbox/image_cache.h"

namespace pilothouse {

/// What the steps of one ImageBuilder::ensure() share. Lives on the thread of the call, until its coroutine ends.
class ImageWork final : public QObject {
    Q_OBJECT

public:
    ImageWork(
        Pool &pool, QString cacheDirectory, std::function<void(const ImageProgress &)> progress, std::stop_token stop);
    ~ImageWork() override; ///< Removes the scratch directory.

    void report(const QString &text, qint64 done = 0, qint64 total = 0) const;
    /// For the pool's threads.
    void reportLater(const QString &text, qint64 done = 0, qint64 total = 0);

    Pool &pool;
    ImageCache cache;
    std::stop_token stop;
    QString scratch; ///< Made by begin().

    /// Prepares the cache and a scratch directory on it. Errors: those of ImageCache, DiskFull when a build would not
    /// fit.
    [[nodiscard]] static Task<void> begin(std::shared_ptr<ImageWork> work);

private:
    std::function<void(const ImageProgress &)> m_progress;
};

/// A layer to be written on the pool: `build` fills it, then it is hashed and kept under kind and key.
using LayerBuild = std::function<Result<void>(LayerWriter &, std::stop_token)>;
[[nodiscard]] Task<StoredLayer> buildLayer(
    std::shared_ptr<ImageWork> work, QString kind, QByteArray key, QJsonObject details, LayerBuild build);

/// The base layer from the machine's package source. Errors: PackageSourceMissing, PackagesFailed, and buildLayer()'s.
[[nodiscard]] Task<StoredLayer> buildBase(
    std::shared_ptr<ImageWork> work, BaseDefinition definition, Architecture architecture, QByteArray key);

struct FetchedAgent {
    QString archive; ///< In the scratch directory.
    std::chrono::milliseconds took{};
};
/// Errors: AgentDownloadFailed, Cancelled, TimedOut.
[[nodiscard]] Task<FetchedAgent> fetchAgent(std::shared_ptr<ImageWork> work, AgentEntry entry, AgentPackage package);

} // namespace pilothouse

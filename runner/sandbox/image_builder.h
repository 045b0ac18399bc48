#pragma once

#include "runner/agent/agent_catalogue.h"
#include "runner/base/one_shot.h"
#include "runner/base/pool.h"
#include "runner/sandbox/sandbox_spec.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>

namespace pilothouse {

class SandboxEngine;
struct ImageBuilderState;

/// Where things are in the images that we build. An image that a person brings has none of it but what it needs itself.
struct ImageLayout {
    static constexpr QLatin1StringView guest{"/usr/lib/pilothouse/pilothouse-guest"};
    static constexpr QLatin1StringView workspace{"/workspace"};
    static constexpr QLatin1StringView home{"/home/agent"};
    static constexpr QLatin1StringView baseStore{"/pilothouse/base"}; ///< An empty folder to mount the base store on.
    static constexpr int userId = 1000; ///< "agent", in the group "agent" of the same number.
};

/// The guest program that came with Pilothouse, for an architecture. Errors: NotFound, with where it was looked for.
[[nodiscard]] Result<QString> guestProgram(Architecture architecture);

struct ImageRequest {
    AgentEntry agent;
    Architecture architecture = Architecture::Amd64;
    QString guest; ///< The guest program on the host, made for that architecture.
    QString below; ///< An image of the engine that a person chose instead of our base; empty: our base.
};

/// What is being done, in words with numbers. Bytes are 0 where they are not known.
struct ImageProgress {
    QString text; ///< One line: "Downloading 61 packages: 12 of 46 MB".
    qint64 done = 0;
    qint64 total = 0;
};

/// An image that the engine has.
struct BuiltImage {
    ImageId id; ///< The same content has the same id on every engine.
    QString reference; ///< The name it was loaded with.
    bool wasThere = false; ///< Nothing had to be loaded.
    std::chrono::milliseconds took{}; ///< Everything.
    std::chrono::milliseconds agentDownload{}; ///< The part of `took` that the agent's download was.
};

struct ImageBuilderOptions {
    QString cacheDirectory; ///< For finished layers; below the data directory. Made private.
    QString baseDefinition = QStringLiteral(":/pilothouse/images/base.json");
};

/// Builds the image that an agent runs in from three layers: the base (the machine's own Debian packages), the agent
/// (from the catalogue: a package of npm or an archive beside the entry, verified against its hash, never run here) and
/// Pilothouse's guest. No registry of images is asked. Layers are kept by their content, so the second time takes no
/// work. Where a person chose an image of the engine (any with git and sh), agent and guest are stacked on that. Lives
/// on one thread; calls of ensure() are served one after another. Disk and CPU work is done on the pool. Engine and
/// pool outlive the builder and the calls that its destruction cancels. One builder for a cache directory.
class ImageBuilder final : public QObject {
    Q_OBJECT

public:
    ImageBuilder(SandboxEngine &engine, Pool &pool, ImageBuilderOptions options, QObject *parent = nullptr);
    ~ImageBuilder() override;

    /// Makes sure that the engine has the image. `progress` is called on this thread.
    /// Errors: Cancelled, PackageSourceMissing, PackagesFailed, AgentDownloadFailed, ImageDamaged, DiskFull, IoFailed
    /// and the engine's.
    [[nodiscard]] Task<BuiltImage> ensure(
        ImageRequest request, std::function<void(const ImageProgress &)> progress = {}, std::stop_token stop = {});

private:
    std::shared_ptr<ImageBuilderState> m_state;
};

} // namespace pilothouse

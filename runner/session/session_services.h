#pragma once

#include "runner/agent/agent_catalogue.h"
#include "runner/base/pool.h"
#include "runner/egress/model_gateway.h"
#include "runner/sandbox/image_builder.h"
#include "runner/sandbox/sandbox_engine.h"
#include "runner/session/check_sandbox.h"
#include "runner/session/data_directory.h"
#include "runner/session/egress_services.h"
#include "runner/store/store.h"
#include "runner/workspace/change_set_cache.h"

namespace pilothouse {

class BudgetLedger;

/// Makes images for the actors of all threads; one builder works on a thread of its choice.
class ImageService {
public:
    ImageService() = default;
    virtual ~ImageService() = default;
    ImageService(const ImageService &) = delete;
    ImageService &operator=(const ImageService &) = delete;

    /// `below`: an image of the engine that a person chose, or empty. Called on any thread; `progress` is called on the
    /// builder's.
    [[nodiscard]] virtual Task<BuiltImage> ensure(
        AgentEntry agent, QString below, std::function<void(const ImageProgress &)> progress, std::stop_token stop) = 0;
};

/// What every session actor of one thread works with. All of it outlives the actors.
struct SessionServices {
    Store *store = nullptr;
    Pool *pool = nullptr;
    SandboxEngine *engine = nullptr; ///< Of the actor's own thread.
    ImageService *images = nullptr;
    const DataDirectory *directory = nullptr;
    std::shared_ptr<ChangeSetCache> changeSets; ///< Of all threads.
    const AgentCatalogue *catalogue = nullptr;
    const PracticeModel *practice = nullptr;
    const ModelPrices *prices = nullptr;
    BudgetLedger *budgets = nullptr; ///< Of all threads; null: nothing is limited.
    std::function<Task<Secret>(QString keyName)> providerKey; ///< Empty secret where the person stored none.
    /// Tells another session that parts of it were accepted; one that is gone needs to know nothing.
    std::function<Task<void>(SessionId session, QJsonObject accepted)> recordAccepted;
    CleanRuns *cleanRuns = nullptr; ///< Of the checks of all threads.
    SandboxLimits limits;
    EgressServices egress;
};

/// Times after which a step that does not end is given up. Tests shorten them.
struct SessionTimeouts {
    std::chrono::milliseconds agentStart = std::chrono::seconds(120); ///< From its start to an open session.
    std::chrono::milliseconds cancel =
        std::chrono::seconds(8); ///< From the cancel to the end of the turn; then its process is killed.
    std::chrono::milliseconds turnSnapshot = std::chrono::seconds(60);
    /// From the last decision of a review to its rejected parts leaving an idle sandbox: time for an undo, and for
    /// more.
    std::chrono::milliseconds rejections = std::chrono::seconds(8);
};

} // namespace pilothouse

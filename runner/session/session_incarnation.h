#pragma once

#include "runner/session/session_actor.h"

namespace pilothouse {

/// What lives as long as one guest of the session.
struct SessionActor::Incarnation {
    std::unique_ptr<SandboxLink> link;
    std::unique_ptr<SnapshotImporter> snapshots;
    std::unique_ptr<ModelTraffic> models;
    std::unique_ptr<EgressTraffic> egress;

    ~Incarnation()
    {
        egress.reset();
        models.reset();
        snapshots.reset();
        // It may be the sender of the signal that ends it.
        link.release()->deleteLater();
    }
};

} // namespace pilothouse

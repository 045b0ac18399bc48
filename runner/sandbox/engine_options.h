#pragma once

#include <QString>

#include <chrono>
#include <memory>

namespace pilothouse {

class StartGate;

/// Where to look for an engine and how to mark what is ours.
struct EngineOptions {
    QString owner; ///< The data directory's id: up to 32 letters and digits. Becomes a label and part of names.
    QString stateDirectory; ///< A private directory below the data directory, for the configuration of a service that
                            ///< we start.
    QString
        runtimeDirectory; ///< For socket and lock of that service, made private; empty: below $XDG_RUNTIME_DIR or /tmp.
    QString socket; ///< The person's choice: a path, unix://PATH or npipe://PATH. Empty: look in the usual places.
    /// A store of its own (images, containers, locks) for a service that we start; empty: the person's own store.
    /// With it the usual places are not looked at. For tests.
    QString storeRoot;
    bool startService = true; ///< Start `podman system service` when nothing answers.
    std::chrono::seconds serviceIdle{60}; ///< It ends by itself after this time without a connection.
    std::shared_ptr<StartGate>
        starts; ///< Shared by the engine objects of all threads; null: an own one for four starts.
};

} // namespace pilothouse

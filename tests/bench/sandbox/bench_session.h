#pragma once

#include "runner/session/sandbox_bring_up.h"
#include "runner/session/session_info.h"
#include "runner/session/snapshot_importer.h"

#include <chrono>
#include <memory>

namespace pilothouse::bench {

using Clock = std::chrono::steady_clock;

/// A session as its actor brings it up and follows it, with the log and everything, but for the agent's protocol: what
/// runs in the sandbox is any program.
class BenchSession final : public QObject {
    Q_OBJECT

public:
    /// Makes the session in the store.
    BenchSession(const SessionServices &services, const SessionInfo &info);
    ~BenchSession() override;

    /// Brings its sandbox up with SandboxBringUp, to the end of seeding.
    void build();

    [[nodiscard]] GuestLink &guest() const { return m_link->guest(); }
    [[nodiscard]] const SessionState &state() const { return m_log->state(); }
    [[nodiscard]] double readyMs() const; ///< From the request to make the container to the committed SandboxReady.
    [[nodiscard]] double seedMs() const; ///< From the request to fill the workspace to its end.

Q_SIGNALS:
    void line(const QByteArray &line); ///< Of the program in the place of the agent.
    void snapshotKnown(const pilothouse::ObjectId &commit); ///< It is in the log and in the session's store.

private:
    void take(const GuestDurable &message);
    void follow(const Event &event);

    SessionServices m_services;
    std::unique_ptr<SessionLog> m_log;
    std::unique_ptr<SandboxLink> m_link;
    std::unique_ptr<SnapshotImporter> m_importer;
    Clock::time_point m_asked;
    Clock::time_point m_ready;
    Clock::time_point m_fill;
    Clock::time_point m_filled;
};

/// The value, or the end of the program with the error's words.
template <class T> T need(Result<T> result)
{
    if (!result)
        qFatal("%s (%s)", qPrintable(result.error().message), qPrintable(result.error().cause));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace pilothouse::bench

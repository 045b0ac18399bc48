#pragma once

#include "runner/session/sandbox_link.h"
#include "runner/session/session_log.h"
#include "runner/session/session_services.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace pilothouse {

using ReportProgress = std::function<void(const ProgressView &)>;

/// Takes a link that is not open yet and connects to its signals, so that nothing the guest says is missed.
using AdoptLink = std::function<SandboxLink &(std::unique_ptr<SandboxLink>)>;

/// Brings a session's sandbox up, from nothing or from wherever an earlier process left it. Every step can be done
/// again: what is there already is found by its name or hash. Events are committed on the way (BaseChosen,
/// SandboxCreated, SandboxReady, Progress).
class SandboxBringUp final {
public:
    SandboxBringUp(SessionLog &log, const SessionServices &services, ReportProgress progress, AdoptLink adopt);

    /// Connects to the container that the log names. Errors: those of the link; GuestDisconnected when it has ended.
    [[nodiscard]] Task<GuestHello> takeOver();

    /// Makes everything that is missing. Errors: of the workspace, the image builder, the engine and the guest;
    /// Cancelled.
    [[nodiscard]] Task<GuestHello> build(std::stop_token stop);

private:
    [[nodiscard]] Task<void> chooseBase(std::stop_token stop);
    [[nodiscard]] Task<QString> image(std::stop_token stop);
    [[nodiscard]] Task<ContainerId> container(QString imageId, std::stop_token stop);
    [[nodiscard]] Task<GuestHello> connectGuest(ContainerId container, bool known);
    [[nodiscard]] Task<void> recordReady(GuestHello hello, SandboxReport report);
    [[nodiscard]] Task<void> seed(GuestHello hello);
    [[nodiscard]] Task<void> refill();
    [[nodiscard]] QCoro::Task<void> step(QString name, QString text);
    [[nodiscard]] SandboxSpec spec(const QString &imageId, quint32 incarnation) const;
    [[nodiscard]] Task<void> limitByBudgets();
    [[nodiscard]] RepositoryId repository() const { return m_log.state().info.repositoryId; }

    SessionLog &m_log;
    SessionServices m_services;
    ReportProgress m_progress;
    AdoptLink m_adopt;
    GuestLink *m_link = nullptr; ///< The adopted one's.
    SandboxSpec m_spec;
};

} // namespace pilothouse

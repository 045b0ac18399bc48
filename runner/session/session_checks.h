#pragma once

#include "runner/guest/guest_link.h"
#include "runner/session/evidence_api.h"
#include "runner/session/session_log.h"
#include "runner/session/session_services.h"
#include "runner/workspace/accept.h"

#include <map>

namespace pilothouse {

/// Runs one session's checks and records what came of them. Lives on its session's thread. A check never touches the
/// session's sandbox unless it is asked to run there.
class SessionChecks final {
public:
    SessionChecks(SessionLog &log, const SessionServices &services);

    [[nodiscard]] Task<CheckList> list(ObjectId snapshot);
    /// `guest`: of the session's sandbox, or null.
    [[nodiscard]] Task<CheckResult> run(CheckRequest request, GuestLink *guest, std::stop_token stop);
    void cancel(const QString &run);
    void cancelAll();
    [[nodiscard]] Task<void> trust(QByteArray json);
    /// Records runs that an earlier process did not end as interrupted, and removes what they left.
    [[nodiscard]] Task<void> recover();
    /// Whether what is accepted has what the repository's checks require: they passed on exactly its tree, before it is
    /// merged with anything that the person did meanwhile. Errors: ChecksMissing.
    [[nodiscard]] Task<void> acceptAllowed(AcceptRequest request);
    /// Runs under way end; nothing more is written.
    void retire();

private:
    [[nodiscard]] Task<std::vector<CheckDefinition>> definitions();
    [[nodiscard]] Task<CheckDefinition> chosen(CheckRequest request);
    [[nodiscard]] Task<ObjectId> treeOf(ObjectId snapshot);
    [[nodiscard]] Task<ImageId> image(std::stop_token stop);
    [[nodiscard]] Task<CheckResult> runClean(CheckResult run, std::stop_token stop);
    [[nodiscard]] Task<CheckResult> runInAgentSandbox(CheckResult run, GuestLink *guest);
    [[nodiscard]] ObjectId snapshotOr(const ObjectId &snapshot) const;
    [[nodiscard]] QString store() const { return m_services.directory->sessionStore(m_log.id()); }
    [[nodiscard]] QString archive(const QString &run) const;

    SessionLog &m_log;
    SessionServices m_services;
    std::map<QString, std::stop_source> m_running; ///< By CheckResult::id.
    bool m_retired = false;
};

} // namespace pilothouse

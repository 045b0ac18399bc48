#pragma once

#include "runner/session/runner.h"

namespace pilothouse {

/// The runner's EvidenceApi; lives and goes with it.
class Runner::Evidence final : public EvidenceApi {
public:
    explicit Evidence(Runner &runner) : m_runner(runner) { }

    [[nodiscard]] Task<CheckList> checks(SessionId id, ObjectId snapshot) override;
    [[nodiscard]] Task<CheckResult> runCheck(SessionId id, CheckRequest request, std::stop_token stop) override;
    [[nodiscard]] Task<void> cancelCheck(SessionId id, QString run) override;
    [[nodiscard]] Task<void> trustChecks(SessionId id, QByteArray json) override;
    [[nodiscard]] Task<TryFolder> tryOut(SessionId id, ObjectId snapshot, TryFollow follow) override;
    [[nodiscard]] Task<QString> startAttempts(NewSession task, std::vector<AttemptChoice> choices) override;
    [[nodiscard]] Task<std::vector<Attempt>> attempts(QString group) override;
    [[nodiscard]] Task<ComposedAttempts> composeAttempts(std::vector<AttemptPart> parts) override;

    /// Where snapshots came home, the folders that follow their sessions are brought to them.
    void follow(const std::vector<Event> &events);

private:
    [[nodiscard]] Task<std::vector<SessionId>> members(QString group);
    [[nodiscard]] Task<Attempt> attempt(SessionRow row);

    Runner &m_runner;
};

} // namespace pilothouse

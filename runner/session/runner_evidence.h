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
    [[nodiscard]] Task<AttemptPart> attemptPart(SessionId id, AttemptTake take) override;
    [[nodiscard]] Task<ComposedAttempts> composeAttempts(std::vector<AttemptPart> parts) override;
    [[nodiscard]] Task<SessionChanges> compareAttempts(SessionId one, SessionId other) override;

    /// What an accept of composed attempts needs to know of their sessions; nothing where none are composed. Composes
    /// them again. Errors: SelectionStale (another tree than the person saw), those of composeAttempts().
    [[nodiscard]] Task<ComposedShares> shares(SessionId id, ComposedAttempts composed);

    /// Where snapshots came home, the folders that follow their sessions are brought to them.
    void follow(const std::vector<Event> &events);

private:
    [[nodiscard]] Task<Attempt> attempt(SessionRow row);
    [[nodiscard]] Task<std::vector<Attempt>> withClashes(QString group, std::vector<Attempt> attempts);
    [[nodiscard]] Task<SessionSnapshotPtr> attemptOf(AttemptPart part, RepositoryId repository);

    Runner &m_runner;
};

} // namespace pilothouse

#pragma once

#include "runner/session/evidence_api.h"

namespace pilothouse {

/// Evidence as a test puts it in; what needs a sandbox is only remembered.
class FakeEvidence final : public EvidenceApi {
public:
    std::vector<CheckMark> marks; ///< The answer of checks().
    std::vector<CheckRequest> runs; ///< What was to be run; each run passes in a clean sandbox.
    Result<TryFolder> folder = failure(NotFound, QStringLiteral("There is no folder.")); ///< The answer of tryOut().
    ObjectId tried; ///< The snapshot of the last one.
    std::vector<Attempt> group; ///< The answer of attempts(),
    QString askedGroup; ///< with this name.
    NewSession lastTask; ///< Of startAttempts(), which answers "group-1".
    std::vector<AttemptChoice> lastChoices;
    std::vector<std::pair<AttemptTake, AttemptPart>> parts; ///< What attemptPart() knows; else a part without files.
    ComposedAttempts composed; ///< The answer of composeAttempts(), with the parts that it was given:
    std::vector<AttemptPart> lastParts;
    SessionChanges compared; ///< The answer of compareAttempts().
    std::pair<SessionId, SessionId> lastCompared;

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
};

} // namespace pilothouse

#include "tests/gui/support/fake_evidence.h"

namespace pilothouse {

Task<CheckList> FakeEvidence::checks(SessionId, ObjectId snapshot)
{
    co_return CheckList{snapshot, marks};
}

Task<CheckResult> FakeEvidence::runCheck(SessionId, CheckRequest request, std::stop_token)
{
    runs.push_back(request);
    CheckResult result;
    result.outcome = CheckOutcome::Passed;
    result.place = request.place;
    for (CheckMark &mark : marks) {
        if (mark.check.name != request.name)
            continue;
        result.check = mark.check;
        mark.kind = CheckMark::Kind::Passed;
        mark.sentence = QStringLiteral("%1 passed on this very tree").arg(mark.check.name);
    }
    co_return CheckResult(result);
}

Task<void> FakeEvidence::cancelCheck(SessionId, QString)
{
    co_return {};
}

Task<void> FakeEvidence::trustChecks(SessionId, QByteArray)
{
    co_return {};
}

Task<TryFolder> FakeEvidence::tryOut(SessionId, ObjectId snapshot, TryFollow)
{
    tried = snapshot;
    co_return Result<TryFolder>(folder);
}

Task<QString> FakeEvidence::startAttempts(NewSession task, std::vector<AttemptChoice> choices)
{
    lastTask = task;
    lastChoices = choices;
    co_return QStringLiteral("group-1");
}

Task<std::vector<Attempt>> FakeEvidence::attempts(QString name)
{
    askedGroup = name;
    if (group.empty())
        co_return failure(NotFound, QStringLiteral("There are no attempts."));
    co_return std::vector<Attempt>(group);
}

Task<AttemptPart> FakeEvidence::attemptPart(SessionId id, AttemptTake take)
{
    for (const auto &[known, part] : parts) {
        if (known == take && part.session == id)
            co_return AttemptPart(part);
    }
    co_return AttemptPart{id, {}};
}

Task<ComposedAttempts> FakeEvidence::composeAttempts(std::vector<AttemptPart> chosen)
{
    lastParts = chosen;
    ComposedAttempts answer = composed;
    answer.session = chosen.front().session;
    answer.parts = std::move(chosen);
    co_return ComposedAttempts(answer);
}

Task<SessionChanges> FakeEvidence::compareAttempts(SessionId one, SessionId other)
{
    lastCompared = {one, other};
    co_return SessionChanges(compared);
}

} // namespace pilothouse

#include "runner/review/check_mark.h"

#include <QCoreApplication>

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CheckMark)
};

using Kind = CheckMark::Kind;

bool hasVerdict(const CheckResult *run)
{
    return run && (run->outcome == CheckOutcome::Passed || run->outcome == CheckOutcome::Failed);
}

Kind kindHere(const CheckResult &run)
{
    if (run.outcome == CheckOutcome::Failed)
        return Kind::Failed;
    if (run.place == CheckPlace::AgentSandbox)
        return Kind::PassedNotProof;
    return run.touched.count > 0 ? Kind::PassedTouched : Kind::Passed;
}

QString undecided(const CheckResult &run)
{
    switch (run.outcome) {
    case CheckOutcome::TimedOut:
        return Words::tr("%1 did not end in time", "a check's name").arg(run.check.name);
    case CheckOutcome::Cancelled:
        return Words::tr("%1 was cancelled", "a check's name").arg(run.check.name);
    case CheckOutcome::Interrupted:
        return Words::tr("%1 was interrupted when Pilothouse ended").arg(run.check.name);
    default:
        return run.message.isEmpty() ? Words::tr("%1 could not be run").arg(run.check.name) : run.message;
    }
}

QString sentenceOf(const CheckMark &mark)
{
    const QString &name = mark.check.name;
    switch (mark.kind) {
    case Kind::None:
        return Words::tr("%1 was not run", "a check's name").arg(name);
    case Kind::Running:
        return Words::tr("%1 is running", "a check's name").arg(name);
    case Kind::Passed:
        return Words::tr("%1 passed on this very tree").arg(name);
    case Kind::PassedTouched:
        return Words::tr("%1 passed on this very tree, but the changes touch %n file(s) that decide what it does",
            nullptr, mark.touched)
            .arg(name);
    case Kind::PassedOlder:
        return mark.changedSince < 0
            ? Words::tr("%1 passed on an older tree").arg(name)
            : Words::tr("%1 passed on an older tree: %n file(s) changed since", nullptr, mark.changedSince).arg(name);
    case Kind::PassedNotProof:
        return Words::tr("%1 passed in the agent's sandbox, which is not proof").arg(name);
    case Kind::Failed:
        return Words::tr("%1 failed on this very tree").arg(name);
    case Kind::FailedOlder:
        return mark.changedSince < 0
            ? Words::tr("%1 failed on an older tree").arg(name)
            : Words::tr("%1 failed on an older tree: %n file(s) changed since", nullptr, mark.changedSince).arg(name);
    case Kind::Undecided:
        break;
    }
    return {};
}

/// The run that says most: about this tree first, in a clean sandbox first.
const CheckResult *best(const CheckHistory &history, const CheckDefinition &check, const ObjectId &tree)
{
    for (const CheckPlace place : {CheckPlace::Clean, CheckPlace::AgentSandbox}) {
        if (const CheckResult *run = history.newestOn(check, place, tree); hasVerdict(run))
            return run;
    }
    if (const CheckResult *run = history.newestOn(check, CheckPlace::Clean, tree))
        return run;
    return history.newest(check, CheckPlace::Clean);
}

} // namespace

CheckMark checkMark(
    const CheckHistory &history, const CheckDefinition &check, const ObjectId &tree, const ChangedSince &changedSince)
{
    CheckMark mark{.check = check};
    const CheckResult *newest = history.newest(check, CheckPlace::Clean);
    const bool runs = newest && newest->outcome == CheckOutcome::Running && newest->tree == tree;
    const CheckResult *run = runs ? newest : best(history, check, tree);
    if (!run) {
        mark.sentence = sentenceOf(mark);
        return mark;
    }
    mark.run = run->id;
    mark.touched = run->touched.count;
    if (run->outcome == CheckOutcome::Running) {
        mark.kind = Kind::Running;
    } else if (!hasVerdict(run)) {
        mark.kind = Kind::Undecided;
        mark.sentence = undecided(*run);
        return mark;
    } else if (run->tree == tree) {
        mark.kind = kindHere(*run);
    } else {
        mark.kind = run->outcome == CheckOutcome::Passed ? Kind::PassedOlder : Kind::FailedOlder;
        mark.changedSince = changedSince ? changedSince(run->tree, tree) : -1;
    }
    mark.sentence = sentenceOf(mark);
    return mark;
}

Result<void> acceptAllowed(const std::vector<CheckMark> &marks)
{
    QStringList missing;
    for (const CheckMark &mark : marks) {
        if (mark.check.accept == CheckDefinition::Accept::Requires && !mark.isGreen())
            missing.append(mark.sentence);
    }
    if (missing.isEmpty())
        return {};
    return failure(ChecksMissing,
        Words::tr("This repository accepts only what its checks passed: %1. Run them, or accept without them on your "
                  "own responsibility.")
            .arg(missing.join(Words::tr("; ", "between two sentences"))));
}

} // namespace pilothouse

#pragma once

#include "runner/review/check_touched.h"
#include "runner/store/event.h"

#include <QJsonObject>

namespace pilothouse {

/// Where a check ran, which decides what its result is worth.
enum class CheckPlace {
    Clean, ///< A fresh container of the image with the tree alone: evidence.
    AgentSandbox, ///< Beside everything the agent left there: not proof.
};

enum class CheckOutcome {
    Running,
    Passed, ///< Exit code 0.
    Failed, ///< Any other.
    TimedOut,
    Cancelled,
    Interrupted, ///< Pilothouse ended meanwhile.
    Broken, ///< It could not be run; CheckResult::message says why.
};

/// One run of a check.
struct CheckResult {
    QString id;
    qint64 seq = 0; ///< Of its last event.
    qint64 startedMs = 0; ///< Milliseconds since 1970 UTC.
    qint64 tookMs = 0;
    CheckDefinition check;
    CheckPlace place = CheckPlace::Clean;
    ObjectId tree; ///< The result is about exactly this tree.
    CheckOutcome outcome = CheckOutcome::Running;
    int exitCode = -1; ///< Of the container, as the engine says; in the agent's sandbox as the sandbox says.
    TouchedFiles touched;
    QString output; ///< Untrusted; its begin and end where it was long.
    bool outputCut = false;
    QString message;

    friend bool operator==(const CheckResult &, const CheckResult &) = default;
};

/// The runs of one session's checks: a fold over CheckStarted and CheckEnded.
struct CheckHistory {
    std::vector<CheckResult> results; ///< Oldest first, the last ones; only the newest of a check keeps its output.

    /// Pure; a payload that makes no sense changes nothing.
    void apply(const Event &event, const QJsonObject &payload);
    [[nodiscard]] const CheckResult *find(const QString &id) const;
    /// The newest run of this name and command in that place; null if there is none.
    [[nodiscard]] const CheckResult *newest(const CheckDefinition &check, CheckPlace place) const;
    /// The same on that tree, and with an end.
    [[nodiscard]] const CheckResult *newestOn(
        const CheckDefinition &check, CheckPlace place, const ObjectId &tree) const;
    /// Commands that the person gave, the newest of each name.
    [[nodiscard]] std::vector<CheckDefinition> ofPerson() const;

    friend bool operator==(const CheckHistory &, const CheckHistory &) = default;
};

/// The payloads of the two events.
[[nodiscard]] QJsonObject checkStartedToJson(const CheckResult &run);
[[nodiscard]] QJsonObject checkEndedToJson(const CheckResult &run);

[[nodiscard]] QString checkPlaceName(CheckPlace place); ///< "clean", "sandbox"
[[nodiscard]] QString checkOutcomeName(CheckOutcome outcome); ///< "passed", "timed_out" …
[[nodiscard]] QString checkOriginName(CheckDefinition::Origin origin); ///< "base", "trusted", "person"

} // namespace pilothouse

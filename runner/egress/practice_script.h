#pragma once

#include "runner/base/error.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace pilothouse {

/// Holds when the named step was done in this turn and its tool answered with a text that contains this one.
struct PracticeCondition {
    QString step;
    QString contains;
};

/// One answer of the practice model: what it thinks and says, and the tool it calls then. Without a tool the turn ends.
struct PracticeStep {
    QString id;
    std::vector<PracticeCondition> when; ///< All must hold.
    QString think;
    QString say;
    QString tool;
    QJsonObject arguments; ///< By role: path, old, new, content, command, description, pattern.
};

struct PracticeScenario {
    std::vector<PracticeCondition> when;
    std::vector<PracticeStep> steps;
};

/// resources/practice/script.json, read; the file says how it works.
struct PracticeScript {
    PracticeStep open;
    std::vector<PracticeScenario> scenarios;
    QString denied;
    QString toolMissing;
    QString lost;
    QString summary;

    [[nodiscard]] static Result<PracticeScript> fromJson(const QByteArray &json);
    [[nodiscard]] qsizetype longestScenario() const;
};

/// What the tools of a turn answered, by the id of the step that called them.
using PracticeResults = QHash<QString, QString>;

/// The step that comes next after these results; null when no step of the script fits.
[[nodiscard]] const PracticeStep *nextStep(const PracticeScript &script, const PracticeResults &results);

} // namespace pilothouse

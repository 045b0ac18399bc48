#include "runner/egress/practice_script.h"

#include "runner/base/json.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qsizetype scriptLimit = 256 * 1024;

std::vector<PracticeCondition> conditionsOf(const QJsonObject &object)
{
    std::vector<PracticeCondition> conditions;
    for (const auto &value : object[u"when"].toArray())
        conditions.push_back({value[u"step"].toString(), value[u"contains"].toString()});
    return conditions;
}

Result<PracticeStep> stepOf(const QJsonObject &object)
{
    PracticeStep step{
        .id = object[u"id"].toString(),
        .when = conditionsOf(object),
        .think = object[u"think"].toString(),
        .say = object[u"say"].toString(),
        .tool = object[u"tool"].toString(),
        .arguments = object[u"arguments"].toObject(),
    };
    // The id travels in tool call ids between underscores.
    if (step.id.isEmpty() || step.id.contains(u'_') || (step.say.isEmpty() && step.tool.isEmpty()))
        return failure(JsonInvalid,
            QCoreApplication::translate("pilothouse::PracticeModel",
                "The practice script has a step without a usable id, or one that does nothing."),
            step.id);
    return step;
}

bool hold(const std::vector<PracticeCondition> &conditions, const PracticeResults &results)
{
    return std::ranges::all_of(conditions, [&results](const PracticeCondition &condition) {
        const auto result = results.constFind(condition.step);
        return result != results.cend() && result->contains(condition.contains);
    });
}

} // namespace

Result<PracticeScript> PracticeScript::fromJson(const QByteArray &json)
{
    const Result<QJsonObject> object = parseObject(json, scriptLimit, QStringLiteral("the practice script"));
    if (!object)
        return std::unexpected(object.error());
    PracticeScript script;
    script.denied = (*object)[u"denied"].toString();
    script.toolMissing = (*object)[u"toolMissing"].toString();
    script.lost = (*object)[u"lost"].toString();
    script.summary = (*object)[u"summary"].toString();
    Result<PracticeStep> open = stepOf((*object)[u"open"].toObject());
    if (!open)
        return std::unexpected(open.error());
    script.open = std::move(*open);
    for (const auto &value : (*object)[u"scenarios"].toArray()) {
        PracticeScenario scenario{.when = conditionsOf(value.toObject()), .steps = {}};
        for (const auto &stepValue : value[u"steps"].toArray()) {
            Result<PracticeStep> step = stepOf(stepValue.toObject());
            if (!step)
                return std::unexpected(step.error());
            scenario.steps.push_back(std::move(*step));
        }
        script.scenarios.push_back(std::move(scenario));
    }
    return script;
}

qsizetype PracticeScript::longestScenario() const
{
    size_t longest = 0;
    for (const PracticeScenario &scenario : scenarios)
        longest = std::max(longest, scenario.steps.size());
    return qsizetype(longest);
}

const PracticeStep *nextStep(const PracticeScript &script, const PracticeResults &results)
{
    if (!results.contains(script.open.id))
        return &script.open;
    const auto scenario = std::ranges::find_if(
        script.scenarios, [&results](const PracticeScenario &candidate) { return hold(candidate.when, results); });
    if (scenario == script.scenarios.end())
        return nullptr;
    const auto step = std::ranges::find_if(scenario->steps, [&results](const PracticeStep &candidate) {
        return !results.contains(candidate.id) && hold(candidate.when, results);
    });
    return step == scenario->steps.end() ? nullptr : &*step;
}

} // namespace pilothouse

#include "runner/review/check_history.h"

#include "runner/store/payload.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <ranges>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr size_t ResultsKept = 200;
constexpr qsizetype TextLimit = 4096;
constexpr qsizetype OutputLimit = 512 * 1024;
constexpr qsizetype PathsKept = 20;

constexpr std::array Outcomes{
    "running"_L1, "passed"_L1, "failed"_L1, "timed_out"_L1, "cancelled"_L1, "interrupted"_L1, "broken"_L1};
constexpr std::array Places{"clean"_L1, "sandbox"_L1};
constexpr std::array Origins{"base"_L1, "trusted"_L1, "person"_L1};

template <class Enum, size_t N>
Enum named(const std::array<QLatin1StringView, N> &names, const QJsonValue &value, Enum otherwise)
{
    const auto found = std::ranges::find(names, value.toString());
    return found == names.end() ? otherwise : static_cast<Enum>(found - names.begin());
}

CheckResult started(const Event &event, const QJsonObject &payload)
{
    CheckResult run;
    run.id = textField(payload, u"id", 64);
    run.seq = event.seq;
    run.startedMs = event.atMs;
    run.check.name = lineField(payload, u"name", TextLimit);
    run.check.command = textField(payload, u"command", TextLimit);
    run.check.limit = std::chrono::seconds(countField(payload, u"limit"));
    run.check.origin = named(Origins, payload["origin"_L1], CheckDefinition::Origin::Base);
    run.place = named(Places, payload["place"_L1], CheckPlace::AgentSandbox); // what is unknown proves nothing
    run.tree = ObjectId(textField(payload, u"tree", 64));
    return run;
}

void end(CheckResult &run, const Event &event, const QJsonObject &payload)
{
    run.seq = event.seq;
    run.outcome = named(Outcomes, payload["outcome"_L1], CheckOutcome::Broken);
    if (run.outcome == CheckOutcome::Running)
        run.outcome = CheckOutcome::Broken;
    run.exitCode = payload["exitCode"_L1].toInt(-1);
    run.tookMs = countField(payload, u"ms");
    run.touched.count = static_cast<int>(countField(payload, u"touched"));
    const QJsonArray paths = payload["touchedPaths"_L1].toArray();
    for (const auto &path : paths) {
        if (run.touched.paths.size() < PathsKept)
            run.touched.paths.append(path.toString().left(TextLimit));
    }
    run.output = textField(payload, u"output", OutputLimit);
    run.outputCut = payload["cut"_L1].toBool();
    run.message = textField(payload, u"message", TextLimit);
    if (run.tree != ObjectId(textField(payload, u"tree", 64)))
        run.outcome = CheckOutcome::Broken; // about another tree than it began with
}

bool same(const CheckResult &run, const CheckDefinition &check)
{
    return run.check.name == check.name && run.check.command == check.command;
}

} // namespace

void CheckHistory::apply(const Event &event, const QJsonObject &payload)
{
    if (event.kind == EventKind::CheckStarted) {
        if (CheckResult run = started(event, payload); !run.id.isEmpty() && !find(run.id))
            results.push_back(std::move(run));
        if (results.size() > ResultsKept)
            results.erase(results.begin());
    } else if (event.kind == EventKind::CheckEnded) {
        const auto run = std::ranges::find(results, textField(payload, u"id", 64), &CheckResult::id);
        if (run == results.end() || run->outcome != CheckOutcome::Running)
            return;
        end(*run, event, payload);
        for (CheckResult &older : std::ranges::subrange(results.begin(), run)) {
            if (same(older, run->check) && older.place == run->place)
                older.output.clear();
        }
    }
}

const CheckResult *CheckHistory::find(const QString &id) const
{
    const auto run = std::ranges::find(results, id, &CheckResult::id);
    return run == results.end() ? nullptr : &*run;
}

const CheckResult *CheckHistory::newest(const CheckDefinition &check, CheckPlace place) const
{
    for (const CheckResult &run : std::views::reverse(results)) {
        if (same(run, check) && run.place == place)
            return &run;
    }
    return nullptr;
}

const CheckResult *CheckHistory::newestOn(const CheckDefinition &check, CheckPlace place, const ObjectId &tree) const
{
    for (const CheckResult &run : std::views::reverse(results)) {
        if (same(run, check) && run.place == place && run.tree == tree && run.outcome != CheckOutcome::Running)
            return &run;
    }
    return nullptr;
}

std::vector<CheckDefinition> CheckHistory::ofPerson() const
{
    std::vector<CheckDefinition> checks;
    for (const CheckResult &run : std::views::reverse(results)) {
        if (run.check.origin == CheckDefinition::Origin::Person
            && !std::ranges::contains(checks, run.check.name, &CheckDefinition::name))
            checks.push_back(run.check);
    }
    return checks;
}

QJsonObject checkStartedToJson(const CheckResult &run)
{
    return {
        {u"id"_s, run.id},
        {u"name"_s, run.check.name},
        {u"command"_s, run.check.command},
        {u"limit"_s, static_cast<qint64>(run.check.limit.count())},
        {u"origin"_s, checkOriginName(run.check.origin)},
        {u"place"_s, checkPlaceName(run.place)},
        {u"tree"_s, run.tree.value},
    };
}

QJsonObject checkEndedToJson(const CheckResult &run)
{
    QJsonObject json{
        {u"id"_s, run.id},
        {u"outcome"_s, checkOutcomeName(run.outcome)},
        {u"ms"_s, run.tookMs},
        {u"tree"_s, run.tree.value},
        {u"touched"_s, run.touched.count},
        {u"touchedPaths"_s, QJsonArray::fromStringList(run.touched.paths)},
        {u"output"_s, run.output},
        {u"cut"_s, run.outputCut},
        {u"message"_s, run.message},
    };
    if (run.outcome == CheckOutcome::Passed || run.outcome == CheckOutcome::Failed)
        json[u"exitCode"_s] = run.exitCode;
    return json;
}

QString checkPlaceName(CheckPlace place)
{
    return Places.at(static_cast<size_t>(place));
}

QString checkOutcomeName(CheckOutcome outcome)
{
    return Outcomes.at(static_cast<size_t>(outcome));
}

QString checkOriginName(CheckDefinition::Origin origin)
{
    return Origins.at(static_cast<size_t>(origin));
}

} // namespace pilothouse

#include "runner/control_plane/rules_commands.h"

#include "runner/egress/host_name.h"
#include "runner/policy/egress_rule_json.h"
#include "runner/session/rule_book.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RulesCommands)
};

const QString Maker = u"command line"_s;

QJsonArray rulesToJson(const EgressRules &rules)
{
    QJsonArray out;
    for (const EgressRule &rule : rules.all())
        out.append(egressRuleToJson(rule));
    return out;
}

QJsonObject presetToJson(const EgressPreset &preset, const std::vector<ActivePreset> &active)
{
    QJsonArray hosts;
    for (const EgressPreset::Host &host : preset.hosts)
        hosts.append(egressAuthorityText(host.host, host.port));
    QJsonArray repositories;
    bool on = false;
    for (const ActivePreset &one : active) {
        if (one.preset != preset.id)
            continue;
        if (one.repository.isEmpty())
            on = true;
        else
            repositories.append(one.repository);
    }
    return {
        {u"id"_s, preset.id},
        {u"name"_s, preset.name},
        {u"note"_s, preset.note},
        {u"date"_s, preset.date},
        {u"sources"_s, QJsonArray::fromStringList(preset.sources)},
        {u"hosts"_s, hosts},
        {u"on"_s, on},
        {u"repositories"_s, repositories},
    };
}

QJsonArray presetsToJson(const RuleStore &store)
{
    const std::vector<ActivePreset> active = store.presets();
    QJsonArray out;
    for (const EgressPreset &preset : EgressPresets::known().all())
        out.append(presetToJson(preset, active));
    return out;
}

QJsonObject changeToJson(const RuleChange &change)
{
    static constexpr std::array Kinds{"added"_L1, "removed"_L1, "switched_on"_L1, "switched_off"_L1};
    QJsonObject out{
        {u"at"_s, change.atMs}, {u"by"_s, change.by}, {u"what"_s, QString(Kinds.at(static_cast<size_t>(change.kind)))}};
    if (change.kind == RuleChange::Kind::Added)
        out[u"rule"_s] = egressRuleToJson(change.rule);
    if (!change.rule.id.isEmpty())
        out[u"id"_s] = change.rule.id;
    if (!change.preset.preset.isEmpty())
        out[u"preset"_s] = change.preset.preset;
    if (!change.preset.repository.isEmpty())
        out[u"repository"_s] = change.preset.repository;
    return out;
}

/// The id of the repository that a command names by a path; empty: it names none.
Task<QString> repositoryOf(Runner &runner, const QJsonObject command)
{
    const QString path = command["repo"_L1].toString();
    if (path.isEmpty())
        co_return QString();
    const auto id = co_await runner.repositoryAt(path);
    if (!id)
        co_return std::unexpected(id.error());
    co_return QString::number(id->value);
}

/// On the pool: the rules' file is read and flushed.
template <class Work> auto onRules(Runner &runner, Work work)
{
    using R = std::invoke_result_t<Work, RuleStore &>;
    return runOn(runner.pool(), [book = &runner.ruleBook(), work = std::move(work)](const std::stop_token &) -> R {
        const auto store = book->store();
        if (!store)
            return std::unexpected(store.error());
        return work(**store);
    });
}

Task<QJsonObject> add(Runner &runner, const QJsonObject command)
{
    auto rule = egressRuleFromJson(command["rule"_L1].toObject());
    if (!rule)
        co_return std::unexpected(rule.error());
    auto repository = co_await repositoryOf(runner, command);
    if (!repository)
        co_return std::unexpected(repository.error());
    rule->id.clear();
    rule->scope = repository->isEmpty() ? EgressScope::Always : EgressScope::Repository;
    rule->repository = std::move(*repository);
    co_return co_await onRules(runner, [rule = std::move(*rule)](RuleStore &rules) -> Result<QJsonObject> {
        const auto added = rules.add(rule, Maker);
        if (!added)
            return std::unexpected(added.error());
        return QJsonObject{{u"rule"_s, egressRuleToJson(*added)}};
    });
}

Task<QJsonObject> switchPreset(Runner &runner, const QJsonObject command)
{
    const auto repository = co_await repositoryOf(runner, command);
    if (!repository)
        co_return std::unexpected(repository.error());
    const ActivePreset preset{command["preset"_L1].toString(), *repository};
    const PresetSwitch on = command["on"_L1].toBool() ? PresetSwitch::On : PresetSwitch::Off;
    co_return co_await onRules(runner, [preset, on](RuleStore &rules) -> Result<QJsonObject> {
        if (const auto switched = rules.setPreset(preset, on, Maker); !switched)
            return std::unexpected(switched.error());
        return QJsonObject{{u"presets"_s, presetsToJson(rules)}};
    });
}

Result<QJsonObject> removeRule(RuleStore &rules, const QString &id)
{
    if (const auto removed = rules.remove(id, Maker); !removed)
        return std::unexpected(removed.error());
    return QJsonObject();
}

Result<QJsonObject> history(RuleStore &rules)
{
    const auto all = rules.history();
    if (!all)
        return std::unexpected(all.error());
    QJsonArray changes;
    for (const RuleChange &change : *all)
        changes.append(changeToJson(change));
    return QJsonObject{{u"changes"_s, changes}};
}

Result<QJsonObject> listRules(RuleStore &rules)
{
    return QJsonObject{{u"rules"_s, rulesToJson(rules.rules())}, {u"presets"_s, presetsToJson(rules)}};
}

} // namespace

Task<QJsonObject> rulesCommand(Runner &runner, const QJsonObject command)
{
    const QString action = command["action"_L1].toString(u"list"_s);
    if (action == "list"_L1)
        co_return co_await onRules(runner, &listRules);
    if (action == "presets"_L1)
        co_return co_await onRules(runner,
            [](RuleStore &rules) -> Result<QJsonObject> { return QJsonObject{{u"presets"_s, presetsToJson(rules)}}; });
    if (action == "add"_L1)
        co_return co_await add(runner, command);
    if (action == "remove"_L1)
        co_return co_await onRules(
            runner, [id = command["id"_L1].toString()](RuleStore &rules) { return removeRule(rules, id); });
    if (action == "switch"_L1)
        co_return co_await switchPreset(runner, command);
    if (action == "history"_L1)
        co_return co_await onRules(runner, &history);
    co_return failure(InvalidArgument, Words::tr("There is no action “%1” for rules.").arg(action));
}

} // namespace pilothouse

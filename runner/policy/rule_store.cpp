#include "runner/policy/rule_store.h"

#include "runner/base/json.h"
#include "runner/policy/egress_rule_json.h"
#include "runner/store/durable_file.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qint64 format = 1;
constexpr qsizetype lineLimit = 16 * 1024;
constexpr qsizetype longestWho = 200;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RuleStore)
};

constexpr std::array Kinds{"add"_L1, "remove"_L1, "switch_on"_L1, "switch_off"_L1};

QByteArray firstLine()
{
    return toLine({{u"pilothouse"_s, u"egress rules"_s}, {u"format"_s, format}}) + '\n';
}

QByteArray toJsonLine(const RuleChange &change)
{
    QJsonObject json{
        {u"at"_s, change.atMs}, {u"by"_s, change.by}, {u"do"_s, QString(Kinds.at(static_cast<size_t>(change.kind)))}};
    switch (change.kind) {
    case RuleChange::Kind::Added:
        json.insert(u"rule"_s, egressRuleToJson(change.rule));
        break;
    case RuleChange::Kind::Removed:
        json.insert(u"id"_s, change.rule.id);
        break;
    case RuleChange::Kind::SwitchedOn:
    case RuleChange::Kind::SwitchedOff:
        json.insert(u"preset"_s, change.preset.preset);
        if (!change.preset.repository.isEmpty())
            json.insert(u"repository"_s, change.preset.repository);
        break;
    }
    return toLine(json) + '\n';
}

std::optional<RuleChange> fromJsonLine(const QByteArray &line)
{
    const Result<QJsonObject> json = parseObject(line, lineLimit, u"a rule"_s);
    if (!json)
        return std::nullopt;
    const auto kind = std::ranges::find(Kinds, (*json)["do"_L1].toString());
    if (kind == Kinds.end())
        return std::nullopt;
    RuleChange change{
        .atMs = (*json)["at"_L1].toInteger(),
        .by = (*json)["by"_L1].toString(),
        .kind = static_cast<RuleChange::Kind>(kind - Kinds.begin()),
        .rule = {},
        .preset = {(*json)["preset"_L1].toString(), (*json)["repository"_L1].toString()},
    };
    if (change.kind == RuleChange::Kind::Added) {
        auto rule = egressRuleFromJson((*json)["rule"_L1].toObject());
        if (!rule || rule->id.isEmpty())
            return std::nullopt;
        change.rule = std::move(*rule);
    } else if (change.kind == RuleChange::Kind::Removed) {
        change.rule.id = (*json)["id"_L1].toString();
    } else if (change.preset.preset.isEmpty()) {
        return std::nullopt;
    }
    return change;
}

std::unexpected<Error> damaged(const QString &path, qsizetype line)
{
    return failure(RulesDamaged,
        Words::tr("The file %1 with the rules about the network is damaged. Move it away; Pilothouse then asks again.")
            .arg(path),
        u"line %1"_s.arg(line));
}

Result<void> checkFirstLine(const QString &path, const QByteArray &line)
{
    const Result<QJsonObject> json = parseObject(line, lineLimit, u"the rules' first line"_s);
    if (!json || (*json)["pilothouse"_L1] != "egress rules"_L1)
        return damaged(path, 1);
    if ((*json)["format"_L1].toInteger() != format)
        return failure(RulesTooNew, Words::tr("The rules in %1 are of a newer Pilothouse. Use that one.").arg(path));
    return {};
}

} // namespace

struct RuleStore::Contents {
    std::vector<RuleChange> changes;
    qint64 size = 0; ///< Of its whole lines.
};

RuleStore::RuleStore(QString path, const EgressPresets &presets) : m_path(std::move(path)), m_presets(presets) { }

Result<std::unique_ptr<RuleStore>> RuleStore::open(const QString &path, const EgressPresets &presets)
{
    auto contents = read(path);
    if (!contents)
        return std::unexpected(contents.error());
    std::unique_ptr<RuleStore> store(new RuleStore(path, presets));
    store->m_size = contents->size;
    for (const RuleChange &change : contents->changes)
        store->apply(change);
    store->publish();
    return store;
}

Result<RuleStore::Contents> RuleStore::read(const QString &path)
{
    Contents contents;
    QFile file(path);
    if (!file.exists())
        return contents;
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed, Words::tr("The file %1 with the rules about the network cannot be read.").arg(path),
            file.errorString());
    if (file.size() > fileLimit + lineLimit)
        return failure(LimitExceeded, Words::tr("The file %1 with the rules is unreasonably large.").arg(path));
    const QByteArray bytes = file.read(fileLimit + lineLimit);
    contents.size = bytes.lastIndexOf('\n') + 1; // behind it a crash cut a line
    const QByteArrayList lines = bytes.first(contents.size).split('\n');
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
        if (i == 0) {
            if (auto first = checkFirstLine(path, lines[i]); !first)
                return std::unexpected(first.error());
            continue;
        }
        auto change = fromJsonLine(lines[i]);
        if (!change)
            return damaged(path, i + 1);
        contents.changes.push_back(std::move(*change));
    }
    return contents;
}

void RuleStore::apply(const RuleChange &change)
{
    switch (change.kind) {
    case RuleChange::Kind::Added: {
        ++m_added;
        // What is no longer a rule that may be kept is left out: then a person is asked.
        if (auto rule = checkedEgressRule(change.rule))
            m_own.push_back(std::move(*rule));
        break;
    }
    case RuleChange::Kind::Removed:
        std::erase_if(m_own, [&](const EgressRule &rule) { return rule.id == change.rule.id; });
        break;
    case RuleChange::Kind::SwitchedOn:
        if (!std::ranges::contains(m_active, change.preset))
            m_active.push_back(change.preset);
        break;
    case RuleChange::Kind::SwitchedOff:
        std::erase(m_active, change.preset);
        break;
    }
}

void RuleStore::publish()
{
    std::vector<EgressRule> all = m_own;
    for (const ActivePreset &active : m_active) {
        const EgressPreset *preset = m_presets.find(active.preset);
        if (preset == nullptr)
            continue; // of another version of the program
        for (EgressRule &rule : presetRules(*preset, active.repository, {}))
            all.push_back(std::move(rule));
    }
    EgressRules rules(std::move(all));
    const std::scoped_lock lock(m_reading);
    m_rules = std::move(rules);
    m_shown = m_active;
}

EgressRules RuleStore::rules() const
{
    const std::scoped_lock lock(m_reading);
    return m_rules;
}

std::vector<ActivePreset> RuleStore::presets() const
{
    const std::scoped_lock lock(m_reading);
    return m_shown;
}

Result<void> RuleStore::append(RuleChange change)
{
    change.atMs = QDateTime::currentMSecsSinceEpoch();
    change.by.truncate(longestWho);
    const bool isNew = m_size == 0;
    const QByteArray line = toJsonLine(change);
    const QByteArray bytes = isNew ? firstLine() + line : line;
    if (line.size() > lineLimit || m_size + bytes.size() > fileLimit)
        return failure(LimitExceeded, Words::tr("There are too many rules. Remove some first."));
    if (auto written = appendDurably(m_path, m_size, bytes); !written)
        return written;
    if (isNew) {
        if (auto synced = syncDirectory(QFileInfo(m_path).path()); !synced)
            return synced;
    }
    m_size += bytes.size();
    apply(change);
    publish();
    return {};
}

Result<EgressRule> RuleStore::add(EgressRule rule, const QString &by)
{
    rule.by = by;
    if (rule.scope != EgressScope::Repository && rule.scope != EgressScope::Always)
        return failure(InvalidArgument, Words::tr("Only rules for a repository or for always are kept."));
    auto checked = checkedEgressRule(std::move(rule));
    if (!checked)
        return checked;
    {
        const std::scoped_lock lock(m_writing);
        const auto same = std::ranges::find_if(m_own, [&](const EgressRule &known) {
            EgressRule other = known;
            other.id = checked->id;
            other.by = checked->by;
            return other == *checked;
        });
        if (same != m_own.end())
            return *same;
        if (std::cmp_greater_equal(m_own.size(), mostRules))
            return failure(LimitExceeded, Words::tr("There are too many rules. Remove some first."));
        if (checked->id.isEmpty())
            checked->id = u"r%1"_s.arg(m_added + 1);
        if (std::ranges::contains(m_own, checked->id, &EgressRule::id) || checked->id.startsWith("preset:"_L1))
            return failure(InvalidArgument, Words::tr("There is another rule %1.").arg(checked->id));
        if (auto appended = append({.by = by, .kind = RuleChange::Kind::Added, .rule = *checked}); !appended)
            return std::unexpected(appended.error());
    }
    Q_EMIT changed();
    return checked;
}

Result<void> RuleStore::remove(const QString &id, const QString &by)
{
    if (id.startsWith("preset:"_L1))
        return failure(InvalidArgument, Words::tr("This rule belongs to a preset. Switch the preset off."));
    {
        const std::scoped_lock lock(m_writing);
        if (!std::ranges::contains(m_own, id, &EgressRule::id))
            return failure(NotFound, Words::tr("There is no rule %1.").arg(id));
        RuleChange change{.by = by, .kind = RuleChange::Kind::Removed};
        change.rule.id = id;
        if (auto appended = append(std::move(change)); !appended)
            return appended;
    }
    Q_EMIT changed();
    return {};
}

Result<void> RuleStore::setPreset(const ActivePreset &preset, PresetSwitch on, const QString &by)
{
    {
        const std::scoped_lock lock(m_writing);
        const bool active = std::ranges::contains(m_active, preset);
        if (!active && m_presets.find(preset.preset) == nullptr)
            return failure(NotFound, Words::tr("There is no preset %1.").arg(preset.preset));
        if (active == (on == PresetSwitch::On))
            return {};
        const auto kind = on == PresetSwitch::On ? RuleChange::Kind::SwitchedOn : RuleChange::Kind::SwitchedOff;
        if (auto appended = append({.by = by, .kind = kind, .preset = preset}); !appended)
            return appended;
    }
    Q_EMIT changed();
    return {};
}

Result<std::vector<RuleChange>> RuleStore::history() const
{
    const std::scoped_lock lock(m_writing);
    auto contents = read(m_path);
    if (!contents)
        return std::unexpected(contents.error());
    return std::move(contents->changes);
}

} // namespace pilothouse

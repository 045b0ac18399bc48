// Rules as data: JSON that becomes a rule, what is kept of it, and what it then decides; the lists of presets and
// paths.

#include "runner/base/json.h"
#include "runner/policy/egress_presets.h"
#include "runner/policy/egress_rule_json.h"
#include "runner/policy/sensitive_paths.h"

#include <cstdlib>

using namespace pilothouse;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)SensitivePaths::fromJson(bytes);
    (void)SensitivePaths::known().find(bytes);
    if (const auto presets = EgressPresets::fromJson(bytes)) {
        for (const EgressPreset &preset : presets->all()) {
            for (const EgressRule &rule : presetRules(preset, {}, {}))
                require(checkedEgressRule(rule) == rule);
        }
    }
    const auto json = parseObject(bytes, 1 << 20, QStringLiteral("a rule"));
    if (!json)
        return 0;
    const auto read = egressRuleFromJson(*json);
    if (!read)
        return 0;
    const auto rule = checkedEgressRule(*read);
    if (!rule)
        return 0;
    require(checkedEgressRule(*rule) == rule && egressRuleFromJson(egressRuleToJson(*rule)) == rule);
    const EgressTarget target{rule->host, rule->port.value_or(443), rule->protocol, rule->path};
    const EgressContext context{rule->repository, rule->session, rule->turn, 0};
    const EgressDecision decision = EgressRules({*rule}).decide(target, context);
    if (decision.verdict == EgressVerdict::Allow)
        require(rule->verdict == EgressVerdict::Allow && !rule->host.startsWith(u'*'));
    return 0;
}

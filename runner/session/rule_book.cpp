#include "runner/session/rule_book.h"

#include "runner/base/pool.h"
#include "runner/session/data_directory.h"

namespace pilothouse {

namespace {

Task<void> keepRule(Pool &pool, RuleBook &book, EgressRule rule)
{
    rule.id.clear(); // the store has its own
    co_return co_await runOn(pool, [&book, rule = std::move(rule)](const std::stop_token &) -> Result<void> {
        const auto store = book.store();
        if (!store)
            return std::unexpected(store.error());
        if (const auto kept = (*store)->add(rule, rule.by); !kept)
            return std::unexpected(kept.error());
        return {};
    });
}

} // namespace

Result<RuleStore *> RuleBook::store()
{
    const std::scoped_lock lock(m_opening);
    if (!m_store) {
        auto opened = RuleStore::open(m_directory.egressRules());
        if (!opened)
            return std::unexpected(opened.error());
        m_store = std::move(*opened);
    }
    return m_store.get();
}

EgressServices RuleBook::services(EgressServices given)
{
    given.rules = [this]() -> Result<EgressRules> {
        const auto opened = store();
        if (!opened)
            return std::unexpected(opened.error());
        return (*opened)->rules();
    };
    given.keep = [this](EgressRule rule) { return keepRule(m_pool, *this, std::move(rule)); };
    return given;
}

} // namespace pilothouse

#pragma once

#include "runner/policy/rule_store.h"
#include "runner/session/egress_services.h"

namespace pilothouse {

class DataDirectory;
class Pool;

/// The stored rules about the network, for the sessions of all threads; their file is read when the first sandbox wants
/// to go out, or somebody looks at them, and not at the start.
class RuleBook final {
public:
    RuleBook(const DataDirectory &directory, Pool &pool) : m_directory(directory), m_pool(pool) { }

    /// Any thread; waits for the disk the first time. Errors as RuleStore::open(), each time anew.
    [[nodiscard]] Result<RuleStore *> store();
    /// What a session's traffic works with: `given`, with the stored rules and a way to keep more of them.
    [[nodiscard]] EgressServices services(EgressServices given);

private:
    const DataDirectory &m_directory;
    Pool &m_pool;
    std::mutex m_opening;
    std::unique_ptr<RuleStore> m_store;
};

} // namespace pilothouse

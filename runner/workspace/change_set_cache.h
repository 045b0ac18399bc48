#pragma once

#include "runner/workspace/change_set.h"

#include <deque>
#include <mutex>

namespace pilothouse {

/// Remembers the last few change sets, so that the next snapshot of a session costs only what it changed. Thread-safe.
class ChangeSetCache {
public:
    /// What diffTrees() gives, with its default options. Blocks; any thread. Errors: as there.
    [[nodiscard]] Result<std::shared_ptr<const ChangeSet>> changes(
        const QString &store, const ObjectId &from, const ObjectId &to, std::stop_token stop = {});

private:
    struct Entry {
        QString store;
        ObjectId from;
        ObjectId to;
        std::shared_ptr<const ChangeSet> set;
    };
    /// The change set of exactly these, or else the newest one from the same base.
    [[nodiscard]] Entry nearest(const QString &store, const ObjectId &from, const ObjectId &to);
    void keep(Entry entry);

    std::mutex m_mutex;
    std::deque<Entry> m_entries; ///< The one that was used last in front.
};

} // namespace pilothouse

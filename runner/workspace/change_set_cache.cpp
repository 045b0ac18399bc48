#include "runner/workspace/change_set_cache.h"

#include <algorithm>

namespace pilothouse {

namespace {

constexpr size_t MostEntries = 16;
constexpr qsizetype MostFiles = 400'000; // Of all entries: some 300 bytes each.

} // namespace

Result<std::shared_ptr<const ChangeSet>> ChangeSetCache::changes(
    const QString &store, const ObjectId &from, const ObjectId &to, std::stop_token stop)
{
    Entry entry = nearest(store, from, to);
    if (!entry.set || entry.to != to) {
        Result<ChangeSet> made =
            entry.set ? updateChangeSet(store, *entry.set, to, {}, stop) : diffTrees(store, from, to, {}, stop);
        // A snapshot that the last change set was of may be gone with a store that was made anew.
        if (!made && entry.set && made.error().code != Cancelled)
            made = diffTrees(store, from, to, {}, stop);
        if (!made)
            return std::unexpected(made.error());
        entry = {store, from, to, std::make_shared<const ChangeSet>(std::move(*made))};
    }
    keep(entry);
    return entry.set;
}

ChangeSetCache::Entry ChangeSetCache::nearest(const QString &store, const ObjectId &from, const ObjectId &to)
{
    const std::scoped_lock lock(m_mutex);
    const auto isOfBase = [&](const Entry &entry) { return entry.store == store && entry.from == from; };
    auto found = std::ranges::find_if(m_entries, [&](const Entry &entry) { return isOfBase(entry) && entry.to == to; });
    if (found == m_entries.end())
        found = std::ranges::find_if(m_entries, isOfBase);
    return found == m_entries.end() ? Entry() : *found;
}

void ChangeSetCache::keep(Entry entry)
{
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_entries,
        [&](const Entry &old) { return old.store == entry.store && old.from == entry.from && old.to == entry.to; });
    m_entries.push_front(std::move(entry));
    qsizetype files = 0;
    size_t kept = 0;
    while (kept < m_entries.size() && kept < MostEntries && (files += m_entries[kept].set->files.size()) <= MostFiles)
        ++kept;
    m_entries.resize(std::max<size_t>(kept, 1));
}

} // namespace pilothouse

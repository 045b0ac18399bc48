#include "runner/review/attribution_cache.h"

#include <algorithm>

namespace pilothouse {

Result<std::vector<SnapshotStamp>> OriginCache::stamps(
    const QString &store, const Timeline &timeline, const std::stop_token &stop)
{
    const std::scoped_lock lock(m_mutex);
    // The log only grows; anything else is another session's.
    const size_t known = std::min(m_commits.size(), timeline.snapshots.size());
    for (size_t i = 0; i < known; ++i) {
        if (m_commits[i] != timeline.snapshots[i].commit) {
            m_commits.clear();
            m_stamps.clear();
            m_files.clear();
            m_lines = 0;
            break;
        }
    }
    std::vector<ObjectId> missing;
    for (size_t i = m_commits.size(); i < timeline.snapshots.size(); ++i)
        missing.push_back(timeline.snapshots[i].commit);
    const auto messages = commitMessages(store, missing, stop);
    if (!messages)
        return std::unexpected(messages.error());
    for (size_t i = 0; i < missing.size(); ++i) {
        m_commits.push_back(missing[i]);
        m_stamps.push_back(SnapshotStamp::fromMessage((*messages)[i]));
    }
    return std::vector(m_stamps.begin(), m_stamps.begin() + static_cast<std::ptrdiff_t>(timeline.snapshots.size()));
}

std::shared_ptr<const FileLines> OriginCache::lines(const QByteArray &path, size_t state) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find(m_files, path, &decltype(m_files)::value_type::first);
    return found == m_files.end() || found->second->state > state ? nullptr : found->second;
}

void OriginCache::keep(const QByteArray &path, std::shared_ptr<const FileLines> lines)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find(m_files, path, &decltype(m_files)::value_type::first);
    if (found != m_files.end()) {
        m_lines -= found->second->sets.size();
        m_files.erase(found);
    }
    m_lines += lines->sets.size();
    m_files.emplace_front(path, std::move(lines));
    while (m_files.size() > 1 && (m_files.size() > maxFiles || m_lines > maxLines)) {
        m_lines -= m_files.back().second->sets.size();
        m_files.pop_back();
    }
}

} // namespace pilothouse

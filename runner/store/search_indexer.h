#pragma once

#include "runner/store/blob_store.h"
#include "runner/store/search_text.h"

#include <QHash>

#include <deque>

namespace pilothouse {

class Database;

/// Feeds the search index from the log, behind it and in small steps. Writer thread only.
class SearchIndexer final {
public:
    SearchIndexer(Database &database, const BlobStore &blobs) : m_database(database), m_blobs(blobs) { }

    /// Finds the sessions that the index is behind of: at start, and after the index was emptied.
    [[nodiscard]] Result<void> load();
    void noteEvents(SessionId session);
    void forget(SessionId session);
    [[nodiscard]] bool isBehind() const { return !m_behind.empty(); }

    /// Takes in some events of one session, a transaction of a few milliseconds.
    [[nodiscard]] Result<void> step();

private:
    struct Progress {
        qint64 next = 1; ///< The next event to read; what is before it and not in the index waits in `text`.
        SearchText text;
    };
    [[nodiscard]] Result<bool> take(SessionId session);
    [[nodiscard]] Result<Progress *> progress(SessionId session);

    Database &m_database;
    const BlobStore &m_blobs;
    QHash<SessionId, Progress> m_progress;
    std::deque<SessionId> m_behind;
};

} // namespace pilothouse

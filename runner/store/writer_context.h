#pragma once

#include "runner/store/database.h"
#include "runner/store/event_log.h"
#include "runner/store/search_indexer.h"

namespace pilothouse {

/// What lives on the writer thread, for the tasks that run there.
struct WriterContext {
    Database &database;
    EventLog &log;
    ReadModels &models;
    SearchIndexer &search;
    BlobStore &blobs;
    std::function<qint64()> clock;
    std::function<void(Commit)> announce; ///< Tells what a task's commit changed.
};

/// A piece of work for the writer thread. Returns false to be called again after what else waits had its turn.
using WriterTask = std::move_only_function<bool(WriterContext &)>;

/// Runs `work() -> Result<T>` as one transaction.
template <class Work> auto inTransaction(Database &database, Work work) -> std::invoke_result_t<Work>
{
    std::invoke_result_t<Work> done = database.begin().and_then(work);
    if (done) {
        if (Result<void> committed = database.commit(); !committed)
            done = std::unexpected(std::move(committed).error());
    }
    if (!done)
        database.rollback();
    return done;
}

} // namespace pilothouse

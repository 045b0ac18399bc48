#pragma once

#include "runner/store/writer_context.h"

#include <functional>

namespace pilothouse {

/// Marks a session as removed. Errors: NotFound.
[[nodiscard]] Result<void> moveToTrash(WriterContext &context, SessionId session);

/// Takes the mark away. Errors: NotFound.
[[nodiscard]] Result<void> restoreFromTrash(WriterContext &context, SessionId session);

/// Deletes sessions for good, in steps of one small transaction each. A session whose deletion began is lost: if the
/// program ends meanwhile, resumePurges() goes on with it.
class Purge final {
public:
    explicit Purge(qint64 removedBeforeMs) : m_removedBeforeMs(removedBeforeMs) { }

    /// Does a little; true when all is done.
    [[nodiscard]] Result<bool> step(WriterContext &context);
    [[nodiscard]] const PurgeReport &report() const { return m_report; }

private:
    [[nodiscard]] Result<void> begin(WriterContext &context);
    [[nodiscard]] Result<bool> deleteSearchRows(WriterContext &context, SessionId session);
    [[nodiscard]] Result<bool> deleteEvents(WriterContext &context, SessionId session);
    [[nodiscard]] Result<void> deleteRest(WriterContext &context, SessionId session);
    [[nodiscard]] Result<void> removeUnusedBlobs(WriterContext &context);
    [[nodiscard]] Result<bool> sweep(WriterContext &context);

    const qint64 m_removedBeforeMs;
    bool m_began = false;
    bool m_swept = false;
    std::vector<SessionId> m_sessions; ///< Still to delete.
    std::vector<BlobName> m_blobs; ///< Contents that perhaps nothing names any more.
    PurgeReport m_report;
};

/// Posts a task for the deletions that were interrupted, if there are any.
[[nodiscard]] Result<void> resumePurges(WriterContext &context, const std::function<void(WriterTask)> &post);

} // namespace pilothouse

#pragma once

#include "runner/review/review_marks.h"

namespace pilothouse {

/// Where the sandbox's files are to go because of what a person rejected, or rejects no more.
struct RejectionPlan {
    ObjectId tree; ///< What they are to be; the tree that they are when there is nothing to do.
    QStringList decisions; ///< Rejections that are carried out by it.
    QStringList back; ///< Undone rejections whose parts are there again, or will not come back.
    QStringList lost; ///< Those of `back` whose parts cannot be brought back: their lines were changed since.
    QList<QByteArray> removedFrom; ///< Paths from which parts are taken.
    QList<QByteArray> broughtTo; ///< Paths to which parts come back.
};

/// Plans it for files that are as the snapshot tree `now`. Each rejection is laid over the changes from where its own
/// change set began, so that it takes away what the person saw. New trees are written into the store. Blocks; on the
/// pool. Errors: those of reviewMarks() and composeWithout(), Cancelled.
[[nodiscard]] Result<RejectionPlan> planRejections(
    const QString &store, const ReviewState &state, const ObjectId &now, EditCache &cache, std::stop_token stop = {});

} // namespace pilothouse

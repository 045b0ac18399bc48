#pragma once

#include "runner/review/review_state.h"

#include <QJsonArray>
#include <QJsonObject>

namespace pilothouse {

// The payloads of a review's events, written and read in one place. Reading bounds and checks everything: a range that
// is not one, or a list that is too long, makes the whole value absent.

[[nodiscard]] QJsonObject toJson(const ReviewedFile &file);
[[nodiscard]] std::optional<ReviewedFile> reviewedFileFromJson(const QJsonObject &json);
[[nodiscard]] QJsonArray toJson(const std::vector<ReviewedFile> &files);
[[nodiscard]] std::optional<std::vector<ReviewedFile>> reviewedFilesFromJson(const QJsonArray &json);

[[nodiscard]] QJsonObject toJson(const CommentAnchor &anchor);
[[nodiscard]] std::optional<CommentAnchor> anchorFromJson(const QJsonObject &json);

/// "accepted", "rejected", "open".
[[nodiscard]] QString decisionName(ReviewDecision decision);
[[nodiscard]] std::optional<ReviewDecision> reviewDecisionFromName(const QString &name);
/// "approve", "request_changes", "comment".
[[nodiscard]] QString verdictName(Verdict verdict);
[[nodiscard]] std::optional<Verdict> verdictFromName(const QString &name);

/// The payload of ReviewDecided.
[[nodiscard]] QJsonObject decidedPayload(const DecisionRecord &decision);
/// The payload of ReviewSeen.
[[nodiscard]] QJsonObject seenPayload(const std::vector<ReviewedFile> &files, bool viewed);
/// The payload of CommentWritten.
[[nodiscard]] QJsonObject commentPayload(const ReviewComment &comment);
/// The payload of ReviewConcluded.
[[nodiscard]] QJsonObject concludedPayload(const VerdictRecord &verdict);

} // namespace pilothouse

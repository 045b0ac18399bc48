// The folds over a review's events. The input is lines: the first byte of each chooses the kind of event, the rest is
// its payload. What a fold took is written and read back, and has to be the same.

#include "runner/review/attribution_timeline.h"
#include "runner/review/check_history.h"
#include "runner/review/review_json.h"

#include <QJsonDocument>

#include <array>
#include <cstdlib>

using namespace pilothouse;

namespace {

constexpr std::array Kinds{EventKind::ReviewDecided, EventKind::ReviewUndone, EventKind::ReviewSeen,
    EventKind::CommentWritten, EventKind::CommentsSent, EventKind::CommentSettled, EventKind::ReviewConcluded,
    EventKind::RejectionCarriedOut, EventKind::WorkspaceRestored, EventKind::SessionForked, EventKind::Accepted,
    EventKind::TurnStarted, EventKind::TurnEnded, EventKind::PromptUnqueued, EventKind::CheckStarted,
    EventKind::CheckEnded, EventKind::AgentReceived, EventKind::AgentStarted, EventKind::AgentExited,
    EventKind::SnapshotTaken, EventKind::BaseChosen};

void need(bool condition)
{
    if (!condition)
        std::abort();
}

void needInOrder(const std::vector<LineRange> &ranges)
{
    int behind = -1;
    for (const LineRange &range : ranges) {
        need(range.first > behind && range.count > 0 && range.end() > range.first);
        behind = range.end();
    }
}

void needSameAgain(const ReviewedFile &file)
{
    needInOrder(file.parts.added);
    needInOrder(file.parts.removed);
    const auto again = reviewedFileFromJson(toJson(file));
    need(again && *again == file);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    ReviewState review;
    CheckHistory checks;
    TimelineFold timeline;
    Event event{.session = SessionId(1), .turn = 1};
    for (const QByteArray &line : input.split('\n')) {
        if (line.isEmpty())
            continue;
        event.kind = Kinds.at(static_cast<uint8_t>(line.front()) % Kinds.size());
        event.seq += 1;
        event.atMs += 1000;
        event.turn += event.kind == EventKind::TurnStarted ? 1 : 0;
        event.payload = line.sliced(1);
        const QJsonObject payload = QJsonDocument::fromJson(event.payload).object();
        applyReview(review, event, payload);
        checks.apply(event, payload);
        timeline.apply(event, payload);
    }
    for (const auto &decision : review.decisions) {
        for (const ReviewedFile &file : decision->files)
            needSameAgain(file);
    }
    for (const auto &seen : review.seen)
        needSameAgain(seen->file);
    for (const auto &comment : review.comments) {
        const auto again = anchorFromJson(toJson(comment->anchor));
        need(again && *again == comment->anchor && comment->anchor.first >= 0 && comment->anchor.count >= 0);
    }
    (void)review.undoable();
    (void)review.redoable();
    (void)review.hasUnsettledRejections();
    for (const CheckResult &result : checks.results)
        need(checks.find(result.id) && checks.newest(result.check, result.place));
    (void)checks.ofPerson();
    for (const ToolCallSpan &call : timeline.timeline().calls)
        need(call.title.size() <= TimelineFold::maxText && call.command.size() <= TimelineFold::maxText);
    return 0;
}

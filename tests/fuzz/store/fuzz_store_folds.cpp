// The folds over payloads that a sandbox wrote. The input's first byte chooses the kind of event, the rest is its
// payload.

#include "runner/store/approval_row.h"
#include "runner/store/blob_store.h"
#include "runner/store/glimpse.h"
#include "runner/store/search_match.h"
#include "runner/store/search_text.h"
#include "runner/store/session_row.h"
#include "runner/store/tool_call_row.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace pilothouse;

namespace {

void check(bool holds)
{
    if (!holds)
        __builtin_trap();
}

ToolCallRow foldTwice(const Event &event)
{
    ToolCallRow row;
    const std::optional<ToolCallNews> news = toolCallNews(event);
    if (!news)
        return row;
    row = apply(apply(row, *news, event), *news, event);
    check(row.id == news->id && row.title.size() <= 300 && row.command.size() <= 2000 && row.place.size() <= 2000
        && row.status.size() <= 64);
    return row;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray payload(reinterpret_cast<const char *>(data + 1), static_cast<qsizetype>(size - 1));
    const Event event{SessionId(1), 5, 1000, 2, static_cast<EventKind>(data[0] % 96), payload};

    const SessionRow row = apply(apply(SessionRow{}, event), event);
    check(row.title.size() <= 300 && row.costMicros >= 0 && row.workedMs >= 0 && row.openApprovals.size() <= 1);
    (void)foldTwice(event);
    ApprovalRow approval = approvalRequested(event);
    check(approval.title.size() <= 500);
    approval = decided(approval, event);
    (void)closesOpenCalls(event);

    // What a large payload is reduced to says the same. Padding makes it large, and slow, so not every input is padded.
    // The log holds what Qt wrote, so it never has a raw control character, which Qt reads but does not look up.
    if (size % 8 == 0) {
        const QByteArray written =
            QJsonDocument(QJsonDocument::fromJson(payload).object()).toJson(QJsonDocument::Compact);
        const Event large{SessionId(1), 5, 1000, 2, event.kind, written + QByteArray(LargestInlinePayload, ' ')};
        const Event small = glimpsed(large);
        check(apply(SessionRow{}, small) == apply(SessionRow{}, large));
        check(foldTwice(small) == foldTwice(large));
        check(foldTwice({SessionId(1), 5, 1000, 2, event.kind, written}) == foldTwice(large));
    }

    SearchText text;
    std::vector<SearchDoc> docs;
    text.add(event, docs);
    text.add({SessionId(1), 6, 1000, 2, EventKind::TurnEnded, {}}, docs);
    check(text.openSince() == 0);
    for (const SearchDoc &doc : docs)
        check(doc.text.size() <= SearchText::LongestText && !doc.text.isEmpty());
    const QString typed = QString::fromUtf8(payload);
    check(searchExpression(typed).count(u'"') % 2 == 0);
    check(excerpt(typed, searchTerms(typed)).size() <= 300);
    return 0;
}

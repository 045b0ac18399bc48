#include "ui/transcript/item_view.h"

#include "runner/base/visible_text.h"
#include "ui/transcript/plain_output.h"

namespace pilothouse {

namespace {

constexpr qsizetype LinesOfRow = 60;
constexpr qsizetype PreviewLines = 10;
constexpr qsizetype PreviewDiffLines = 28;
constexpr int OutputPieces = 8; ///< Pieces of a stored output that are shown at each end; copying takes all of it.

template <class... F> struct Overloaded : F... {
    using F::operator()...;
};

} // namespace

ItemView::ItemView(Transcript::Item item) : m_item(std::move(item))
{
    if (const auto *message = std::get_if<MessageItem>(&m_item->body))
        m_sections.update(message->text);
    rebuild();
}

size_t ItemView::update(Transcript::Item item)
{
    const bool wasOpenQuestion = openQuestion() != nullptr;
    m_item = std::move(item);
    size_t first = 0;
    if (const auto *message = std::get_if<MessageItem>(&m_item->body)) {
        first = m_sections.update(message->text);
        if (message->role == MessageItem::Role::Thought)
            first = 0;
    } else if (wasOpenQuestion && openQuestion()) {
        first = 1;
    }
    rebuild();
    return qMin(first, m_rowCount);
}

const QuestionItem *ItemView::openQuestion() const
{
    const auto *question = std::get_if<QuestionItem>(&m_item->body);
    return question && question->decision == QuestionItem::Decision::Open ? question : nullptr;
}

bool ItemView::isTicking() const
{
    const auto *call = std::get_if<ToolCallItem>(&m_item->body);
    return call && call->status == ToolCallItem::Status::InProgress;
}

ItemView::Detail ItemView::defaultDetail() const
{
    const auto *call = std::get_if<ToolCallItem>(&m_item->body);
    if (!call)
        return Detail::Collapsed;
    const bool failed = call->status == ToolCallItem::Status::Failed || (call->exitCode && *call->exitCode != 0);
    const bool running = call->status == ToolCallItem::Status::InProgress;
    for (const acp::ToolContent &content : call->content) {
        if (std::holds_alternative<acp::Diff>(content) && call->status != ToolCallItem::Status::Pending)
            return Detail::Preview;
    }
    return failed || (running && !call->output.isEmpty()) || call->kind == acp::ToolKind::Execute ? Detail::Preview
                                                                                                  : Detail::Collapsed;
}

void ItemView::rebuild()
{
    m_rowCount = 1;
    std::visit(
        Overloaded{
            [this](const MessageItem &message) {
                const bool thought = message.role == MessageItem::Role::Thought;
                m_rowCount = thought ? (detail() == Detail::Collapsed ? 1 : 1 + m_sections.sections().size())
                                     : m_sections.sections().size();
            },
            [this](const ToolCallItem &call) {
                rebuildToolBody(call);
                m_rowCount = 1 + m_body.size();
            },
            [this](const SnapshotItem &) { m_rowCount = 0; }, // every tool call makes one; the changes view shows them
            [](const auto &) {},
        },
        m_item->body);
}

void ItemView::rebuildToolBody(const ToolCallItem &call)
{
    m_body.clear();
    m_diffs.clear();
    m_diffPaths.clear();
    m_output.clear();
    m_outputCut = false;
    if (detail() == Detail::Collapsed)
        return;
    for (const acp::ToolContent &content : call.content) {
        const auto *diff = std::get_if<acp::Diff>(&content);
        if (!diff)
            continue;
        m_diffs.push_back(inlineDiff(diff->oldText, diff->newText));
        m_diffPaths.push_back(visibleText(diff->path, LineBreaks::Show));
        addParts(static_cast<int>(m_diffs.size()) - 1, static_cast<qsizetype>(m_diffs.back().lines.size()), 0,
            PreviewDiffLines);
    }
    if (call.output.isEmpty())
        return;
    QStringList head = call.output.head();
    QStringList tail = call.output.tail();
    if (tail.isEmpty() && head.size() > 2 * OutputPieces) {
        tail = head.last(OutputPieces);
        head.resize(OutputPieces);
        m_outputCut = true;
    } else if (!tail.isEmpty()) {
        head.resize(qMin<qsizetype>(head.size(), OutputPieces));
        tail = tail.last(qMin<qsizetype>(tail.size(), OutputPieces));
        m_outputCut = true;
    }
    m_output = plainLines(head.join(QString()));
    if (m_outputCut) {
        m_output.append(QStringLiteral("\u22EE"));
        m_output += plainLines(tail.join(QString()));
    }
    addParts(-1, m_output.size(), qMax<qsizetype>(0, m_output.size() - PreviewLines), PreviewLines); // its end
}

void ItemView::addParts(int diff, qsizetype lines, qsizetype previewFrom, qsizetype previewCount)
{
    constexpr qsizetype NotWorthHiding = 4;
    const bool cut = detail() == Detail::Preview && lines > previewCount + NotWorthHiding;
    qsizetype from = cut ? previewFrom : 0;
    const qsizetype to = cut ? previewFrom + previewCount : lines;
    bool first = true;
    do {
        const qsizetype count = qMin(LinesOfRow, to - from);
        m_body.push_back({diff, from, count, first, 0});
        first = false;
        from += count;
    } while (from < to);
    if (cut)
        m_body.back().hidden = lines - previewCount;
}

bool ItemView::toggle()
{
    const bool expandable = std::holds_alternative<ToolCallItem>(m_item->body)
        || std::holds_alternative<GarbageItem>(m_item->body) || std::holds_alternative<CompactionItem>(m_item->body)
        || (std::holds_alternative<MessageItem>(m_item->body)
            && std::get<MessageItem>(m_item->body).role == MessageItem::Role::Thought);
    if (!expandable)
        return false;
    m_detail = detail() == Detail::Collapsed ? Detail::Preview : Detail::Collapsed;
    rebuild();
    return true;
}

bool ItemView::showAll()
{
    m_detail = Detail::Full;
    rebuild();
    return true;
}

qreal ItemView::gapBefore(size_t row) const
{
    if (row > 0)
        return std::holds_alternative<MessageItem>(m_item->body) ? 10 : 0;
    if (std::holds_alternative<PromptItem>(m_item->body))
        return grid::Three;
    if (std::holds_alternative<ToolCallItem>(m_item->body) || std::holds_alternative<ModeItem>(m_item->body))
        return grid::One;
    if (const auto *question = std::get_if<QuestionItem>(&m_item->body);
        question && question->decision != QuestionItem::Decision::Open)
        return grid::Half;
    return grid::Two;
}

qreal ItemView::estimatedHeight(size_t row, qreal width) const
{
    const auto lines = [width](qsizetype characters) {
        return static_cast<qreal>(characters) * 7 / qMax<qreal>(width, 100) + 1;
    };
    if (std::holds_alternative<MessageItem>(m_item->body)) {
        const bool thought = std::get<MessageItem>(m_item->body).role == MessageItem::Role::Thought;
        if (thought && row == 0)
            return 24;
        return lines(m_sections.sections()[row - (thought ? 1 : 0)].size()) * 21;
    }
    if (const auto *prompt = std::get_if<PromptItem>(&m_item->body))
        return lines(prompt->text.size()) * 21 + 24;
    if (std::holds_alternative<ToolCallItem>(m_item->body))
        return row == 0 ? 44 : static_cast<qreal>(m_body[row - 1].count) * 17 + 12;
    return 32;
}

QString ItemView::plainText(size_t row) const
{
    if (const auto *message = std::get_if<MessageItem>(&m_item->body)) {
        const bool thought = message->role == MessageItem::Role::Thought;
        if (thought && row == 0)
            return {};
        return visibleText(m_sections.sections()[row - (thought ? 1 : 0)]).trimmed();
    }
    if (const auto *prompt = std::get_if<PromptItem>(&m_item->body))
        return visibleText(prompt->text);
    if (const auto *call = std::get_if<ToolCallItem>(&m_item->body)) {
        if (row == 0)
            return visibleText(call->command.isEmpty() ? call->title : call->command);
        const BodyPart &part = m_body[row - 1];
        return part.diff < 0 ? m_output.sliced(part.from, part.count).join(u'\n') : QString();
    }
    if (const auto *exit = std::get_if<ExitItem>(&m_item->body))
        return plainLines(exit->errorOutput).join(u'\n');
    if (const auto *end = std::get_if<TurnEndItem>(&m_item->body))
        return visibleText(QString(end->error + u'\n' + end->cause)).trimmed();
    if (const auto *notice = std::get_if<NoticeItem>(&m_item->body))
        return visibleText(QString(notice->title + u'\n' + notice->description)).trimmed();
    return {};
}

std::unique_ptr<RowLayout> ItemView::layout(size_t row, const Place &place) const
{
    RowBuilder builder(place.theme, place.left, place.width);
    std::visit([&](const auto &body) { layoutRow(builder, body, row, place); }, m_item->body);
    return builder.finish();
}

} // namespace pilothouse

// How a tool call looks: a card with a header and, where it is opened, its diffs and output.
#include "runner/base/visible_text.h"
#include "ui/controls/words.h"
#include "ui/transcript/item_view.h"

#include <QCoreApplication>
#include <QFontMetricsF>

namespace pilothouse {

namespace {

constexpr qreal Padding = grid::OneAndHalf;

QString kindIcon(acp::ToolKind kind)
{
    switch (kind) {
    case acp::ToolKind::Read:
        return QStringLiteral("read");
    case acp::ToolKind::Edit:
        return QStringLiteral("edit");
    case acp::ToolKind::Delete:
        return QStringLiteral("delete");
    case acp::ToolKind::Move:
        return QStringLiteral("move");
    case acp::ToolKind::Search:
        return QStringLiteral("search");
    case acp::ToolKind::Execute:
        return QStringLiteral("terminal");
    case acp::ToolKind::Think:
        return QStringLiteral("think");
    case acp::ToolKind::Fetch:
        return QStringLiteral("globe");
    case acp::ToolKind::SwitchMode:
        return QStringLiteral("settings");
    case acp::ToolKind::Other:
        break;
    }
    return QStringLiteral("tool");
}

QString kindName(acp::ToolKind kind)
{
    switch (kind) {
    case acp::ToolKind::Read:
        return ItemView::tr("Read");
    case acp::ToolKind::Edit:
        return ItemView::tr("Edit");
    case acp::ToolKind::Delete:
        return ItemView::tr("Delete");
    case acp::ToolKind::Move:
        return ItemView::tr("Move");
    case acp::ToolKind::Search:
        return ItemView::tr("Search");
    case acp::ToolKind::Execute:
        return ItemView::tr("Run");
    case acp::ToolKind::Think:
        return ItemView::tr("Think");
    case acp::ToolKind::Fetch:
        return ItemView::tr("Fetch");
    case acp::ToolKind::SwitchMode:
        return ItemView::tr("Switch mode");
    case acp::ToolKind::Other:
        break;
    }
    return ItemView::tr("Tool");
}

struct StatusLook {
    QString icon;
    Tone tone = Tone::TextFaint;
    QString words;
};

StatusLook statusLook(const ToolCallItem &call)
{
    using Status = ToolCallItem::Status;
    switch (call.status) {
    case Status::Pending:
        return {QStringLiteral("state-queued"), Tone::TextFaint,
            call.approval.isValid() ? ItemView::tr("Waits for your answer") : ItemView::tr("Waiting")};
    case Status::InProgress:
        return {QStringLiteral("state-running"), Tone::Accent, ItemView::tr("Running")};
    case Status::Completed:
        if (call.exitCode && *call.exitCode != 0)
            return {QStringLiteral("state-failed"), Tone::Danger, ItemView::tr("Exit code %1").arg(*call.exitCode)};
        return {QStringLiteral("check"), Tone::Success, {}};
    case Status::Failed:
        return {QStringLiteral("state-failed"), Tone::Danger,
            call.exitCode ? ItemView::tr("Exit code %1").arg(*call.exitCode) : ItemView::tr("Failed")};
    case Status::Stopped:
        return {QStringLiteral("state-cancelled"), Tone::TextFaint, ItemView::tr("Cancelled")};
    case Status::Rejected:
        return {QStringLiteral("state-cancelled"), Tone::Danger, ItemView::tr("Denied")};
    case Status::Unfinished:
        return {QStringLiteral("state-cancelled"), Tone::TextFaint, ItemView::tr("Unfinished")};
    }
    return {};
}

} // namespace

void ItemView::layoutRow(RowBuilder &builder, const ToolCallItem &call, size_t row, const Place &place) const
{
    if (row == 0)
        toolHeader(builder, call, place);
    else
        toolBody(builder, call, m_body[row - 1], row == m_body.size());
}

void ItemView::toolHeader(RowBuilder &builder, const ToolCallItem &call, const Place &place) const
{
    const bool open = !m_body.empty();
    builder.box({}, Tone::Surface, Tone::Border, grid::CardRadius).openBottom = open;
    const qreal x = builder.left() + Padding;
    const qreal right = builder.left() + builder.width() - Padding;
    builder.y = 10;

    const StatusLook status = statusLook(call);
    const qint64 end = call.endedAtMs ? call.endedAtMs : place.nowMs;
    QStringList facts;
    if (!status.words.isEmpty())
        facts.append(status.words);
    if (call.status != ToolCallItem::Status::Pending && m_item->startedAtMs > 0 && end - m_item->startedAtMs >= 100)
        facts.append(
            call.isFinished() ? words::duration(end - m_item->startedAtMs) : words::elapsed(end - m_item->startedAtMs));
    const QString fact = facts.join(QStringLiteral(" \u00B7 "));
    const qreal factWidth =
        fact.isEmpty() ? 0 : QFontMetricsF(place.theme.font(TypeRole::Small)).horizontalAdvance(fact) + 2;

    builder.icon(kindIcon(call.kind), Tone::TextMuted, x, builder.y + 2);
    const qreal statusX = right - 16 - (fact.isEmpty() ? 0 : factWidth + 6);
    QString title = visibleText(call.title, LineBreaks::Show).trimmed();
    if (title.isEmpty())
        title = kindName(call.kind);
    const bool titleIsCommand =
        !call.command.isEmpty() && title == visibleText(call.command, LineBreaks::Show).trimmed();
    const QString heading = titleIsCommand ? kindName(call.kind) : title;
    const qreal titleRight = statusX - 24;
    const QRectF titleRect = builder.text(
        heading, x + 26, titleRight - x - 26, {.role = TypeRole::BodyStrong, .wrap = false, .lineSpacing = 1.25});
    builder.icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"), Tone::TextFaint,
        titleRect.right() + 6, builder.y + 4, 12);
    if (!fact.isEmpty())
        builder.text(fact, statusX, factWidth,
            {.role = TypeRole::Small,
                .tone = status.tone == Tone::Danger ? Tone::Danger : Tone::TextMuted,
                .wrap = false,
                .selectable = false,
                .lineSpacing = 1.3});
    builder.icon(status.icon, status.tone, right - 16, builder.y + 2);
    builder.y += titleRect.height();

    if (!call.command.isEmpty()) {
        const QString command = visibleText(call.command);
        const QStringList lines = command.trimmed().split(u'\n');
        const qsizetype most = open ? 12 : 1;
        QString shown = lines.mid(0, most).join(u'\n');
        if (lines.size() > most)
            shown += QStringLiteral(" \u2026");
        builder.y += 4;
        builder.text(QStringLiteral("$"), x + 26, 12,
            {.role = TypeRole::Mono, .tone = Tone::TextFaint, .wrap = false, .selectable = false, .lineSpacing = 1.15});
        builder.y += builder
                         .text(shown, x + 40, right - x - 40,
                             {.role = TypeRole::Mono, .tone = Tone::TextMuted, .wrap = open, .lineSpacing = 1.15})
                         .height();
    } else if (!call.locations.empty() && !title.contains(call.locations.front().path.section(u'/', -1))) {
        const acp::Location &at = call.locations.front();
        const QString path =
            visibleText(at.path, LineBreaks::Show) + (at.line ? QStringLiteral(":%1").arg(*at.line) : QString());
        builder.y += 2;
        builder.y += builder
                         .text(path, x + 26, right - x - 26,
                             {.role = TypeRole::MonoSmall, .tone = Tone::TextMuted, .wrap = false, .lineSpacing = 1.15})
                         .height();
    }
    builder.y += 10;
    const QRectF whole(builder.left(), 0, builder.width(), builder.y);
    builder.row().boxes.front().rect = whole;
    builder.spot(whole.adjusted(1, 1, -1, -1), {RowAction::Kind::Toggle, {}},
        open ? tr("Hide the details of this call") : tr("Show the details of this call"));
}

void ItemView::toolBody(RowBuilder &builder, const ToolCallItem &call, const BodyPart &part, bool last) const
{
    RowLayout::Box &card = builder.box({}, Tone::Surface, Tone::Border, grid::CardRadius);
    card.openTop = true;
    card.openBottom = !last;
    const qreal x = builder.left();
    if (part.first) {
        builder.box(QRectF(x + 1, 0, builder.width() - 2, 1), Tone::Border, std::nullopt, 0);
        builder.y = 6;
        if (part.diff >= 0) {
            const InlineDiff &diff = m_diffs[static_cast<size_t>(part.diff)];
            const QString counts = QStringLiteral("+%1 \u2212%2").arg(diff.added).arg(diff.removed);
            builder.icon(QStringLiteral("file"), Tone::TextFaint, x + Padding, builder.y + 1, 14);
            const QRectF path =
                builder.text(m_diffPaths[static_cast<size_t>(part.diff)], x + Padding + 22, builder.width() - 140,
                    {.role = TypeRole::MonoSmall, .tone = Tone::TextMuted, .wrap = false, .lineSpacing = 1.2});
            builder.text(counts, path.right() + 10, 100,
                {.role = TypeRole::MonoSmall,
                    .tone = Tone::TextFaint,
                    .wrap = false,
                    .selectable = false,
                    .lineSpacing = 1.2});
            builder.y += path.height() + 4;
        } else {
            const QRectF copy(x + builder.width() - 34, builder.y - 2, 26, 26);
            builder.icon(QStringLiteral("copy"), Tone::TextFaint, copy.left() + 6, copy.top() + 6, 14);
            builder.spot(copy, {RowAction::Kind::Copy, QStringLiteral("output")}, tr("Copy the output"));
        }
    }
    if (part.diff >= 0)
        diffLines(builder, part);
    else
        builder.y += builder
                         .text(m_output.sliced(part.from, part.count).join(u'\n'), x + Padding,
                             builder.width() - 2 * Padding - 28,
                             {.role = TypeRole::MonoSmall, .tone = Tone::TextMuted, .lineSpacing = 1.1})
                         .height();
    if (part.hidden > 0) {
        builder.y += 4;
        const QRectF more = builder.text(tr("Show all %1 lines").arg(part.hidden + part.count), x + Padding, 300,
            {.role = TypeRole::Small, .tone = Tone::Accent, .wrap = false, .selectable = false, .lineSpacing = 1.2});
        builder.spot(more.adjusted(-6, -2, 6, 2), {RowAction::Kind::ShowAll, {}}, tr("Show everything"));
        builder.y += more.height();
    }
    if (last && m_outputCut && part.diff < 0)
        builder.y +=
            builder
                .text(tr("Only the start and the end of this output are shown; copying takes all of it."), x + Padding,
                    builder.width() - 2 * Padding,
                    {.role = TypeRole::Small, .tone = Tone::TextFaint, .selectable = false, .lineSpacing = 1.3})
                .height();
    if (last)
        builder.y += 10;
    Q_UNUSED(call)
    builder.row().boxes.front().rect = QRectF(x, 0, builder.width(), std::ceil(builder.y));
}

void ItemView::diffLines(RowBuilder &builder, const BodyPart &part) const
{
    const InlineDiff &diff = m_diffs[static_cast<size_t>(part.diff)];
    QString text;
    std::vector<qsizetype> starts;
    for (qsizetype i = part.from; i < part.from + part.count; ++i) {
        const InlineDiffLine &line = diff.lines[static_cast<size_t>(i)];
        starts.push_back(text.size());
        switch (line.kind) {
        case InlineDiffLine::Kind::Context:
            text += QStringLiteral("  ");
            break;
        case InlineDiffLine::Kind::Added:
            text += QStringLiteral("+ ");
            break;
        case InlineDiffLine::Kind::Removed:
            text += QStringLiteral("\u2212 ");
            break;
        case InlineDiffLine::Kind::Gap:
            text += QStringLiteral("  \u22EF");
            break;
        }
        text += line.text + u'\n';
    }
    text.chop(1);
    const qreal top = builder.y;
    const QRectF rect = builder.text(text, builder.left() + Padding, builder.width() - 2 * Padding,
        {.role = TypeRole::MonoSmall, .lineSpacing = 1.2});
    const QTextLayout &layout = *builder.row().pieces.back().layout;
    size_t source = 0;
    for (int l = 0; l < layout.lineCount(); ++l) {
        const QTextLine line = layout.lineAt(l);
        while (source + 1 < starts.size() && starts[source + 1] <= line.textStart())
            ++source;
        const auto kind = diff.lines[static_cast<size_t>(part.from) + source].kind;
        if (kind != InlineDiffLine::Kind::Added && kind != InlineDiffLine::Kind::Removed)
            continue;
        const qreal from = top + qRound(rect.height() * l / layout.lineCount());
        const qreal to = top + qRound(rect.height() * (l + 1) / layout.lineCount());
        builder.box(QRectF(builder.left() + 1, from, builder.width() - 2, to - from),
            kind == InlineDiffLine::Kind::Added ? Tone::DiffAdded : Tone::DiffRemoved, std::nullopt, 0);
    }
    builder.y += rect.height();
}

} // namespace pilothouse

// How each kind of item but the tool call looks.
#include "runner/base/visible_text.h"
#include "ui/controls/words.h"
#include "ui/transcript/item_view.h"
#include "ui/transcript/plain_output.h"

#include <QCoreApplication>

namespace pilothouse {

namespace {

/// One quiet line with an icon.
QRectF quietLine(
    RowBuilder &builder, const QString &icon, Tone iconTone, const QString &text, Tone tone = Tone::TextMuted)
{
    builder.icon(icon, iconTone, builder.left(), builder.y + 3, 14);
    const QRectF rect = builder.text(
        text, builder.left() + 22, builder.width() - 22, {.role = TypeRole::Small, .tone = tone, .lineSpacing = 1.25});
    builder.y += rect.height();
    return rect;
}

/// A tinted card with an icon, a strong line and an explanation.
void tintedCard(RowBuilder &builder, const QString &icon, Tone ink, Tone fill, Tone border, const QString &title,
    const QString &text)
{
    const qreal top = builder.y;
    builder.box({}, fill, border, grid::Radius + 2);
    builder.y += grid::OneAndHalf;
    const qreal x = builder.left() + 40;
    const qreal width = builder.width() - 56;
    builder.icon(icon, ink, builder.left() + grid::OneAndHalf + 2, builder.y + 1);
    if (!title.isEmpty())
        builder.y += builder.text(title, x, width, {.role = TypeRole::BodyStrong, .lineSpacing = 1.2}).height();
    if (!text.isEmpty())
        builder.y +=
            builder.text(text, x, width, {.tone = title.isEmpty() ? Tone::Text : Tone::TextMuted, .lineSpacing = 1.3})
                .height();
    builder.y += grid::OneAndHalf;
    builder.row().boxes.front().rect = QRectF(builder.left(), top, builder.width(), builder.y - top);
}

/// What a program printed, as it is, below the line that speaks of it.
void printedLines(RowBuilder &builder, const QString &text, qsizetype most)
{
    QStringList lines = plainLines(text);
    lines.resize(qMin(lines.size(), most));
    const qreal top = (builder.y += 6);
    builder.y += 8;
    builder.box({}, Tone::Code, Tone::Border, grid::Radius);
    const size_t box = builder.row().boxes.size() - 1;
    builder.y += builder
                     .text(lines.join(u'\n'), builder.left() + 12, builder.width() - 24,
                         {.role = TypeRole::MonoSmall, .tone = Tone::TextMuted})
                     .height()
        + 8;
    builder.row().boxes[box].rect = QRectF(builder.left(), top, builder.width(), builder.y - top);
}

} // namespace

void ItemView::layoutRow(RowBuilder &builder, const PromptItem &prompt, size_t, const Place &place) const
{
    const qreal top = builder.y;
    builder.box({}, Tone::Surface, Tone::Border, grid::CardRadius);
    builder.y += grid::OneAndHalf;
    const qreal x = builder.left() + grid::Two;
    const qreal width = builder.width() - grid::Four;
    builder.icon(QStringLiteral("user"), Tone::Accent, x, builder.y, 16);
    builder.text(tr("You"), x + 24, 200, {.role = TypeRole::BodyStrong, .selectable = false});
    const QString when = words::moment(m_item->startedAtMs);
    const qreal whenWidth = QFontMetricsF(place.theme.font(TypeRole::Caption)).horizontalAdvance(when);
    builder.y += builder
                     .text(when, x + width - whenWidth, whenWidth + 2,
                         {.role = TypeRole::Caption, .tone = Tone::TextFaint, .wrap = false, .selectable = false})
                     .height()
        + 8;
    if (!prompt.preface.isEmpty()) {
        builder.icon(QStringLiteral("close"), Tone::Danger, x, builder.y + 2, 14);
        builder.y += builder
                         .text(visibleText(prompt.preface), x + 24, width - 24,
                             {.role = TypeRole::Small, .tone = Tone::TextMuted, .lineSpacing = 1.3})
                         .height()
            + 8;
    }
    builder.y += builder.text(visibleText(prompt.text), x, width, {.lineSpacing = 1.3}).height();
    for (const QString &file : prompt.files) {
        builder.y += 6;
        builder.icon(QStringLiteral("attach"), Tone::TextMuted, x, builder.y + 1, 14);
        builder.y += builder
                         .text(visibleText(file, LineBreaks::Show), x + 20, width - 20,
                             {.role = TypeRole::MonoSmall, .tone = Tone::TextMuted, .lineSpacing = 1.2})
                         .height();
    }
    builder.y += grid::OneAndHalf + 2;
    builder.row().boxes.front().rect = QRectF(builder.left(), top, builder.width(), builder.y - top);
}

void ItemView::layoutRow(RowBuilder &builder, const MessageItem &message, size_t row, const Place &) const
{
    if (message.role == MessageItem::Role::Agent) {
        builder.markdown(parseMarkdown(m_sections.sections()[row]), Tone::Text);
        return;
    }
    if (row > 0) {
        RowBuilder inner(builder.theme(), builder.left() + 22, builder.width() - 22);
        inner.markdown(parseMarkdown(m_sections.sections()[row - 1]), Tone::TextMuted);
        const qreal height = inner.y;
        builder.row() = std::move(*inner.finish());
        builder.box(QRectF(builder.left() + 6, 0, 2, height), Tone::Border, std::nullopt, 1);
        builder.y = height;
        return;
    }
    const bool open = detail() != Detail::Collapsed;
    const qint64 took = m_item->changedAtMs - m_item->startedAtMs;
    const QString text = message.open ? tr("Thinking\u2026")
        : took < 1000                 ? tr("Thought")
                                      : tr("Thought for %1").arg(words::duration(took));
    const QRectF rect = quietLine(builder, QStringLiteral("think"), Tone::TextFaint, text);
    builder.icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"), Tone::TextFaint,
        rect.right() + 6, rect.top() + 4, 12);
    builder.spot(QRectF(builder.left() - 6, rect.top() - 2, rect.right() - builder.left() + 32, rect.height() + 4),
        {RowAction::Kind::Toggle, {}}, open ? tr("Hide the agent's thoughts") : tr("Show the agent's thoughts"));
}

QString ItemView::egressWords(const QuestionItem &question, const QString &by)
{
    const QString host = visibleText(question.title, LineBreaks::Show);
    if (question.decision == QuestionItem::Decision::Withdrawn)
        return tr("Nobody waits for %1 any more").arg(host);
    if (question.decision == QuestionItem::Decision::Rejected)
        return question.reason.isEmpty()
            ? tr("%1 denied by %2").arg(host, by)
            : tr("%1 denied by %2: %3").arg(host, by, visibleText(question.reason, LineBreaks::Show));
    if (question.chosenOption == QLatin1StringView("turn"))
        return tr("%1 allowed for the turn by %2").arg(host, by);
    if (question.chosenOption == QLatin1StringView("session"))
        return tr("%1 allowed for the session by %2").arg(host, by);
    if (question.chosenOption == QLatin1StringView("repository"))
        return tr("%1 allowed for the repository by %2").arg(host, by);
    if (question.chosenOption == QLatin1StringView("always"))
        return tr("%1 always allowed by %2").arg(host, by);
    return tr("%1 allowed once by %2").arg(host, by);
}

void ItemView::layoutRow(RowBuilder &builder, const QuestionItem &question, size_t, const Place &) const
{
    const QString by = question.decidedBy.isEmpty() ? tr("you") : visibleText(question.decidedBy, LineBreaks::Show);
    if (question.kind == QLatin1StringView("egress") && question.decision != QuestionItem::Decision::Open) {
        const bool denied = question.decision == QuestionItem::Decision::Rejected;
        const bool withdrawn = question.decision == QuestionItem::Decision::Withdrawn;
        quietLine(builder,
            withdrawn    ? QStringLiteral("state-cancelled")
                : denied ? QStringLiteral("close")
                         : QStringLiteral("check"),
            withdrawn    ? Tone::TextFaint
                : denied ? Tone::Danger
                         : Tone::Success,
            egressWords(question, by));
        return;
    }
    switch (question.decision) {
    case QuestionItem::Decision::Open:
        return;
    case QuestionItem::Decision::Allowed:
        quietLine(builder, QStringLiteral("check"), Tone::Success, tr("Allowed once by %1").arg(by));
        return;
    case QuestionItem::Decision::AllowedAlways:
        quietLine(builder, QStringLiteral("check"), Tone::Success, tr("Always allowed by %1").arg(by));
        return;
    case QuestionItem::Decision::Rejected: {
        const QString reason = visibleText(question.reason, LineBreaks::Show);
        quietLine(builder, QStringLiteral("close"), Tone::Danger,
            reason.isEmpty() ? tr("Denied by %1").arg(by) : tr("Denied by %1: %2").arg(by, reason));
        return;
    }
    case QuestionItem::Decision::Withdrawn:
        quietLine(builder, QStringLiteral("state-cancelled"), Tone::TextFaint,
            tr("The question was withdrawn with the turn"));
        return;
    }
}

void ItemView::layoutRow(RowBuilder &builder, const PlanItem &plan, size_t, const Place &) const
{
    const qreal top = builder.y;
    builder.box({}, Tone::Surface, Tone::Border, grid::CardRadius);
    builder.y += grid::OneAndHalf;
    const qreal x = builder.left() + grid::Two;
    qsizetype done = 0;
    for (const acp::PlanEntry &entry : plan.entries)
        done += entry.status == acp::PlanEntry::Status::Completed;
    builder.icon(QStringLiteral("plan"), Tone::TextMuted, x, builder.y);
    const QRectF title = builder.text(tr("Plan"), x + 24, 200, {.role = TypeRole::BodyStrong, .selectable = false});
    builder.text(tr("%1 of %2 done").arg(done).arg(plan.entries.size()), title.right() + 10, 200,
        {.role = TypeRole::Small, .tone = Tone::TextFaint, .selectable = false});
    builder.y += title.height() + 6;
    for (const acp::PlanEntry &entry : plan.entries) {
        QString icon = QStringLiteral("state-queued");
        Tone iconTone = Tone::TextFaint;
        Tone tone = Tone::TextMuted;
        if (entry.status == acp::PlanEntry::Status::Completed) {
            icon = QStringLiteral("state-completed");
            iconTone = Tone::Success;
        } else if (entry.status == acp::PlanEntry::Status::InProgress) {
            icon = QStringLiteral("state-running");
            iconTone = Tone::Accent;
            tone = Tone::Text;
        }
        builder.icon(icon, iconTone, x + 1, builder.y + 3, 14);
        builder.y += builder
                         .text(visibleText(entry.content), x + 24, builder.width() - grid::Four - 24,
                             {.tone = tone, .lineSpacing = 1.3})
                         .height()
            + 2;
    }
    builder.y += grid::One + 2;
    builder.row().boxes.front().rect = QRectF(builder.left(), top, builder.width(), builder.y - top);
}

void ItemView::layoutRow(RowBuilder &builder, const NoticeItem &notice, size_t, const Place &) const
{
    const QString title = visibleText(notice.title);
    const QString text = visibleText(notice.description);
    switch (notice.severity) {
    case acp::Severity::Info:
        tintedCard(builder, QStringLiteral("info"), Tone::Accent, Tone::AccentSoft, Tone::Border, title, text);
        return;
    case acp::Severity::Warning:
        tintedCard(
            builder, QStringLiteral("alert"), Tone::Warning, Tone::WarningSoft, Tone::WarningBorder, title, text);
        return;
    case acp::Severity::Error:
        tintedCard(builder, QStringLiteral("error"), Tone::Danger, Tone::DangerSoft, Tone::DangerBorder, title, text);
        return;
    }
}

void ItemView::layoutRow(RowBuilder &builder, const CompactionItem &compaction, size_t, const Place &) const
{
    using Status = acp::CompactionUpdate::Status;
    if (compaction.status == Status::Failed) {
        quietLine(builder, QStringLiteral("alert"), Tone::Warning,
            tr("The agent could not shorten its memory of the conversation: %1")
                .arg(visibleText(compaction.error, LineBreaks::Show)));
        return;
    }
    const bool open = detail() != Detail::Collapsed;
    const QRectF line = quietLine(builder, QStringLiteral("refresh"), Tone::TextFaint,
        compaction.status == Status::InProgress ? tr("The agent shortens its memory of the conversation\u2026")
                                                : tr("The agent shortened its memory of the conversation"));
    if (compaction.summary.isEmpty())
        return;
    builder.spot(line.adjusted(-22, -2, 8, 2), {RowAction::Kind::Toggle, {}}, tr("Show or hide the summary"));
    if (open) {
        builder.y += 6;
        builder.markdown(parseMarkdown(compaction.summary.headText().left(MarkdownSections::Bound)), Tone::TextMuted);
    }
}

void ItemView::layoutRow(RowBuilder &builder, const ModeItem &mode, size_t, const Place &) const
{
    quietLine(builder, QStringLiteral("settings"), Tone::TextFaint,
        tr("The agent's mode is now %1").arg(visibleText(mode.name, LineBreaks::Show)));
}

void ItemView::layoutRow(RowBuilder &builder, const TurnEndItem &end, size_t, const Place &place) const
{
    QString text;
    switch (end.reason) {
    case acp::StopReason::EndTurn:
        text = tr("Done after %1").arg(words::duration(end.durationMs));
        break;
    case acp::StopReason::MaxTokens:
        text = tr("Stopped after %1: the model's limit of tokens was reached. Ask it to go on.")
                   .arg(words::duration(end.durationMs));
        break;
    case acp::StopReason::MaxTurnRequests:
        text = tr("Stopped after %1: the limit of model requests for one turn was reached. Ask it to go on.")
                   .arg(words::duration(end.durationMs));
        break;
    case acp::StopReason::Refusal:
        text = tr("The agent refused to go on.");
        break;
    case acp::StopReason::Cancelled:
        text = tr("Stopped by you after %1").arg(words::duration(end.durationMs));
        break;
    case acp::StopReason::Unknown:
        text = tr("Ended after %1").arg(words::duration(end.durationMs));
        break;
    }
    if (!end.error.isEmpty()) {
        tintedCard(builder, QStringLiteral("error"), Tone::Danger, Tone::DangerSoft, Tone::DangerBorder,
            tr("The turn did not finish"),
            visibleText(end.cause.isEmpty() ? end.error : QString(end.error + u'\n' + end.cause)));
        return;
    }
    const QFontMetricsF metrics(place.theme.font(TypeRole::Caption));
    const qreal textWidth = qMin(metrics.horizontalAdvance(text) + 2, builder.width() - 80);
    const qreal x = builder.left() + (builder.width() - textWidth) / 2;
    builder.y += 4;
    const QRectF rect =
        builder.text(text, x, textWidth, {.role = TypeRole::Caption, .tone = Tone::TextFaint, .selectable = false});
    builder.box(
        QRectF(builder.left(), qRound(rect.center().y()), x - builder.left() - 12, 1), Tone::Border, std::nullopt, 0);
    builder.box(QRectF(rect.left() + textWidth + 12, qRound(rect.center().y()),
                    builder.left() + builder.width() - rect.left() - textWidth - 12, 1),
        Tone::Border, std::nullopt, 0);
    builder.y += rect.height() + 4;
}

void ItemView::layoutRow(RowBuilder &builder, const ExitItem &exit, size_t, const Place &) const
{
    if (exit.exitCode.value_or(-1) == 0)
        quietLine(builder, QStringLiteral("helm"), Tone::TextFaint, tr("The agent's program ended."));
    else if (exit.signal)
        quietLine(builder, QStringLiteral("alert"), Tone::Warning,
            tr("The agent's program was ended by signal %1.").arg(*exit.signal));
    else
        quietLine(builder, QStringLiteral("alert"), Tone::Warning,
            tr("The agent's program ended with code %1.").arg(exit.exitCode.value_or(-1)));
    if (exit.exitCode.value_or(-1) != 0 && !exit.errorOutput.trimmed().isEmpty())
        printedLines(builder, exit.errorOutput, 20);
}

void ItemView::layoutRow(RowBuilder &, const SnapshotItem &, size_t, const Place &) const { }

void ItemView::layoutRow(RowBuilder &builder, const AcceptedItem &accepted, size_t, const Place &) const
{
    tintedCard(builder, QStringLiteral("accept"), Tone::Success, Tone::SuccessSoft, Tone::Border,
        tr("Accepted on branch %1").arg(visibleText(accepted.branch, LineBreaks::Show)),
        tr("Commit %1 is in your repository. Your working tree was not touched.").arg(accepted.commit.value.left(10)));
}

void ItemView::layoutRow(RowBuilder &builder, const GarbageItem &garbage, size_t, const Place &) const
{
    const bool open = detail() != Detail::Collapsed;
    const QRectF line = quietLine(builder, QStringLiteral("alert"), Tone::Warning,
        tr("Lines of the agent's output that were no messages: %1").arg(garbage.lines));
    builder.icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"), Tone::TextFaint,
        line.right() + 6, line.top() + 4, 12);
    builder.spot(line.adjusted(-26, -2, 24, 2), {RowAction::Kind::Toggle, {}},
        open ? tr("Hide these lines") : tr("Show these lines"));
    if (!open)
        return;
    printedLines(builder, garbage.text.headText().left(MarkdownSections::Bound), 100);
}

} // namespace pilothouse

// Comments, the timeline and the verdict of a review.
#include "ui/controls/banner.h"
#include "ui/controls/controls.h"
#include "ui/controls/when_done.h"
#include "ui/review/changes_view.h"
#include "ui/review/comment_threads.h"
#include "ui/review/comments_panel.h"
#include "ui/review/timeline_bar.h"
#include "ui/review/verdict_dialog.h"

#include <QSettings>
#include <QToolButton>

namespace pilothouse {

namespace {

constexpr auto PicturesSetting = "review/pictures";

ReviewSide sideOf(const CommentAnchor &anchor)
{
    return anchor.side == CommentAnchor::Side::Old ? ReviewSide::Old : ReviewSide::New;
}

} // namespace

void ChangesView::makeParts()
{
    m_comments->setVisible(false);
    m_timeline->setVisible(false);
    connect(m_banner, &Banner::actionTriggered, this, [this] {
        if (const auto action = std::exchange(m_bannerAction, {}))
            action();
    });

    connect(m_card, &CommentCard::written, &m_review, &CurrentReview::writeComment);
    connect(m_card, &CommentCard::settled, &m_review, &CurrentReview::settleComment);
    connect(m_card, &CommentCard::closed, this, [this] { m_view->setFocus(Qt::OtherFocusReason); });
    connect(&m_review, &CurrentReview::commentWritten, m_card, [this](const QString &id, const CommentAnchor &anchor) {
        if (anchor == m_card->anchor())
            m_card->takeId(id);
    });
    connect(&m_review, &CurrentReview::failed, m_card, &CommentCard::takeFailure);
    connect(m_view, &ReviewView::menuRequested, this, &ChangesView::openMenu);
    connect(m_threads, &CommentThreads::chosen, this, &ChangesView::showComment);
    connect(m_threads, &CommentThreads::settled, &m_review, &CurrentReview::settleComment);
    connect(m_view, &ReviewView::gutterClicked, this, [this](const ReviewSpot &spot) {
        if (spot.line && (spot.part == ReviewSpot::Part::Gutter || spot.part == ReviewSpot::Part::CommentMark))
            commentOn({.path = spot.line->path,
                .side = spot.line->side == ReviewSide::Old ? CommentAnchor::Side::Old : CommentAnchor::Side::New,
                .first = spot.line->line,
                .count = 1});
    });
    connect(m_comments, &CommentsPanel::chosen, this, &ChangesView::showComment);
    connect(m_comments, &CommentsPanel::closeRequested, this, [this] { run(ReviewCommand::Comments); });
    connect(m_comments, &CommentsPanel::commentOnAllRequested, this, [this] { commentOn({}); });

    connect(m_timeline, &TimelineBar::compareRequested, this, [this](const ObjectId &from, const ObjectId &to) {
        if (to.isValid())
            m_review.compare(from, to);
        else
            m_review.followLatest();
    });
    connect(m_timeline, &TimelineBar::restoreRequested, this,
        [this](const TimelineTick &tick) { openMoment(MomentDialog::What::Restore, tick); });
    connect(m_timeline, &TimelineBar::forkRequested, this,
        [this](const TimelineTick &tick) { openMoment(MomentDialog::What::Fork, tick); });
    connect(m_timeline, &TimelineBar::transcriptRequested, this,
        [this](const TimelineTick &tick) { Q_EMIT transcriptRequested(tick.seq); });
}

void ChangesView::remember(QSettings &settings)
{
    const int known = settings.value(PicturesSetting).toInt();
    if (known >= 0 && known < static_cast<int>(PictureManners.size()))
        m_view->setPictureManner(PictureManners[static_cast<size_t>(known)]);
    connect(m_view, &ReviewView::pictureMannerChanged, this,
        [&settings](PictureManner manner) { settings.setValue(PicturesSetting, static_cast<int>(manner)); });
}

void ChangesView::commentHere()
{
    CommentAnchor anchor;
    if (const auto span = m_view->selectedSpan()) {
        anchor.path = span->path;
        anchor.side = span->side == ReviewSide::Old ? CommentAnchor::Side::Old : CommentAnchor::Side::New;
        anchor.first = span->lines.first;
        anchor.count = span->lines.count;
        return commentOn(anchor);
    }
    const HunkPlace hunk = m_view->currentHunk();
    if (!hunk.isValid()) {
        m_view->nextHunk();
        return;
    }
    const FileSelection parts = m_document.hunkSelection(hunk);
    anchor.path = m_document.change(hunk.file).path();
    // The last lines of the hunk, because the card stands below them.
    if (!parts.added.empty()) {
        anchor.first = parts.added.back().first;
        anchor.count = parts.added.back().count;
    } else if (!parts.removed.empty()) {
        anchor.side = CommentAnchor::Side::Old;
        anchor.first = parts.removed.back().first;
        anchor.count = parts.removed.back().count;
    }
    commentOn(anchor);
}

void ChangesView::commentOn(const CommentAnchor &anchor)
{
    const int file = m_review.fileOf(anchor.path);
    const int last = anchor.first + anchor.count - 1;
    std::vector<PlacedComment> here;
    for (const PlacedComment &placed : placedComments(m_review)) {
        const CommentAnchor &other = placed.comment->anchor;
        if (placed.place.file != file || (other.count == 0) != (anchor.count == 0)
            || other.path.isEmpty() != anchor.path.isEmpty())
            continue;
        if (anchor.count == 0 || (other.side == anchor.side && placed.place.first + other.count - 1 == last))
            here.push_back(placed);
    }
    if (anchor.count > 0)
        m_view->showLine({anchor.path, sideOf(anchor), last}, ReviewView::Align::Third); // with room below it
    m_card->open(anchor, commentPlace(anchor, anchor.first), here);
    m_threads->place();
}

void ChangesView::refreshComments()
{
    m_comments->refresh();
    m_threads->setComments(placedComments(m_review),
        [set = m_review.changes().set](qsizetype file) { return set ? set->files.value(file).path() : QByteArray(); });
    const auto &comments = m_review.state().comments;
    const auto open = std::ranges::count_if(comments, [](const auto &comment) { return !comment->resolved; });
    m_commentsButton->setToolButtonStyle(open > 0 ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    m_commentsButton->setText(QString::number(open));
}

void ChangesView::showComment(const PlacedComment &comment)
{
    CommentAnchor anchor = comment.comment->anchor;
    if (anchor.path.isEmpty() || comment.place.file < 0)
        return commentOn(anchor);
    const QByteArray path = m_review.changes().set->files[comment.place.file].path();
    if (anchor.count == 0 || comment.place.first < 0) {
        showPath(path);
        if (anchor.count > 0)
            return; // its lines are gone
    } else {
        anchor.first = comment.place.first;
    }
    anchor.path = path;
    commentOn(anchor);
}

void ChangesView::toggleTimeline()
{
    const bool shown = !m_timeline->isVisible();
    m_timelineButton->setChecked(shown);
    m_timeline->setVisible(shown);
    if (shown) {
        refreshTimeline();
        m_timeline->scale()->setFocus(Qt::OtherFocusReason);
    } else {
        m_timeline->reset();
        m_review.followLatest();
    }
    showPage();
    if (!shown)
        setFocus(Qt::OtherFocusReason);
}

void ChangesView::showTimeline()
{
    if (m_timeline->isHidden())
        toggleTimeline();
}

void ChangesView::refreshTimeline()
{
    if (!m_timeline->isVisible() || !m_review.session().isValid())
        return;
    whenDone(m_runner.review().timeline(m_review.session()), this,
        [this, session = m_review.session()](Result<std::vector<TimelineTick>> ticks) {
            if (session != m_review.session())
                return;
            if (ticks)
                m_timeline->setTicks(*std::move(ticks));
            else
                Q_EMIT failed(ticks.error().message);
        });
}

void ChangesView::openMoment(MomentDialog::What what, const TimelineTick &tick)
{
    const TimelineScale *scale = m_timeline->scale();
    auto *dialog =
        new MomentDialog(m_theme, m_runner, m_review.session(), what, tick, scale->wordsOf(scale->to()), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &MomentDialog::restored, this, &ChangesView::showRestored);
    connect(dialog, &MomentDialog::forked, this, &ChangesView::sessionForked);
    dialog->open();
}

void ChangesView::showRestored(const RestoreReport &report)
{
    m_timeline->reset();
    m_review.followLatest();
    m_bannerAction = [this, from = report.from] {
        m_banner->hideBanner();
        whenDone(m_runner.review().restore(m_review.session(), from), this, [this](const Result<RestoreReport> &back) {
            if (back)
                Q_EMIT informed(tr("The sandbox\u2019s files are again what they were before."));
            else
                Q_EMIT failed(back.error().message);
        });
    };
    m_banner->show(Banner::Severity::Info,
        tr("The sandbox\u2019s files are those of the earlier moment. %1").arg(report.notBroughtBack),
        tr("Undo the restore"));
}

void ChangesView::openVerdict()
{
    if (m_review.isEmpty())
        return;
    const auto &comments = m_review.state().comments;
    const auto drafts = std::ranges::count_if(
        comments, [](const auto &comment) { return comment->state == ReviewComment::State::Draft; });
    const ReviewMarks *marks = m_review.marks();
    auto *dialog =
        new VerdictDialog(m_theme, static_cast<int>(drafts), marks ? marks->hunks - marks->reviewed : 0, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &VerdictDialog::concluded, this, [this](Verdict verdict, const QString &summary, bool send) {
        m_review.conclude(verdict, summary);
        if (send)
            m_review.sendComments();
    });
    dialog->open();
}

void ChangesView::updateVerdict()
{
    const auto &verdicts = m_review.state().verdicts;
    if (verdicts.isEmpty() || m_review.isEmpty())
        return m_verdict->setVisible(false);
    const VerdictRecord &last = *verdicts.last();
    const bool current = m_review.state().verdictOn(m_review.changes().set->newTree);
    const QString word = last.verdict == Verdict::Approve ? tr("Approved")
        : last.verdict == Verdict::RequestChanges         ? tr("Changes requested")
                                                          : tr("Commented");
    m_verdict->setText(current ? word : tr("%1, but it changed since", "verdict").arg(word));
    m_verdict->setTone(!current                ? Tone::Warning
            : last.verdict == Verdict::Approve ? Tone::Success
            : last.verdict == Verdict::Comment ? Tone::TextMuted
                                               : Tone::Danger);
    m_verdict->setToolTip(last.summary.toHtmlEscaped());
    m_verdict->setVisible(true);
}

} // namespace pilothouse

#include "ui/review/comments_panel.h"

#include "ui/controls/empty_state.h"
#include "ui/review/current_review.h"

#include <QBoxLayout>
#include <QEvent>
#include <QScrollArea>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr int MostShown = 300;

int rank(const PlacedComment &placed)
{
    const ReviewComment &comment = *placed.comment;
    return comment.resolved ? 2 : comment.state == ReviewComment::State::Draft ? 0 : 1;
}

} // namespace

std::vector<PlacedComment> placedComments(const CurrentReview &review)
{
    std::vector<PlacedComment> out;
    const auto &comments = review.state().comments;
    const ReviewMarks *marks = review.marks();
    for (qsizetype i = 0; i < comments.size(); ++i) {
        CommentMark place;
        if (marks && i < static_cast<qsizetype>(marks->comments.size()))
            place = marks->comments[static_cast<size_t>(i)];
        out.push_back({comments[i], place});
    }
    return out;
}

CommentsPanel::CommentsPanel(const Theme &theme, CurrentReview &review, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_review(review),
      m_title(new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, {}, this)),
      m_all(makeButton(QStringLiteral("commentOnAll"), {}, ButtonKind::Ghost, this)),
      m_close(makeIconButton(theme, QStringLiteral("closeComments"), QStringLiteral("close"), {}, this)),
      m_area(new QScrollArea(this)),
      m_empty(new EmptyState(theme)),
      m_send(makeButton(QStringLiteral("sendComments"), {}, ButtonKind::Secondary, this))
{
    setObjectName(QStringLiteral("commentsPanel"));
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_all->setProperty("small", true);
    m_send->setProperty("small", true);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(grid::OneAndHalf, grid::Half, grid::Half, grid::Half);
    head->addWidget(m_title, 1);
    head->addWidget(m_all);
    head->addWidget(m_close);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(grid::OneAndHalf, grid::Half, grid::OneAndHalf, grid::One);
    foot->addWidget(m_send, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_area, 1);
    layout->addLayout(foot);
    connect(m_close, &QToolButton::clicked, this, &CommentsPanel::closeRequested);
    connect(m_all, &QPushButton::clicked, this, &CommentsPanel::commentOnAllRequested);
    connect(m_send, &QPushButton::clicked, this, [this] { m_review.sendComments(); });
    retranslate();
    refresh();
}

void CommentsPanel::refresh()
{
    std::vector<PlacedComment> comments = placedComments(m_review);
    std::ranges::stable_sort(comments, {}, rank);
    auto *list = new QWidget;
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_drafts = 0;
    int shown = 0;
    for (const PlacedComment &comment : comments) {
        m_drafts += rank(comment) == 0;
        if (++shown > MostShown)
            continue;
        auto *block = new CommentBlock(m_theme, comment, CommentBlock::Place::Listed);
        // Queued: both may end in a new list, which deletes the block.
        connect(block, &CommentBlock::chosen, this, [this, comment] { Q_EMIT chosen(comment); }, Qt::QueuedConnection);
        connect(block, &CommentBlock::settled, &m_review, &CurrentReview::settleComment, Qt::QueuedConnection);
        layout->addWidget(block);
    }
    if (shown > MostShown)
        layout->addWidget(new TextLabel(m_theme, TypeRole::Small, Tone::TextMuted,
            tr("%n more comment(s) are not in this list.", nullptr, shown - MostShown)));
    layout->addStretch();
    m_area->setWidget(list);
    m_area->setVisible(!comments.empty());
    m_empty->setVisible(comments.empty());
    m_send->setVisible(m_drafts > 0);
    m_send->setText(tr("Send %n comment(s) to the agent", nullptr, m_drafts));
    m_title->setText(comments.empty() ? tr("Comments") : tr("Comments (%1)").arg(comments.size()));
}

void CommentsPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        refresh();
    }
    QWidget::changeEvent(event);
}

void CommentsPanel::retranslate()
{
    m_all->setText(tr("On everything"));
    m_all->setToolTip(tr("Comment on the whole change"));
    setIconButtonName(m_close, tr("Close"));
    m_area->setAccessibleName(tr("Comments"));
    m_empty->setContent(QStringLiteral("comment"), tr("No comments yet"),
        tr("Press c on a line. Comments are kept as you type and go to the agent together, with their lines."));
}

} // namespace pilothouse

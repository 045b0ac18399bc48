#include "ui/review/changes_view.h"

#include "ui/controls/banner.h"
#include "ui/controls/controls.h"
#include "ui/controls/empty_state.h"
#include "ui/review/comment_threads.h"
#include "ui/review/comments_panel.h"
#include "ui/review/file_tree_panel.h"
#include "ui/review/find_bar.h"
#include "ui/review/key_hints.h"
#include "ui/review/mark_decorations.h"
#include "ui/review/rejection_status.h"
#include "ui/review/review_progress.h"
#include "ui/review/seen_tracker.h"
#include "ui/review/timeline_bar.h"
#include "ui/review/why_card.h"

#include <QApplication>
#include <QBoxLayout>
#include <QResizeEvent>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>

namespace pilothouse {

namespace {
constexpr int SideBySideWidth = 720; ///< From here on the file tree stands beside the lines.
constexpr int TreeWidth = 250;
constexpr int CommentsWidth = 290;
} // namespace

ChangesView::ChangesView(const Theme &theme, RunnerApi &runner, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_runner(runner),
      m_review(runner),
      m_document(m_review),
      m_originLookup(runner, m_review),
      m_summary(new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, {}, this)),
      m_added(new TextLabel(theme, TypeRole::Small, Tone::Success, {}, this)),
      m_removed(new TextLabel(theme, TypeRole::Small, Tone::Danger, {}, this)),
      m_progress(new ReviewProgress(theme, this)),
      m_verdict(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_conclude(makeButton(QStringLiteral("concludeReview"), {}, ButtonKind::Secondary, this)),
      m_accept(makeButton(QStringLiteral("acceptChanges"), {}, ButtonKind::Primary, this)),
      m_undo(makeIconButton(theme, QStringLiteral("undoDecision"), QStringLiteral("undo"), {}, this)),
      m_redo(makeIconButton(theme, QStringLiteral("redoDecision"), QStringLiteral("redo"), {}, this)),
      m_split(makeIconButton(theme, QStringLiteral("splitLines"), QStringLiteral("split"), {}, this)),
      m_wrap(makeIconButton(theme, QStringLiteral("wrapLines"), QStringLiteral("wrap"), {}, this)),
      m_origins(makeIconButton(theme, QStringLiteral("showOrigins"), QStringLiteral("why"), {}, this)),
      m_commentsButton(makeIconButton(theme, QStringLiteral("showComments"), QStringLiteral("comment"), {}, this)),
      m_timelineButton(makeIconButton(theme, QStringLiteral("showTimeline"), QStringLiteral("history"), {}, this)),
      m_wide(makeIconButton(theme, QStringLiteral("wholeWidth"), QStringLiteral("maximize"), {}, this)),
      m_help(makeIconButton(theme, QStringLiteral("reviewKeys"), QStringLiteral("keyboard"), {}, this)),
      m_banner(new Banner(theme, this)),
      m_tools(new QWidget(this)),
      m_pages(new QStackedWidget(this)),
      m_empty(new EmptyState(theme)),
      m_emptyTimeline(makeButton(QStringLiteral("emptyTimeline"), {}, ButtonKind::Secondary, m_empty)),
      m_splitter(new QSplitter(Qt::Vertical)),
      m_tree(new FileTreePanel(theme, m_model)),
      m_view(new ReviewView(theme, m_document)),
      m_find(new FindBar(theme, *m_view)),
      m_seen(new SeenTracker(*m_view, this)),
      m_foot(new QWidget(this)),
      m_hints(new KeyHints(theme)),
      m_rejections(new RejectionStatus(theme)),
      m_card(new CommentCard(theme, m_view->viewport())),
      m_threads(new CommentThreads(theme, *m_view, *m_card, this)),
      m_why(new WhyCard(theme, m_view->viewport())),
      m_comments(new CommentsPanel(theme, m_review)),
      m_timeline(new TimelineBar(theme))
{
    setObjectName(QStringLiteral("changes"));
    m_banner->setObjectName(QStringLiteral("reviewBanner"));
    m_view->setObjectName(QStringLiteral("diff"));
    m_accept->setProperty("small", true);
    m_accept->setIcon(theme.icon(QStringLiteral("accept"), Tone::AccentText));
    m_conclude->setProperty("small", true);
    makeLayout();
    connectParts();
    makeParts();
    makeOrigins();
    retranslate();
    updateSummary();
}

ChangesView::~ChangesView() = default;

void ChangesView::makeLayout()
{
    auto *head = new QHBoxLayout;
    head->setContentsMargins(grid::Two, grid::One, grid::OneAndHalf, grid::Half);
    head->setSpacing(grid::One);
    head->addWidget(m_summary);
    head->addWidget(m_added);
    head->addWidget(m_removed);
    head->addStretch();
    head->addWidget(m_conclude);
    head->addWidget(m_accept);
    auto *tools = new QHBoxLayout(m_tools);
    tools->setContentsMargins(grid::Two, 0, grid::OneAndHalf, grid::Half);
    tools->setSpacing(2);
    tools->addWidget(m_progress, 0, Qt::AlignVCenter);
    tools->addSpacing(grid::One);
    tools->addWidget(m_verdict);
    tools->addStretch();
    for (QToolButton *button :
        {m_undo, m_redo, m_commentsButton, m_timelineButton, m_split, m_wrap, m_origins, m_wide, m_help})
        tools->addWidget(button);
    for (QToolButton *button : {m_split, m_wrap, m_origins, m_commentsButton, m_timelineButton})
        button->setCheckable(true);

    auto *right = new Panel(m_theme, Panel::Shape::Flat, Tone::Surface);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addWidget(m_find);
    rightLayout->addWidget(m_view, 1);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(right);
    m_splitter->addWidget(m_comments);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(1, 1);
    auto *foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(0, 0, 0, 0);
    foot->setSpacing(0);
    foot->addWidget(m_hints, 1);
    foot->addWidget(m_rejections);
    m_empty->addAction(m_emptyTimeline);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_splitter);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_tools);
    layout->addWidget(m_banner);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_timeline);
    layout->addWidget(m_foot);
    setFocusProxy(m_view);
}

void ChangesView::connectParts()
{
    const auto bind = [this](QToolButton *button, ReviewCommand command) {
        connect(button, &QToolButton::clicked, this, [this, command] { run(command); });
    };
    bind(m_undo, ReviewCommand::Undo);
    bind(m_redo, ReviewCommand::Redo);
    bind(m_commentsButton, ReviewCommand::Comments);
    bind(m_timelineButton, ReviewCommand::Timeline);
    bind(m_split, ReviewCommand::Split);
    bind(m_wrap, ReviewCommand::Wrap);
    bind(m_origins, ReviewCommand::Origins);
    bind(m_wide, ReviewCommand::WholeWidth);
    bind(m_help, ReviewCommand::Help);
    connect(m_hints, &KeyHints::triggered, this, &ChangesView::run);
    connect(m_accept, &QPushButton::clicked, this, &ChangesView::acceptRequested);
    connect(m_emptyTimeline, &QPushButton::clicked, this, &ChangesView::showTimeline);
    connect(m_conclude, &QPushButton::clicked, this, &ChangesView::openVerdict);

    connect(&m_review, &CurrentReview::changesReplaced, this, &ChangesView::takeChanges);
    connect(&m_review, &CurrentReview::marksReplaced, this, &ChangesView::takeMarks);
    connect(&m_review, &CurrentReview::failed, this, &ChangesView::failed);
    connect(&m_review, &CurrentReview::informed, this, &ChangesView::informed);
    connect(&m_review, &CurrentReview::loadFailed, this, [this](const QString &sentence) {
        m_loadFailure = sentence;
        showPage();
    });
    connect(&m_decorate, &FrameTimer::due, this, &ChangesView::updateDecorations);
    connect(&m_document, &ReviewDocument::completed, &m_decorate, &FrameTimer::schedule);
    connect(&m_document, &ReviewDocument::rowsChanged, &m_decorate, &FrameTimer::schedule);
    connect(m_seen, &SeenTracker::seen, &m_review, &CurrentReview::markSeen);

    m_tree->tree()->installEventFilter(this);
    connect(m_tree, &FileTreePanel::fileChosen, this, &ChangesView::showPath);
    connect(m_tree, &FileTreePanel::fileOpened, this, [this](const QByteArray &path) {
        showPath(path);
        m_view->setFocus(Qt::OtherFocusReason);
    });
    connect(m_tree, &FileTreePanel::filterChanged, this, &ChangesView::applyOrder);
    connect(&m_model, &FileTreeModel::viewedRequested, &m_review, &CurrentReview::setViewed);
    connect(m_view, &ReviewView::currentFileChanged, this, [this](int file) {
        // The hunk that keys work on says where one is, as long as it is on the screen.
        if (file >= 0 && !std::ranges::contains(m_view->visibleHunks(), m_view->currentHunk()))
            m_tree->setCurrent(m_document.change(file).path());
    });
    connect(m_view, &ReviewView::currentHunkChanged, this, [this] {
        if (const HunkPlace hunk = m_view->currentHunk(); hunk.isValid() && hunk.file < m_document.fileCount())
            m_tree->setCurrent(m_document.change(hunk.file).path());
        m_careful.clear();
        if (!m_bannerAction) // an offer, as to undo a restore, stays
            m_banner->hideBanner();
    });
    connect(m_view, &ReviewView::viewedToggled, this, [this](int file) {
        const QByteArray path = m_document.change(file).path();
        const bool viewed = m_model.marks().value(path).view == TreeMark::View::Viewed;
        m_review.setViewed({path}, !viewed);
        setCollapsed(file, !viewed);
    });
}

void ChangesView::setSession(SessionId session)
{
    if (session == m_review.session())
        return;
    m_document.clear();
    m_careful.clear();
    m_bannerAction = {};
    m_banner->hideBanner();
    m_find->setVisible(false);
    m_card->close();
    m_why->close();
    clearOrigin();
    m_timeline->setVisible(false);
    m_timelineButton->setChecked(false);
    m_review.setSession(session);
}

void ChangesView::setState(const SessionSnapshotPtr &snapshot)
{
    m_review.setState(snapshot);
    updateRejections();
    if (m_review.isEmpty())
        updateSummary(); // what the empty page says depends on the session
}

int ChangesView::fileCount() const
{
    const auto &set = m_review.changes().set;
    return set ? static_cast<int>(set->files.size()) : 0;
}

MarkedReview ChangesView::marked() const
{
    static const ChangeSet None;
    const auto &set = m_review.changes().set;
    return {set ? *set : None, m_review.marks(), m_review.state(), m_review.sensitive()};
}

void ChangesView::takeChanges()
{
    m_loadFailure.clear();
    m_model.setChanges(m_review.changes().set, treeMarks(marked()));
    applyOrder();
    updateDecorations();
    updateSummary();
    refreshComments();
    refreshTimeline();
    if (const int file = m_view->currentFile(); file >= 0 && file < m_document.fileCount())
        m_tree->setCurrent(m_document.change(file).path());
    Q_EMIT filesChanged(fileCount());
}

void ChangesView::takeMarks()
{
    m_model.setMarks(treeMarks(marked()));
    updateDecorations();
    updateSummary();
    updateRejections();
    refreshComments();
}

void ChangesView::applyOrder()
{
    if (m_review.changes().set)
        m_document.setChanges(m_review.changes().set, m_model.order());
    else
        m_document.clear();
}

void ChangesView::updateDecorations()
{
    const MarkedReview review = marked();
    LineFacts facts;
    facts.lines = [&](int file) -> const LineDiff * {
        const int shown = m_document.fileOf(review.changes.files[file].path());
        return shown >= 0 ? m_document.lines(shown).get() : nullptr;
    };
    facts.origins = [&](int file) { return m_view->originsShown() ? m_originLookup.known(file) : nullptr; };
    facts.fitting = [&](int file) { return m_originLookup.fitting(review.changes.files[file].path()); };
    m_view->setDecorations(reviewDecorations(review, facts));
}

void ChangesView::updateSummary()
{
    const int files = fileCount();
    const bool any = files > 0;
    const auto &set = m_review.changes().set;
    m_summary->setText(any ? tr("%n file(s) changed", nullptr, files) : QString());
    m_added->setText(any ? QStringLiteral("+%1").arg(set->added) : QString());
    m_removed->setText(any ? QStringLiteral("\u2212%1").arg(set->removed) : QString());
    m_accept->setVisible(any);
    m_conclude->setVisible(any);
    m_undo->setEnabled(m_review.state().undoable());
    m_redo->setEnabled(m_review.state().redoable());
    updateVerdict();
    if (const ReviewMarks *marks = m_review.marks())
        m_progress->setProgress(marks->reviewed, marks->hunks);
    else
        m_progress->setProgress(0, 0);
    const QString cannot = m_review.cannotAccept();
    m_accept->setEnabled(cannot.isEmpty());
    m_accept->setToolTip(cannot.isEmpty() ? tr("Make a commit of these changes in your repository") : cannot);
    showPage();
}

/// The lines, or what there is to say where there are none; the timeline can be reached from both.
void ChangesView::showPage()
{
    const bool any = !m_review.isEmpty() && m_loadFailure.isEmpty();
    const bool begun = m_review.changes().set && m_review.snapshot() && !m_review.snapshot()->state.snapshots.empty();
    if (!m_loadFailure.isEmpty())
        m_empty->setContent(QStringLiteral("alert"), tr("The changes cannot be shown"), m_loadFailure);
    else if (m_review.isComparing())
        m_empty->setContent(
            QStringLiteral("history"), tr("No difference"), tr("The files of these two moments are the same."));
    else if (begun && m_review.state().taken.isValid())
        m_empty->setContent(QStringLiteral("accepted-part"), tr("Nothing is left to review"),
            tr("All that the agent changed is in your repository, or was rejected. The timeline has every moment of "
               "the session."));
    else if (begun)
        m_empty->setContent(QStringLiteral("changes"), tr("No changes"),
            tr("The files are as they were when the session began. The timeline has every moment of the session."));
    else
        m_empty->setContent(QStringLiteral("changes"), tr("No changes yet"),
            tr("What the agent changes in its sandbox appears here while it works. Your repository stays as it is "
               "until you accept."));
    m_tools->setVisible(any || begun);
    m_foot->setVisible(any || begun);
    m_emptyTimeline->setVisible(begun && m_timeline->isHidden());
    QWidget *page = any ? static_cast<QWidget *>(m_splitter) : m_empty;
    QWidget *focused = any ? static_cast<QWidget *>(m_view) : m_emptyTimeline;
    if (!any && !begun)
        focused = m_view;
    const bool hadFocus = m_pages->isAncestorOf(QApplication::focusWidget());
    setFocusProxy(focused);
    if (page == m_pages->currentWidget())
        return;
    m_pages->setCurrentWidget(page);
    if (hadFocus)
        focused->setFocus(Qt::OtherFocusReason); // keys go on working
}

void ChangesView::updateRejections()
{
    if (!m_review.snapshot())
        return m_rejections->setFacts({});
    m_rejections->setFacts(rejectionFacts(*m_review.snapshot(), m_review.isComparing() ? nullptr : m_review.marks()));
}

QString ChangesView::shownMoment() const
{
    return m_review.isComparing() ? m_timeline->scale()->wordsOf(m_timeline->scale()->to()) : QString();
}

void ChangesView::showPath(const QByteArray &path)
{
    const int file = m_document.fileOf(path);
    if (file < 0)
        return;
    m_view->showFile(file);
    if (m_document.hunkCount(file) > 0)
        m_view->setCurrentHunk({file, 0});
}

void ChangesView::divide()
{
    const bool beside = m_splitter->orientation() == Qt::Horizontal;
    const int room = beside ? width() : height();
    const int tree = beside ? TreeWidth : qMin(220, height() / 3);
    const int comments = m_comments->isHidden() ? 0 : beside ? CommentsWidth : height() / 4;
    m_splitter->setSizes({tree, room - tree - comments, comments});
}

void ChangesView::resizeEvent(QResizeEvent *event)
{
    const auto orientation = width() >= SideBySideWidth ? Qt::Horizontal : Qt::Vertical;
    if (m_splitter->orientation() != orientation || event->oldSize().width() <= 0) {
        m_splitter->setOrientation(orientation);
        divide();
    }
    QWidget::resizeEvent(event);
}

void ChangesView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        updateSummary();
        m_decorate.schedule();
    }
    QWidget::changeEvent(event);
}

void ChangesView::retranslate()
{
    m_accept->setText(tr("Accept\u2026"));
    m_conclude->setText(tr("Verdict\u2026"));
    m_conclude->setToolTip(tr("Approve, request changes or comment, about exactly what is on the screen"));
    m_emptyTimeline->setText(tr("Show the timeline"));
    m_view->setAccessibleName(tr("Changed lines"));
    const auto name = [](QToolButton *button, const QString &text, ReviewCommand command) {
        for (const ReviewKey &key : reviewKeys()) {
            if (key.command == command)
                setIconButtonName(button, text, key.keys.first());
        }
    };
    name(m_undo, tr("Undo the last decision"), ReviewCommand::Undo);
    name(m_redo, tr("Undo the undo"), ReviewCommand::Redo);
    name(m_commentsButton, tr("Comments"), ReviewCommand::Comments);
    name(m_timelineButton, tr("Timeline of the session"), ReviewCommand::Timeline);
    name(m_split, tr("Old and new side by side"), ReviewCommand::Split);
    name(m_wrap, tr("Break long lines"), ReviewCommand::Wrap);
    name(m_origins, tr("Show why beside the lines"), ReviewCommand::Origins);
    name(m_wide, tr("Use the whole width"), ReviewCommand::WholeWidth);
    name(m_help, tr("All keys"), ReviewCommand::Help);
}

} // namespace pilothouse

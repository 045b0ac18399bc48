#include "ui/sessions/session_view.h"

#include "runner/base/visible_text.h"
#include "runner/session/drafts.h"
#include "ui/approvals/answer.h"
#include "ui/approvals/approval_card.h"
#include "ui/controls/banner.h"
#include "ui/controls/empty_state.h"
#include "ui/controls/when_done.h"
#include "ui/files/files_view.h"
#include "ui/review/accept_dialog.h"
#include "ui/review/changes_view.h"
#include "ui/sessions/progress_panel.h"
#include "ui/sessions/radar_watch.h"
#include "ui/sessions/session_header.h"
#include "ui/terminal/terminal_pane.h"
#include "ui/transcript/composer.h"
#include "ui/transcript/transcript_view.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QEvent>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>

namespace pilothouse {

namespace {
/// From this width on transcript and changes stand side by side.
constexpr int SideBySideWidth = 1000;
constexpr size_t MostShownClashes = 20;
constexpr qsizetype ShownTitle = 60;
} // namespace

SessionView::SessionView(const Theme &theme, RunnerApi &runner, QSettings *settings, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_runner(runner),
      m_settings(settings),
      m_header(new SessionHeader(theme, this)),
      m_banner(new Banner(theme, this)),
      m_clashes(new Banner(theme, this)),
      m_tabs(new QTabBar(this)),
      m_sideTabs(new QTabBar),
      m_splitter(new QSplitter(Qt::Horizontal, this)),
      m_left(new QWidget),
      m_right(new QWidget),
      m_pages(new QStackedWidget),
      m_transcriptPages(new QStackedWidget),
      m_loading(new EmptyState(theme)),
      m_transcript(new TranscriptView(theme)),
      m_progress(new ProgressPanel(theme)),
      m_composer(new Composer(theme)),
      m_changes(new ChangesView(theme, runner)),
      m_terminal(new TerminalPane(theme, runner)),
      m_files(new FilesView(theme, runner))
{
    setObjectName(QStringLiteral("sessionView"));
    makeLayout();
    connectParts();
    if (m_settings)
        m_changes->remember(*m_settings);
    retranslate();
    applyWidth();
}

SessionView::~SessionView()
{
    if (m_session.isValid())
        m_runner.close(m_session);
}

void SessionView::makeLayout()
{
    m_banner->setObjectName(QStringLiteral("sessionBanner"));
    m_clashes->setObjectName(QStringLiteral("radarBanner"));
    m_tabs->setObjectName(QStringLiteral("sessionTabs"));
    m_sideTabs->setObjectName(QStringLiteral("sideTabs"));
    for (QTabBar *bar : {m_tabs, m_sideTabs}) {
        bar->setExpanding(false);
        bar->setDrawBase(false);
        if (bar == m_tabs)
            bar->addTab(m_theme.icon(QStringLiteral("transcript")), {});
        bar->addTab(m_theme.icon(QStringLiteral("changes")), {});
        bar->addTab(m_theme.icon(QStringLiteral("terminal")), {});
        bar->addTab(m_theme.icon(QStringLiteral("folder")), {});
    }
    m_transcriptPages->addWidget(m_loading);
    m_transcriptPages->addWidget(m_transcript);
    m_pages->addWidget(m_changes);
    m_pages->addWidget(m_terminal);
    m_pages->addWidget(m_files);

    auto *left = new QVBoxLayout(m_left);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(0);
    left->addWidget(m_transcriptPages, 1);
    auto *bottom = new QWidget;
    bottom->setMaximumWidth(780 + 2 * grid::Three);
    auto *bottomLayout = new QVBoxLayout(bottom);
    bottomLayout->setContentsMargins(grid::Three, grid::One, grid::Three, grid::Two);
    bottomLayout->setSpacing(grid::One);
    bottomLayout->addWidget(m_progress);
    bottomLayout->addWidget(m_composer);
    auto *center = new QHBoxLayout;
    center->setContentsMargins(0, 0, style()->pixelMetric(QStyle::PM_ScrollBarExtent), 0); // as wide as the transcript
    center->addStretch(1);
    center->addWidget(bottom, 1000);
    center->addStretch(1);
    left->addLayout(center);

    auto *right = new QVBoxLayout(m_right);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_sideTabs);
    right->addWidget(m_pages, 1);

    m_splitter->addWidget(m_left);
    m_splitter->addWidget(m_right);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_left->setMinimumWidth(360);
    m_right->setMinimumWidth(320);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_banner);
    layout->addWidget(m_clashes);
    layout->addWidget(m_tabs);
    layout->addWidget(m_splitter, 1);
}

void SessionView::connectParts()
{
    connect(&m_runner, &RunnerApi::sessionChanged, this, [this](SessionId session) {
        if (session == m_session)
            m_update.schedule();
    });
    connect(&m_update, &FrameTimer::due, this, &SessionView::refresh);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) { showTab(static_cast<Tab>(index)); });
    connect(m_sideTabs, &QTabBar::currentChanged, this, [this](int index) { showTab(static_cast<Tab>(index + 1)); });
    connect(m_composer, &Composer::sendRequested, this, &SessionView::send);
    connect(m_composer, &Composer::stopRequested, this, &SessionView::stopTurn);
    connect(m_composer, &Composer::failed, this, &SessionView::failed);
    connect(m_composer, &Composer::draftChanged, this, [this] {
        if (m_kept && m_session.isValid())
            m_kept->keep(m_session, m_composer->draft());
    });
    connect(m_composer, &Composer::unqueueRequested, this, [this](const QString &id) {
        whenDone(m_runner.unqueue(m_session, id), this, [this](const Result<void> &result) { report(result); });
    });
    connect(m_progress, &ProgressPanel::cancelRequested, this, &SessionView::stopTurn);
    connect(m_transcript, &TranscriptView::decided, this,
        [this](const ApprovalId &approval, const ApprovalDecision &decision) {
            answer(m_runner, m_session, approval, decision, this,
                [this](const QString &sentence) { Q_EMIT failed(sentence); });
        });
    connect(m_changes, &ChangesView::acceptRequested, this, &SessionView::openAcceptDialog);
    connect(m_changes, &ChangesView::filesChanged, this, &SessionView::updateChangesTab);
    connect(m_changes, &ChangesView::failed, this, &SessionView::failed);
    connect(m_changes, &ChangesView::informed, this, &SessionView::informed);
    connect(m_changes, &ChangesView::sessionForked, this, &SessionView::sessionForked);
    connect(m_changes, &ChangesView::transcriptRequested, this, [this](qint64 seq) {
        if (!m_wide.value_or(false) || m_undivided)
            showTab(Tab::Transcript);
        m_transcript->jumpToEvent(seq);
    });
    connect(m_changes, &ChangesView::wholeWidthRequested, this, [this] {
        m_undivided = !m_undivided;
        showTab(Tab::Changes);
    });
    connect(m_banner, &Banner::actionTriggered, this,
        [this] { whenDone(m_runner.resume(m_session), this, [this](const Result<void> &result) { report(result); }); });
    connect(m_clashes, &Banner::actionTriggered, this, &SessionView::openRadarMenu);
    connect(m_header, &SessionHeader::attemptsRequested, this, &SessionView::attemptsRequested);
    connect(m_header, &SessionHeader::renameRequested, this, &SessionView::renameRequested);
    connect(m_header, &SessionHeader::removeRequested, this, [this] { Q_EMIT removeRequested(m_session); });
    connect(m_header, &SessionHeader::optionChosen, this, [this](const QString &option, const QJsonValue &value) {
        whenDone(m_runner.setConfigOption(m_session, option, value), this,
            [this](const Result<void> &result) { report(result); });
    });
    connect(m_header, &SessionHeader::modeChosen, this, [this](const QString &mode) {
        whenDone(m_runner.setAgentMode(m_session, mode), this, [this](const Result<void> &result) { report(result); });
    });
}

void SessionView::setSession(SessionId session)
{
    if (session == m_session)
        return;
    if (m_session.isValid()) {
        m_drafts.insert(m_session, m_composer->draft());
        m_runner.close(m_session);
    }
    m_session = session;
    m_snapshot.reset();
    m_phaseKnown = false;
    m_transcript->clear();
    showDraft();
    m_changes->setSession(session);
    m_terminal->setSession(session, false);
    m_files->setSession(session);
    m_banner->hideBanner();
    refreshRadar();
    m_transcriptPages->setCurrentWidget(m_loading);
    updateChangesTab(0);
    if (session.isValid()) {
        m_runner.open(session);
        refresh();
    }
}

void SessionView::refresh()
{
    const SessionSnapshotPtr snapshot = m_session.isValid() ? m_runner.session(m_session) : nullptr;
    if (!snapshot)
        return;
    const bool wasOnlyEnd = m_snapshot && m_snapshot->live.onlyEnd;
    m_snapshot = snapshot;
    const SessionState &state = snapshot->state;
    m_header->setSnapshot(*snapshot);
    refreshBanner(*snapshot);
    const bool preparing = state.phase == SessionPhase::Queued || state.phase == SessionPhase::Preparing;
    m_progress->setVisible(preparing);
    if (preparing)
        m_progress->setProgress(
            state.phase, snapshot->live.progress.text.isEmpty() ? state.progress : snapshot->live.progress);
    refreshComposer(*snapshot);
    const bool empty = state.transcript.size() == 0;
    if (empty)
        m_loading->setContent(QStringLiteral("transcript"),
            preparing ? tr("The session is being prepared") : tr("What should the agent do?"),
            preparing ? tr("The agent starts as soon as its sandbox is ready. You can write to it already.")
                      : tr("Write to it below. It works in a sandbox on a copy of your repository; nothing leaves it "
                           "without you."));
    else if (wasOnlyEnd && !snapshot->live.onlyEnd)
        m_transcript->replaceTranscript(state.transcript, state.approvals);
    else
        m_transcript->setTranscript(state.transcript, state.approvals);
    m_transcriptPages->setCurrentWidget(empty ? static_cast<QWidget *>(m_loading) : m_transcript);
    m_changes->setState(snapshot);
    if (!state.snapshots.empty())
        m_files->setSnapshot(state.snapshots.back().commit);
    m_terminal->setSession(m_session, snapshot->live.linkUp);
    announce(state);
}

void SessionView::refreshBanner(const SessionSnapshot &snapshot)
{
    const SessionState &state = snapshot.state;
    const QString reason = visibleText(state.reason);
    if (state.phase == SessionPhase::Failed)
        return m_banner->show(
            Banner::Severity::Error, reason.isEmpty() ? tr("The session failed.") : reason, tr("Continue"));
    if (state.phase == SessionPhase::Cancelled)
        return m_banner->show(Banner::Severity::Info,
            reason.isEmpty() ? tr("The session was cancelled. A prompt brings it back.") : reason, tr("Continue"));
    if (hasEnded(state.phase) || state.phase == SessionPhase::Queued || state.phase == SessionPhase::Preparing
        || snapshot.live.onlyEnd)
        return m_banner->hideBanner();
    if (!snapshot.live.linkUp && state.sandbox.ready)
        return m_banner->show(Banner::Severity::Warning,
            snapshot.live.attached ? tr("The connection to the sandbox is being made again. The agent goes on working "
                                        "meanwhile; nothing is lost.")
                                   : tr("The sandbox of this session is not connected."),
            snapshot.live.attached ? QString() : tr("Connect"));
    if (!reason.isEmpty() && state.phase == SessionPhase::Idle)
        return m_banner->show(Banner::Severity::Warning, reason);
    m_banner->hideBanner();
}

void SessionView::setRadar(const RadarWatch &radar)
{
    m_radar = &radar;
    connect(&radar, &RadarWatch::changed, this, &SessionView::refreshRadar);
    refreshRadar();
}

void SessionView::refreshRadar()
{
    const QString sentence = m_radar ? radarSentence(m_radar->clashes(m_session)) : QString();
    m_clashes->show(Banner::Severity::Info, sentence, sentence.isEmpty() ? QString() : tr("Show the files"));
}

void SessionView::openRadarMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("radarMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto label = [](const QString &text) { return QString(text).replace(u'&', QStringLiteral("&&")); };
    for (const SessionClash &clash : m_radar->clashes(m_session)) {
        const QString title = visibleText(clash.title, LineBreaks::Show).left(ShownTitle);
        menu->addSection(title.isEmpty() ? tr("What is checked out") : label(title));
        const size_t shown = std::min(clash.paths.size(), MostShownClashes);
        for (size_t i = 0; i < shown; ++i)
            menu->addAction(m_theme.icon(QStringLiteral("file")), label(displayPath(clash.paths[i].path)), this,
                [this, path = clash.paths[i].path] {
                    showTab(Tab::Changes);
                    m_changes->showFile(path);
                });
        if (clash.paths.size() > shown)
            menu->addAction(tr("and %1 more").arg(clash.paths.size() - shown))->setEnabled(false);
        if (clash.with.isValid())
            menu->addAction(m_theme.icon(QStringLiteral("transcript")), tr("Open that session"), this,
                [this, session = clash.with] { Q_EMIT sessionRequested(session); });
    }
    auto *below = m_clashes->findChild<QWidget *>(QStringLiteral("bannerAction"));
    menu->popup(below->mapToGlobal(QPoint(0, below->height())));
}

void SessionView::refreshComposer(const SessionSnapshot &snapshot)
{
    const SessionState &state = snapshot.state;
    m_composer->setCommands(state.conversation.commands);
    m_composer->setQueue(state.queue);
    m_composer->setRepository(state.info.repository);
    m_composer->setWorking(isWorking(state.phase), state.turnStartedMs);
    m_composer->setHint(state.phase == SessionPhase::WaitingApproval ? tr("The agent waits for your answer")
            : !isWorking(state.phase) && !state.denials.empty() ? tr("Your prompt also tells the agent why you said no")
            : hasEnded(state.phase)                             ? tr("A prompt brings this session back")
                                                                : QString());
}

void SessionView::announce(const SessionState &state)
{
    if (m_phaseKnown && state.phase != m_announcedPhase
        && (hasEnded(state.phase) || state.phase == SessionPhase::Idle)) {
        const QString text = state.phase == SessionPhase::Idle ? tr("The agent is done with its turn.")
            : state.phase == SessionPhase::Failed
            ? tr("The session failed. %1").arg(visibleText(state.reason, LineBreaks::Show))
            : tr("The session ended.");
        QAccessibleAnnouncementEvent event(this, text);
        event.setPoliteness(state.phase == SessionPhase::Failed ? QAccessible::AnnouncementPoliteness::Assertive
                                                                : QAccessible::AnnouncementPoliteness::Polite);
        QAccessible::updateAccessibility(&event);
    }
    m_announcedPhase = state.phase;
    m_phaseKnown = true;
}

void SessionView::send(const QString &text, const QStringList &files)
{
    whenDone(
        m_runner.prompt(m_session, text, files), this, [this, text, session = m_session](const Result<void> &result) {
            report(result);
            if (result)
                forgetDraft(session, text);
        });
    m_transcript->jumpToLatest();
}

void SessionView::report(const Result<void> &result)
{
    if (!result)
        Q_EMIT failed(result.error().message);
}

void SessionView::stopTurn()
{
    whenDone(m_runner.cancel(m_session), this, [this](const Result<void> &result) { report(result); });
}

void SessionView::showTab(Tab tab)
{
    const int index = static_cast<int>(tab);
    m_tabs->setCurrentIndex(index);
    if (tab != Tab::Transcript) {
        m_sideTabs->setCurrentIndex(index - 1);
        m_pages->setCurrentIndex(index - 1);
    }
    const bool both = m_wide.value_or(false) && (!m_undivided || tab == Tab::Transcript);
    m_left->setVisible(both || tab == Tab::Transcript);
    m_right->setVisible(both || tab != Tab::Transcript);
    // The keys of a review work at once; who walks over the tabs by keys stays there.
    if (tab == Tab::Changes && m_changes->isVisible() && !m_tabs->hasFocus() && !m_sideTabs->hasFocus())
        m_changes->setFocus(Qt::ShortcutFocusReason);
}

void SessionView::showApproval(const ApprovalId &approval)
{
    refresh();
    showTab(Tab::Transcript);
    m_transcript->showApproval(approval);
}

bool SessionView::decideFirst(Decision decision)
{
    ApprovalCard *card = m_transcript->firstApprovalCard();
    if (card)
        card->decide(decision);
    return card;
}

void SessionView::focusComposer()
{
    showTab(Tab::Transcript);
    m_composer->focusText();
}

void SessionView::openAcceptDialog()
{
    if (!m_snapshot || m_changes->fileCount() == 0)
        return;
    if (const QString why = m_changes->review().cannotAccept(); !why.isEmpty())
        return Q_EMIT informed(why);
    auto *dialog = new AcceptDialog(
        m_theme, m_runner, m_session, m_changes->review().changes(), m_snapshot->state.info.withUncommitted, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setMoment(m_changes->shownMoment());
    if (m_settings)
        dialog->remember(*m_settings);
    connect(dialog, &AcceptDialog::acceptedOnBranch, this, [this](const QString &branch) {
        Q_EMIT informed(
            tr("The changes are on branch %1 of your repository.").arg(visibleText(branch, LineBreaks::Show)));
    });
    connect(dialog, &AcceptDialog::noticed, this, &SessionView::informed);
    dialog->open();
}

void SessionView::updateChangesTab(int files)
{
    const QString text = files > 0 ? tr("Changes (%1)").arg(files) : tr("Changes");
    m_tabs->setTabText(1, text);
    m_sideTabs->setTabText(0, text);
}

void SessionView::applyWidth()
{
    const bool wide = width() >= SideBySideWidth;
    if (wide == m_wide)
        return;
    m_wide = wide;
    m_tabs->setVisible(!wide);
    m_sideTabs->setVisible(wide);
    showTab(static_cast<Tab>(m_tabs->currentIndex()));
    if (wide)
        m_splitter->setSizes({width() * 52 / 100, width() * 48 / 100});
}

void SessionView::resizeEvent(QResizeEvent *event)
{
    applyWidth();
    QWidget::resizeEvent(event);
}

void SessionView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        refresh();
    }
    QWidget::changeEvent(event);
}

void SessionView::retranslate()
{
    m_tabs->setTabText(0, tr("Transcript"));
    m_tabs->setAccessibleName(tr("Parts of the session"));
    m_sideTabs->setAccessibleName(tr("Parts of the session"));
    m_tabs->setTabText(2, tr("Terminal"));
    m_tabs->setTabText(3, tr("Files"));
    m_sideTabs->setTabText(1, tr("Terminal"));
    m_sideTabs->setTabText(2, tr("Files"));
    updateChangesTab(m_changes->fileCount());
    m_loading->setContent(QStringLiteral("transcript"), tr("Opening the session"), {});
}

} // namespace pilothouse

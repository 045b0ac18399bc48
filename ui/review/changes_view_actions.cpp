// What a person does in a review by keys.
#include "ui/controls/banner.h"
#include "ui/review/changes_view.h"
#include "ui/review/comments_panel.h"
#include "ui/review/file_tree_panel.h"
#include "ui/review/find_bar.h"
#include "ui/review/key_hints.h"
#include "ui/review/review_words.h"
#include "ui/review/why_card.h"

#include <QAccessible>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QToolButton>
#include <QTreeView>

#include <array>

namespace pilothouse {

namespace {

const QByteArray &pathOf(const FileSelection &part)
{
    return part.newPath.isEmpty() ? part.oldPath : part.newPath;
}

bool isTyping(const QWidget *widget)
{
    return widget && (widget->inherits("QLineEdit") || widget->inherits("QPlainTextEdit"));
}

} // namespace

bool ChangesView::event(QEvent *event)
{
    // Keys of a review go before the window's own while the review has the focus, but never before typing.
    if (event->type() == QEvent::ShortcutOverride && !isTyping(QApplication::focusWidget())
        && reviewCommand(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

bool ChangesView::eventFilter(QObject *watched, QEvent *event)
{
    // The tree would look for a name that begins with the letter.
    if (watched == m_tree->tree() && event->type() == QEvent::KeyPress) {
        if (const auto command = reviewCommand(*static_cast<QKeyEvent *>(event))) {
            run(*command);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ChangesView::keyPressEvent(QKeyEvent *event)
{
    if (isTyping(QApplication::focusWidget()))
        return QWidget::keyPressEvent(event);
    if (const auto command = reviewCommand(*event))
        return run(*command);
    if (event->key() == Qt::Key_Escape && m_why->isVisible())
        return m_why->close();
    if (event->key() == Qt::Key_Escape && m_find->isVisible())
        return m_find->end();
    QWidget::keyPressEvent(event);
}

void ChangesView::run(ReviewCommand command)
{
    static constexpr std::array Always{ReviewCommand::Help, ReviewCommand::WholeWidth, ReviewCommand::Timeline,
        ReviewCommand::Comments, ReviewCommand::Undo, ReviewCommand::Redo};
    if (m_review.isEmpty() && !std::ranges::contains(Always, command))
        return;
    switch (command) {
    case ReviewCommand::NextHunk:
        if (!m_view->nextHunk())
            announce(tr("This is the last hunk."));
        break;
    case ReviewCommand::PreviousHunk:
        if (!m_view->previousHunk())
            announce(tr("This is the first hunk."));
        break;
    case ReviewCommand::NextFile:
        goToFile(currentFile() + 1);
        break;
    case ReviewCommand::PreviousFile:
        goToFile(currentFile() - 1);
        break;
    case ReviewCommand::NextUnseen:
        nextUnseen();
        break;
    case ReviewCommand::Accept:
        decide(ReviewDecision::Accepted, chosenParts(), command);
        break;
    case ReviewCommand::AcceptFile:
        decide(ReviewDecision::Accepted, currentFileWhole(), command);
        break;
    case ReviewCommand::Reject:
        decide(ReviewDecision::Rejected, chosenParts(), command);
        break;
    case ReviewCommand::RejectFile:
        decide(ReviewDecision::Rejected, currentFileWhole(), command);
        break;
    case ReviewCommand::Clear:
        decide(ReviewDecision::Open, chosenParts(), command);
        break;
    case ReviewCommand::Undo:
        m_review.undo();
        break;
    case ReviewCommand::Redo:
        m_review.redo();
        break;
    case ReviewCommand::Viewed:
        toggleViewed();
        break;
    case ReviewCommand::Comment:
        commentHere();
        break;
    case ReviewCommand::CommentFile:
        if (const int file = currentFile(); file >= 0)
            commentOn({.path = m_document.change(file).path()});
        break;
    case ReviewCommand::Comments:
        m_comments->setVisible(!m_comments->isVisible());
        m_commentsButton->setChecked(m_comments->isVisible());
        divide();
        break;
    case ReviewCommand::Verdict:
        openVerdict();
        break;
    case ReviewCommand::Timeline:
        toggleTimeline();
        break;
    case ReviewCommand::Expand:
        expandAroundHunk();
        break;
    case ReviewCommand::ExpandFile:
        if (const int file = currentFile(); file >= 0)
            m_document.expandWhole(file);
        break;
    case ReviewCommand::Collapse:
        if (const int file = currentFile(); file >= 0)
            setCollapsed(file, !m_document.isCollapsed(file));
        break;
    case ReviewCommand::Split:
        m_view->setMode(m_document.mode() == DiffMode::Split ? DiffMode::Unified : DiffMode::Split);
        m_split->setChecked(m_document.mode() == DiffMode::Split);
        break;
    case ReviewCommand::Pictures:
        m_view->nextPictureManner();
        announce(m_view->pictureMannerText());
        break;
    case ReviewCommand::Wrap:
        m_view->setWrapping(!m_view->wraps());
        m_wrap->setChecked(m_view->wraps());
        break;
    case ReviewCommand::Origins:
        m_view->setOriginsShown(!m_view->originsShown());
        m_origins->setChecked(m_view->originsShown());
        wantVisibleOrigins();
        m_decorate.schedule();
        break;
    case ReviewCommand::Why:
        askWhy(m_view->currentHunk(), std::nullopt);
        break;
    case ReviewCommand::Find:
        m_find->open();
        break;
    case ReviewCommand::FindNext:
        m_view->findNext();
        break;
    case ReviewCommand::FindPrevious:
        m_view->findPrevious();
        break;
    case ReviewCommand::GoToFile:
        m_tree->focusFilter();
        break;
    case ReviewCommand::FocusFiles:
        if (m_tree->tree()->hasFocus())
            m_view->setFocus(Qt::ShortcutFocusReason);
        else
            m_tree->tree()->setFocus(Qt::TabFocusReason);
        break;
    case ReviewCommand::OpenInEditor:
        openInEditor();
        break;
    case ReviewCommand::WholeWidth:
        Q_EMIT wholeWidthRequested();
        break;
    case ReviewCommand::Commit:
        Q_EMIT acceptRequested();
        break;
    case ReviewCommand::Help: {
        auto *sheet = new KeySheet(m_theme, this);
        sheet->setAttribute(Qt::WA_DeleteOnClose);
        sheet->open();
        break;
    }
    default:
        break;
    }
}

int ChangesView::currentFile() const
{
    const HunkPlace hunk = m_view->currentHunk();
    const int file = hunk.isValid() ? hunk.file : m_view->currentFile();
    return file < m_document.fileCount() ? file : -1;
}

std::vector<FileSelection> ChangesView::chosenParts()
{
    if (m_view->hasSelection())
        return m_view->selectedLines();
    const HunkPlace hunk = m_view->currentHunk();
    if (!hunk.isValid()) {
        m_view->nextHunk(); // shows what the key would have meant; the next press means it
        return {};
    }
    return {m_document.hunkSelection(hunk)};
}

std::vector<FileSelection> ChangesView::currentFileWhole() const
{
    const int file = currentFile();
    if (file < 0)
        return {};
    return {wholeSelection(m_document.change(file))};
}

bool ChangesView::asksForCare(const std::vector<FileSelection> &parts, ReviewCommand command)
{
    if (parts == m_careful)
        return false;
    const auto key = std::ranges::find(reviewKeys(), command, &ReviewKey::command);
    for (const FileSelection &part : parts) {
        const int file = m_review.fileOf(pathOf(part));
        if (file < 0)
            continue;
        const std::optional<SensitiveMark> &mark = m_review.sensitive()[static_cast<size_t>(file)];
        if (!mark)
            continue;
        m_bannerAction = {};
        m_banner->show(Banner::Severity::Warning,
            tr("%1: %2. Press %3 once more to accept it.")
                .arg(displayPath(pathOf(part)), sensitiveSentence(*mark),
                    key->keys.first().toString(QKeySequence::NativeText).toLower()));
        m_careful = parts;
        return true;
    }
    return false;
}

void ChangesView::decide(ReviewDecision decision, std::vector<FileSelection> parts, ReviewCommand command)
{
    if (parts.empty())
        return;
    if (decision == ReviewDecision::Accepted && asksForCare(parts, command))
        return;
    m_careful.clear();
    m_bannerAction = {};
    m_banner->hideBanner();
    const QString where = displayPath(pathOf(parts.front()));
    const bool hadSelection = m_view->hasSelection();
    m_review.decide(std::move(parts), decision);
    announce(decision == ReviewDecision::Accepted  ? tr("Accepted in %1").arg(where)
            : decision == ReviewDecision::Rejected ? tr("Rejected in %1").arg(where)
                                                   : tr("Left open in %1").arg(where));
    if (decision != ReviewDecision::Open)
        goOn(hadSelection, command);
}

void ChangesView::goOn(bool hadSelection, ReviewCommand command)
{
    const bool wholeFile = command == ReviewCommand::AcceptFile || command == ReviewCommand::RejectFile;
    if (hadSelection && !wholeFile)
        return m_view->clearSelection();
    if (wholeFile)
        goToFile(currentFile() + 1);
    else
        m_view->nextHunk();
}

void ChangesView::toggleViewed()
{
    const int file = currentFile();
    if (file < 0)
        return;
    const QByteArray path = m_document.change(file).path();
    const bool viewed = m_model.marks().value(path).view == TreeMark::View::Viewed;
    m_review.setViewed({path}, !viewed);
    announce(viewed ? tr("Not viewed: %1").arg(displayPath(path)) : tr("Viewed: %1").arg(displayPath(path)));
    m_document.setCollapsed(file, !viewed);
    if (!viewed)
        goToFile(file + 1);
}

void ChangesView::goToFile(int file)
{
    if (file >= 0 && file < m_document.fileCount())
        showPath(m_document.change(file).path());
    else
        announce(file < 0 ? tr("This is the first file.") : tr("This is the last file."));
}

void ChangesView::nextUnseen()
{
    const int files = m_document.fileCount();
    const int from = currentFile();
    for (int step = 1; step <= files; ++step) {
        const int file = (from + step + files) % files;
        const TreeMark::View view = m_model.marks().value(m_document.change(file).path()).view;
        if (view == TreeMark::View::Unseen || view == TreeMark::View::Stale)
            return showPath(m_document.change(file).path());
    }
    announce(tr("You have seen every file."));
}

void ChangesView::expandAroundHunk()
{
    const HunkPlace hunk = m_view->currentHunk();
    if (!hunk.isValid())
        return;
    const auto &hunks = m_document.rows(hunk.file).hunks();
    if (hunk.hunk >= static_cast<int>(hunks.size()))
        return;
    const HunkRange range = hunks[static_cast<size_t>(hunk.hunk)];
    // The equal lines before the hunk's first edit and behind its last one.
    m_document.expandContext(hunk.file, static_cast<int>(range.firstEdit), ExpandContext::Up);
    m_document.expandContext(hunk.file, static_cast<int>(range.firstEdit + range.editCount), ExpandContext::Down);
}

void ChangesView::setCollapsed(int file, bool collapsed)
{
    const TreeMark mark = m_model.marks().value(m_document.change(file).path());
    const bool unseen = mark.view == TreeMark::View::Unseen || mark.view == TreeMark::View::Stale;
    if (collapsed && mark.sensitive && unseen)
        return m_banner->show(Banner::Severity::Info,
            tr("%1 stays open until you have seen it: %2.")
                .arg(displayPath(m_document.change(file).path()), sensitiveSentence(*mark.sensitive)));
    m_document.setCollapsed(file, collapsed);
}

void ChangesView::announce(const QString &sentence)
{
    QAccessibleAnnouncementEvent event(this, sentence);
    event.setPoliteness(QAccessible::AnnouncementPoliteness::Polite);
    QAccessible::updateAccessibility(&event);
}

} // namespace pilothouse

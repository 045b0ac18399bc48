#pragma once

#include "ui/controls/frame_timer.h"
#include "ui/review/current_review.h"
#include "ui/review/file_tree_model.h"
#include "ui/review/mark_decorations.h"
#include "ui/review/moment_dialog.h"
#include "ui/review/origin_lookup.h"
#include "ui/review/review_keys.h"
#include "ui/review/review_view.h"
#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

class QPushButton;
class QSettings;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace pilothouse {

struct PlacedComment;
class Banner;
class CommentCard;
class CommentThreads;
class CommentsPanel;
class EmptyState;
class FileTreePanel;
class FindBar;
class KeyHints;
class RejectionStatus;
class ReviewProgress;
class SeenTracker;
class TextLabel;
class TimelineBar;
class WhyCard;

/// The review of what the agent changed: the tree of files, the lines of all of them, and everything a person does with
/// them by keys or mouse. Follows the latest snapshot.
class ChangesView final : public QWidget {
    Q_OBJECT

public:
    ChangesView(const Theme &theme, RunnerApi &runner, QWidget *parent = nullptr);
    ~ChangesView() override;

    /// Shows a session's changes; an invalid id shows nothing.
    void setSession(SessionId session);
    /// Tells that the session's state is another now.
    void setState(const SessionSnapshotPtr &snapshot);
    [[nodiscard]] CurrentReview &review() { return m_review; }
    [[nodiscard]] int fileCount() const;
    /// Brings a file to the top, if it is among the changed ones.
    void showFile(const QByteArray &path) { showPath(path); }
    /// Words for the moment of the timeline that is shown; empty while the latest one is followed.
    [[nodiscard]] QString shownMoment() const;
    /// Does what a key does.
    void run(ReviewCommand command);
    /// Takes over how pictures were compared last, and keeps it there.
    void remember(QSettings &settings);

Q_SIGNALS:
    void acceptRequested();
    void filesChanged(int count);
    /// Use the whole width of the session's page, or share it again.
    void wholeWidthRequested();
    /// Show what happened at this event of the log.
    void transcriptRequested(qint64 seq);
    void sessionForked(pilothouse::SessionId session);
    void failed(const QString &sentence);
    void informed(const QString &sentence);

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeLayout();
    void connectParts();
    void retranslate();
    void takeChanges();
    void takeMarks();
    void updateDecorations();
    void updateSummary();
    void updateRejections();
    void showPage();
    void showTimeline();
    void applyOrder();
    void showPath(const QByteArray &path);
    /// Gives the tree, the lines and the comments their shares of the room.
    void divide();
    /// The selected lines, or those of the current hunk; nothing when the first hunk had to be chosen now.
    [[nodiscard]] std::vector<FileSelection> chosenParts();
    [[nodiscard]] std::vector<FileSelection> currentFileWhole() const;
    void decide(ReviewDecision decision, std::vector<FileSelection> parts, ReviewCommand command);
    [[nodiscard]] bool asksForCare(const std::vector<FileSelection> &parts, ReviewCommand command);
    void goOn(bool hadSelection, ReviewCommand command);
    void toggleViewed();
    void goToFile(int file);
    void nextUnseen();
    void expandAroundHunk();
    void setCollapsed(int file, bool collapsed);
    void announce(const QString &sentence);
    void makeParts();
    void openMenu(const ReviewSpot &spot, QPoint where);
    /// Opens the current file of the snapshot on the screen, in a copy outside the person's checkout.
    void openInEditor();
    /// Opens the card for a comment on the selected lines or the current hunk.
    void commentHere();
    void commentOn(const CommentAnchor &anchor);
    void refreshComments();
    void showComment(const PlacedComment &comment);
    void toggleTimeline();
    void refreshTimeline();
    void openMoment(MomentDialog::What what, const TimelineTick &tick);
    void showRestored(const RestoreReport &report);
    void makeOrigins();
    void wantVisibleOrigins();
    void askWhy(HunkPlace hunk, std::optional<ReviewLine> line);
    void showWhy(int file);
    void placeWhy();
    void openOriginMenu(QWidget *below);
    void clearOrigin();
    void openVerdict();
    void updateVerdict();
    [[nodiscard]] MarkedReview marked() const;
    [[nodiscard]] int currentFile() const;

    const Theme &m_theme;
    RunnerApi &m_runner;
    CurrentReview m_review;
    FileTreeModel m_model;
    ReviewDocument m_document;
    OriginLookup m_originLookup;
    HunkPlace m_whyHunk; ///< Whose origins are to be shown as soon as they are known.
    std::optional<ReviewLine> m_whyLine; ///< Or of this line alone, below the pointer.
    std::optional<ReviewLine> m_whyBelow; ///< The line that the card stands below.
    QTimer m_whyLeave;
    FrameTimer m_decorate;
    std::function<void()> m_bannerAction;
    QString m_loadFailure; ///< Why there are no changes to show.
    std::vector<FileSelection> m_careful; ///< Sensitive parts whose accept was asked for once.

    TextLabel *m_summary;
    TextLabel *m_added;
    TextLabel *m_removed;
    ReviewProgress *m_progress;
    TextLabel *m_verdict;
    QPushButton *m_conclude;
    QPushButton *m_accept;
    QToolButton *m_undo;
    QToolButton *m_redo;
    QToolButton *m_split;
    QToolButton *m_wrap;
    QToolButton *m_origins;
    QToolButton *m_commentsButton;
    QToolButton *m_timelineButton;
    QToolButton *m_wide;
    QToolButton *m_help;
    Banner *m_banner;
    QWidget *m_tools;
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    QPushButton *m_emptyTimeline;
    QSplitter *m_splitter;
    FileTreePanel *m_tree;
    ReviewView *m_view;
    FindBar *m_find;
    SeenTracker *m_seen;
    QWidget *m_foot;
    KeyHints *m_hints;
    RejectionStatus *m_rejections;
    CommentCard *m_card;
    CommentThreads *m_threads;
    WhyCard *m_why;
    CommentsPanel *m_comments;
    TimelineBar *m_timeline;
};

} // namespace pilothouse

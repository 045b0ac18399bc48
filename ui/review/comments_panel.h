#pragma once

#include "ui/review/comment_card.h"

#include <QWidget>

class QScrollArea;

namespace pilothouse {

class CurrentReview;
class EmptyState;

/// All comments of a session: drafts first, then open ones, then what is resolved. Drafts go to the agent together.
class CommentsPanel final : public QWidget {
    Q_OBJECT

public:
    CommentsPanel(const Theme &theme, CurrentReview &review, QWidget *parent = nullptr);
    void refresh();

Q_SIGNALS:
    void chosen(const pilothouse::PlacedComment &comment);
    void closeRequested();
    void commentOnAllRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    const Theme &m_theme;
    CurrentReview &m_review;
    TextLabel *m_title;
    QPushButton *m_all;
    QToolButton *m_close;
    QScrollArea *m_area;
    EmptyState *m_empty;
    QPushButton *m_send;
    int m_drafts = 0;
};

/// The review's comments with where they stand in the change set on the screen.
[[nodiscard]] std::vector<PlacedComment> placedComments(const CurrentReview &review);

} // namespace pilothouse

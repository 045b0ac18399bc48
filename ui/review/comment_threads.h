#pragma once

#include "ui/review/comment_card.h"
#include "ui/review/review_view.h"

#include <functional>
#include <memory>
#include <vector>

namespace pilothouse {

/// The comments below their lines, which make room for them: a card for each line that has some, made when the line
/// comes on the screen, and the card in which one writes instead of it where that is open. What is resolved stays a
/// mark in the gutter.
class CommentThreads final : public QObject {
    Q_OBJECT

public:
    CommentThreads(const Theme &theme, ReviewView &view, CommentCard &card, QObject *parent = nullptr);
    ~CommentThreads() override;

    /// The comments as they are now; `pathOf` names a file of the change set by its index.
    void setComments(
        const std::vector<PlacedComment> &comments, const std::function<QByteArray(qsizetype file)> &pathOf);
    /// Puts everything where its line is now.
    void place();

Q_SIGNALS:
    void chosen(const pilothouse::PlacedComment &comment);
    void settled(const QString &comment, bool resolved);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Thread;
    void rebuild();
    void placeLater();
    [[nodiscard]] bool isBelowCard(const Thread &thread) const;
    QWidget *widgetOf(Thread &thread);
    int fit(QWidget &widget, const QRect &room) const;
    void placeFloating();

    const Theme &m_theme;
    ReviewView &m_view;
    CommentCard &m_card;
    std::vector<std::unique_ptr<Thread>> m_threads;
    CommentAnchor m_anchor; ///< Of the card, when it was given its room.
    int m_cardHeight = 0;
    int m_nextId = 1;
    bool m_cardOpen = false;
    bool m_due = false;
};

} // namespace pilothouse

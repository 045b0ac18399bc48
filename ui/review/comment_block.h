#pragma once

#include "runner/session/review_api.h"
#include "ui/controls/controls.h"

namespace pilothouse {

/// A comment with where it stands now.
struct PlacedComment {
    std::shared_ptr<const ReviewComment> comment;
    CommentMark place;
};

/// A comment as a block: its place, words, state, and the button that resolves or reopens it.
class CommentBlock final : public QWidget {
    Q_OBJECT

public:
    enum class Place {
        Listed, ///< In a list, so it says where it stands.
        InCard, ///< In the card in which one writes.
        BetweenLines, ///< Below its line.
    };

    CommentBlock(const Theme &theme, const PlacedComment &comment, Place place, QWidget *parent = nullptr);

Q_SIGNALS:
    void settled(const QString &comment, bool resolved);
    void chosen();

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Place m_place;
};

/// "lib/money.awk:12", "lib/money.awk:12–15", "lib/money.awk", or that it is about everything.
[[nodiscard]] QString commentPlace(const CommentAnchor &anchor, int first);

} // namespace pilothouse

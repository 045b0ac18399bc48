#pragma once

#include "runner/session/review_api.h"
#include "ui/controls/controls.h"

#include <QTimer>

class QPlainTextEdit;
class QVBoxLayout;

namespace pilothouse {

/// A comment with where it stands now.
struct PlacedComment {
    std::shared_ptr<const ReviewComment> comment;
    CommentMark place;
};

/// The comments of one line, and a field to write one. It stands below its line; a draft is kept as it is typed.
class CommentCard final : public Panel {
    Q_OBJECT

public:
    CommentCard(const Theme &theme, QWidget *parent);

    /// Begins at this anchor. `former` are its comments; a draft among them is written on.
    void open(const CommentAnchor &anchor, const QString &where, const std::vector<PlacedComment> &former);
    /// The comments as they are now; what is being typed stays.
    void setComments(const std::vector<PlacedComment> &comments);
    [[nodiscard]] const CommentAnchor &anchor() const { return m_anchor; }
    /// The id that the store gave to a new draft.
    void takeId(const QString &id);
    /// The store refused; what is typed next is tried again.
    void takeFailure() { m_writing = false; }
    void close();
    [[nodiscard]] bool isOpen() const { return m_open; }

Q_SIGNALS:
    /// Keep the draft; an empty text drops it.
    void written(const pilothouse::CommentDraft &draft);
    void settled(const QString &comment, bool resolved);
    /// The card is no longer needed: the keys go back to the lines.
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void keep();
    void fitText();
    void discard();

    const Theme &m_theme;
    CommentAnchor m_anchor;
    QString m_id;
    QString m_kept; ///< The text that was written last.
    bool m_open = false;
    bool m_writing = false; ///< A new draft has no id yet; what is typed meanwhile follows.
    QTimer m_typing;
    TextLabel *m_where;
    QVBoxLayout *m_former;
    QPlainTextEdit *m_text;
    TextLabel *m_hint;
    QPushButton *m_discard;
    QPushButton *m_done;
};

/// A comment as a block: its place, words, state, and the button that resolves or reopens it.
class CommentBlock final : public QWidget {
    Q_OBJECT

public:
    enum class Place { Shown, Known }; ///< Known: where it stands, because it is shown there.

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
};

/// "lib/money.awk:12", "lib/money.awk:12–15", "lib/money.awk", or that it is about everything.
[[nodiscard]] QString commentPlace(const CommentAnchor &anchor, int first);

} // namespace pilothouse

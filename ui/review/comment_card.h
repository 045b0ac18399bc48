#pragma once

#include "ui/review/comment_block.h"

#include <QTimer>

class QPlainTextEdit;
class QVBoxLayout;

namespace pilothouse {

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
    /// Where it was opened: the lines as they are numbered now, which those of a former draft need not be.
    [[nodiscard]] const CommentAnchor &place() const { return m_place; }
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
    /// It needs more height now, or less.
    void resized();
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
    CommentAnchor m_place;
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

} // namespace pilothouse

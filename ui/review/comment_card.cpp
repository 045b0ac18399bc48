#include "ui/review/comment_card.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>

namespace pilothouse {

namespace {
constexpr std::chrono::milliseconds TypingPause{350};
constexpr int FewestLines = 3;
constexpr int MostLines = 9;
constexpr qsizetype MostCharacters = 20'000;
} // namespace

CommentCard::CommentCard(const Theme &theme, QWidget *parent)
    : Panel(theme, Shape::Card, Tone::Raised, parent),
      m_theme(theme),
      m_where(new TextLabel(theme, TypeRole::MonoSmall, Tone::TextMuted, {}, this)),
      m_former(new QVBoxLayout),
      m_text(new QPlainTextEdit(this)),
      m_hint(new TextLabel(theme, TypeRole::Small, Tone::TextFaint, {}, this)),
      m_discard(makeButton(QStringLiteral("discardComment"), {}, ButtonKind::Ghost, this)),
      m_done(makeButton(QStringLiteral("keepComment"), {}, ButtonKind::Secondary, this))
{
    setObjectName(QStringLiteral("commentCard"));
    setTones(Tone::Raised, Tone::BorderStrong);
    setCursor(Qt::ArrowCursor);
    m_text->setObjectName(QStringLiteral("commentText"));
    m_text->setProperty("field", true);
    m_text->setTabChangesFocus(true);
    m_text->installEventFilter(this);
    m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_discard->setProperty("small", true);
    m_done->setProperty("small", true);
    m_former->setSpacing(0);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(grid::One);
    buttons->addWidget(m_hint, 1);
    buttons->addWidget(m_discard);
    buttons->addWidget(m_done);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::OneAndHalf, grid::One, grid::OneAndHalf, grid::One);
    layout->setSpacing(grid::One);
    layout->addWidget(m_where);
    layout->addLayout(m_former);
    layout->addWidget(m_text);
    layout->addLayout(buttons);
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingPause);
    connect(&m_typing, &QTimer::timeout, this, &CommentCard::keep);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        if (m_open)
            m_typing.start();
        fitText();
    });
    connect(m_discard, &QPushButton::clicked, this, &CommentCard::discard);
    connect(m_done, &QPushButton::clicked, this, &CommentCard::close);
    setVisible(false);
    retranslate();
}

void CommentCard::open(const CommentAnchor &anchor, const QString &where, const std::vector<PlacedComment> &former)
{
    close();
    m_anchor = anchor;
    m_place = anchor;
    m_id.clear();
    m_writing = false;
    QString text;
    for (const PlacedComment &comment : former) {
        if (comment.comment->state == ReviewComment::State::Draft && m_id.isEmpty()) {
            m_id = comment.comment->id;
            m_anchor = comment.comment->anchor;
            text = comment.comment->text;
        }
    }
    m_kept = text;
    m_where->setText(where);
    m_text->setPlainText(text);
    m_text->moveCursor(QTextCursor::End);
    m_open = true;
    setComments(former);
    setVisible(true);
    raise();
    fitText();
    m_text->setFocus(Qt::OtherFocusReason);
}

void CommentCard::setComments(const std::vector<PlacedComment> &comments)
{
    while (QLayoutItem *item = m_former->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const PlacedComment &comment : comments) {
        if (comment.comment->id == m_id)
            continue;
        auto *block = new CommentBlock(m_theme, comment, CommentBlock::Place::InCard, this);
        connect(block, &CommentBlock::settled, this, &CommentCard::settled, Qt::QueuedConnection);
        m_former->addWidget(block);
    }
    Q_EMIT resized();
}

void CommentCard::takeId(const QString &id)
{
    m_writing = false;
    m_id = id;
    if (m_text->toPlainText().trimmed() != m_kept)
        keep();
}

void CommentCard::keep()
{
    m_typing.stop();
    const QString text = m_text->toPlainText().trimmed().left(MostCharacters);
    if (text == m_kept || m_writing)
        return;
    if (m_id.isEmpty() && text.isEmpty())
        return;
    m_kept = text;
    m_writing = m_id.isEmpty();
    Q_EMIT written({m_id, m_anchor, text});
}

void CommentCard::close()
{
    if (!m_open)
        return;
    keep();
    m_open = false;
    setVisible(false);
    Q_EMIT closed();
}

void CommentCard::discard()
{
    m_text->clear();
    close();
}

void CommentCard::fitText()
{
    const int lines = qBound(FewestLines, m_text->document()->lineCount(), MostLines);
    m_text->setFixedHeight(lines * m_text->fontMetrics().lineSpacing() + 2 * grid::One);
    Q_EMIT resized();
}

bool CommentCard::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (key->key() == Qt::Key_Escape || (enter && key->modifiers() & Qt::ControlModifier)) {
            close();
            return true;
        }
    }
    return Panel::eventFilter(watched, event);
}

void CommentCard::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    Panel::changeEvent(event);
}

void CommentCard::retranslate()
{
    m_text->setPlaceholderText(tr("A comment for the agent"));
    m_text->setAccessibleName(tr("Comment"));
    m_hint->setText(tr("Kept as you type; sent together"));
    m_discard->setText(tr("Discard"));
    m_done->setText(tr("Done"));
    m_done->setToolTip(QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText));
}

} // namespace pilothouse

#include "ui/review/comment_card.h"

#include "runner/base/visible_text.h"
#include "ui/controls/words.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPlainTextEdit>

namespace pilothouse {

namespace {
constexpr std::chrono::milliseconds TypingPause{350};
constexpr int FewestLines = 3;
constexpr int MostLines = 9;
constexpr qsizetype MostCharacters = 20'000;
} // namespace

QString commentPlace(const CommentAnchor &anchor, int first)
{
    if (anchor.path.isEmpty())
        return CommentCard::tr("On everything");
    const QString path = displayPath(anchor.path);
    if (anchor.count == 0)
        return path;
    const int line = (first >= 0 ? first : anchor.first) + 1;
    return anchor.count == 1 ? QStringLiteral("%1:%2").arg(path).arg(line)
                             : QStringLiteral("%1:%2\u2013%3").arg(path).arg(line).arg(line + anchor.count - 1);
}

CommentBlock::CommentBlock(const Theme &theme, const PlacedComment &comment, Place place, QWidget *parent)
    : QWidget(parent),
      m_theme(theme)
{
    const ReviewComment &said = *comment.comment;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::OneAndHalf, grid::One, grid::OneAndHalf, grid::One);
    layout->setSpacing(grid::Half);
    auto *head = new QHBoxLayout;
    head->setSpacing(grid::One);
    const QString where = commentPlace(said.anchor, comment.place.first);
    if (place == Place::Shown) {
        auto *name = new ElidedLabel(theme, TypeRole::MonoSmall, Tone::TextMuted, where, this);
        name->setElideMode(Qt::ElideLeft);
        head->addWidget(name, 1);
        setFocusPolicy(Qt::TabFocus);
        setCursor(Qt::PointingHandCursor);
    }
    const auto chip = [&](const QString &text, Tone tone) {
        head->addWidget(new TextLabel(theme, TypeRole::Caption, tone, text, this));
        return text;
    };
    QStringList spoken{where};
    if (said.resolved)
        spoken.append(chip(tr("Resolved"), Tone::Success));
    else if (said.state == ReviewComment::State::Draft)
        spoken.append(chip(tr("Draft"), Tone::Warning));
    else if (said.state == ReviewComment::State::Waiting)
        spoken.append(chip(tr("Waits for the agent"), Tone::TextMuted));
    else
        spoken.append(chip(tr("Sent %1").arg(words::moment(said.atMs)), Tone::TextMuted));
    if (comment.place.file < 0 && !said.anchor.path.isEmpty())
        spoken.append(chip(tr("The file is no longer changed"), Tone::TextMuted));
    else if (comment.place.touched && said.state != ReviewComment::State::Draft)
        spoken.append(chip(tr("Its lines changed since"), Tone::Accent));
    if (place == Place::Known)
        head->addStretch();
    if (said.state != ReviewComment::State::Draft) {
        auto *settle = makeButton(
            QStringLiteral("settleComment"), said.resolved ? tr("Reopen") : tr("Resolve"), ButtonKind::Ghost, this);
        settle->setProperty("small", true);
        connect(settle, &QPushButton::clicked, this,
            [this, id = said.id, resolved = said.resolved] { Q_EMIT settled(id, !resolved); });
        head->addWidget(settle);
    }
    layout->addLayout(head);
    auto *text = new TextLabel(
        theme, TypeRole::Body, said.resolved ? Tone::TextMuted : Tone::Text, visibleText(said.text), this);
    text->setWordWrap(true);
    layout->addWidget(text);
    spoken.append(said.text);
    setAccessibleName(spoken.join(QLatin1StringView(", ")));
}

void CommentBlock::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && focusPolicy() != Qt::NoFocus)
        Q_EMIT chosen();
}

void CommentBlock::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        return Q_EMIT chosen();
    QWidget::keyPressEvent(event);
}

void CommentBlock::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Tone::Border));
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(m_theme.color(Tone::Focus), 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -3), grid::Radius, grid::Radius);
    }
}

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
        auto *block = new CommentBlock(m_theme, comment, CommentBlock::Place::Known, this);
        connect(block, &CommentBlock::settled, this, &CommentCard::settled, Qt::QueuedConnection);
        m_former->addWidget(block);
    }
    adjustSize();
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
    adjustSize();
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

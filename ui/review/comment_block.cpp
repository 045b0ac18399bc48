#include "ui/review/comment_block.h"

#include "runner/base/visible_text.h"
#include "ui/controls/words.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace pilothouse {

QString commentPlace(const CommentAnchor &anchor, int first)
{
    if (anchor.path.isEmpty())
        return CommentBlock::tr("On everything");
    const QString path = displayPath(anchor.path);
    if (anchor.count == 0)
        return path;
    const int line = (first >= 0 ? first : anchor.first) + 1;
    return anchor.count == 1 ? QStringLiteral("%1:%2").arg(path).arg(line)
                             : QStringLiteral("%1:%2\u2013%3").arg(path).arg(line).arg(line + anchor.count - 1);
}

CommentBlock::CommentBlock(const Theme &theme, const PlacedComment &comment, Place place, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_place(place)
{
    const ReviewComment &said = *comment.comment;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::OneAndHalf, grid::One, grid::OneAndHalf, grid::One);
    layout->setSpacing(grid::Half);
    auto *head = new QHBoxLayout;
    head->setSpacing(grid::One);
    const QString where = commentPlace(said.anchor, comment.place.first);
    if (place == Place::Listed) {
        auto *name = new ElidedLabel(theme, TypeRole::MonoSmall, Tone::TextMuted, where, this);
        name->setElideMode(Qt::ElideLeft);
        head->addWidget(name, 1);
    }
    if (place != Place::InCard) {
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
    if (place != Place::Listed)
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
    if (m_place != Place::BetweenLines)
        painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Tone::Border));
    else if (y() > grid::One) // the card has its own edge
        painter.fillRect(QRect(grid::One, 0, width() - grid::Two, 1), m_theme.color(Tone::Border));
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(m_theme.color(Tone::Focus), 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -3), grid::Radius, grid::Radius);
    }
}

} // namespace pilothouse

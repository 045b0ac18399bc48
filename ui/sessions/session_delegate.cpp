#include "ui/sessions/session_delegate.h"

#include "ui/controls/words.h"
#include "ui/sessions/session_list_model.h"
#include "ui/sessions/session_words.h"

#include <QDateTime>
#include <QLineEdit>
#include <QPainter>

namespace pilothouse {

namespace {

using Model = SessionListModel;

Model::Kind kindOf(const QModelIndex &index)
{
    return static_cast<Model::Kind>(index.data(Model::KindRole).toInt());
}

} // namespace

SessionDelegate::SessionDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme),
      m_bodyHeight(QFontMetrics(theme.font(TypeRole::Body)).height()),
      m_smallHeight(QFontMetrics(theme.font(TypeRole::Small)).height())
{ }

QSize SessionDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    switch (kindOf(index)) {
    case Model::Kind::Inbox:
        return {100, m_bodyHeight + 18};
    case Model::Kind::Header:
        return {100, m_smallHeight + 22};
    case Model::Kind::Attempts:
        return {100, m_bodyHeight + 16};
    case Model::Kind::Question:
    case Model::Kind::Session:
        return {100, m_bodyHeight + m_smallHeight + 20};
    }
    return {};
}

void SessionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect rect = option.rect.adjusted(grid::One, 1, -grid::One, -1);
    const auto kind = kindOf(index);
    if (kind != Model::Kind::Header) {
        const bool selected = option.state & QStyle::State_Selected;
        const bool hover = option.state & QStyle::State_MouseOver;
        if (selected || hover) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(m_theme.color(selected ? Tone::AccentSoft : Tone::Hover));
            painter->drawRoundedRect(QRectF(rect), grid::Radius, grid::Radius);
        }
        if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange)) {
            painter->setPen(QPen(m_theme.color(Tone::Focus), 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), grid::Radius, grid::Radius);
        }
    }
    switch (kind) {
    case Model::Kind::Inbox:
        paintInbox(*painter, rect, index);
        break;
    case Model::Kind::Question:
        paintQuestion(*painter, rect, index);
        break;
    case Model::Kind::Header:
        paintHeader(*painter, rect, index);
        break;
    case Model::Kind::Attempts:
        paintAttempts(*painter, rect, index);
        break;
    case Model::Kind::Session:
        paintSession(*painter, rect, index);
        break;
    }
    painter->restore();
}

int SessionDelegate::word(QPainter &painter, int x, const QRect &line, const QString &text, Tone tone) const
{
    if (text.isEmpty() || x >= line.right())
        return x;
    painter.setPen(m_theme.color(tone));
    const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, line.right() - x);
    painter.drawText(QRect(x, line.top(), line.right() - x, line.height()), Qt::AlignVCenter | Qt::AlignLeft, shown);
    return x + painter.fontMetrics().horizontalAdvance(shown);
}

void SessionDelegate::paintInbox(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const int count = index.data(Model::CountRole).toInt();
    m_theme.paintIcon(painter, QRectF(rect.left() + 10, rect.center().y() - 8, 16, 16), QStringLiteral("inbox"),
        count ? Tone::Text : Tone::TextMuted);
    painter.setFont(m_theme.font(count ? TypeRole::BodyStrong : TypeRole::Body));
    word(painter, rect.left() + 36, rect, index.data().toString(), count ? Tone::Text : Tone::TextMuted);
    if (count == 0)
        return;
    painter.setFont(m_theme.font(TypeRole::Caption));
    const QString text = QString::number(count);
    const int width = qMax(20, painter.fontMetrics().horizontalAdvance(text) + 12);
    const QRectF badge(rect.right() - width - 8, rect.center().y() - 9, width, 18);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Tone::AccentFill));
    painter.drawRoundedRect(badge, 9, 9);
    painter.setPen(m_theme.color(Tone::AccentText));
    painter.drawText(badge, Qt::AlignCenter, text);
}

void SessionDelegate::paintQuestion(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const QRect first(rect.left() + 36, rect.top() + 8, rect.width() - 46, m_bodyHeight);
    const QRect second(first.left(), first.bottom() + 2, first.width(), rect.bottom() - first.bottom() - 8);
    m_theme.paintIcon(
        painter, QRectF(rect.left() + 10, first.top(), 16, 16), QStringLiteral("shield-question"), Tone::Warning);
    painter.setFont(m_theme.font(TypeRole::Mono));
    word(painter, first.left(), first, index.data().toString(), Tone::Text);
    painter.setFont(m_theme.font(TypeRole::Small));
    word(painter, second.left(), second, index.data(Model::DetailRole).toString(), Tone::TextMuted);
}

void SessionDelegate::paintHeader(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    painter.setFont(m_theme.font(TypeRole::Small));
    const QRect line(rect.left() + 10, rect.top() + 8, rect.width() - 20, rect.height() - 8);
    const bool pinned = index.data(Model::DetailRole).toString().isEmpty();
    m_theme.paintIcon(painter, QRectF(line.left(), line.center().y() - 7, 14, 14),
        pinned ? QStringLiteral("pin") : QStringLiteral("folder"), Tone::TextFaint);
    const int x =
        word(painter, line.left() + 22, line.adjusted(0, 0, -30, 0), index.data().toString(), Tone::TextMuted);
    word(painter, x + 8, line, QString::number(index.data(Model::CountRole).toInt()), Tone::TextFaint);
}

void SessionDelegate::paintAttempts(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    m_theme.paintIcon(
        painter, QRectF(rect.left() + 10, rect.center().y() - 7, 16, 16), QStringLiteral("fork"), Tone::TextMuted);
    painter.setFont(m_theme.font(TypeRole::Small));
    const QString count = SessionListModel::tr("%n attempt(s)", nullptr, index.data(Model::CountRole).toInt());
    const int width = painter.fontMetrics().horizontalAdvance(count);
    const QRect line(rect.left() + 36, rect.top(), rect.width() - 46, rect.height());
    painter.setPen(m_theme.color(Tone::TextFaint));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, count);
    painter.setFont(m_theme.font(TypeRole::Body));
    word(painter, line.left(), line.adjusted(0, 0, -width - grid::One, 0), index.data().toString(), Tone::Text);
}

void SessionDelegate::paintSession(QPainter &painter, const QRect &whole, const QModelIndex &index) const
{
    const bool attempt = !index.data(Model::GroupRole).toString().isEmpty();
    const QRect rect = attempt ? whole.adjusted(grid::Two, 0, 0, 0) : whole; // below its group's head
    const QRect first(rect.left() + 36, rect.top() + 8, rect.width() - 46, m_bodyHeight);
    const QRect second(first.left(), first.bottom() + 2, first.width(), rect.bottom() - first.bottom() - 8);
    const PhaseLook look = phaseLook(index.data(Model::PhaseRole).toString());
    m_theme.paintIcon(painter, QRectF(rect.left() + 10, first.top(), 16, 16), look.icon, look.tone);
    const bool pinned = index.data(Model::PinnedRole).toBool();
    painter.setFont(m_theme.font(TypeRole::Body));
    const bool clashes = !index.data(Model::ClashRole).toString().isEmpty();
    word(painter, first.left(), first.adjusted(0, 0, -20 * (pinned + clashes), 0), index.data().toString(), Tone::Text);
    if (pinned)
        m_theme.paintIcon(
            painter, QRectF(first.right() - 14, first.top() + 1, 14, 14), QStringLiteral("pin"), Tone::TextFaint);
    if (clashes)
        m_theme.paintIcon(painter, QRectF(first.right() - 14 - 20 * pinned, first.top() + 1, 14, 14),
            QStringLiteral("alert"), Tone::Warning);

    painter.setFont(m_theme.font(TypeRole::Small));
    int x = word(painter, second.left(), second, look.words,
        look.tone == Tone::Warning || look.tone == Tone::Danger ? look.tone : Tone::TextMuted);
    const qint64 started = index.data(Model::TurnStartedRole).toLongLong();
    const qint64 worked =
        index.data(Model::WorkedRole).toLongLong() + (started > 0 ? QDateTime::currentMSecsSinceEpoch() - started : 0);
    const QString dot = QStringLiteral("  \u00B7  ");
    if (worked >= 1000)
        x = word(painter, x, second, dot + words::elapsed(worked), Tone::TextFaint);
    const qint64 added = index.data(Model::AddedRole).toLongLong();
    const qint64 removed = index.data(Model::RemovedRole).toLongLong();
    if (added || removed) {
        x = word(painter, x, second, dot, Tone::TextFaint);
        x = word(painter, x, second, QStringLiteral("+%1").arg(added), Tone::Success);
        x = word(painter, x + 5, second, QStringLiteral("\u2212%1").arg(removed), Tone::Danger);
    }
    if (const double cost = index.data(Model::CostRole).toDouble(); cost > 0) {
        // Half a price would be a wrong one.
        const QString text = dot + words::money(cost);
        if (x + painter.fontMetrics().horizontalAdvance(text) <= second.right())
            word(painter, x, second, text, Tone::TextFaint);
    }
}

QWidget *SessionDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &) const
{
    auto *editor = new QLineEdit(parent);
    editor->setObjectName(QStringLiteral("renameSession"));
    editor->setAccessibleName(tr("Title of the session"));
    editor->setMaxLength(200);
    return editor;
}

void SessionDelegate::updateEditorGeometry(
    QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const
{
    editor->setGeometry(
        option.rect.left() + grid::One + 28, option.rect.top() + 4, option.rect.width() - 2 * grid::One - 32, 32);
}

} // namespace pilothouse

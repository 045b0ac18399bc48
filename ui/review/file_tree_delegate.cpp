#include "ui/review/file_tree_delegate.h"

#include "ui/review/file_tree_model.h"
#include "ui/review/review_words.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace pilothouse {

namespace {

constexpr int RowHeight = 28;
constexpr int BoxSize = 14;
constexpr int IconSize = 15;

Tone statusTone(FileChange::Status status)
{
    switch (status) {
    case FileChange::Status::Added:
        return Tone::Success;
    case FileChange::Status::Deleted:
        return Tone::Danger;
    default:
        return Tone::Warning;
    }
}

struct DecisionSign {
    QString icon;
    Tone tone = Tone::TextFaint;
};

DecisionSign decisionSign(FileDecision decision)
{
    switch (decision) {
    case FileDecision::None:
        return {};
    case FileDecision::Partly:
    case FileDecision::Mixed:
        return {QStringLiteral("half"), Tone::TextMuted};
    case FileDecision::Accepted:
        return {QStringLiteral("accepted-part"), Tone::Success};
    case FileDecision::Rejected:
        return {QStringLiteral("reject"), Tone::Danger};
    case FileDecision::Committed:
        return {QStringLiteral("branch"), Tone::TextFaint};
    }
    return {};
}

} // namespace

FileTreeDelegate::FileTreeDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme) { }

QSize FileTreeDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {100, RowHeight};
}

QRect FileTreeDelegate::boxRect(const QRect &row)
{
    return {row.right() - grid::One - BoxSize, row.center().y() - BoxSize / 2, BoxSize, BoxSize};
}

bool FileTreeDelegate::editorEvent(
    QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    bool tick = false;
    if (event->type() == QEvent::KeyPress) {
        tick = static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space;
    } else if (event->type() == QEvent::MouseButtonRelease || event->type() == QEvent::MouseButtonPress
        || event->type() == QEvent::MouseButtonDblClick) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const bool hit = mouse->button() == Qt::LeftButton
            && boxRect(option.rect).adjusted(-6, -7, 6, 7).contains(mouse->position().toPoint());
        if (!hit)
            return false;
        if (event->type() != QEvent::MouseButtonRelease)
            return true; // does not also choose the file
        tick = true;
    }
    if (!tick)
        return false;
    const auto state = static_cast<Qt::CheckState>(index.data(Qt::CheckStateRole).toInt());
    return model->setData(index, state == Qt::Checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

void FileTreeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect rect = option.rect.adjusted(0, 1, -grid::Half, -1);
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || (option.state & QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(selected ? Tone::AccentSoft : Tone::Hover));
        painter->drawRoundedRect(QRectF(rect), grid::Radius, grid::Radius);
    }
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(m_theme.color(Tone::Focus), 2));
        painter->drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), grid::Radius, grid::Radius);
    }
    const auto kind = static_cast<FileTreeModel::Kind>(index.data(FileTreeModel::KindRole).toInt());
    if (kind == FileTreeModel::Kind::File)
        paintFile(*painter, rect, index);
    else
        paintFolder(*painter, rect, index);
    painter->restore();
}

int FileTreeDelegate::paintRight(QPainter &painter, const QRect &rect, int right, const QString &text, int tone) const
{
    const int width = painter.fontMetrics().horizontalAdvance(text);
    painter.setPen(m_theme.color(static_cast<Tone>(tone)));
    painter.drawText(QRect(right - width, rect.top(), width + 1, rect.height()), Qt::AlignVCenter, text);
    return right - width - 6;
}

void FileTreeDelegate::paintBox(QPainter &painter, const QRect &rect, Qt::CheckState state, bool stale) const
{
    const QRectF box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool filled = state == Qt::Checked;
    painter.setPen(QPen(m_theme.color(stale ? Tone::Warning : filled ? Tone::TextMuted : Tone::BorderStrong), 1));
    painter.setBrush(filled ? QBrush(m_theme.color(Tone::Sunken)) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(box, 3, 3);
    if (filled)
        m_theme.paintIcon(painter, box.adjusted(1.5, 1.5, -1.5, -1.5), QStringLiteral("check"), Tone::Text);
    else if (stale || state == Qt::PartiallyChecked)
        painter.fillRect(QRectF(box.left() + 3, box.center().y() - 0.75, box.width() - 6, 1.5),
            m_theme.color(stale ? Tone::Warning : Tone::TextMuted));
}

void FileTreeDelegate::paintFile(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const auto status = static_cast<FileChange::Status>(index.data(FileTreeModel::StatusRole).toInt());
    const auto view = static_cast<TreeMark::View>(index.data(FileTreeModel::ViewRole).toInt());
    const auto decision = static_cast<FileDecision>(index.data(FileTreeModel::DecisionRole).toInt());
    const bool sensitive = !index.data(FileTreeModel::SensitiveRole).toString().isEmpty();
    const bool unseen = view == TreeMark::View::Unseen || view == TreeMark::View::Stale;
    const auto icon = [&](int left, const QString &name, Tone tone) {
        m_theme.paintIcon(painter, QRectF(left, rect.center().y() - 7, IconSize, IconSize), name, tone);
    };
    if (unseen) { // a dot before the sign; the name is bold, too
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Tone::Accent));
        painter.drawEllipse(QRectF(rect.left() + 1, rect.center().y() - 2, 5, 5));
    }
    icon(rect.left() + 9, sensitive ? QStringLiteral("alert") : changeIcon(status),
        sensitive ? Tone::Warning : statusTone(status));

    paintBox(painter, boxRect(rect), static_cast<Qt::CheckState>(index.data(Qt::CheckStateRole).toInt()),
        view == TreeMark::View::Stale);
    int right = boxRect(rect).left() - 7;
    if (const DecisionSign sign = decisionSign(decision); !sign.icon.isEmpty()) {
        icon(right - IconSize, sign.icon, sign.tone);
        right -= IconSize + 6;
    }
    painter.setFont(m_theme.font(TypeRole::Small));
    if (const int comments = index.data(FileTreeModel::CommentsRole).toInt()) {
        right = paintRight(painter, rect, right, QString::number(comments), static_cast<int>(Tone::TextMuted)) + 3;
        icon(right - IconSize, QStringLiteral("comment"), Tone::TextMuted);
        right -= IconSize + 6;
    }
    if (rect.width() > 180) { // else the name needs the room; the header over the lines has the counts
        if (const int removed = index.data(FileTreeModel::RemovedRole).toInt())
            right = paintRight(
                painter, rect, right, QStringLiteral("\u2212%1").arg(removed), static_cast<int>(Tone::Danger));
        if (const int added = index.data(FileTreeModel::AddedRole).toInt())
            right = paintRight(painter, rect, right, QStringLiteral("+%1").arg(added), static_cast<int>(Tone::Success));
    }
    const bool viewed = view == TreeMark::View::Viewed;
    painter.setFont(m_theme.font(unseen ? TypeRole::BodyStrong : TypeRole::Body));
    painter.setPen(m_theme.color(viewed ? Tone::TextMuted : Tone::Text));
    const int left = rect.left() + 9 + IconSize + 7;
    const auto mode = sensitive ? Qt::ElideLeft : Qt::ElideMiddle;
    painter.drawText(QRect(left, rect.top(), right - left, rect.height()), Qt::AlignVCenter,
        painter.fontMetrics().elidedText(index.data().toString(), mode, right - left));
}

void FileTreeDelegate::paintFolder(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const bool careful =
        index.data(FileTreeModel::KindRole).toInt() == static_cast<int>(FileTreeModel::Kind::Sensitive);
    m_theme.paintIcon(painter, QRectF(rect.left() + 9, rect.center().y() - 7, IconSize, IconSize),
        careful ? QStringLiteral("shield") : QStringLiteral("folder"), careful ? Tone::Warning : Tone::TextFaint);
    int right = boxRect(rect).right();
    painter.setFont(m_theme.font(TypeRole::Small));
    if (careful) {
        right = boxRect(rect).left() - 7;
    } else {
        paintBox(painter, boxRect(rect), static_cast<Qt::CheckState>(index.data(Qt::CheckStateRole).toInt()), false);
        right = boxRect(rect).left() - 7;
    }
    right = paintRight(painter, rect, right,
        QStringLiteral("%1/%2")
            .arg(index.data(FileTreeModel::ViewedFilesRole).toInt())
            .arg(index.data(FileTreeModel::FilesRole).toInt()),
        static_cast<int>(Tone::TextFaint));
    painter.setFont(m_theme.font(careful ? TypeRole::BodyStrong : TypeRole::Body));
    painter.setPen(m_theme.color(careful ? Tone::Warning : Tone::TextMuted));
    const int left = rect.left() + 9 + IconSize + 7;
    painter.drawText(QRect(left, rect.top(), right - left, rect.height()), Qt::AlignVCenter,
        painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, right - left));
}

} // namespace pilothouse

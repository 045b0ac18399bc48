#include "ui/review/change_list_model.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace pilothouse {

QString changeWord(FileChange::Status status)
{
    switch (status) {
    case FileChange::Status::Added:
        return ChangeListModel::tr("added");
    case FileChange::Status::Modified:
        return ChangeListModel::tr("modified");
    case FileChange::Status::Deleted:
        return ChangeListModel::tr("deleted");
    case FileChange::Status::Renamed:
        return ChangeListModel::tr("renamed");
    case FileChange::Status::TypeChanged:
        return ChangeListModel::tr("changed in type");
    case FileChange::Status::ModeChanged:
        return ChangeListModel::tr("changed in mode");
    case FileChange::Status::Copied:
        return ChangeListModel::tr("copied");
    }
    return {};
}

QString changeIcon(FileChange::Status status)
{
    switch (status) {
    case FileChange::Status::Added:
    case FileChange::Status::Copied:
        return QStringLiteral("file-added");
    case FileChange::Status::Deleted:
        return QStringLiteral("file-deleted");
    case FileChange::Status::Renamed:
        return QStringLiteral("file-renamed");
    default:
        return QStringLiteral("file-modified");
    }
}

void ChangeListModel::setChanges(std::shared_ptr<const ChangeSet> changes)
{
    // Both lists are sorted by path, so one walk finds what came and went.
    const QList<FileChange> wanted = changes ? changes->files : QList<FileChange>();
    int row = 0;
    for (const FileChange &file : wanted) {
        while (row < m_files.size() && m_files[row].path() < file.path()) {
            beginRemoveRows({}, row, row);
            m_files.removeAt(row);
            endRemoveRows();
        }
        if (row < m_files.size() && m_files[row].path() == file.path()) {
            if (m_files[row] != file) {
                m_files[row] = file;
                Q_EMIT dataChanged(index(row), index(row));
            }
        } else {
            beginInsertRows({}, row, row);
            m_files.insert(row, file);
            endInsertRows();
        }
        ++row;
    }
    if (row < m_files.size()) {
        beginRemoveRows({}, row, static_cast<int>(m_files.size()) - 1);
        m_files.resize(row);
        endRemoveRows();
    }
}

const FileChange *ChangeListModel::change(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_files.size() ? &m_files[index.row()] : nullptr;
}

QModelIndex ChangeListModel::indexOf(const QByteArray &path) const
{
    for (int row = 0; row < m_files.size(); ++row) {
        if (m_files[row].path() == path)
            return index(row);
    }
    return {};
}

int ChangeListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_files.size());
}

QVariant ChangeListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FileChange &file = m_files[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return displayPath(file.path());
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3 lines added, %4 removed")
            .arg(displayPath(file.path()), changeWord(file.status))
            .arg(file.added)
            .arg(file.removed);
    case Qt::ToolTipRole:
        return (file.status == FileChange::Status::Renamed
                ? tr("%1, renamed from %2").arg(displayPath(file.newPath), displayPath(file.oldPath))
                : tr("%1, %2").arg(displayPath(file.path()), changeWord(file.status)))
            .toHtmlEscaped();
    case PathRole:
        return file.path();
    case StatusRole:
        return static_cast<int>(file.status);
    case AddedRole:
        return file.added;
    case RemovedRole:
        return file.removed;
    case OldPathRole:
        return file.oldPath;
    case BinaryRole:
        return file.binary;
    default:
        return {};
    }
}

ChangeDelegate::ChangeDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) { }

QSize ChangeDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {100, 30};
}

void ChangeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect rect = option.rect.adjusted(grid::One, 1, -grid::One, -1);
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
    const auto status = static_cast<FileChange::Status>(index.data(ChangeListModel::StatusRole).toInt());
    const Tone tone = status == FileChange::Status::Added ? Tone::Success
        : status == FileChange::Status::Deleted           ? Tone::Danger
                                                          : Tone::Warning;
    m_theme.paintIcon(*painter, QRectF(rect.left() + 8, rect.center().y() - 7, 15, 15), changeIcon(status), tone);

    painter->setFont(m_theme.font(TypeRole::Small));
    int right = rect.right() - 8;
    const auto number = [&](const QString &text, Tone ink) {
        const int width = painter->fontMetrics().horizontalAdvance(text);
        painter->setPen(m_theme.color(ink));
        painter->drawText(QRect(right - width, rect.top(), width + 1, rect.height()), Qt::AlignVCenter, text);
        right -= width + 6;
    };
    if (const int removed = index.data(ChangeListModel::RemovedRole).toInt())
        number(QStringLiteral("\u2212%1").arg(removed), Tone::Danger);
    if (const int added = index.data(ChangeListModel::AddedRole).toInt())
        number(QStringLiteral("+%1").arg(added), Tone::Success);

    // The name stands out, its folder goes before it and is cut first.
    const QString path = index.data().toString();
    const qsizetype slash = path.lastIndexOf(u'/') + 1;
    painter->setFont(m_theme.font(TypeRole::Body));
    const QFontMetrics metrics = painter->fontMetrics();
    const int left = rect.left() + 32;
    const QString name = metrics.elidedText(path.mid(slash), Qt::ElideRight, right - left - 4);
    const int nameWidth = metrics.horizontalAdvance(name);
    const QString folder = slash > 0 && right - left - nameWidth > 40
        ? metrics.elidedText(path.left(slash), Qt::ElideLeft, right - left - nameWidth - 4)
        : QString();
    const int folderWidth = metrics.horizontalAdvance(folder);
    painter->setPen(m_theme.color(Tone::TextFaint));
    painter->drawText(QRect(left, rect.top(), folderWidth + 1, rect.height()), Qt::AlignVCenter, folder);
    painter->setPen(m_theme.color(Tone::Text));
    painter->drawText(QRect(left + folderWidth, rect.top(), nameWidth + 1, rect.height()), Qt::AlignVCenter, name);
    painter->restore();
}

} // namespace pilothouse

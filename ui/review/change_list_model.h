#pragma once

#include "runner/workspace/change_set.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <memory>

namespace pilothouse {

class Theme;

/// The files of a change set. A newer one becomes inserts, removes and changes of rows.
class ChangeListModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { PathRole = Qt::UserRole, StatusRole, AddedRole, RemovedRole, OldPathRole, BinaryRole };

    using QAbstractListModel::QAbstractListModel;

    void setChanges(std::shared_ptr<const ChangeSet> changes);
    [[nodiscard]] const FileChange *change(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const QByteArray &path) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<FileChange> m_files;
};

/// The word for a status, and its icon.
[[nodiscard]] QString changeWord(FileChange::Status status);
[[nodiscard]] QString changeIcon(FileChange::Status status);

/// Paints the rows of ChangeListModel.
class ChangeDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit ChangeDelegate(const Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace pilothouse

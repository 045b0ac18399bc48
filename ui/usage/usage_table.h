#pragma once

#include <QAbstractTableModel>

#include <vector>

namespace pilothouse {

/// A table of values that are shown as text and sorted as numbers.
class UsageTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    enum Role { SortRole = Qt::UserRole, KeyRole };

    struct Cell {
        QString text; ///< Made visible already.
        QVariant value; ///< What it is sorted by; invalid: the text.
    };
    struct Row {
        QString key; ///< What the row is about.
        std::vector<Cell> cells;
    };

    void setRows(QStringList heads, std::vector<Row> rows);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QStringList m_heads;
    std::vector<Row> m_rows;
};

} // namespace pilothouse

#pragma once

#include <QStyledItemDelegate>

namespace pilothouse {

class Theme;

/// Paints the rows of FileTreeModel and ticks files by a click on their box or by Space.
class FileTreeDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit FileTreeDelegate(const Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
        const QModelIndex &index) override;
    /// Where the box to tick is in a row.
    [[nodiscard]] static QRect boxRect(const QRect &row);

private:
    void paintFile(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintFolder(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintBox(QPainter &painter, const QRect &rect, Qt::CheckState state, bool stale) const;
    /// Paints a text that ends at `right`; returns where the next one may end.
    int paintRight(QPainter &painter, const QRect &rect, int right, const QString &text, int tone) const;

    const Theme &m_theme;
};

} // namespace pilothouse

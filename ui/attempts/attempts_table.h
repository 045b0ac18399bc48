#pragma once

#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace pilothouse {

/// A cell of the table of attempts: an icon and words, with the room that a list's rows have.
class AttemptsDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    AttemptsDelegate(const Theme &theme, QObject *parent);
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

/// The names of the columns, and an arrow at the one that sorts.
class AttemptsHeader final : public QHeaderView {
    Q_OBJECT

public:
    AttemptsHeader(const Theme &theme, QWidget *parent);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override;

private:
    const Theme &m_theme;
};

} // namespace pilothouse

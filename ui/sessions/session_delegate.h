#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace pilothouse {

/// Paints the rows of SessionListModel.
class SessionDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit SessionDelegate(const Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QWidget *createEditor(
        QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void updateEditorGeometry(
        QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintInbox(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintQuestion(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintHeader(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintAttempts(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintSession(QPainter &painter, const QRect &whole, const QModelIndex &index) const;
    /// Draws at the left end of the line and returns where the next text goes.
    int word(QPainter &painter, int x, const QRect &line, const QString &text, Tone tone) const;

    const Theme &m_theme;
    int m_bodyHeight; ///< Asked for once for each of many rows at the start.
    int m_smallHeight;
};

} // namespace pilothouse

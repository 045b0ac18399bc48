#pragma once

#include "ui/review/diff_rows.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>
#include <QCache>
#include <QTextLayout>

namespace pilothouse {

/// A unified diff, or a file to read, painted line by line: only what is seen costs anything.
class DiffView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    enum class Numbers { Both, New };
    explicit DiffView(const Theme &theme, Numbers numbers, QWidget *parent = nullptr);

    void setRows(std::shared_ptr<const DiffRows> rows);
    /// What to say where there are no lines (binary, too large, changed in mode only); shown in the middle.
    void setMessage(const QString &message);
    [[nodiscard]] qsizetype rowCount() const { return m_rows ? static_cast<qsizetype>(m_rows->rows.size()) : 0; }
    [[nodiscard]] QString selectedText() const;
    void scrollToLine(int newNumber);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Place {
        qsizetype row = -1;
        int offset = 0;
        friend auto operator<=>(const Place &, const Place &) = default;
    };
    void updateMetrics();
    void updateBars();
    void paintRow(QPainter &painter, qsizetype index, int y);
    [[nodiscard]] QTextLayout *layoutOf(qsizetype index);
    [[nodiscard]] int gutterWidth() const;
    [[nodiscard]] Place placeAt(QPoint point);

    const Theme &m_theme;
    Numbers m_numbers;
    std::shared_ptr<const DiffRows> m_rows;
    QString m_message;
    QCache<qsizetype, QTextLayout> m_layouts;
    int m_lineHeight = 18;
    qreal m_charWidth = 8;
    Place m_anchor;
    Place m_cursor;
    bool m_selecting = false;
};

} // namespace pilothouse

#pragma once

#include "runner/terminal/terminal_frame.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>

namespace pilothouse {

/// Paints the frames of a terminal and turns keys, mouse and pastes into bytes for it. Holds no emulator.
class TerminalView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit TerminalView(const Theme &theme, QWidget *parent = nullptr);

    void setFrame(std::shared_ptr<const TerminalFrame> frame);
    [[nodiscard]] TerminalSize gridSize() const; ///< What fits into the view.
    [[nodiscard]] QString selectedText() const;

Q_SIGNALS:
    void bytesTyped(const QByteArray &bytes);
    void gridSizeChanged(const pilothouse::TerminalSize &size);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Place {
        qint64 row = -1; ///< Counted from the start of the history that there is.
        int column = 0;
        friend auto operator<=>(const Place &, const Place &) = default;
    };
    void updateMetrics();
    void updateBar(bool atEnd);
    void paintRow(QPainter &painter, const TerminalRow &row, qint64 number, int y) const;
    void paintCursor(QPainter &painter, int y) const;
    void paste();
    void copy();
    bool sendMouse(QMouseEvent *event, int action);
    [[nodiscard]] QColor colorOf(const TerminalColor &color, bool background) const;
    [[nodiscard]] Place placeAt(QPointF point) const;
    [[nodiscard]] qint64 historySize() const;
    [[nodiscard]] std::shared_ptr<const TerminalRow> rowAt(qint64 number) const;

    const Theme &m_theme;
    std::shared_ptr<const TerminalFrame> m_frame;
    QFont m_font;
    int m_cellWidth = 8;
    int m_cellHeight = 16;
    int m_ascent = 12;
    Place m_anchor;
    Place m_cursor;
    bool m_selecting = false;
};

} // namespace pilothouse

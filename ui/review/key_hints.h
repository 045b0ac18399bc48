#pragma once

#include "ui/review/review_keys.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <QWidget>

namespace pilothouse {

/// The most used keys in a line; a click does what the key does. What has no room is left out, the way to all keys
/// last.
class KeyHints final : public QWidget {
    Q_OBJECT

public:
    explicit KeyHints(const Theme &theme, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

Q_SIGNALS:
    void triggered(pilothouse::ReviewCommand command);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Hint {
        ReviewCommand command;
        QString key;
        QString text;
        QRect rect; ///< Empty when it has no room.
    };
    void place();

    const Theme &m_theme;
    std::vector<Hint> m_hints;
    int m_hovered = -1;
};

/// All keys of a review.
class KeySheet final : public QDialog {
    Q_OBJECT

public:
    explicit KeySheet(const Theme &theme, QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace pilothouse

#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace pilothouse {

/// "Reviewed 14 of 17 hunks" with a thin bar.
class ReviewProgress final : public QWidget {
    Q_OBJECT

public:
    explicit ReviewProgress(const Theme &theme, QWidget *parent = nullptr);
    void setProgress(int reviewed, int hunks);
    [[nodiscard]] QString text() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    const Theme &m_theme;
    int m_reviewed = 0;
    int m_hunks = 0;
};

} // namespace pilothouse

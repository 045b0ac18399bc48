#pragma once

#include "ui/review/inline_diff.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace pilothouse {

/// A few lines of a diff, painted; more than `MostLines` are cut and said so.
class DiffPreview final : public QWidget {
    Q_OBJECT

public:
    static constexpr int MostLines = 24;

    explicit DiffPreview(const Theme &theme, QWidget *parent = nullptr);
    void setDiff(const QString &path, InlineDiff diff);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int lineHeight() const;
    [[nodiscard]] int shownLines() const;

    const Theme &m_theme;
    QString m_path;
    InlineDiff m_diff;
};

} // namespace pilothouse

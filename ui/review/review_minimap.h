#pragma once

#include "ui/review/review_layout.h"

#include <QImage>
#include <QTimer>
#include <QWidget>

namespace pilothouse {

/// The whole document as a narrow strip beside the scroll bar: where lines were added and removed, where files begin,
/// what was decided, viewed and said, and what is on the screen. Its picture costs as much as it is high, whatever the
/// document's size.
class ReviewMinimap final : public QWidget {
    Q_OBJECT

public:
    static constexpr int Width = 26;

    ReviewMinimap(const Theme &theme, const ReviewDocument &document, ReviewLayout &layout, QWidget *parent);

    /// The change that a band of the document holds, most notable first.
    enum class Band : quint8 { Nothing, Context, Added, Removed, Both, FileStart };
    [[nodiscard]] Band bandAt(qint64 from, qint64 to) const;
    /// What a review says of a band.
    struct Marks {
        bool accepted = false; ///< Or committed.
        bool rejected = false;
        bool commented = false; ///< And not resolved.
        bool viewed = false; ///< The file is ticked off.
        friend bool operator==(const Marks &, const Marks &) = default;
    };
    [[nodiscard]] Marks marksAt(qint64 from, qint64 to) const;
    void setDecorations(std::shared_ptr<const ReviewDecorations> decorations);

Q_SIGNALS:
    void scrollRequested(qint64 top);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    void renderBands();
    void renderMarks(int y, const Marks &marks);
    void scrollTo(int y);
    [[nodiscard]] QRect viewportRect() const;

    const Theme &m_theme;
    const ReviewDocument &m_document;
    ReviewLayout &m_layout;
    std::shared_ptr<const ReviewDecorations> m_decorations;
    QImage m_bands; ///< A column of pixels for each of what is drawn side by side.
    QTimer m_stale;
    bool m_dirty = true;
    qint64 m_renderedTotal = -1;
};

} // namespace pilothouse

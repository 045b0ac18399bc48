#pragma once

#include "runner/session/approval.h"
#include "ui/controls/frame_timer.h"
#include "ui/transcript/item_view.h"

#include <QAbstractScrollArea>
#include <QTimer>

#include <unordered_map>

class QPushButton;

namespace pilothouse {

class ApprovalCard;

/// The conversation as one painted list. Only rows that are seen are laid out; the others have estimated heights, and
/// the text under the reader's eyes stays where it is when estimates turn out wrong. At the end it follows what comes.
/// A long session is taken from its end, and earlier items in small pieces as the reader comes near them.
class TranscriptView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit TranscriptView(const Theme &theme, QWidget *parent = nullptr);
    ~TranscriptView() override;

    /// Shows a newer snapshot of the same session, or another session's after clear().
    void setTranscript(const Transcript &transcript, const std::vector<Approval> &approvals);
    /// Shows the whole of a session instead of its end; what is read stays in its place.
    void replaceTranscript(const Transcript &transcript, const std::vector<Approval> &approvals);
    void clear();

    [[nodiscard]] bool followsTail() const { return m_followTail; }
    void jumpToLatest();
    /// The oldest open question's card, laid out and visible; null when nothing waits.
    [[nodiscard]] ApprovalCard *firstApprovalCard() const;
    void showApproval(const ApprovalId &approval);
    [[nodiscard]] QString selectedText() const;
    /// Selects everything, once everything was taken.
    void selectAll();
    /// Goes to the first item, once everything was taken.
    void jumpToFirst();
    /// Goes to the item that an event of the log made or changed, once everything was taken, and selects its text.
    void jumpToEvent(qint64 seq);

    [[nodiscard]] qsizetype rowCount() const { return static_cast<qsizetype>(m_rows.size()); }
    /// Rows that hold a layout now; for tests of the bound.
    [[nodiscard]] qsizetype laidOutRows() const;

Q_SIGNALS:
    void decided(const pilothouse::ApprovalId &approval, const pilothouse::ApprovalDecision &decision);
    void linkClicked(const QString &target);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    struct Row {
        qsizetype item = 0;
        qsizetype part = 0;
        qreal top = 0; ///< Of its gap, in the content.
        qreal gap = 0;
        qreal height = 0; ///< Without the gap.
        bool exact = false;
        std::unique_ptr<RowLayout> layout;
    };
    struct Place {
        qsizetype row = -1;
        TextPosition position;
        friend auto operator<=>(const Place &, const Place &) = default;
    };

    /// What waits until the earliest item was taken.
    enum class Wanted { Nothing, First, SelectAll, Event };

    void takeEnd();
    bool takeEarlier();
    void takeMore();
    void finishWanted();
    [[nodiscard]] bool nearEarlier(qsizetype firstSeen) const;
    [[nodiscard]] ItemView &itemAt(qsizetype item) const;
    [[nodiscard]] qsizetype questionItem(const ApprovalId &approval) const;
    void reset();
    void present(const std::vector<Approval> &approvals);
    void addRows(qsizetype item, size_t fromPart, std::vector<Row> &rows) const;
    void rebuildRows(qsizetype fromItem, size_t fromPart);
    void invalidateLayouts();
    void layoutVisible();
    void makeExact(qsizetype row);
    void updateTops(qsizetype from);
    void placeWidgets();
    void updatePill();
    void describeLast();
    void tick();
    void dropFarLayouts(qsizetype first, qsizetype last);

    [[nodiscard]] qreal contentWidth() const;
    [[nodiscard]] qreal contentLeft() const;
    [[nodiscard]] qreal contentHeight() const;
    [[nodiscard]] qsizetype rowAt(qreal y) const;
    [[nodiscard]] qsizetype firstRowOf(qsizetype item) const;
    [[nodiscard]] QPointF toRow(QPointF viewportPoint, qsizetype row) const;
    [[nodiscard]] Place placeAt(QPointF viewportPoint) const;
    [[nodiscard]] const RowLayout::Spot *spotAt(QPointF viewportPoint, qsizetype *row = nullptr) const;
    void trigger(qsizetype row, const RowAction &action, QPoint globalPosition);
    void copySelection() const;
    void makeCards(const std::vector<Approval> &approvals);
    [[nodiscard]] const ToolCallItem *toolCall(const QString &id) const;

    const Theme &m_theme;
    Transcript m_transcript;
    qsizetype m_firstItem = 0; ///< The items before it were not taken yet.
    std::vector<std::unique_ptr<ItemView>> m_items; ///< From m_firstItem on.
    std::vector<Row> m_rows; ///< Of the items that were taken.
    std::vector<qsizetype> m_firstRows; ///< Of each of them.
    std::unordered_map<qsizetype, ApprovalCard *> m_cards; ///< By item.
    Wanted m_wanted = Wanted::Nothing;
    qint64 m_wantedEvent = 0;
    bool m_followTail = true;
    qsizetype m_anchorRow = 0; ///< The row at the top of the viewport …
    qreal m_anchorOffset = 0; ///< … and how far it is scrolled out.
    bool m_adjusting = false;
    Place m_selectionStart;
    Place m_selectionEnd;
    bool m_selecting = false;
    bool m_focusByKey = false;
    QPointF m_pressedAt;
    qsizetype m_hoveredRow = -1;
    const RowLayout::Spot *m_hoveredSpot = nullptr;
    QPushButton *m_pill;
    QTimer m_ticker;
    QTimer m_earlier; ///< Runs while earlier items are taken.
    FrameTimer m_relayout;
};

} // namespace pilothouse

#include "ui/transcript/transcript_view.h"

#include "ui/approvals/approval_card.h"
#include "ui/controls/controls.h"

#include <QDateTime>
#include <QEvent>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>

namespace pilothouse {

namespace {

constexpr qreal WidestContent = 780;
constexpr qreal SideMargin = grid::Three;
constexpr qreal EndMargin = grid::Three;
/// Layouts this many rows away from what is seen are kept, so that scrolling back and forth costs nothing.
constexpr qsizetype KeptRows = 150;

} // namespace

TranscriptView::TranscriptView(const Theme &theme, QWidget *parent)
    : QAbstractScrollArea(parent),
      m_theme(theme),
      m_pill(makeButton(QStringLiteral("jumpToLatest"), {}, ButtonKind::Primary, viewport()))
{
    setObjectName(QStringLiteral("transcript"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // painted only where there is something to scroll
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::ArrowCursor);
    setAccessibleName(tr("Transcript"));
    m_pill->setProperty("small", true);
    m_pill->setText(tr("Jump to latest"));
    m_pill->hide();
    connect(m_pill, &QPushButton::clicked, this, &TranscriptView::jumpToLatest);
    connect(&theme, &Theme::changed, this, &TranscriptView::invalidateLayouts);
    m_ticker.setInterval(1000);
    connect(&m_ticker, &QTimer::timeout, this, &TranscriptView::tick);
    m_earlier.setSingleShot(true);
    connect(&m_earlier, &QTimer::timeout, this, &TranscriptView::takeMore);
    connect(&m_relayout, &FrameTimer::due, this, [this] {
        layoutVisible();
        viewport()->update();
    });
}

TranscriptView::~TranscriptView() = default;

qreal TranscriptView::contentWidth() const
{
    return qMax<qreal>(120, qMin(WidestContent, viewport()->width() - 2 * SideMargin));
}

qreal TranscriptView::contentLeft() const
{
    return qRound(qMax(SideMargin, (viewport()->width() - contentWidth()) / 2));
}

qreal TranscriptView::contentHeight() const
{
    return m_rows.empty() ? 0 : m_rows.back().top + m_rows.back().gap + m_rows.back().height + EndMargin;
}

void TranscriptView::invalidateLayouts()
{
    for (Row &row : m_rows) {
        row.layout.reset();
        row.exact = false;
    }
    m_hoveredSpot = nullptr;
    layoutVisible();
    viewport()->update();
}

void TranscriptView::makeExact(qsizetype index)
{
    Row &row = m_rows[static_cast<size_t>(index)];
    if (row.exact && row.layout)
        return;
    const ItemView &item = itemAt(row.item);
    if (const auto card = m_cards.find(row.item); card != m_cards.end()) {
        row.height = card->second->heightForWidth(static_cast<int>(contentWidth()));
        row.layout = std::make_unique<RowLayout>();
    } else {
        row.layout = item.layout(
            static_cast<size_t>(row.part), {m_theme, 0, contentWidth(), QDateTime::currentMSecsSinceEpoch()});
        row.height = std::ceil(row.layout->height); // whole pixels, so that nothing moves by rounding
    }
    row.exact = true;
}

void TranscriptView::layoutVisible()
{
    if (m_rows.empty()) {
        verticalScrollBar()->setRange(0, 0);
        placeWidgets();
        return;
    }
    const qreal page = viewport()->height();
    const auto count = static_cast<qsizetype>(m_rows.size());
    qsizetype first = 0;
    qsizetype last = 0;
    if (m_followTail) {
        qreal filled = EndMargin;
        first = count;
        while (first > 0 && filled < page) {
            makeExact(--first);
            filled += m_rows[static_cast<size_t>(first)].gap + m_rows[static_cast<size_t>(first)].height;
        }
        last = count - 1;
        updateTops(first);
    } else {
        first = qBound<qsizetype>(0, m_anchorRow, count - 1);
        qreal filled = -m_anchorOffset;
        last = first;
        for (qsizetype index = first; index < count && filled < page; ++index) {
            makeExact(index);
            filled += m_rows[static_cast<size_t>(index)].gap + m_rows[static_cast<size_t>(index)].height;
            last = index;
        }
        updateTops(first);
    }
    const qreal total = contentHeight();
    const int maximum = qMax(0, static_cast<int>(std::ceil(total - page)));
    const qreal wanted = m_followTail ? maximum : m_rows[static_cast<size_t>(first)].top + m_anchorOffset;
    m_adjusting = true;
    verticalScrollBar()->setRange(0, maximum);
    verticalScrollBar()->setPageStep(static_cast<int>(page));
    verticalScrollBar()->setSingleStep(24);
    verticalScrollBar()->setValue(qBound(0, qRound(wanted), maximum));
    m_adjusting = false;
    dropFarLayouts(first, last);
    placeWidgets();
    updatePill();
    if (nearEarlier(first))
        m_earlier.start();
}

void TranscriptView::dropFarLayouts(qsizetype first, qsizetype last)
{
    for (qsizetype index = 0; index < static_cast<qsizetype>(m_rows.size()); ++index) {
        if (index + KeptRows < first || index > last + KeptRows)
            m_rows[static_cast<size_t>(index)].layout.reset(); // its height stays known
    }
}

qsizetype TranscriptView::laidOutRows() const
{
    return std::ranges::count_if(m_rows, [](const Row &row) { return row.layout != nullptr; });
}

qsizetype TranscriptView::rowAt(qreal y) const
{
    const auto after = std::ranges::upper_bound(m_rows, y, {}, &Row::top);
    return qMax<qsizetype>(0, static_cast<qsizetype>(after - m_rows.begin()) - 1);
}

qsizetype TranscriptView::firstRowOf(qsizetype item) const
{
    const qsizetype at = item - m_firstItem;
    return at >= 0 && at < static_cast<qsizetype>(m_firstRows.size()) ? m_firstRows[static_cast<size_t>(at)] : -1;
}

void TranscriptView::scrollContentsBy(int, int)
{
    if (!m_adjusting && !m_rows.empty()) {
        const int value = verticalScrollBar()->value();
        m_followTail = value >= verticalScrollBar()->maximum();
        m_anchorRow = rowAt(value);
        m_anchorOffset = value - m_rows[static_cast<size_t>(m_anchorRow)].top;
        layoutVisible();
    }
    viewport()->update();
}

void TranscriptView::resizeEvent(QResizeEvent *)
{
    for (Row &row : m_rows) {
        row.layout.reset();
        row.exact = false;
    }
    m_hoveredSpot = nullptr;
    layoutVisible();
}

void TranscriptView::jumpToLatest()
{
    m_followTail = true;
    layoutVisible();
    viewport()->update();
}

void TranscriptView::updatePill()
{
    m_pill->setVisible(
        !m_followTail && verticalScrollBar()->maximum() - verticalScrollBar()->value() > viewport()->height() / 3);
    m_pill->setIcon(m_theme.icon(QStringLiteral("arrow-down"), Tone::AccentText));
    m_pill->adjustSize();
    m_pill->move((viewport()->width() - m_pill->width()) / 2, viewport()->height() - m_pill->height() - grid::Two);
    m_pill->raise();
}

void TranscriptView::tick()
{
    for (Row &row : m_rows) {
        if (row.layout && itemAt(row.item).isTicking() && row.part == 0)
            row.exact = false;
    }
    layoutVisible();
    viewport()->update();
}

const ToolCallItem *TranscriptView::toolCall(const QString &id) const
{
    for (qsizetype item = m_transcript.size() - 1; item >= 0; --item) {
        if (const auto *call = std::get_if<ToolCallItem>(&m_transcript.at(item)->body); call && call->call.value == id)
            return call;
    }
    return nullptr;
}

/// Open questions are among the last items; each approval names its own. -1 when there is none.
qsizetype TranscriptView::questionItem(const ApprovalId &approval) const
{
    for (qsizetype item = m_transcript.size() - 1; item >= 0; --item) {
        const auto *question = std::get_if<QuestionItem>(&m_transcript.at(item)->body);
        if (question && question->decision == QuestionItem::Decision::Open && question->approval == approval)
            return item;
    }
    return -1;
}

void TranscriptView::makeCards(const std::vector<Approval> &approvals)
{
    std::unordered_map<qsizetype, ApprovalCard *> cards;
    for (const Approval &approval : approvals) {
        const qsizetype index = questionItem(approval.id);
        if (index < 0 || m_items.empty())
            continue;
        while (index < m_firstItem)
            takeEarlier();
        auto known = m_cards.extract(index);
        ApprovalCard *card = known.empty() ? nullptr : known.mapped();
        const bool made = !card;
        if (made) {
            card = new ApprovalCard(m_theme, viewport());
            connect(card, &ApprovalCard::decided, this, &TranscriptView::decided);
        }
        if (made || card->approval() != approval)
            card->setApproval(approval, toolCall(approval.toolCall));
        cards.emplace(index, card);
    }
    for (const auto &[item, card] : m_cards)
        card->deleteLater();
    m_cards = std::move(cards);
    for (const auto &[item, card] : m_cards)
        m_rows[static_cast<size_t>(firstRowOf(item))].exact = false;
}

void TranscriptView::placeWidgets()
{
    const int scrolled = verticalScrollBar()->value();
    for (const auto &[item, card] : m_cards) {
        const Row &row = m_rows[static_cast<size_t>(firstRowOf(item))];
        const int top = qRound(row.top + row.gap) - scrolled;
        card->setGeometry(
            static_cast<int>(contentLeft()), top, static_cast<int>(contentWidth()), static_cast<int>(row.height));
        card->setVisible(row.exact && top < viewport()->height() && top + row.height > 0);
    }
}

ApprovalCard *TranscriptView::firstApprovalCard() const
{
    ApprovalCard *first = nullptr;
    qsizetype least = 0;
    for (const auto &[item, card] : m_cards) {
        if (!first || item < least) {
            first = card;
            least = item;
        }
    }
    return first;
}

void TranscriptView::showApproval(const ApprovalId &approval)
{
    for (const auto &[item, card] : m_cards) {
        if (card->approval().id != approval)
            continue;
        const Row &row = m_rows[static_cast<size_t>(firstRowOf(item))];
        verticalScrollBar()->setValue(qRound(row.top + row.height / 2 - viewport()->height() / 2.0));
        card->setFocus(Qt::OtherFocusReason);
        return;
    }
}

void TranscriptView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.color(Tone::Window));
    if (m_rows.empty())
        return;
    const int scrolled = verticalScrollBar()->value();
    const Place begin = qMin(m_selectionStart, m_selectionEnd);
    const Place end = qMax(m_selectionStart, m_selectionEnd);
    const bool selected = begin.row >= 0 && begin != end;
    for (qsizetype index = rowAt(scrolled + event->rect().top()); index < static_cast<qsizetype>(m_rows.size());
        ++index) {
        const Row &row = m_rows[static_cast<size_t>(index)];
        const qreal top = row.top + row.gap - scrolled;
        if (top > event->rect().bottom())
            break;
        if (!row.layout)
            continue;
        TextPosition from = row.layout->start();
        TextPosition to = row.layout->end();
        const bool inSelection = selected && index >= begin.row && index <= end.row;
        if (inSelection && index == begin.row)
            from = begin.position;
        if (inSelection && index == end.row)
            to = end.position;
        painter.save();
        painter.translate(contentLeft(), qRound(top));
        row.layout->paint(painter, m_theme, inSelection ? &from : nullptr, inSelection ? &to : nullptr,
            index == m_hoveredRow ? m_hoveredSpot : nullptr);
        painter.restore();
    }
    if (hasFocus() && m_focusByKey) {
        painter.setPen(QPen(m_theme.color(Tone::Focus), 2));
        painter.drawLine(1, 0, 1, viewport()->height());
    }
}

void TranscriptView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        setAccessibleName(tr("Transcript"));
        m_pill->setText(tr("Jump to latest"));
        invalidateLayouts();
    }
    QAbstractScrollArea::changeEvent(event);
}

} // namespace pilothouse

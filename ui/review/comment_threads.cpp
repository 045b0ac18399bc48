#include "ui/review/comment_threads.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPointer>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr int CardId = 0;
constexpr int CardWidth = 640;
constexpr int Estimate = 96; ///< Height of a card that was not laid out yet.
constexpr int Margin = grid::One; ///< Above and below a card.
constexpr size_t KeptCards = 24; ///< Of lines that are not on the screen.

ReviewSide sideOf(const CommentAnchor &anchor)
{
    return anchor.side == CommentAnchor::Side::Old ? ReviewSide::Old : ReviewSide::New;
}

bool isSame(const PlacedComment &a, const PlacedComment &b)
{
    return (a.comment == b.comment || *a.comment == *b.comment) && a.place.touched == b.place.touched;
}

} // namespace

/// The comments below one line.
struct CommentThreads::Thread {
    Thread(QByteArray at, ReviewSide of, int below) : path(std::move(at)), side(of), line(below) { }
    ~Thread() { dropWidget(); }
    Q_DISABLE_COPY_MOVE(Thread)
    void dropWidget() { delete widget.data(); }

    int id = 0;
    QByteArray path;
    ReviewSide side = ReviewSide::New;
    int line = -1;
    std::vector<PlacedComment> comments;
    int height = Estimate;
    QPointer<QWidget> widget; ///< The viewport's, which may go first.
};

CommentThreads::CommentThreads(const Theme &theme, ReviewView &view, CommentCard &card, QObject *parent)
    : QObject(parent),
      m_theme(theme),
      m_view(view),
      m_card(card),
      m_cardHeight(2 * Estimate)
{
    connect(&view, &ReviewView::roomsMoved, this, &CommentThreads::place);
    connect(&view, &ReviewView::viewMoved, this, &CommentThreads::place);
    connect(&card, &CommentCard::resized, this, &CommentThreads::placeLater);
    connect(&card, &CommentCard::closed, this, &CommentThreads::placeLater);
    view.viewport()->installEventFilter(this);
}

CommentThreads::~CommentThreads() = default;

bool CommentThreads::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        placeLater();
    return QObject::eventFilter(watched, event);
}

void CommentThreads::placeLater()
{
    if (std::exchange(m_due, true))
        return;
    QMetaObject::invokeMethod(this, &CommentThreads::place, Qt::QueuedConnection);
}

void CommentThreads::setComments(
    const std::vector<PlacedComment> &comments, const std::function<QByteArray(qsizetype file)> &pathOf)
{
    std::vector<std::unique_ptr<Thread>> threads;
    for (const PlacedComment &placed : comments) {
        const CommentAnchor &anchor = placed.comment->anchor;
        const bool onFile = anchor.count == 0;
        if (anchor.path.isEmpty() || placed.place.file < 0 || (!onFile && placed.place.first < 0))
            continue;
        const QByteArray path = pathOf(placed.place.file);
        const int line = onFile ? -1 : placed.place.first + anchor.count - 1;
        const ReviewSide side = onFile ? ReviewSide::New : sideOf(anchor);
        auto known = std::ranges::find_if(threads,
            [&](const auto &thread) { return thread->path == path && thread->side == side && thread->line == line; });
        if (known == threads.end()) {
            threads.push_back(std::make_unique<Thread>(path, side, line));
            known = std::prev(threads.end());
        }
        (*known)->comments.push_back(placed);
    }
    std::erase_if(threads, [](const auto &thread) {
        return std::ranges::all_of(thread->comments, [](const auto &placed) { return placed.comment->resolved; });
    });
    for (const auto &thread : threads) {
        // What looks the same keeps its card, so that nothing flickers and the focus stays.
        const auto former = std::ranges::find_if(m_threads,
            [&](const auto &one) { return one && std::ranges::equal(one->comments, thread->comments, isSame); });
        if (former == m_threads.end()) {
            thread->id = m_nextId++;
            continue;
        }
        thread->id = (*former)->id;
        thread->height = (*former)->height;
        thread->widget = std::exchange((*former)->widget, {});
        former->reset();
    }
    m_threads = std::move(threads);
    rebuild();
    placeLater();
}

/// The card shows the comments of its line itself.
bool CommentThreads::isBelowCard(const Thread &thread) const
{
    if (!m_cardOpen || thread.path != m_anchor.path)
        return false;
    if (m_anchor.count == 0)
        return thread.line < 0;
    const std::optional<int> line = m_view.lineOfRoom(CardId);
    return thread.side == sideOf(m_anchor) && thread.line == line.value_or(m_anchor.first + m_anchor.count - 1);
}

void CommentThreads::rebuild()
{
    const bool same = m_cardOpen && m_card.isOpen() && m_anchor == m_card.place();
    const std::optional<int> line = same ? m_view.lineOfRoom(CardId) : std::nullopt;
    m_cardOpen = m_card.isOpen();
    m_anchor = m_card.place();
    std::vector<LineRoom> rooms;
    for (const auto &thread : m_threads) {
        if (!isBelowCard(*thread))
            rooms.push_back({thread->id, thread->path, thread->side, thread->line, thread->height + 2 * Margin});
    }
    if (m_cardOpen && !m_anchor.path.isEmpty()) {
        const int last = m_anchor.count == 0 ? -1 : line.value_or(m_anchor.first + m_anchor.count - 1);
        rooms.push_back({CardId, m_anchor.path, sideOf(m_anchor), last, m_cardHeight + 2 * Margin});
    }
    m_view.setRooms(std::move(rooms));
}

QWidget *CommentThreads::widgetOf(Thread &thread)
{
    if (thread.widget)
        return thread.widget;
    auto card = std::make_unique<Panel>(m_theme, Panel::Shape::Card, Tone::Raised, m_view.viewport());
    card->setObjectName(QStringLiteral("commentThread"));
    card->setTones(Tone::Raised, Tone::Border);
    card->setCursor(Qt::ArrowCursor);
    card->setAccessibleName(commentPlace(thread.comments.front().comment->anchor, thread.comments.front().place.first));
    auto *layout = new QVBoxLayout(card.get());
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (const PlacedComment &comment : thread.comments) {
        auto *block = new CommentBlock(m_theme, comment, CommentBlock::Place::BetweenLines, card.get());
        // Queued: both end in other comments, which deletes the block.
        connect(block, &CommentBlock::settled, this, &CommentThreads::settled, Qt::QueuedConnection);
        connect(block, &CommentBlock::chosen, this, [this, comment] { Q_EMIT chosen(comment); }, Qt::QueuedConnection);
        layout->addWidget(block);
    }
    thread.widget = card.release();
    return thread.widget;
}

/// Puts a card into its room; answers how high it is.
int CommentThreads::fit(QWidget &widget, const QRect &room) const
{
    const int width = qMax(160, qMin(CardWidth, room.width()));
    const int needed = widget.layout()->hasHeightForWidth() ? widget.layout()->totalHeightForWidth(width)
                                                            : widget.layout()->totalSizeHint().height();
    widget.setGeometry(room.left(), room.top() + Margin, width, needed);
    const int covered = m_view.coveredHeight(room.top()) - widget.y(); // by the header that stays
    if (covered > 0)
        widget.setMask(QRect(0, covered, width, qMax(0, needed - covered)));
    else
        widget.clearMask();
    widget.setVisible(covered < needed);
    return needed;
}

void CommentThreads::place()
{
    m_due = false;
    if (m_cardOpen != m_card.isOpen() || (m_cardOpen && m_anchor != m_card.place()))
        rebuild();
    std::vector<std::pair<int, int>> heights;
    std::vector<const Thread *> shown;
    bool cardShown = false;
    for (const ReviewView::ShownRoom &room : m_view.shownRooms()) {
        if (room.id == CardId) {
            cardShown = true;
            const int height = fit(m_card, room.rect);
            if (std::exchange(m_cardHeight, height) != height)
                heights.emplace_back(CardId, height + 2 * Margin);
            continue;
        }
        const auto thread = std::ranges::find(m_threads, room.id, [](const auto &one) { return one->id; });
        if (thread == m_threads.end())
            continue;
        shown.push_back(thread->get());
        const int height = fit(*widgetOf(**thread), room.rect);
        if (std::exchange((*thread)->height, height) != height)
            heights.emplace_back(room.id, height + 2 * Margin);
    }
    size_t kept = 0;
    for (const auto &thread : m_threads) {
        if (!thread->widget || std::ranges::contains(shown, thread.get()))
            continue;
        thread->widget->setVisible(false);
        if (++kept > KeptCards)
            thread->dropWidget();
    }
    if (m_cardOpen && !cardShown)
        placeFloating();
    if (!heights.empty())
        m_view.setRoomHeights(heights);
}

/// The card is about everything, or its line is not on the screen: then it stays alive there, with what is typed.
void CommentThreads::placeFloating()
{
    const QRect area = m_view.viewport()->rect().adjusted(grid::Three, grid::Four, -grid::Three, 0);
    (void)fit(m_card, area);
    m_card.clearMask();
    if (!m_anchor.path.isEmpty())
        m_card.move(area.left(), -m_card.height() - grid::Four);
    m_card.setVisible(true);
}

} // namespace pilothouse

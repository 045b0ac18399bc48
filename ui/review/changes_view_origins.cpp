// Why lines are there, and only what a turn or a tool call changed.
#include "runner/base/visible_text.h"
#include "ui/controls/when_done.h"
#include "ui/review/changes_view.h"
#include "ui/review/file_tree_panel.h"
#include "ui/review/why_card.h"

#include <QApplication>
#include <QMenu>

namespace pilothouse {

namespace {
constexpr int CardWidth = 520;
constexpr std::chrono::milliseconds LeaveTime{350};
constexpr int MostCalls = 40; ///< In the menu; the last ones.

/// Adds the origins of a range's lines that are not there yet.
void collect(std::vector<int> &rows, const std::vector<int> &of, const LineRange &lines)
{
    for (int line = lines.first; line < lines.end() && line < static_cast<int>(of.size()); ++line) {
        const int row = of[static_cast<size_t>(line)];
        if (row >= 0 && !std::ranges::contains(rows, row))
            rows.push_back(row);
    }
}
} // namespace

void ChangesView::makeOrigins()
{
    connect(&m_originLookup, &OriginLookup::failed, this, &ChangesView::failed);
    connect(&m_originLookup, &OriginLookup::arrived, this, [this](int file) {
        if (m_view->originsShown())
            m_decorate.schedule();
        showWhy(file);
    });
    connect(&m_originLookup, &OriginLookup::filtered, this, [this](const QString &name, const QSet<QByteArray> &paths) {
        m_tree->setOrigin(name, paths);
        m_decorate.schedule();
    });
    connect(m_view, &ReviewView::viewMoved, this, [this] {
        placeWhy();
        wantVisibleOrigins();
    });
    connect(m_view, &ReviewView::gutterClicked, this, [this](const ReviewSpot &spot) {
        if (spot.part == ReviewSpot::Part::Origin && spot.line)
            askWhy(spot.hunk, spot.line);
    });
    m_whyLeave.setSingleShot(true);
    m_whyLeave.setInterval(LeaveTime);
    connect(&m_whyLeave, &QTimer::timeout, this, [this] {
        if (!m_why->underMouse() && !m_why->isAncestorOf(QApplication::focusWidget()))
            m_why->close();
    });
    connect(m_view, &ReviewView::gutterHovered, this, [this](const ReviewSpot &spot) {
        if (spot.part != ReviewSpot::Part::Origin || !spot.line)
            return m_whyLeave.start();
        m_whyLeave.stop();
        m_whyHunk = spot.hunk;
        m_whyLine = spot.line;
        m_originLookup.want(m_review.fileOf(spot.line->path));
    });
    connect(m_why, &WhyCard::closed, this, [this] { m_view->setFocus(Qt::OtherFocusReason); });
    connect(m_why, &WhyCard::transcriptRequested, this, &ChangesView::transcriptRequested);
    connect(m_why, &WhyCard::filterRequested, this, [this](const OriginFilter &filter, const QString &name) {
        m_why->close();
        m_originLookup.filter(filter, name);
    });
    connect(m_tree, &FileTreePanel::originWanted, this, &ChangesView::openOriginMenu);
    connect(m_tree, &FileTreePanel::originCleared, this, &ChangesView::clearOrigin);
}

void ChangesView::clearOrigin()
{
    if (!m_originLookup.isFiltering())
        return;
    m_originLookup.endFilter();
    m_tree->setOrigin({}, std::nullopt);
    m_decorate.schedule();
}

void ChangesView::wantVisibleOrigins()
{
    if (!m_view->originsShown())
        return;
    int last = -1;
    for (const HunkPlace hunk : m_view->visibleHunks()) {
        if (hunk.file == last)
            continue;
        last = hunk.file;
        const int file = m_review.fileOf(m_document.change(hunk.file).path());
        if (file >= 0 && !m_originLookup.known(file))
            m_originLookup.want(file);
    }
}

void ChangesView::askWhy(HunkPlace hunk, std::optional<ReviewLine> line)
{
    if (m_why->isVisible() && !line)
        return m_why->close();
    if (!hunk.isValid()) {
        m_view->nextHunk();
        return;
    }
    m_whyHunk = hunk;
    m_whyLine = std::move(line);
    m_originLookup.want(m_review.fileOf(m_document.change(hunk.file).path()));
}

void ChangesView::showWhy(int file)
{
    const HunkPlace hunk = std::exchange(m_whyHunk, {});
    const std::optional<ReviewLine> line = std::exchange(m_whyLine, std::nullopt);
    if (!hunk.isValid() || hunk.file >= m_document.fileCount())
        return;
    const QByteArray &path = m_document.change(hunk.file).path();
    const LineOrigins *origins = m_originLookup.known(file);
    if (m_review.fileOf(path) != file || !origins) {
        m_whyHunk = hunk;
        m_whyLine = line;
        return;
    }
    std::vector<int> rows;
    ReviewLine below{path, ReviewSide::New, 0};
    if (line) {
        below = *line;
        collect(rows, line->side == ReviewSide::Old ? origins->removed : origins->added, {line->line, 1});
    } else {
        const FileSelection parts = m_document.hunkSelection(hunk);
        for (const LineRange &range : parts.added)
            collect(rows, origins->added, range);
        for (const LineRange &range : parts.removed)
            collect(rows, origins->removed, range);
        if (!parts.added.empty())
            below = {path, ReviewSide::New, parts.added.front().first};
        else if (!parts.removed.empty())
            below = {path, ReviewSide::Old, parts.removed.front().first};
    }
    if (rows.empty())
        rows = origins->touching; // a file without lines, or of which only the name changed
    std::vector<LineOrigin> shown;
    for (const int row : rows)
        shown.push_back(origins->table[static_cast<size_t>(row)]);
    m_why->setFixedWidth(qMin(CardWidth, m_view->viewport()->width() - 2 * grid::One));
    m_why->show(shown, line ? WhyCard::Opened::ByPointer : WhyCard::Opened::ByKey);
    m_whyBelow = below;
    placeWhy();
}

void ChangesView::placeWhy()
{
    if (!m_why->isVisible() || !m_whyBelow)
        return;
    const QRect room = m_view->viewport()->rect().adjusted(grid::One, grid::One, -grid::One, -grid::One);
    const QRect place = m_view->rectOf(*m_whyBelow);
    if (place.isNull() && m_whyBelow->line > 0)
        return m_why->close(); // scrolled away
    int top = place.isNull() ? room.top() + grid::Four : place.bottom() + 2;
    if (top + m_why->height() > room.bottom())
        top = qMax(room.top(), place.isNull() ? room.bottom() - m_why->height() : place.top() - m_why->height() - 2);
    m_why->move(qMin(room.left() + 7 * grid::Four, room.right() - m_why->width()), top);
}

void ChangesView::openOriginMenu(QWidget *below)
{
    whenDone(m_runner.review().timeline(m_review.session()), this,
        [this, below = QPointer(below)](const Result<std::vector<TimelineTick>> &ticks) {
            if (!ticks)
                return Q_EMIT failed(ticks.error().message);
            auto *menu = new QMenu(this);
            menu->setAttribute(Qt::WA_DeleteOnClose);
            menu->setObjectName(QStringLiteral("originMenu"));
            const auto add = [&](QString words, const OriginFilter &filter) {
                words = visibleText(words, LineBreaks::Show).left(80);
                QAction *action = menu->addAction(words.replace(u'&', QLatin1StringView("&&")));
                connect(
                    action, &QAction::triggered, this, [this, filter, words] { m_originLookup.filter(filter, words); });
            };
            QSet<qint32> turns;
            int calls = 0;
            for (auto tick = ticks->crbegin(); tick != ticks->crend() && calls < MostCalls; ++tick) {
                if (tick->turn > 0 && !turns.contains(tick->turn)) {
                    turns.insert(tick->turn);
                    add(tr("Turn %1").arg(tick->turn), {.turn = tick->turn});
                }
                if (tick->kind == TimelineTick::Kind::ToolCall && tick->changed && ++calls)
                    add(QStringLiteral("    ") + tick->title, {.turn = tick->turn, .call = tick->toolCall});
            }
            if (turns.isEmpty())
                menu->addAction(tr("The agent did nothing yet"))->setEnabled(false);
            menu->popup(below ? below->mapToGlobal(QPoint(0, below->height())) : QCursor::pos());
        });
}

} // namespace pilothouse

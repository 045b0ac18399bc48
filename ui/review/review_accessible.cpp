#include "ui/review/review_accessible.h"

#include "ui/review/block_words.h"
#include "ui/review/line_text.h"
#include "ui/review/review_view.h"

#include <QAccessibleWidget>
#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <tuple>

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ReviewAccessible)
};

/// A file, a hunk or a row: as much of the place as is not -1.
struct Place {
    int file = -1;
    int hunk = -1;
    int row = -1; ///< Within the hunk.

    friend auto operator<=>(const Place &, const Place &) = default;
};

class Element;

/// The view itself. Its elements are made when they are asked for and given up when the document changes.
class Root final : public QAccessibleWidget {
public:
    explicit Root(ReviewView *view) : QAccessibleWidget(view, QAccessible::List)
    {
        ReviewDocument &document = view->document();
        const auto forget = [this] { this->forget(); };
        m_connections = {QObject::connect(&document, &ReviewDocument::reset, view, forget),
            QObject::connect(&document, &ReviewDocument::rowsChanged, view, forget),
            QObject::connect(view, &ReviewView::currentHunkChanged, view, [this] { announceCurrent(); })};
    }
    ~Root() override
    {
        for (const auto &connection : m_connections)
            QObject::disconnect(connection);
        forget();
    }

    [[nodiscard]] ReviewView &view() const { return *static_cast<ReviewView *>(widget()); }
    [[nodiscard]] ReviewDocument &document() const { return view().document(); }
    [[nodiscard]] QAccessibleInterface *element(Place place) const;

    /// The files, and behind them what holds the comments between the lines, while there are some.
    [[nodiscard]] int childCount() const override { return document().fileCount() + (hasComments() ? 1 : 0); }
    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        if (index == document().fileCount() && hasComments())
            return QAccessible::queryAccessibleInterface(view().viewport());
        return index >= 0 && index < document().fileCount() ? element({index}) : nullptr;
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override;
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override
    {
        const ReviewSpot spot = view().spotAt(view().viewport()->mapFromGlobal(QPoint(x, y)));
        return spot.hunk.isValid() ? element({spot.file, spot.hunk.hunk}) : child(spot.file);
    }
    [[nodiscard]] QAccessibleInterface *focusChild() const override
    {
        const HunkPlace hunk = view().currentHunk();
        return hunk.isValid() ? element({hunk.file, hunk.hunk}) : nullptr;
    }

private:
    [[nodiscard]] bool hasComments() const
    {
        const auto cards = view().viewport()->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly);
        return std::ranges::any_of(cards, [](const QWidget *card) { return !card->isHidden(); });
    }
    void forget()
    {
        for (const auto &[place, id] : m_elements)
            QAccessible::deleteAccessibleInterface(id);
        m_elements.clear();
    }
    void announceCurrent()
    {
        if (QAccessibleInterface *current = QAccessible::isActive() ? focusChild() : nullptr) {
            QAccessibleEvent event(current, QAccessible::Focus);
            QAccessible::updateAccessibility(&event);
        }
    }

    mutable std::map<Place, QAccessible::Id> m_elements;
    std::vector<QMetaObject::Connection> m_connections;
};

class Element final : public QAccessibleInterface {
public:
    Element(const Root &root, Place place) : m_root(root), m_place(place) { }

    [[nodiscard]] Place place() const { return m_place; }

    [[nodiscard]] bool isValid() const override { return m_place.file < m_root.document().fileCount(); }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QWindow *window() const override { return m_root.window(); }
    [[nodiscard]] QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    void setText(QAccessible::Text, const QString &) override { }

    [[nodiscard]] QAccessibleInterface *parent() const override
    {
        if (m_place.row >= 0)
            return m_root.element({m_place.file, m_place.hunk});
        if (m_place.hunk >= 0)
            return m_root.element({m_place.file});
        return const_cast<Root *>(&m_root);
    }
    [[nodiscard]] int childCount() const override
    {
        if (m_place.row >= 0)
            return 0;
        if (m_place.hunk < 0)
            return m_root.document().hunkCount(m_place.file);
        const auto [first, last] = rows();
        return last - first + 1;
    }
    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        return m_root.element(m_place.hunk < 0 ? Place{m_place.file, index} : Place{m_place.file, m_place.hunk, index});
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto *element = dynamic_cast<const Element *>(child);
        return !element ? -1 : m_place.hunk < 0 ? element->m_place.hunk : element->m_place.row;
    }
    [[nodiscard]] QAccessible::Role role() const override
    {
        return m_place.row >= 0 ? QAccessible::StaticText
            : m_place.hunk >= 0 ? QAccessible::Grouping
                                : QAccessible::ListItem;
    }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.readOnly = true;
        state.focusable = m_place.hunk >= 0 && m_place.row < 0;
        state.focused = state.focusable && m_root.view().currentHunk() == HunkPlace{m_place.file, m_place.hunk};
        state.collapsed = m_place.hunk < 0 && m_root.document().isCollapsed(m_place.file);
        state.offscreen = rect().isNull();
        return state;
    }
    [[nodiscard]] QString text(QAccessible::Text what) const override
    {
        if (what != QAccessible::Name)
            return {};
        return m_place.row >= 0 ? rowText() : m_place.hunk >= 0 ? hunkText() : fileText();
    }
    [[nodiscard]] QRect rect() const override
    {
        const ReviewDocument &document = m_root.document();
        if (m_place.hunk < 0 || !document.lines(m_place.file))
            return {};
        const auto [first, last] = rows();
        QRect whole;
        const int from = m_place.row >= 0 ? first + m_place.row : first;
        const int to = m_place.row >= 0 ? from : qMin(last, first + MostMeasuredRows);
        for (int row = from; row <= to; ++row) {
            const FileRow shown = document.rows(m_place.file).at(row);
            const bool old = shown.newLine < 0;
            whole |= m_root.view().rectOf({document.change(m_place.file).path(),
                old ? ReviewSide::Old : ReviewSide::New, old ? shown.oldLine : shown.newLine});
        }
        return whole.isNull() ? whole : QRect(m_root.view().viewport()->mapToGlobal(whole.topLeft()), whole.size());
    }

private:
    static constexpr int MostMeasuredRows = 300;

    /// First and last row of the hunk.
    [[nodiscard]] std::pair<int, int> rows() const
    {
        const ReviewDocument &document = m_root.document();
        const auto &hunks = document.rows(m_place.file).hunks();
        if (static_cast<size_t>(m_place.hunk) >= hunks.size())
            return {0, -1};
        const HunkRange hunk = hunks[static_cast<size_t>(m_place.hunk)];
        const FileRows &all = document.rows(m_place.file);
        const auto lastEdit = static_cast<int>(hunk.firstEdit + hunk.editCount - 1);
        const LineEdit &edit = document.lines(m_place.file)->edits[static_cast<size_t>(lastEdit)];
        const int height =
            document.mode() == DiffMode::Unified ? edit.oldCount + edit.newCount : qMax(edit.oldCount, edit.newCount);
        return {all.firstRowOfEdit(static_cast<int>(hunk.firstEdit)), all.firstRowOfEdit(lastEdit) + height - 1};
    }
    [[nodiscard]] const FileDecorations *decorations() const
    {
        const auto &files = m_root.view().decorations()->files;
        const auto found = files.constFind(m_root.document().change(m_place.file).path());
        return found == files.cend() ? nullptr : &*found;
    }
    [[nodiscard]] static QString decisionText(LineDecision decision)
    {
        switch (decision) {
        case LineDecision::Accepted:
            return Words::tr("accepted");
        case LineDecision::Rejected:
            return Words::tr("rejected");
        case LineDecision::Committed:
            return Words::tr("committed");
        case LineDecision::None:
            break;
        }
        return Words::tr("not decided");
    }
    [[nodiscard]] QString fileText() const
    {
        const ReviewDocument &document = m_root.document();
        const FileChange &change = document.change(m_place.file);
        QStringList parts{lineText(change.path()).text,
            Words::tr("%1 lines added, %2 removed").arg(change.added).arg(change.removed)};
        if (document.block(m_place.file) != FileBlock::None && document.block(m_place.file) != FileBlock::Loading)
            parts.append(blockWords(document, m_place.file));
        if (document.lines(m_place.file) && document.lines(m_place.file)->coarse)
            parts.append(coarseWords());
        if (const FileDecorations *known = decorations()) {
            if (known->viewed)
                parts.append(Words::tr("viewed"));
            if (known->staleView)
                parts.append(Words::tr("changed since viewed"));
            if (known->decision != LineDecision::None)
                parts.append(decisionText(known->decision));
            for (const QString &more : {known->warning, known->note}) {
                if (!more.isEmpty())
                    parts.append(more);
            }
        }
        return parts.join(QStringLiteral(", "));
    }
    /// What all changed lines of the hunk have in common.
    [[nodiscard]] QString hunkDecision() const
    {
        const FileDecorations *known = decorations();
        if (!known)
            return decisionText(LineDecision::None);
        const FileSelection lines = m_root.document().hunkSelection({m_place.file, m_place.hunk});
        bool some = false;
        bool all = true;
        LineDecision decision = known->decision;
        const auto look = [&](const std::vector<LineRange> &ranges, const std::vector<LineDecoration> &decorated) {
            for (const LineRange &range : ranges) {
                int covered = 0;
                for (const LineDecoration &one : decorated) {
                    const int from = qMax(range.first, one.lines.first);
                    const int to = qMin(range.end(), one.lines.end());
                    if (from >= to || one.decision == LineDecision::None)
                        continue;
                    all = all && (!some || one.decision == decision);
                    decision = one.decision;
                    some = true;
                    covered += to - from;
                }
                all = all && covered == range.count;
            }
        };
        look(lines.removed, known->before);
        look(lines.added, known->after);
        return some && !all ? Words::tr("partly decided") : decisionText(decision);
    }
    [[nodiscard]] QString hunkText() const
    {
        return Words::tr("Hunk %1 of %2, %3")
            .arg(m_place.hunk + 1)
            .arg(m_root.document().hunkCount(m_place.file))
            .arg(hunkDecision());
    }
    [[nodiscard]] QString rowText() const
    {
        const ReviewDocument &document = m_root.document();
        const LineDiff &lines = *document.lines(m_place.file);
        const FileRow row = document.rows(m_place.file).at(rows().first + m_place.row);
        const auto words = [](const TextLines &text, int line) {
            return lineText(text.line(line), {true, line + 1 == text.count() && !text.endsWithNewline()}).text;
        };
        if (row.kind == FileRow::Kind::Gap)
            return Words::tr("%n unchanged line(s)", nullptr, row.hidden);
        if (row.kind == FileRow::Kind::Context)
            return Words::tr("Line %1: %2").arg(row.newLine + 1).arg(words(*lines.after, row.newLine));
        QStringList parts;
        if (row.oldLine >= 0)
            parts.append(Words::tr("Removed line %1: %2").arg(row.oldLine + 1).arg(words(*lines.before, row.oldLine)));
        if (row.newLine >= 0)
            parts.append(Words::tr("Added line %1: %2").arg(row.newLine + 1).arg(words(*lines.after, row.newLine)));
        return parts.join(u'\n');
    }

    const Root &m_root;
    Place m_place;
};

QAccessibleInterface *Root::element(Place place) const
{
    if (const auto known = m_elements.find(place); known != m_elements.end())
        return QAccessible::accessibleInterface(known->second);
    auto *made = new Element(*this, place);
    m_elements.emplace(place, QAccessible::registerAccessibleInterface(made));
    return made;
}

int Root::indexOfChild(const QAccessibleInterface *child) const
{
    if (child && child->object() == view().viewport())
        return document().fileCount();
    const auto *element = dynamic_cast<const Element *>(child);
    return element ? element->place().file : -1;
}

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *view = qobject_cast<ReviewView *>(object);
    return view ? new Root(view) : nullptr;
}

} // namespace

void installReviewAccessibility()
{
    QAccessible::installFactory(makeInterface); // a factory is installed once, however often this is called
}

} // namespace pilothouse

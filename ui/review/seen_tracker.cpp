#include "ui/review/seen_tracker.h"

#include <algorithm>

namespace pilothouse {

SeenTracker::SeenTracker(ReviewView &view, QObject *parent) : QObject(parent), m_view(view)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(LongEnough);
    connect(&m_timer, &QTimer::timeout, this, &SeenTracker::look);
    connect(&view, &ReviewView::viewMoved, this, [this] { m_timer.start(); });
    connect(&view.document(), &ReviewDocument::reset, this, [this] {
        m_last.clear();
        m_timer.start();
    });
}

std::vector<LineRange> SeenTracker::onScreen(const QByteArray &path, ReviewSide side, const LineRange &lines) const
{
    const auto shown = [&](int line) { return !m_view.rectOf({path, side, line}).isNull(); };
    // The screen shows neighbours, so of a long range a line here and there finds the part, whose ends are then looked
    // for; a part between two of these places may be missed and is asked for again with the next move.
    const int step = std::max(1, lines.count / 4000);
    for (int line = lines.first; line < lines.end(); line += step) {
        if (!shown(line))
            continue;
        int first = line;
        while (first > lines.first && shown(first - 1))
            --first;
        int end = line + 1;
        while (end < lines.end() && shown(end))
            ++end;
        return {{first, end - first}};
    }
    return {};
}

void SeenTracker::look()
{
    if (!m_view.isVisible())
        return;
    if (!m_view.isActiveWindow()) {
        m_timer.start(); // nobody reads behind another window
        return;
    }
    const ReviewDocument &document = m_view.document();
    std::vector<FileSelection> parts;
    for (const HunkPlace hunk : m_view.visibleHunks()) {
        if (hunk.file >= document.fileCount())
            continue;
        FileSelection all = document.hunkSelection(hunk);
        const QByteArray &path = document.change(hunk.file).path();
        if (!all.whole) {
            const auto keep = [&](std::vector<LineRange> &ranges, ReviewSide side) {
                std::vector<LineRange> out;
                for (const LineRange &range : ranges)
                    std::ranges::copy(onScreen(path, side, range), std::back_inserter(out));
                ranges = std::move(out);
            };
            keep(all.removed, ReviewSide::Old);
            keep(all.added, ReviewSide::New);
        }
        if (all.isEmpty())
            continue;
        const auto same = std::ranges::find_if(parts,
            [&](const FileSelection &part) { return part.oldPath == all.oldPath && part.newPath == all.newPath; });
        if (same == parts.end()) {
            parts.push_back(std::move(all));
        } else {
            std::ranges::copy(all.removed, std::back_inserter(same->removed));
            std::ranges::copy(all.added, std::back_inserter(same->added));
            same->whole = same->whole || all.whole;
            same->properties = same->properties || all.properties;
        }
    }
    if (parts.empty() || parts == m_last)
        return;
    m_last = parts;
    Q_EMIT seen(parts);
}

} // namespace pilothouse

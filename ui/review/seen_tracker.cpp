#include "ui/review/seen_tracker.h"

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

void SeenTracker::look()
{
    if (!m_view.isVisible())
        return;
    if (!m_view.isActiveWindow()) {
        m_timer.start(); // nobody reads behind another window
        return;
    }
    const std::vector<FileSelection> parts = m_view.visibleChanges();
    if (parts.empty() || parts == m_last)
        return;
    m_last = parts;
    Q_EMIT seen(parts);
}

} // namespace pilothouse

#include "ui/controls/frame_timer.h"

namespace pilothouse {

namespace {
constexpr qint64 FrameMs = 16;
}

FrameTimer::FrameTimer(QObject *parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_sinceLast.start();
        Q_EMIT due();
    });
}

void FrameTimer::schedule()
{
    if (m_timer.isActive())
        return;
    const qint64 passed = m_sinceLast.isValid() ? m_sinceLast.elapsed() : FrameMs;
    m_timer.start(static_cast<int>(qMax<qint64>(0, FrameMs - passed)));
}

} // namespace pilothouse

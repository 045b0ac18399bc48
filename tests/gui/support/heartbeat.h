#pragma once

#include "tests/gui/support/thread_time.h"

#include <QElapsedTimer>
#include <QTimer>

namespace pilothouse {

/// Beats on the thread of the window, and remembers the longest time between two beats: how long nothing could be
/// clicked. Of it only what the thread itself computed is judged, for others may use the machine, too; what it waited
/// shows in the whole.
class Heartbeat final : public QObject {
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(BeatMs);
        connect(&m_timer, &QTimer::timeout, this, &Heartbeat::beat);
        reset();
        m_timer.start();
    }

    static constexpr int BeatMs = 2;

    void reset()
    {
        m_clock.start();
        m_computed = threadMilliseconds();
        m_longestComputed = 0;
        m_longest = 0;
        m_beats = 0;
    }
    /// Milliseconds.
    [[nodiscard]] double longestComputed() const { return m_longestComputed; }
    [[nodiscard]] double longest() const { return m_longest; }
    [[nodiscard]] int beats() const { return m_beats; }

private:
    void beat()
    {
        const double computed = threadMilliseconds();
        m_longestComputed = qMax(m_longestComputed, computed - m_computed);
        m_longest = qMax(m_longest, static_cast<double>(m_clock.nsecsElapsed()) / 1e6);
        m_computed = computed;
        m_clock.start();
        ++m_beats;
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_computed = 0;
    double m_longestComputed = 0;
    double m_longest = 0;
    int m_beats = 0;
};

} // namespace pilothouse

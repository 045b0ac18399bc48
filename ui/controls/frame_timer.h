#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace pilothouse {

/// Brings many changes together into one update a frame: due() comes soon after the first schedule(), and never twice
/// within 16 ms.
class FrameTimer final : public QObject {
    Q_OBJECT

public:
    explicit FrameTimer(QObject *parent = nullptr);
    void schedule();

Q_SIGNALS:
    void due();

private:
    QTimer m_timer;
    QElapsedTimer m_sinceLast;
};

} // namespace pilothouse

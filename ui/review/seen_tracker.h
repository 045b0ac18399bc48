#pragma once

#include "ui/review/review_view.h"

#include <QTimer>

namespace pilothouse {

/// Finds out what the person looks at: changed lines that stayed on the screen for a while in the active window. Never
/// more than was there: of a long hunk only the lines that were on the screen.
class SeenTracker final : public QObject {
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds LongEnough{800};

    explicit SeenTracker(ReviewView &view, QObject *parent = nullptr);

Q_SIGNALS:
    void seen(const std::vector<pilothouse::FileSelection> &parts);

private:
    void look();

    ReviewView &m_view;
    QTimer m_timer;
    std::vector<FileSelection> m_last;
};

} // namespace pilothouse

#pragma once

#include "runner/review/attribution_filter.h"
#include "ui/controls/controls.h"

class QScrollArea;
class QVBoxLayout;

namespace pilothouse {

/// Why lines are there: the prompt, what the agent said, the command, and how sure all of that is. Escape closes it.
class WhyCard final : public Panel {
    Q_OBJECT

public:
    WhyCard(const Theme &theme, QWidget *parent);

    enum class Opened { ByKey, ByPointer }; ///< By the pointer it takes no focus.
    /// Shows one or several origins, at most a few of them.
    void show(const std::vector<LineOrigin> &origins, Opened how);
    void close();

Q_SIGNALS:
    void transcriptRequested(qint64 seq);
    /// Show only what this turn or call changed.
    void filterRequested(const pilothouse::OriginFilter &filter, const QString &name);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void add(const LineOrigin &origin);

    const Theme &m_theme;
    QScrollArea *m_area;
};

} // namespace pilothouse

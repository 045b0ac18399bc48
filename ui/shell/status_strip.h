#pragma once

#include "runner/session/runner_api.h"
#include "ui/controls/controls.h"

namespace pilothouse {

/// The strip at the window's lower edge: how engine and store are, and how many sessions work.
class StatusStrip final : public QWidget {
    Q_OBJECT

public:
    StatusStrip(const Theme &theme, RunnerApi &runner, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refresh();

    const Theme &m_theme;
    RunnerApi &m_runner;
    IconLabel *m_engineIcon;
    ElidedLabel *m_engine;
    IconLabel *m_storeIcon;
    ElidedLabel *m_store;
    TextLabel *m_sessions;
};

} // namespace pilothouse

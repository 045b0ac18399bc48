#pragma once

#include "runner/session/runner_api.h"
#include "ui/theme/theme.h"

#include <QHash>
#include <QScrollArea>

class QVBoxLayout;

namespace pilothouse {

class ApprovalCard;
class EmptyState;
class TextLabel;

/// Every question that waits for a person, of all sessions, to be answered one after the other.
class InboxView final : public QScrollArea {
    Q_OBJECT

public:
    InboxView(const Theme &theme, RunnerApi &runner, QWidget *parent = nullptr);

    /// Reads the questions of these sessions from the runner, which must have them open.
    void showSessions(const std::vector<SessionId> &sessions);
    [[nodiscard]] ApprovalCard *firstCard() const;

Q_SIGNALS:
    void sessionActivated(pilothouse::SessionId session);
    void failed(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Shown {
        SessionId session;
        ApprovalCard *card = nullptr;
    };
    void retranslate();

    const Theme &m_theme;
    RunnerApi &m_runner;
    QVBoxLayout *m_layout;
    TextLabel *m_title;
    EmptyState *m_empty;
    std::vector<Shown> m_shown;
};

} // namespace pilothouse

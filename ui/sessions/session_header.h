#pragma once

#include "runner/session/session_state.h"
#include "ui/controls/controls.h"

namespace pilothouse {

/// The head of a session's page: title, state, where it works, what it costs, how well its sandbox is closed.
class SessionHeader final : public QWidget {
    Q_OBJECT

public:
    explicit SessionHeader(const Theme &theme, QWidget *parent = nullptr);
    void setSnapshot(const SessionSnapshot &snapshot);

Q_SIGNALS:
    void renameRequested();
    void removeRequested();
    void attemptsRequested(const QString &group);
    void modeChosen(const QString &modeId);
    void optionChosen(const QString &optionId, const QJsonValue &value);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void updateGrade(const SandboxView &sandbox);
    void updateModes(const Conversation &conversation);
    void updateOptions(const std::vector<acp::ConfigOption> &options);
    void makeMenu();

    const Theme &m_theme;
    IconLabel *m_icon;
    ElidedLabel *m_title;
    ElidedLabel *m_facts;
    TextLabel *m_usage;
    QToolButton *m_attempts;
    QToolButton *m_grade;
    QToolButton *m_mode;
    QToolButton *m_more;
    QString m_group;
    std::vector<GradeCheck> m_checks;
    std::optional<acp::Modes> m_modes;
    std::vector<acp::ConfigOption> m_options;
};

} // namespace pilothouse

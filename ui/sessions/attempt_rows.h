#pragma once

#include "runner/session/evidence_api.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace pilothouse {

/// An agent that can be chosen.
struct AgentChoice {
    QString id;
    QString name;
};

/// Further agents and models that get the same task: up to five rows.
class AttemptRows final : public QWidget {
    Q_OBJECT

public:
    AttemptRows(const Theme &theme, const std::vector<AgentChoice> &agents, QWidget *parent = nullptr);

    /// The first one and a choice for each row; a row without a model has the first one's.
    [[nodiscard]] std::vector<AttemptChoice> choices(const AttemptChoice &first) const;
    /// One text a row, for the settings.
    [[nodiscard]] QStringList saved() const;
    void restore(const QStringList &rows);
    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Row {
        QWidget *widget;
        QComboBox *agent;
        QLineEdit *model;
    };

    void add(const QString &agent, const QString &model);
    void remove(const QWidget *row);
    void retranslate();

    const Theme &m_theme;
    std::vector<AgentChoice> m_agents;
    std::vector<Row> m_rows;
    QVBoxLayout *m_layout;
    QPushButton *m_add;
};

} // namespace pilothouse

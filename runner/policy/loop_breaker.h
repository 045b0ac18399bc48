#pragma once

#include "runner/policy/budget.h"

#include <QHash>
#include <QSet>

namespace pilothouse {

/// Notices an agent that goes round in circles: the same call that fails again and again, or one that starts agents
/// without end. Fed with what the agent says about its tool calls; counts anew in each turn. Pure; one thread.
class LoopBreaker final {
public:
    static constexpr int FailuresNoticed = 4; ///< Of the same call in a row.
    static constexpr int FailuresHeld = 8;
    static constexpr int ChildrenNoticed = 12; ///< In one turn.
    static constexpr int ChildrenHeld = 24;

    struct Call {
        QString id;
        QString what; ///< What it does, as far as it is compared: its title and input. Untrusted.
        QString status; ///< As in ACP: "failed", "completed" …
        bool startsAgent = false;
    };

    void takeCall(qint32 turn, const Call &call);

    /// The code of what a person should know now; empty: nothing.
    [[nodiscard]] QString notice() const;
    /// What the next request to a model is held for; nothing: it may go out.
    [[nodiscard]] std::optional<BudgetQuestion> question() const;
    /// A person lets it go on: it is held again only after as much more of the same.
    void letGoOn();

    [[nodiscard]] int failures() const { return m_failures; }
    [[nodiscard]] int children() const { return int(m_children.size()); }

private:
    qint32 m_turn = 0;
    QHash<QString, QString> m_open; ///< What a call that has not ended does, by its id; bounded.
    QString m_failing; ///< The call that failed last.
    int m_failures = 0; ///< In a row.
    int m_failuresAllowed = FailuresHeld;
    QSet<QString> m_children; ///< Ids of calls that started an agent; bounded.
    int m_childrenAllowed = ChildrenHeld;
};

} // namespace pilothouse

#pragma once

#include "runner/session/runner_api.h"

#include <QTimer>

#include <deque>
#include <map>
#include <set>

namespace pilothouse {

/// Keeps what live sessions would meet in each other and in the person's branch. Asks the runner, which merges on its
/// pool, when change sets change and from time to time for branches that move; one repository at a time. GUI thread.
class RadarWatch final : public QObject {
    Q_OBJECT

public:
    explicit RadarWatch(RunnerApi &runner, QObject *parent = nullptr);

    /// What a session clashes with; empty where nothing is known.
    [[nodiscard]] const std::vector<SessionClash> &clashes(SessionId session) const;
    /// By repository.
    [[nodiscard]] const std::map<QString, RadarReport> &reports() const { return m_reports; }
    /// The least time between two rounds, and the time after which a branch is looked at again.
    void setPace(std::chrono::milliseconds between, std::chrono::milliseconds again);

Q_SIGNALS:
    void changed();

private:
    struct Live {
        SessionId session;
        ObjectId snapshot;
        friend bool operator==(const Live &, const Live &) = default;
    };
    using Front = std::map<QString, std::vector<Live>>; ///< By repository.

    [[nodiscard]] Front front() const;
    void look(bool all);
    void askNext();

    RunnerApi &m_runner;
    QTimer m_soon;
    QTimer m_again;
    Front m_asked; ///< As it was when it was asked for.
    std::deque<QString> m_waiting;
    bool m_asking = false;
    std::map<QString, RadarReport> m_reports;
};

/// What a person reads of a session's clashes: one sentence, or one for the sessions and one for the branch.
[[nodiscard]] QString radarSentence(const std::vector<SessionClash> &clashes);

} // namespace pilothouse

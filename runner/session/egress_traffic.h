#pragma once

#include "runner/guest/guest_link.h"
#include "runner/session/egress_answer.h"
#include "runner/session/egress_services.h"

#include <QObject>
#include <QTimer>

namespace pilothouse {

/// Carries connections between a sandbox's proxy and the broker. What no rule decides becomes a question to a person,
/// one for each host, port and protocol; the connections wait for its answer meanwhile, over a lost link and another
/// process, too. What goes out is an event before it goes, its end another one, a refusal a third. Lives on its
/// session's thread, as long as one incarnation.
class EgressTraffic final : public QObject {
    Q_OBJECT

public:
    EgressTraffic(GuestLink &guest, SessionLog &log, EgressServices services, QObject *parent = nullptr);
    ~EgressTraffic() override;

    void linkBroke();
    /// False while an answer to this question might reach nobody: the guest has not told yet what waits for it.
    [[nodiscard]] bool isReadyFor(const ApprovalId &question) const;

private:
    /// The guest is about to tell what still waits: what it does not tell soon is withdrawn.
    void linkUp();

    struct Waiting {
        quint64 request = 0;
        ApprovalId question;
        EgressQuestion about;
        OneShot<Result<EgressPermit>> answer;
    };
    struct Refusals {
        EgressRefusal last;
        int count = 0; ///< Since the event that was written last.
    };

    void connectGuest();
    void connectBroker();
    void submit(const GuestEgressRequest &request);
    [[nodiscard]] Task<EgressPermit> decide(EgressAttempt attempt);
    [[nodiscard]] Task<EgressPermit> ask(EgressAttempt attempt, bool sensitivePath);
    [[nodiscard]] ApprovalId questionFor(const EgressQuestion &about);
    void post(const ApprovalId &question, const EgressQuestion &about, const EgressAttempt &attempt);
    [[nodiscard]] Task<void> record(EgressOpening opening);
    void recordEnd(const EgressEnding &ending);
    void recordRefusal(const EgressRefusal &refusal);
    void writeRefusals();
    void takeEvent(const Event &event);
    void programGone(quint64 request);
    void withdrawUnwanted();
    void resolve(const std::function<bool(const Waiting &)> &whom, const Result<EgressPermit> &with);

    GuestLink &m_guest;
    SessionLog &m_log;
    EgressServices m_services;
    EgressBroker *m_broker;
    std::vector<Waiting> m_waiting;
    qint64 m_lastQuestion; ///< The highest number given to one, asked or about to be.
    std::map<QString, Refusals> m_refusals;
    QTimer m_refusalTimer;
    QTimer m_withdrawTimer;
};

} // namespace pilothouse

#pragma once

#include "runner/egress/model_gateway.h"
#include "runner/guest/guest_link.h"
#include "runner/session/budget_gate.h"
#include "runner/session/session_services.h"

#include <QObject>

namespace pilothouse {

/// Carries model requests between a sandbox and the gateway: an attempt passes the budgets and is an event before it
/// goes out, its end another one. Answers flow as fast as the agent reads them. Lives on its session's thread, as long
/// as one incarnation.
class ModelTraffic final : public QObject {
    Q_OBJECT

public:
    ModelTraffic(GuestLink &guest, SessionLog &log, BudgetGate &budgets, ModelRoute route,
        const PracticeModel &practice, Pool &pool, QObject *parent = nullptr);
    ~ModelTraffic() override;

    /// The link broke: what was not answered is sent again by the guest, or by the agent's own retry.
    void linkBroke();

    /// A request is with the provider, or a part of its answer still here.
    [[nodiscard]] bool busy() const;

private:
    void connectGateway();

    GuestLink &m_guest;
    BudgetGate &m_budgets;
    ModelGateway *m_gateway;
};

/// Where the requests of a session go, with its price and key. Errors: ModelUrlInvalid, those of the key store.
[[nodiscard]] Task<ModelRoute> routeFor(ModelChoice choice, const SessionServices &services);

} // namespace pilothouse

#include "runner/session/state_machine.h"

#include <array>
#include <utility>

namespace pilothouse {

namespace {

using enum SessionPhase;

constexpr std::array Names{
    std::pair{Queued, QLatin1StringView("queued")},
    std::pair{Preparing, QLatin1StringView("preparing")},
    std::pair{Running, QLatin1StringView("running")},
    std::pair{WaitingApproval, QLatin1StringView("waiting_approval")},
    std::pair{Idle, QLatin1StringView("idle")},
    std::pair{Completed, QLatin1StringView("completed")},
    std::pair{Failed, QLatin1StringView("failed")},
    std::pair{Cancelled, QLatin1StringView("cancelled")},
};

} // namespace

bool canStep(SessionPhase from, SessionPhase to)
{
    switch (from) {
    case Queued:
        return to == Preparing || to == Failed || to == SessionPhase::Cancelled;
    case Preparing:
        // Straight to running where a new host process takes over a turn that went on meanwhile.
        return to == Idle || to == Running || to == WaitingApproval || to == Failed || to == SessionPhase::Cancelled;
    case Running:
    case WaitingApproval:
        return from != to && to != Queued;
    case Idle:
        return to == Preparing || to == Running || hasEnded(to);
    case Completed:
    case Failed:
    case SessionPhase::Cancelled:
        return to == Preparing;
    }
    return false;
}

bool hasEnded(SessionPhase phase)
{
    return phase == Completed || phase == Failed || phase == SessionPhase::Cancelled;
}

bool isWorking(SessionPhase phase)
{
    return phase == Running || phase == WaitingApproval;
}

QString phaseName(SessionPhase phase)
{
    for (const auto &[value, name] : Names) {
        if (value == phase)
            return name;
    }
    return {};
}

std::optional<SessionPhase> phaseFromName(QStringView name)
{
    for (const auto &[value, text] : Names) {
        if (text == name)
            return value;
    }
    return std::nullopt;
}

} // namespace pilothouse

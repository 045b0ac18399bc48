#pragma once

#include "runner/session/state_machine.h"
#include "ui/theme/theme.h"

namespace pilothouse {

/// How a state of a session looks and is called. Each state has its own shape, not only its own colour.
struct PhaseLook {
    QString icon;
    Tone tone = Tone::TextFaint;
    QString words;
};

[[nodiscard]] PhaseLook phaseLook(SessionPhase phase);
[[nodiscard]] PhaseLook phaseLook(const QString &phaseName);

} // namespace pilothouse

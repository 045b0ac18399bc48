#pragma once

#include <QObject>

#include <functional>

namespace pilothouse::cli {

/// Calls `interrupted` on `context`'s thread when the person presses Ctrl+C (or the process is asked to end). The
/// second time the process ends at once.
void onInterrupt(QObject *context, std::function<void()> interrupted);

} // namespace pilothouse::cli

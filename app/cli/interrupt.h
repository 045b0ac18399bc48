#pragma once

#include <QObject>

#include <functional>

namespace pilothouse::cli {

/// Calls `interrupted` on `context`'s thread when the person presses Ctrl+C or the process is asked to end (on Unix by
/// SIGINT, SIGTERM or SIGHUP). The second time the process ends at once. Called once in a process.
void onInterrupt(QObject *context, std::function<void()> interrupted);

} // namespace pilothouse::cli

#pragma once

#include "runner/session/runner.h"

namespace pilothouse {

struct WindowOptions {
    RunnerOptions runner;
    bool startPractice = false; ///< Begin the practice session at once.
};

/// Opens the window and runs until it is closed. `argc` and `argv` as main() has them. Returns the exit code.
[[nodiscard]] int runWindow(int &argc, char **argv, WindowOptions options);

} // namespace pilothouse

#pragma once

namespace pilothouse {

/// From here on this process leaves no picture of its memory behind when it dies: keys and prompts would be in it.
void forbidCoreDumps();

} // namespace pilothouse

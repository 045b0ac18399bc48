#pragma once

#include <QString>

namespace pilothouse::cli {

/// Shows a folder in whatever this system shows folders with. False where there is nothing for it.
[[nodiscard]] bool openFolder(const QString &path);

} // namespace pilothouse::cli

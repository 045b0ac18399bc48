#pragma once

#include <QString>
#include <QStringList>

namespace pilothouse {

/// A command's output as lines to read: escape sequences are taken out, a carriage return overwrites its line as a
/// terminal would, backspaces rub out, everything else that hides is made visible. Linear in the text's length.
[[nodiscard]] QStringList plainLines(QStringView output);

} // namespace pilothouse

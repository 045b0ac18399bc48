#pragma once

#include <QString>

namespace pilothouse {

enum class LineBreaks { Keep, Show };

/// Text from a sandbox made safe to show: control and escape characters, bidirectional controls, zero-width and other
/// invisible characters and unpaired surrogates become visible marks such as "␛" or "⟨U+202E⟩". Tabs stay; line feeds
/// stay with LineBreaks::Keep, and a carriage return directly before a line feed goes with it.
[[nodiscard]] QString visibleText(QStringView text, LineBreaks lineBreaks = LineBreaks::Keep);

/// True when visibleText() would change the text.
[[nodiscard]] bool hidesSomething(QStringView text);

} // namespace pilothouse

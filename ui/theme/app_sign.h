#pragma once

#include <QIcon>
#include <QPixmap>

namespace pilothouse {

/// The program's own sign, in its own colours, `size` by `size` device-independent pixels.
[[nodiscard]] QPixmap appSign(int size, qreal devicePixelRatio);

/// The sign in the sizes that window managers ask for.
[[nodiscard]] QIcon appIcon();

} // namespace pilothouse

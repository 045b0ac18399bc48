#pragma once

#include <QString>

namespace pilothouse::words {

/// "0:07", "12:40", "1:02:03": a time that goes on.
[[nodiscard]] QString elapsed(qint64 milliseconds);
/// "0.4 s", "7 s", "3 min 20 s": how long something took.
[[nodiscard]] QString duration(qint64 milliseconds);
/// "14:05", or with the day when it was not today, in the language of the window.
[[nodiscard]] QString moment(qint64 atMs);
/// "$0.00", "$0.004", "$1.25".
[[nodiscard]] QString money(double dollars);
/// "812", "4.2 k", "1.3 M".
[[nodiscard]] QString count(qint64 number);

} // namespace pilothouse::words

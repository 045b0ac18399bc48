#pragma once

#include <QJsonValue>
#include <QStringList>

namespace pilothouse {

/// The texts of an array, in its order; what is no text in it is an empty one, and what is no array is an empty list.
[[nodiscard]] QStringList strings(const QJsonValue &value);

} // namespace pilothouse

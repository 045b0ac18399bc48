#include "runner/base/json_strings.h"

#include <QJsonArray>

namespace pilothouse {

QStringList strings(const QJsonValue &value)
{
    QStringList out;
    const QJsonArray array = value.toArray();
    out.reserve(array.size());
    for (const auto &item : array)
        out.append(item.toString());
    return out;
}

} // namespace pilothouse

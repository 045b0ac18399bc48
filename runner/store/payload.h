#pragma once

#include "runner/store/event.h"

#include <QJsonObject>

namespace pilothouse {

/// The payload as an object; empty if it is none.
[[nodiscard]] QJsonObject payloadObject(const Event &event);

/// A text field cut to `longest` UTF-16 units, its line breaks kept; empty if it is missing or no text.
[[nodiscard]] QString textField(const QJsonObject &object, QStringView name, qsizetype longest);

/// A text field as one line: runs of white space become one space.
[[nodiscard]] QString lineField(const QJsonObject &object, QStringView name, qsizetype longest);

/// A whole number in [0, 2^53]; 0 if it is missing, no number or out of range.
[[nodiscard]] qint64 countField(const QJsonObject &object, QStringView name);

} // namespace pilothouse

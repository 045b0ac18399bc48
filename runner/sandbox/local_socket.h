#pragma once

#include <QLocalSocket>

namespace pilothouse {

/// Ends the writing direction of a connected socket; reading goes on. Everything must have been written before.
void closeWriteDirection(QLocalSocket &socket);

} // namespace pilothouse

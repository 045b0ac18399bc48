#pragma once

#include <QtGlobal>

namespace pilothouse {

/// True when the process at the other end of a local socket belongs to the user of this one.
[[nodiscard]] bool isOurOwnPeer(qintptr socketDescriptor);

} // namespace pilothouse

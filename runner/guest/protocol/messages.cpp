#include "runner/guest/protocol/messages.h"

#include <algorithm>

namespace pilothouse::guest {

std::uint16_t commonVersion(
    std::uint16_t oldest, std::uint16_t newest, std::uint16_t otherOldest, std::uint16_t otherNewest)
{
    const std::uint16_t best = std::min(newest, otherNewest);
    return best >= oldest && best >= otherOldest && oldest <= newest && otherOldest <= otherNewest ? best : 0;
}

} // namespace pilothouse::guest

#include "runner/base/error.h"

namespace pilothouse {

std::unexpected<Error> failure(ErrorCode code, QString message, QString cause)
{
    return std::unexpected(Error{code, std::move(message), std::move(cause)});
}

} // namespace pilothouse

#include "runner/sandbox/local_socket.h"

#include <sys/socket.h>

namespace pilothouse {

void closeWriteDirection(QLocalSocket &socket)
{
    ::shutdown(static_cast<int>(socket.socketDescriptor()), SHUT_WR);
}

} // namespace pilothouse

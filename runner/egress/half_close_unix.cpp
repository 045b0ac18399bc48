#include "runner/egress/half_close.h"

#include <QTcpSocket>

#include <sys/socket.h>

namespace pilothouse {

void endWriting(QTcpSocket &socket)
{
    ::shutdown(static_cast<int>(socket.socketDescriptor()), SHUT_WR);
}

} // namespace pilothouse

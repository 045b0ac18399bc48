#include "runner/egress/half_close.h"

#include <QTcpSocket>

#include <winsock2.h>

namespace pilothouse {

void endWriting(QTcpSocket &socket)
{
    ::shutdown(static_cast<SOCKET>(socket.socketDescriptor()), SD_SEND);
}

} // namespace pilothouse

#pragma once

class QTcpSocket;

namespace pilothouse {

/// Ends our direction of a connection (the peer reads end of file) and leaves the other one open, which QTcpSocket
/// itself cannot. Call it when nothing waits to be written.
void endWriting(QTcpSocket &socket);

} // namespace pilothouse

#include "runner/sandbox/local_socket.h"

#include <windows.h>

namespace pilothouse {

// A named pipe has no half-close; engines on Windows take a message of no bytes for the end of input.
void closeWriteDirection(QLocalSocket &socket)
{
    OVERLAPPED overlapped{};
    overlapped.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    const HANDLE pipe = reinterpret_cast<HANDLE>(socket.socketDescriptor());
    DWORD written = 0;
    if (WriteFile(pipe, "", 0, nullptr, &overlapped) || GetLastError() == ERROR_IO_PENDING)
        GetOverlappedResult(pipe, &overlapped, &written, TRUE);
    CloseHandle(overlapped.hEvent);
}

} // namespace pilothouse

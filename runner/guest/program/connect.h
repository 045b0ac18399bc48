#pragma once

#include <cstdint>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>

namespace pilothouse::guest {

/// The address of the abstract socket of that name: no file, so nothing in the sandbox can replace or remove it.
struct SocketAddress {
    explicit SocketAddress(const std::string &name);
    sockaddr_un address{};
    socklen_t length = 0;
};

/// `pilothouse-guest connect`: joins standard input and output to the guest's socket until either ends. Nothing is
/// sent before the kernel has said that the listener is process `guestPid`. Returns the exit code.
int connectToGuest(const std::string &socketName, int guestPid);

} // namespace pilothouse::guest

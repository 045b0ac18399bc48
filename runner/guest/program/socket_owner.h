#pragma once

#include <sys/types.h>

#include <string>

namespace pilothouse::guest {

/// Which program in the sandbox made a connection. Told to a person who is asked about it; nothing depends on it, since
/// a program can call itself what it likes.
struct SocketOwner {
    pid_t pid = 0; ///< 0: it was not found.
    std::string command; ///< Its arguments with spaces between them, at most MaxEgressCommand bytes.
};

/// The owner of the other end of an accepted loopback connection, by /proc. Looks at a bounded number of files.
[[nodiscard]] SocketOwner socketOwner(int accepted);

} // namespace pilothouse::guest

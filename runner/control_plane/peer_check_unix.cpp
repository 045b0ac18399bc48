#include "runner/control_plane/peer_check.h"

#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

namespace pilothouse {

bool isOurOwnPeer(qintptr socketDescriptor)
{
#ifdef SO_PEERCRED
    struct ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(static_cast<int>(socketDescriptor), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
        && peer.uid == ::geteuid();
#else
    uid_t user = 0;
    gid_t group = 0;
    return ::getpeereid(static_cast<int>(socketDescriptor), &user, &group) == 0 && user == ::geteuid();
#endif
}

} // namespace pilothouse

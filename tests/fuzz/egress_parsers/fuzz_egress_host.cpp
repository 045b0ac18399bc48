// A host as a sandbox names it: what is accepted has one notation, and an address in it is what the guard judges.

#include "runner/egress/address_guard.h"
#include "runner/egress/host_name.h"

#include <algorithm>
#include <cstdlib>

using namespace pilothouse;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

bool isPlain(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_' || c == u'.' || c == u':';
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const Result<QString> host = checkedEgressHost(bytes)) {
        require(!host->isEmpty() && host->size() <= 253 && std::ranges::all_of(*host, isPlain));
        require(checkedEgressHost(host->toLatin1()) == host);
        const std::optional<QHostAddress> address = egressAddress(*host);
        // What Qt, like inet_aton(), would take for an address must not pass as a name.
        require(address || QHostAddress(*host).isNull());
        if (address) {
            require(address->toString() == *host);
            const AddressVerdict verdict = AddressGuard().judge(*address);
            require(egressHostRefusal(*host).has_value() == (verdict.reach == AddressReach::Never));
        }
        (void)egressHostRefusal(*host);
    }
    if (const Result<EgressAuthority> authority = checkedEgressAuthority(bytes))
        require(checkedEgressAuthority(egressAuthorityText(authority->host, authority->port).toLatin1()) == authority);
    return 0;
}

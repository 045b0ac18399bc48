// The start of a tunnel, in whatever portions: the same answer, a name in its one notation, and nothing that grows.

#include "runner/egress/host_name.h"
#include "runner/egress/tls_client_hello.h"

#include <algorithm>
#include <cstdlib>

using namespace pilothouse;

namespace {

TlsClientHelloReader read(QByteArrayView bytes, qsizetype portion)
{
    TlsClientHelloReader reader;
    for (qsizetype at = 0; at < bytes.size(); at += portion)
        reader.feed(bytes.sliced(at, std::min(portion, bytes.size() - at)));
    return reader;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using State = TlsClientHelloReader::State;
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const TlsClientHelloReader whole = read(bytes, std::max<qsizetype>(bytes.size(), 1));
    const TlsClientHelloReader pieces = read(bytes, 3);
    if (whole.state() != pieces.state() || whole.hello() != pieces.hello())
        std::abort();
    if (whole.state() == State::NeedMore && bytes.size() > TlsClientHelloReader::bytesLimit)
        std::abort();
    const QString &name = whole.hello().serverName;
    if ((whole.state() == State::Named) == name.isEmpty())
        std::abort();
    if (!name.isEmpty() && (checkedEgressHost(name.toLatin1()) != name || egressAddress(name)))
        std::abort();
    return 0;
}

// Hostile bytes against the guest's reading of its host: frames, messages and every struct.

#include "runner/guest/protocol/message_stream.h"
#include "runner/guest/protocol/messages.h"

#include <cstdlib>

using namespace pilothouse::guest;

namespace {

/// What can be read is written back as it was.
template <class T> void readAs(const std::string &payload)
{
    if (const auto value = decode<T>(payload); value && encode(*value) != payload)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    MessageReader reader(From::Host);
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    for (std::size_t at = 0; at < size; at += 40) {
        reader.feed(bytes.substr(at, 40));
        while (const auto message = reader.next()) {
            readAs<HostHello>(message->payload);
            readAs<StartAgent>(message->payload);
            readAs<Execute>(message->payload);
            readAs<Seed>(message->payload);
            readAs<StreamOpen>(message->payload);
            readAs<OpenTerminal>(message->payload);
            readAs<WriteFile>(message->payload);
            readAs<PackOut>(message->payload);
            readAs<ModelHead>(message->payload);
            readAs<ModelFail>(message->payload);
            readAs<TerminalOperation>(message->payload);
            readAs<Forward>(message->payload);
            readAs<EgressCredit>(message->payload);
        }
    }
    return 0;
}

#pragma once

#include "runner/guest/protocol/message_stream.h"
#include "runner/guest/protocol/messages.h"

#include <functional>

namespace pilothouse::guest {

/// How the parts of the guest talk to the host that is connected now.
class HostPort {
public:
    virtual ~HostPort() = default;

    /// False while no host has proved itself; what is sent then is dropped.
    [[nodiscard]] virtual bool isReady() const = 0;
    virtual void send(MessageWriter::Lane lane, FrameType type, std::uint16_t channel, std::uint64_t sequence,
        std::string payload) = 0;
};

/// Answers one request, now or later; without effect when the host that asked is gone by then.
using Respond = std::function<void(Response)>;

} // namespace pilothouse::guest

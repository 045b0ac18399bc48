#pragma once

#include "runner/base/error.h"

#include <QByteArray>

#include <vector>

namespace pilothouse {

/// Takes apart the stream of an exec or attach without a terminal. Each frame is an 8-byte head, the stream's number
/// (0 input, 1 output, 2 error, 3 an error of the engine), three zero bytes and the payload's length as a big-endian
/// 32-bit number, then the payload (Docker Engine API, "Attach to a container", stream format). Payloads are passed on
/// in the portions in which they come, so nothing but a head is ever kept. Does no I/O. Single-threaded.
class StreamDemultiplexer {
public:
    struct Portion {
        bool isError = false;
        QByteArray bytes;

        friend bool operator==(const Portion &, const Portion &) = default;
    };

    /// Neighbouring portions of one stream are joined. Error: ProtocolViolated, from then on for good.
    [[nodiscard]] Result<std::vector<Portion>> feed(QByteArrayView bytes);
    [[nodiscard]] bool isBetweenFrames() const { return m_head.isEmpty() && m_left == 0; }

private:
    QByteArray m_head;
    quint32 m_left = 0;
    bool m_isError = false;
    bool m_failed = false;
};

} // namespace pilothouse

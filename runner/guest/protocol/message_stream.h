#pragma once

#include "runner/guest/protocol/frame.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace pilothouse::guest {

/// A whole message: a Frame whose payload may be larger than a frame's.
struct Message {
    FrameType type{};
    std::uint16_t channel = 0;
    std::uint64_t sequence = 0;
    std::string payload;

    friend bool operator==(const Message &, const Message &) = default;
};

/// Bytes in, whole messages out: decodes frames and joins the pieces of messages. Safe on any bytes; what it holds is
/// bounded by the limits of the types and a bound on everything together.
class MessageReader {
public:
    explicit MessageReader(From from) : m_from(from), m_decoder(from) { }

    void feed(std::string_view bytes) { m_decoder.feed(bytes); }
    [[nodiscard]] std::optional<Message> next();
    [[nodiscard]] bool isBroken() const { return m_broken || m_decoder.isBroken(); }

private:
    [[nodiscard]] bool addPiece(Message &open, const Frame &frame);

    /// Of all unfinished messages together: two model requests or a few lines at once are ordinary.
    static constexpr std::size_t MaxOpenBytes = 96 * 1024 * 1024;
    static constexpr std::size_t MaxOpenMessages = 64;

    From m_from;
    FrameDecoder m_decoder;
    std::map<std::pair<FrameType, std::uint16_t>, Message> m_open;
    std::size_t m_openBytes = 0;
    bool m_broken = false;
};

/// The other way: cuts messages into frames and orders them. Control messages go out before the next frame of any
/// other; the other two lanes take turns, frame by frame. Not bounded by itself: the callers' windows and credits bound
/// what is put in.
class MessageWriter {
public:
    enum class Lane : std::uint8_t { Control, Durable, Bulk };

    void put(Lane lane, FrameType type, std::uint16_t channel, std::uint64_t sequence, std::string payload);
    /// Appends frames until `out` has at least `enough` bytes or nothing waits. Returns whether anything was appended.
    bool take(std::string &out, std::size_t enough);
    [[nodiscard]] bool isEmpty() const;
    /// Payload bytes that wait in the lane.
    [[nodiscard]] std::size_t waitingBytes(Lane lane) const { return m_lanes[static_cast<std::size_t>(lane)].bytes; }
    /// Drops what waits of one type and sequence, unless its first piece went out already. Returns whether it did.
    bool drop(Lane lane, FrameType type, std::uint64_t sequence);

private:
    struct Waiting {
        Message message;
        std::size_t sent = 0;
    };
    struct Queue {
        std::deque<Waiting> messages;
        std::size_t bytes = 0;
    };
    [[nodiscard]] Queue *nextLane();

    Queue m_lanes[3];
    bool m_bulkNext = false;
};

} // namespace pilothouse::guest

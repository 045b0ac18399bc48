#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// What the host and the guest say to each other. Plain C++ without Qt: the guest program compiles it, too.
namespace pilothouse::guest {

// The wire format
// ---------------
// Both directions are a sequence of frames; all numbers are little-endian:
//
//   offset  size  field
//        0     4  length    of the payload, 0 … MaxFramePayload
//        4     1  type      FrameType
//        5     1  flags     bit 0: more frames of this message follow; the other bits are 0
//        6     2  channel   what it counts depends on the type (see below)
//        8     8  sequence  likewise
//       16     …  payload
//
// A message is one frame, or several frames of the same type, channel and sequence of which all but the last have bit 0
// set. Frames of other messages may come between them, so that a large message never holds up a small one; of one type
// and channel only one message is open at a time. Each type has a limit for a whole message (messageLimit()).
//
// The payloads are the structs of messages.h (their fields in order, see fields.h) or plain bytes.
//
//   type              from   channel          sequence       payload
//   HostHello         host   0                0              HostHello, the first frame of all
//   GuestHello        guest  0                0              GuestHello, the answer
//   Refused           guest  0                0              Refused, then the connection ends
//   Ping, Pong        both   0                of the ping    empty
//   Durable           guest  durable channel  its number     the channel's message
//   DurableAck        host   durable channel  last number    empty: everything up to it is committed
//   AgentLine         host   0                its number     a line without its line feed
//   AgentLineAck      guest  0                last number    LineProgress
//   Request           host   Operation        id             the operation's struct
//   Response          guest  0                id of request  Response
//   StreamOpen        host   stream           0              StreamOpen
//   StreamOpened      guest  stream           0              StreamOpened, where it could be opened
//   StreamData        both   stream           0              bytes, at most the credit that the other end gave
//   StreamCredit      both   stream           bytes          empty: so many bytes more may be sent
//   StreamEnd         both   stream           0              empty: no more data in this direction
//   StreamClosed      both   stream           0              StreamClosed; the stream is gone (from the host: stop it)
//   ModelRequest      guest  0                id             ModelRequest
//   ModelHead         host   0                id             ModelHead
//   ModelBody         host   0                id             bytes of the answer
//   ModelEnd          host   0                id             empty: the answer is whole
//   ModelFail         host   0                id             ModelFail
//   ModelCredit       guest  0                id             a number of bytes that the agent took
//   ModelCancel       guest  0                id             empty: the agent went away
//   EgressOpen        guest  0                id             EgressOpen: a program in the sandbox wants to go out
//   EgressData        both   0                id             bytes, at most the credit that the other end gave
//   EgressCredit      both   0                id             EgressCredit: so many bytes more may be sent
//   EgressEnd         both   0                id             empty: no more data in this direction
//   EgressClose       both   0                id             empty: the connection is gone
//
// The guest opens the connections of egress and sends nothing on one before the host gave it credit: until then, and
// until the host's first byte, it is unanswered and opened again for the next host. The host may send EgressWindow
// bytes at once. One is gone after an EgressEnd of both, or an EgressClose of either; what still comes for it is
// ignored. An EgressClose of the host behind its EgressEnd lets the program read what was sent; otherwise its
// connection is broken. Version 1 does not have these types; a guest sends them from version 2 on.
//
// After the hello each end continues: the guest sends durable messages behind the number that the host named, the host
// sends lines behind the number that the guest named. Durable messages wait in the guest for their DurableAck; at most
// DurableWindow bytes of a channel are on their way without one.

enum class FrameType : std::uint8_t {
    HostHello = 1,
    GuestHello = 2,
    Refused = 3,
    Ping = 4,
    Pong = 5,
    Durable = 10,
    DurableAck = 11,
    AgentLine = 12,
    AgentLineAck = 13,
    Request = 20,
    Response = 21,
    StreamOpen = 30,
    StreamData = 31,
    StreamCredit = 32,
    StreamEnd = 33,
    StreamClosed = 34,
    StreamOpened = 35,
    ModelRequest = 40,
    ModelHead = 41,
    ModelBody = 42,
    ModelEnd = 43,
    ModelFail = 44,
    ModelCredit = 45,
    ModelCancel = 46,
    EgressOpen = 50,
    EgressData = 51,
    EgressCredit = 52,
    EgressEnd = 53,
    EgressClose = 54,
};

enum class From : std::uint8_t { Host, Guest };

inline constexpr std::uint16_t CurrentProtocol = 2;
inline constexpr std::uint16_t EgressProtocolVersion = 2; ///< The first that has the types of egress.
/// The previous protocol version is spoken, too, from version 2 on.
inline constexpr std::uint16_t OldestProtocol = CurrentProtocol > 1 ? CurrentProtocol - 1 : 1;

inline constexpr std::size_t FrameHeaderSize = 16;
inline constexpr std::uint32_t MaxFramePayload = 64 * 1024;
inline constexpr std::uint32_t MaxLine = 16 * 1024 * 1024; ///< Of the agent's output and of lines to it, in bytes.
inline constexpr std::uint32_t MaxModelBody = 32 * 1024 * 1024; ///< Of a model request.
inline constexpr std::uint32_t DurableWindow = 4 * 1024 * 1024;
inline constexpr std::uint32_t LineWindow = 8 * 1024 * 1024; ///< Bytes of lines that the agent did not read yet.
inline constexpr std::uint32_t StreamWindow = 256 * 1024; ///< The credit that both ends of a new stream have.
inline constexpr std::uint32_t ModelWindow = 256 * 1024; ///< Bytes of an answer that the agent did not take yet.
inline constexpr std::uint32_t EgressWindow = 256 * 1024; ///< The credit that the host has on a new connection.
inline constexpr std::uint32_t MaxEgressHead = 32 * 1024; ///< Of a proxy request, its empty line included.

struct Frame {
    FrameType type{};
    bool more = false;
    std::uint16_t channel = 0;
    std::uint64_t sequence = 0;
    std::string payload;

    friend bool operator==(const Frame &, const Frame &) = default;
};

/// The largest message of this type from that end, in bytes; nothing when that end may not send the type at all.
[[nodiscard]] std::optional<std::uint32_t> messageLimit(From from, FrameType type);

/// Appends the frame's bytes. The payload is at most MaxFramePayload bytes.
void appendFrame(std::string &out, FrameType type, bool more, std::uint16_t channel, std::uint64_t sequence,
    std::string_view payload);

/// Cuts a stream of bytes into frames. Safe on any bytes: after the first frame that breaks the format (length, type,
/// flags) it yields nothing more and holds nothing more.
class FrameDecoder {
public:
    explicit FrameDecoder(From from) : m_from(from) { }

    /// Takes bytes as they came. Holds at most one frame beyond what next() can yield, so call next() until it is
    /// empty.
    void feed(std::string_view bytes);
    /// The next whole frame; empty when more bytes are needed or the format was broken.
    [[nodiscard]] std::optional<Frame> next();
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    From m_from;
    std::string m_buffer;
    std::size_t m_read = 0;
    bool m_broken = false;
};

} // namespace pilothouse::guest

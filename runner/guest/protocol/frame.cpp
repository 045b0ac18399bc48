#include "runner/guest/protocol/frame.h"

#include <bit>
#include <cstring>

namespace pilothouse::guest {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are");

template <class T> T readNumber(const char *from)
{
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

constexpr std::uint32_t KiB = 1024;
constexpr std::uint32_t MiB = 1024 * KiB;

std::optional<std::uint32_t> hostLimit(FrameType type)
{
    switch (type) {
    case FrameType::HostHello:
        return 4 * KiB;
    case FrameType::Ping:
    case FrameType::Pong:
    case FrameType::DurableAck:
    case FrameType::StreamCredit:
    case FrameType::StreamEnd:
    case FrameType::ModelEnd:
    case FrameType::EgressEnd:
    case FrameType::EgressClose:
        return 0;
    case FrameType::EgressCredit:
        return 64;
    case FrameType::AgentLine:
        return MaxLine;
    case FrameType::Request:
    case FrameType::StreamOpen:
        return MiB;
    case FrameType::StreamData:
    case FrameType::ModelBody:
    case FrameType::EgressData:
        return MaxFramePayload;
    case FrameType::StreamClosed:
    case FrameType::ModelFail:
        return 8 * KiB;
    case FrameType::ModelHead:
        return 128 * KiB;
    default:
        return std::nullopt;
    }
}

std::optional<std::uint32_t> guestLimit(FrameType type)
{
    switch (type) {
    case FrameType::GuestHello:
    case FrameType::Refused:
    case FrameType::StreamClosed:
        return 8 * KiB;
    case FrameType::Ping:
    case FrameType::Pong:
    case FrameType::StreamCredit:
    case FrameType::StreamEnd:
    case FrameType::ModelCancel:
    case FrameType::EgressEnd:
    case FrameType::EgressClose:
        return 0;
    case FrameType::Durable:
        return MaxLine + KiB;
    case FrameType::AgentLineAck:
    case FrameType::ModelCredit:
    case FrameType::EgressCredit:
    case FrameType::StreamOpened:
        return 64;
    case FrameType::Response:
        return 4 * MiB;
    case FrameType::StreamData:
    case FrameType::EgressData:
    case FrameType::EgressOpen:
        return MaxFramePayload;
    case FrameType::ModelRequest:
        return MaxModelBody + 128 * KiB;
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<std::uint32_t> messageLimit(From from, FrameType type)
{
    return from == From::Host ? hostLimit(type) : guestLimit(type);
}

void appendFrame(std::string &out, FrameType type, bool more, std::uint16_t channel, std::uint64_t sequence,
    std::string_view payload)
{
    char header[FrameHeaderSize];
    const auto length = static_cast<std::uint32_t>(payload.size());
    std::memcpy(header, &length, 4);
    header[4] = static_cast<char>(type);
    header[5] = more ? 1 : 0;
    std::memcpy(header + 6, &channel, 2);
    std::memcpy(header + 8, &sequence, 8);
    out.append(header, sizeof header);
    out.append(payload);
}

void FrameDecoder::feed(std::string_view bytes)
{
    if (m_broken)
        return;
    if (m_read > 0 && (m_read == m_buffer.size() || m_read > MaxFramePayload)) {
        m_buffer.erase(0, m_read);
        m_read = 0;
    }
    m_buffer.append(bytes);
}

std::optional<Frame> FrameDecoder::next()
{
    if (m_broken || m_buffer.size() - m_read < FrameHeaderSize)
        return std::nullopt;
    const char *header = m_buffer.data() + m_read;
    const auto length = readNumber<std::uint32_t>(header);
    Frame frame;
    frame.type = static_cast<FrameType>(header[4]);
    const auto flags = static_cast<std::uint8_t>(header[5]);
    const std::optional<std::uint32_t> limit = messageLimit(m_from, frame.type);
    if (!limit || length > MaxFramePayload || length > *limit || flags > 1) {
        m_broken = true;
        m_buffer = {};
        m_read = 0;
        return std::nullopt;
    }
    if (m_buffer.size() - m_read < FrameHeaderSize + length)
        return std::nullopt;
    frame.more = flags == 1;
    frame.channel = readNumber<std::uint16_t>(header + 6);
    frame.sequence = readNumber<std::uint64_t>(header + 8);
    frame.payload.assign(header + FrameHeaderSize, length);
    m_read += FrameHeaderSize + length;
    return frame;
}

} // namespace pilothouse::guest

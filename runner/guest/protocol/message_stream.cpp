#include "runner/guest/protocol/message_stream.h"

#include <algorithm>

namespace pilothouse::guest {

bool MessageReader::addPiece(Message &open, const Frame &frame)
{
    const std::optional<std::uint32_t> limit = messageLimit(m_from, frame.type);
    if (open.sequence != frame.sequence || !limit || open.payload.size() + frame.payload.size() > *limit
        || m_openBytes + frame.payload.size() > MaxOpenBytes)
        return false;
    open.payload += frame.payload;
    return true;
}

std::optional<Message> MessageReader::next()
{
    while (!m_broken) {
        std::optional<Frame> frame = m_decoder.next();
        if (!frame)
            return std::nullopt;
        const auto key = std::pair(frame->type, frame->channel);
        const auto open = m_open.find(key);
        if (open == m_open.end() && !frame->more)
            return Message{frame->type, frame->channel, frame->sequence, std::move(frame->payload)};
        // Pieces without bytes would let an endless message grow nothing and never end.
        if ((frame->more && frame->payload.empty()) || (open == m_open.end() && m_open.size() >= MaxOpenMessages)) {
            m_broken = true;
        } else if (open == m_open.end()) {
            Message message{frame->type, frame->channel, frame->sequence, {}};
            m_broken = !addPiece(message, *frame);
            m_openBytes += message.payload.size();
            m_open.emplace(key, std::move(message));
        } else if (!addPiece(open->second, *frame)) {
            m_broken = true;
        } else if (frame->more) {
            m_openBytes += frame->payload.size();
        } else {
            m_openBytes -= open->second.payload.size() - frame->payload.size();
            Message message = std::move(open->second);
            m_open.erase(open);
            return message;
        }
    }
    m_open.clear();
    return std::nullopt;
}

void MessageWriter::put(Lane lane, FrameType type, std::uint16_t channel, std::uint64_t sequence, std::string payload)
{
    Queue &queue = m_lanes[static_cast<std::size_t>(lane)];
    queue.bytes += payload.size();
    queue.messages.push_back({{type, channel, sequence, std::move(payload)}, 0});
}

MessageWriter::Queue *MessageWriter::nextLane()
{
    auto &[control, durable, bulk] = m_lanes;
    if (!control.messages.empty())
        return &control;
    m_bulkNext = !m_bulkNext;
    Queue &first = m_bulkNext ? bulk : durable;
    Queue &second = m_bulkNext ? durable : bulk;
    return !first.messages.empty() ? &first : !second.messages.empty() ? &second : nullptr;
}

bool MessageWriter::take(std::string &out, std::size_t enough)
{
    bool took = false;
    while (out.size() < enough) {
        Queue *const queue = nextLane();
        if (!queue)
            break;
        Waiting &first = queue->messages.front();
        const std::string_view payload = std::string_view(first.message.payload).substr(first.sent, MaxFramePayload);
        const bool more = first.sent + payload.size() < first.message.payload.size();
        appendFrame(out, first.message.type, more, first.message.channel, first.message.sequence, payload);
        first.sent += payload.size();
        queue->bytes -= payload.size();
        if (!more)
            queue->messages.pop_front();
        took = true;
    }
    return took;
}

bool MessageWriter::isEmpty() const
{
    return std::ranges::all_of(m_lanes, [](const Queue &lane) { return lane.messages.empty(); });
}

bool MessageWriter::drop(Lane lane, FrameType type, std::uint64_t sequence)
{
    Queue &queue = m_lanes[static_cast<std::size_t>(lane)];
    const auto found = std::ranges::find_if(queue.messages, [&](const Waiting &waiting) {
        return waiting.message.type == type && waiting.message.sequence == sequence && waiting.sent == 0;
    });
    if (found == queue.messages.end())
        return false;
    queue.bytes -= found->message.payload.size();
    queue.messages.erase(found);
    return true;
}

} // namespace pilothouse::guest

#include "runner/guest/program/streams.h"

#include "runner/guest/program/file_streams.h"
#include "runner/guest/program/pack_stream.h"
#include "runner/guest/program/terminals.h"

#include <algorithm>

namespace pilothouse::guest {

using Lane = MessageWriter::Lane;

namespace {

constexpr std::size_t MaxStreams = 256;

} // namespace

bool Stream::data(std::string bytes)
{
    m_granted -= static_cast<std::int64_t>(bytes.size());
    if (m_granted < 0)
        return false;
    if (!m_over)
        take(std::move(bytes));
    return true;
}

void Stream::credit(std::uint64_t bytes)
{
    m_credit += static_cast<std::int64_t>(std::min<std::uint64_t>(bytes, 1U << 30));
    if (!m_over)
        canSend();
}

void Stream::opened(const StreamOpened &opened)
{
    m_host.send(Lane::Bulk, FrameType::StreamOpened, m_channel, 0, encode(opened));
}

void Stream::send(std::string_view bytes)
{
    m_credit -= static_cast<std::int64_t>(bytes.size());
    for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(bytes.size(), MaxFramePayload)))
        m_host.send(Lane::Bulk, FrameType::StreamData, m_channel, 0, std::string(bytes.substr(0, MaxFramePayload)));
}

void Stream::grant(std::size_t bytes)
{
    m_granted += static_cast<std::int64_t>(bytes);
    if (!m_over && bytes > 0)
        m_host.send(Lane::Control, FrameType::StreamCredit, m_channel, bytes, {});
}

void Stream::close(Failure failure, std::string text, std::int32_t status)
{
    if (std::exchange(m_over, true))
        return;
    // Behind the data, in the same lane.
    m_host.send(
        Lane::Bulk, FrameType::StreamClosed, m_channel, 0, encode(StreamClosed{failure, status, text.substr(0, 4000)}));
}

Streams::Streams(
    EventLoop &loop, Processes &processes, const GuestOptions &options, HostPort &host, Terminals &terminals)
    : m_loop(loop),
      m_processes(processes),
      m_options(options),
      m_host(host),
      m_terminals(terminals)
{ }

bool Streams::take(Message &&message)
{
    // Streams that ended by themselves: whatever still comes for them was sent before the host knew.
    std::erase_if(m_streams, [](const auto &entry) { return entry.second->isOver(); });
    if (message.type == FrameType::StreamOpen) {
        const auto request = decode<StreamOpen>(message.payload);
        return request && message.channel != 0 && open(message.channel, *request);
    }
    const auto found = m_streams.find(message.channel);
    if (found == m_streams.end())
        return true;
    Stream &stream = *found->second;
    bool good = true;
    if (message.type == FrameType::StreamData)
        good = stream.data(std::move(message.payload));
    else if (message.type == FrameType::StreamCredit)
        stream.credit(message.sequence);
    else if (message.type == FrameType::StreamEnd)
        stream.end();
    else if (message.type == FrameType::StreamClosed) {
        m_streams.erase(found);
        m_host.send(Lane::Bulk, FrameType::StreamClosed, message.channel, 0, encode(StreamClosed{}));
    } else {
        good = false;
    }
    return good;
}

bool Streams::open(std::uint16_t channel, const StreamOpen &request)
{
    if (m_streams.contains(channel) || m_streams.size() >= MaxStreams)
        return false;
    std::unique_ptr<Stream> stream = make(channel, request);
    if (!stream)
        return false;
    if (!stream->isOver())
        m_streams.emplace(channel, std::move(stream));
    return true;
}

std::unique_ptr<Stream> Streams::make(std::uint16_t channel, const StreamOpen &request)
{
    switch (request.kind) {
    case StreamKind::Terminal:
        if (const auto terminal = decode<OpenTerminal>(request.parameters))
            return m_terminals.open(m_host, channel, *terminal);
        break;
    case StreamKind::AttachTerminal:
        if (const auto terminal = decode<AttachTerminal>(request.parameters))
            return m_terminals.attach(m_host, channel, terminal->id);
        break;
    case StreamKind::ReadFile:
        if (const auto file = decode<ReadFile>(request.parameters))
            return std::make_unique<FileReader>(m_host, channel, m_options, *file);
        break;
    case StreamKind::WriteFile:
        if (const auto file = decode<WriteFile>(request.parameters))
            return std::make_unique<FileWriter>(m_host, channel, m_options, *file);
        break;
    case StreamKind::PackOut:
        if (const auto pack = decode<PackOut>(request.parameters))
            return std::make_unique<PackStream>(m_host, channel, m_loop, m_processes, m_options, *pack);
        break;
    case StreamKind::PackIn:
        return std::make_unique<PackStream>(m_host, channel, m_loop, m_processes, m_options);
    }
    return nullptr;
}

} // namespace pilothouse::guest

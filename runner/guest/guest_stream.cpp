#include "runner/guest/guest_stream.h"

#include <algorithm>
#include <utility>

namespace pilothouse {

namespace {

/// What a program may type ahead of a terminal that does not read.
constexpr qsizetype MaxTypedAhead = 1024 * 1024;

} // namespace

bool GuestStream::takeOpened(const guest::StreamOpened &opened)
{
    if (onOpened)
        onOpened(opened);
    return true;
}

bool GuestStream::takeData(QByteArray bytes)
{
    m_incomingCredit -= bytes.size();
    if (m_incomingCredit < 0 || m_ended)
        return false;
    if (m_aborted)
        return true;
    if (onData) {
        onData(bytes);
        return true;
    }
    if (m_reader) {
        grant(bytes.size());
        std::exchange(m_reader, std::nullopt)->resolve(std::move(bytes));
    } else {
        m_incoming.push_back(std::move(bytes));
    }
    return true;
}

bool GuestStream::takeCredit(quint64 bytes)
{
    constexpr qint64 MaxCredit = qint64{1} << 40;
    if (bytes > MaxCredit || m_outgoingCredit > MaxCredit)
        return false;
    m_outgoingCredit += static_cast<qint64>(bytes);
    flush();
    return true;
}

void GuestStream::finish(Result<int> status)
{
    if (m_result)
        return;
    m_result = std::move(status);
    const std::shared_ptr<GuestStream> self = weak_from_this().lock();
    if (m_writer)
        std::exchange(m_writer, std::nullopt)->resolve(*m_result ? Result<void>() : std::unexpected(m_result->error()));
    if (m_reader && m_incoming.empty())
        std::exchange(m_reader, std::nullopt)
            ->resolve(*m_result ? Result<QByteArray>(QByteArray()) : std::unexpected(m_result->error()));
    if (m_closer)
        std::exchange(m_closer, std::nullopt)->resolve(*m_result);
    if (onFinished)
        onFinished(*m_result);
}

Task<QByteArray> GuestStream::next()
{
    const std::shared_ptr<GuestStream> self = shared_from_this();
    if (!m_incoming.empty()) {
        QByteArray bytes = std::move(m_incoming.front());
        m_incoming.pop_front();
        grant(bytes.size());
        co_return bytes;
    }
    if (m_result) {
        if (!*m_result)
            co_return std::unexpected(m_result->error());
        co_return QByteArray();
    }
    const OneShot<Result<QByteArray>> answer;
    m_reader = answer;
    co_return co_await answer;
}

Task<void> GuestStream::write(QByteArray bytes)
{
    const std::shared_ptr<GuestStream> self = shared_from_this();
    if (m_result)
        co_return *m_result ? Result<void>() : std::unexpected(m_result->error());
    m_outgoing += bytes;
    flush();
    if (m_outgoing.isEmpty())
        co_return {};
    const OneShot<Result<void>> written;
    m_writer = written;
    co_return co_await written;
}

Task<int> GuestStream::closed()
{
    const std::shared_ptr<GuestStream> self = shared_from_this();
    if (m_result)
        co_return *m_result;
    const OneShot<Result<int>> answer;
    m_closer = answer;
    co_return co_await answer;
}

void GuestStream::abort()
{
    if (m_result || m_aborted)
        return;
    m_aborted = true;
    m_incoming.clear();
    m_send(guest::FrameType::StreamClosed, 0, {});
}

void GuestStream::queue(const QByteArray &bytes)
{
    if (m_result || m_outgoing.size() + bytes.size() > MaxTypedAhead)
        return;
    m_outgoing += bytes;
    flush();
}

void GuestStream::grant(qsizetype bytes)
{
    m_incomingCredit += bytes;
    if (!m_result && !m_aborted)
        m_send(guest::FrameType::StreamCredit, static_cast<quint64>(bytes), {});
}

void GuestStream::flush()
{
    qsizetype done = 0;
    while (m_outgoingCredit > 0 && done < m_outgoing.size()) {
        const qsizetype size = std::min(
            {m_outgoing.size() - done, static_cast<qsizetype>(m_outgoingCredit), qsizetype{guest::MaxFramePayload}});
        m_send(guest::FrameType::StreamData, 0, m_outgoing.mid(done, size));
        m_outgoingCredit -= size;
        done += size;
    }
    m_outgoing.remove(0, done);
    if (m_outgoing.isEmpty() && m_writer)
        std::exchange(m_writer, std::nullopt)->resolve({});
}

} // namespace pilothouse

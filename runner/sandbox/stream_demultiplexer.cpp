#include "runner/sandbox/stream_demultiplexer.h"

#include <QCoreApplication>
#include <QtEndian>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qsizetype headSize = 8;

} // namespace

Result<std::vector<StreamDemultiplexer::Portion>> StreamDemultiplexer::feed(QByteArrayView bytes)
{
    std::vector<Portion> portions;
    while (!bytes.isEmpty() && !m_failed) {
        if (m_left > 0) {
            const qsizetype size = std::min<qsizetype>(m_left, bytes.size());
            if (portions.empty() || portions.back().isError != m_isError)
                portions.push_back({m_isError, {}});
            portions.back().bytes.append(bytes.first(size));
            m_left -= static_cast<quint32>(size);
            bytes = bytes.sliced(size);
            continue;
        }
        const qsizetype size = std::min<qsizetype>(headSize - m_head.size(), bytes.size());
        m_head.append(bytes.first(size));
        bytes = bytes.sliced(size);
        if (m_head.size() < headSize)
            break;
        m_failed = static_cast<quint8>(m_head[0]) > 3 || m_head[1] != 0 || m_head[2] != 0 || m_head[3] != 0;
        m_isError = m_head[0] >= 2;
        m_left = qFromBigEndian<quint32>(m_head.constData() + 4);
        m_head.clear();
    }
    if (m_failed)
        return failure(ProtocolViolated,
            QCoreApplication::translate(
                "Sandbox", "The container engine sent a broken stream. The connection was closed; try again."));
    return portions;
}

} // namespace pilothouse

#include "runner/workspace/pack_scan.h"

#include "runner/workspace/git_handles.h"

#include <QCoreApplication>
#include <QHash>
#include <QtEndian>

#include <zlib.h>

#include <array>
#include <memory>
#include <optional>

namespace pilothouse {

namespace {

constexpr qsizetype HeaderSize = 12;
constexpr qsizetype TrailerSize = 20;
constexpr int DeltaDepthLimit = 250; ///< Git makes chains of 50; the longest it made by itself were of 250.

enum ObjectType { Commit = 1, Tree = 2, Blob = 3, Tag = 4, OffsetDelta = 6, ReferenceDelta = 7 };

std::unexpected<Error> garbled(const char *what)
{
    return failure(WorkspaceHostile,
        QCoreApplication::translate("Workspace",
            "The sandbox sent a snapshot that cannot be read. Nothing of it was kept; the session can go on."),
        QString::fromLatin1(what));
}

std::unexpected<Error> tooMuch(const char *what)
{
    return failure(LimitExceeded,
        QCoreApplication::translate("Workspace",
            "The snapshot from the sandbox is larger than Pilothouse takes over. Have the agent delete or ignore large "
            "or generated files."),
        QString::fromLatin1(what));
}

/// Numbers in deltas: seven bits a byte, the lowest first.
std::optional<quint64> takeDeltaSize(QByteArrayView &bytes)
{
    quint64 value = 0;
    for (int shift = 0; shift < 63 && !bytes.isEmpty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes = bytes.sliced(1);
        value |= quint64(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return value;
    }
    return {};
}

class Scanner {
public:
    Scanner(QByteArrayView pack, const ImportLimits &limits, const std::stop_token &stop)
        : m_pack(pack),
          m_limits(limits),
          m_stop(stop)
    { }

    Result<PackScan> run()
    {
        if (m_pack.size() > m_limits.packBytes)
            return tooMuch("pack size");
        if (m_pack.size() < HeaderSize + TrailerSize || !m_pack.startsWith("PACK")
            || qFromBigEndian<quint32>(m_pack.data() + 4) != 2)
            return garbled("no pack of version 2");
        m_scan.objects = qFromBigEndian<quint32>(m_pack.data() + 8);
        if (m_scan.objects > m_limits.objects)
            return tooMuch("number of objects");
        m_at = HeaderSize;
        m_end = m_pack.size() - TrailerSize;
        for (quint32 i = 0; i < m_scan.objects; ++i) {
            if (m_stop.stop_requested())
                return wasCancelled();
            if (const Result<void> object = scanObject(); !object)
                return std::unexpected(object.error());
        }
        if (m_at != m_end)
            return garbled("bytes after the last object");
        return m_scan;
    }

private:
    struct InflateEnd {
        void operator()(z_stream *stream) const { inflateEnd(stream); }
    };

    std::optional<unsigned char> takeByte()
    {
        if (m_at >= m_end)
            return {};
        return static_cast<unsigned char>(m_pack[m_at++]);
    }

    Result<void> scanObject()
    {
        const qsizetype start = m_at;
        std::optional<unsigned char> byte = takeByte();
        if (!byte)
            return garbled("cut off");
        const int type = (*byte >> 4) & 7;
        quint64 size = *byte & 15;
        for (int shift = 4; *byte & 0x80; shift += 7) {
            byte = takeByte();
            if (!byte || shift > 56)
                return garbled("an object's size");
            size |= quint64(*byte & 0x7f) << shift;
        }
        if (size > quint64(m_limits.objectBytes))
            return tooMuch("object size");
        if (type == OffsetDelta) {
            if (const Result<void> base = takeBaseOffset(start); !base)
                return base;
        } else if (type == ReferenceDelta) {
            if (m_end - m_at < GIT_OID_SHA1_SIZE)
                return garbled("cut off");
            m_at += GIT_OID_SHA1_SIZE;
        } else if (type != Commit && type != Tree && type != Blob && type != Tag) {
            return garbled("an object's kind");
        }
        const bool delta = type == OffsetDelta || type == ReferenceDelta;
        const Result<quint64> unpacked = inflateObject(size, delta);
        if (!unpacked)
            return std::unexpected(unpacked.error());
        m_scan.unpackedBytes += static_cast<qint64>(*unpacked);
        if (m_scan.unpackedBytes > m_limits.totalBytes)
            return tooMuch("unpacked size");
        return {};
    }

    /// How far back the delta's base starts (its bytes add one at each step: gitformat-pack, "offset encoding").
    Result<void> takeBaseOffset(qsizetype start)
    {
        std::optional<unsigned char> byte = takeByte();
        if (!byte)
            return garbled("cut off");
        quint64 distance = *byte & 0x7f;
        while (*byte & 0x80) {
            byte = takeByte();
            if (!byte || distance > (quint64(1) << 48))
                return garbled("a delta's base");
            distance = ((distance + 1) << 7) | (*byte & 0x7f);
        }
        if (distance == 0 || distance > quint64(start))
            return garbled("a delta's base");
        const int depth = m_depth.value(start - static_cast<qsizetype>(distance), 0) + 1;
        if (depth > DeltaDepthLimit)
            return tooMuch("delta chain");
        m_depth.insert(start, depth);
        return {};
    }

    /// Inflates `size` bytes and gives the size of the object: for a delta what its head says that it makes.
    Result<quint64> inflateObject(quint64 size, bool delta)
    {
        z_stream stream{};
        if (inflateInit(&stream) != Z_OK)
            return garbled("zlib");
        const std::unique_ptr<z_stream, InflateEnd> end(&stream);
        QByteArray head;
        quint64 total = 0;
        int code = Z_OK;
        while (code != Z_STREAM_END) {
            const qsizetype left = m_end - m_at - static_cast<qsizetype>(stream.total_in);
            stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(m_pack.data() + m_at)) + stream.total_in;
            stream.avail_in = static_cast<uInt>(std::min<qsizetype>(left, 1 << 30));
            stream.next_out = reinterpret_cast<Bytef *>(m_buffer.data());
            stream.avail_out = static_cast<uInt>(m_buffer.size());
            code = inflate(&stream, Z_NO_FLUSH);
            const auto made = static_cast<qsizetype>(m_buffer.size() - stream.avail_out);
            if ((code != Z_OK && code != Z_STREAM_END) || (code == Z_OK && made == 0))
                return garbled("an object's compression");
            if (head.size() < 20)
                head.append(m_buffer.data(), std::min<qsizetype>(made, 20 - head.size()));
            total += static_cast<quint64>(made);
            if (total > size)
                return garbled("an object is longer than it says");
            if (m_stop.stop_requested())
                return wasCancelled();
        }
        if (total != size)
            return garbled("an object is shorter than it says");
        m_at += static_cast<qsizetype>(stream.total_in);
        if (!delta)
            return size;
        QByteArrayView rest = head;
        const std::optional<quint64> base = takeDeltaSize(rest);
        const std::optional<quint64> result = base ? takeDeltaSize(rest) : std::nullopt;
        if (!result)
            return garbled("a delta's head");
        if (*base > quint64(m_limits.objectBytes) || *result > quint64(m_limits.objectBytes))
            return tooMuch("object size");
        return std::max(*result, size);
    }

    QByteArrayView m_pack;
    const ImportLimits &m_limits;
    const std::stop_token &m_stop;
    PackScan m_scan;
    qsizetype m_at = 0;
    qsizetype m_end = 0;
    QHash<qsizetype, int> m_depth; ///< Chain length of the delta that starts there.
    std::array<char, 64 * 1024> m_buffer{};
};

} // namespace

Result<PackScan> scanPack(QByteArrayView pack, const ImportLimits &limits, const std::stop_token &stop)
{
    return std::make_unique<Scanner>(pack, limits, stop)->run();
}

} // namespace pilothouse

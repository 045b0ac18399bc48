#include "runner/egress/http_body_reader.h"

#include "runner/egress/http_head_lines.h"

#include <QCoreApplication>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qsizetype longestSize = 15; // hexadecimal digits, far below what a qint64 holds
constexpr qsizetype trailerLimit = 8 * 1024;

} // namespace

HttpBodyReader::HttpBodyReader(HttpFraming framing, qint64 limit) : m_limit(limit)
{
    switch (framing.kind) {
    case HttpFraming::Kind::None:
        break;
    case HttpFraming::Kind::Length:
        m_left = framing.length;
        m_part = m_left > 0 ? Part::Plain : Part::Done;
        if (m_left > m_limit)
            (void)tooLong();
        break;
    case HttpFraming::Kind::Chunked:
        m_part = Part::Size;
        break;
    case HttpFraming::Kind::UntilClose:
        m_part = Part::UntilClose;
        break;
    }
}

std::unexpected<Error> HttpBodyReader::refuse(const char *cause)
{
    m_part = Part::Failed;
    m_error = httpViolation(cause).error();
    return std::unexpected(m_error);
}

std::unexpected<Error> HttpBodyReader::tooLong()
{
    m_part = Part::Failed;
    m_error = {LimitExceeded,
        QCoreApplication::translate("Egress", "This is more than may be sent at once, or received in one answer."), {}};
    return std::unexpected(m_error);
}

Result<HttpBodyReader::Step> HttpBodyReader::feed(QByteArrayView bytes)
{
    Step step;
    const auto takeData = [&](qint64 most) {
        const QByteArrayView piece = bytes.sliced(step.used, std::min<qint64>(most, bytes.size() - step.used));
        step.body += piece;
        step.used += piece.size();
        m_bytes += piece.size();
        return piece.size();
    };
    if (m_part == Part::Failed)
        return std::unexpected(m_error);
    while (m_part != Part::Done && step.used < bytes.size()) {
        switch (m_part) {
        case Part::Plain:
        case Part::Data:
            m_left -= takeData(m_left);
            if (m_left == 0)
                m_part = m_part == Part::Data ? Part::DataEnd : Part::Done;
            break;
        case Part::UntilClose:
            takeData(bytes.size());
            if (m_bytes > m_limit)
                return tooLong();
            break;
        default:
            if (auto taken = takeLineByte(bytes[step.used++]); !taken)
                return std::unexpected(taken.error());
        }
    }
    step.complete = m_part == Part::Done;
    return step;
}

Result<void> HttpBodyReader::takeLineByte(char byte)
{
    const bool afterReturn = m_line.endsWith('\r');
    if (afterReturn != (byte == '\n'))
        return refuse("a bare CR or LF in the chunked coding");
    m_line += byte;
    const qsizetype limit = m_part == Part::Size ? longestSize : m_part == Part::DataEnd ? 0 : trailerLimit;
    if (m_line.size() > limit + 2)
        return refuse("a line of the chunked coding that is too long");
    if (byte != '\n')
        return {};
    m_line.chop(2);
    Result<void> taken = takeLine();
    m_line.clear();
    return taken;
}

Result<void> HttpBodyReader::takeLine()
{
    if (m_part == Part::Size)
        return takeSize();
    if (m_part == Part::DataEnd) {
        if (!m_line.isEmpty())
            return refuse("a chunk longer than its size");
        m_part = Part::Size;
        return {};
    }
    m_trailerBytes += m_line.size();
    if (m_line.isEmpty())
        m_part = Part::Done;
    else if (m_trailerBytes > trailerLimit || !isHttpField(m_line))
        return refuse("a trailer that is no header field");
    return {};
}

Result<void> HttpBodyReader::takeSize()
{
    const bool plain = !m_line.isEmpty() && std::ranges::all_of(m_line, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
    if (!plain)
        return refuse("a chunk's size that is no plain number, or has an extension");
    m_left = m_line.toLongLong(nullptr, 16);
    if (m_left > m_limit - m_bytes)
        return tooLong();
    m_part = m_left > 0 ? Part::Data : Part::Trailer;
    return {};
}

Result<void> HttpBodyReader::finish()
{
    if (m_part == Part::UntilClose)
        m_part = Part::Done;
    if (m_part == Part::Failed)
        return std::unexpected(m_error);
    if (m_part != Part::Done)
        return refuse("the end of the connection within a body");
    return {};
}

QByteArray httpChunk(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return QByteArrayLiteral("0\r\n\r\n");
    QByteArray chunk = QByteArray::number(bytes.size(), 16) + "\r\n";
    chunk += bytes;
    return chunk + "\r\n";
}

} // namespace pilothouse

#include "runner/egress/tls_client_hello.h"

#include "runner/egress/host_name.h"

#include <QSet>

#include <algorithm>
#include <optional>

namespace pilothouse {

namespace {

constexpr uchar handshakeRecord = 22;
constexpr uchar tlsMajor = 3;
constexpr uchar newestMinor = 4;
constexpr uchar clientHello = 1;
constexpr qsizetype recordHeader = 5;
constexpr qsizetype messageHeader = 4;
constexpr quint64 longestFragment = 16 * 1024;
constexpr quint64 longestSessionId = 32;
constexpr qsizetype randomBytes = 32;
constexpr quint64 serverNameExtension = 0;
constexpr quint64 encryptedHelloExtension = 0xfe0d;
constexpr quint64 olderEncryptedNameExtension = 0xffce;
constexpr quint64 hostNameType = 0;

/// Cuts numbers and vectors off the front of bytes; nothing where they are too short.
class Reader {
public:
    explicit Reader(QByteArrayView bytes) : m_bytes(bytes) { }

    [[nodiscard]] bool isAtEnd() const { return m_bytes.isEmpty(); }

    [[nodiscard]] std::optional<quint64> number(qsizetype width)
    {
        const auto bytes = take(width);
        if (!bytes)
            return std::nullopt;
        quint64 value = 0;
        for (const char c : *bytes)
            value = value << 8 | static_cast<uchar>(c);
        return value;
    }

    [[nodiscard]] std::optional<QByteArrayView> take(qsizetype count)
    {
        if (m_bytes.size() < count)
            return std::nullopt;
        const QByteArrayView taken = m_bytes.first(count);
        m_bytes = m_bytes.sliced(count);
        return taken;
    }

    /// A vector with its length of `width` bytes before it.
    [[nodiscard]] std::optional<QByteArrayView> vector(qsizetype width)
    {
        const auto length = number(width);
        return length ? take(static_cast<qsizetype>(*length)) : std::nullopt;
    }

private:
    QByteArrayView m_bytes;
};

/// The one host name of a server_name extension.
std::optional<QString> readServerName(QByteArrayView extension)
{
    Reader reader(extension);
    const auto list = reader.vector(2);
    if (!list || !reader.isAtEnd())
        return std::nullopt;
    Reader names(*list);
    const auto type = names.number(1);
    const auto name = names.vector(2);
    if (type != hostNameType || !name || !names.isAtEnd())
        return std::nullopt;
    if (std::ranges::any_of(*name, [](char c) { return static_cast<uchar>(c) >= 0x80; }))
        return std::nullopt;
    Result<QString> host = checkedEgressHost(*name);
    if (!host || egressAddress(*host))
        return std::nullopt;
    return std::move(*host);
}

} // namespace

TlsClientHelloReader::State TlsClientHelloReader::feed(QByteArrayView bytes)
{
    while (m_state == State::NeedMore && !bytes.isEmpty()) {
        const bool header = m_left == 0;
        const qsizetype wanted = header ? recordHeader - m_header.size() : m_left;
        const QByteArrayView piece = bytes.first(std::min(wanted, bytes.size()));
        bytes = bytes.sliced(piece.size());
        if (header) {
            m_header += piece;
            m_state = takeRecordHeader();
        } else {
            m_left -= piece.size();
            m_state = takeFragment(piece);
        }
    }
    return m_state;
}

TlsClientHelloReader::State TlsClientHelloReader::takeRecordHeader()
{
    const auto byte = [this](qsizetype at) { return static_cast<uchar>(m_header[at]); };
    if (byte(0) != handshakeRecord || (m_header.size() > 1 && byte(1) != tlsMajor)
        || (m_header.size() > 2 && byte(2) > newestMinor))
        return State::NotTls;
    if (m_header.size() < recordHeader)
        return State::NeedMore;
    const quint64 length = Reader(QByteArrayView(m_header).last(2)).number(2).value_or(0);
    m_header.clear();
    if (length == 0 || length > longestFragment)
        return State::Malformed;
    if (++m_records > recordLimit)
        return State::TooLong;
    m_left = static_cast<qsizetype>(length);
    return State::NeedMore;
}

TlsClientHelloReader::State TlsClientHelloReader::takeFragment(QByteArrayView fragment)
{
    m_message += fragment.first(std::min(fragment.size(), helloLimit + messageHeader + 1 - m_message.size()));
    Reader reader(m_message);
    if (const auto type = reader.number(1); type && *type != clientHello)
        return State::Malformed;
    const auto length = reader.number(3);
    if (!length)
        return State::NeedMore;
    if (*length > static_cast<quint64>(helloLimit))
        return State::TooLong;
    const qsizetype whole = messageHeader + static_cast<qsizetype>(*length);
    // What stands behind the hello in its record would be a second message that nobody looked at.
    if (m_message.size() + m_left > whole && m_message.size() >= whole)
        return State::Malformed;
    if (m_message.size() < whole)
        return State::NeedMore;
    const State state = readHello(QByteArrayView(m_message).sliced(messageHeader));
    m_message.clear();
    return state;
}

TlsClientHelloReader::State TlsClientHelloReader::readHello(QByteArrayView body)
{
    Reader reader(body);
    const auto major = reader.number(1);
    const auto minor = reader.number(1);
    const auto random = reader.take(randomBytes);
    const auto session = reader.vector(1);
    const auto ciphers = reader.vector(2);
    const auto compressions = reader.vector(1);
    if (major != tlsMajor || !minor || !random || !session || !ciphers || !compressions)
        return State::Malformed;
    if (static_cast<quint64>(session->size()) > longestSessionId || ciphers->isEmpty() || ciphers->size() % 2 != 0
        || compressions->isEmpty())
        return State::Malformed;
    if (reader.isAtEnd()) // before TLS 1.2 a hello may end here
        return State::NoName;
    const auto extensions = reader.vector(2);
    if (!extensions || !reader.isAtEnd())
        return State::Malformed;
    return readExtensions(*extensions);
}

TlsClientHelloReader::State TlsClientHelloReader::readExtensions(QByteArrayView extensions)
{
    Reader reader(extensions);
    QSet<quint64> seen;
    TlsClientHello hello;
    while (!reader.isAtEnd()) {
        const auto type = reader.number(2);
        const auto content = reader.vector(2);
        if (!type || !content || seen.contains(*type))
            return State::Malformed;
        seen.insert(*type);
        if (*type == encryptedHelloExtension || *type == olderEncryptedNameExtension)
            hello.encrypted = true;
        if (*type == serverNameExtension) {
            const auto name = readServerName(*content);
            if (!name)
                return State::Malformed;
            hello.serverName = *name;
        }
    }
    m_hello = hello;
    return m_hello.serverName.isEmpty() ? State::NoName : State::Named;
}

} // namespace pilothouse

#pragma once

#include <QByteArray>
#include <QList>

namespace pilothouse::test {

/// Number or vector as TLS writes it, with a length of `width` bytes before the vector.
inline QByteArray tlsNumber(qsizetype value, int width)
{
    QByteArray out(width, '\0');
    for (int i = width - 1; i >= 0; --i, value >>= 8)
        out[i] = static_cast<char>(value & 0xff);
    return out;
}

inline QByteArray tlsVector(const QByteArray &content, int width)
{
    return tlsNumber(content.size(), width) + content;
}

inline QByteArray tlsExtension(int type, const QByteArray &content)
{
    return tlsNumber(type, 2) + tlsVector(content, 2);
}

inline QByteArray serverNameExtension(const QByteArray &name)
{
    return tlsExtension(0, tlsVector(tlsNumber(0, 1) + tlsVector(name, 2), 2));
}

/// The handshake message, with extensions as given.
inline QByteArray clientHelloMessage(const QByteArray &extensions)
{
    const QByteArray body = QByteArray("\x03\x03") + QByteArray(32, 'r') + tlsVector(QByteArray(32, 's'), 1)
        + tlsVector(QByteArray("\x13\x01\x13\x02", 4), 2) + tlsVector(QByteArray(1, '\0'), 1)
        + tlsVector(extensions, 2);
    return tlsNumber(1, 1) + tlsVector(body, 3);
}

/// A message in records of at most `most` bytes.
inline QByteArray tlsRecords(const QByteArray &message, qsizetype most = 16 * 1024)
{
    QByteArray out;
    for (qsizetype at = 0; at < message.size(); at += most)
        out += QByteArray("\x16\x03\x01") + tlsVector(message.sliced(at, std::min(most, message.size() - at)), 2);
    return out;
}

} // namespace pilothouse::test

#pragma once

#include <QByteArray>
#include <QString>

namespace pilothouse::test {

/// The floor of a measurement: blocking calls on a bare socket, one connection each, with nothing checked.
class RawEngine {
public:
    explicit RawEngine(QString socket);

    /// The whole answer, until the engine closes the connection.
    [[nodiscard]] QByteArray call(
        const QByteArray &method, const QByteArray &target, const QByteArray &body = {}) const;
    /// Until the first byte of the stream after the answer's head; then the connection is dropped.
    void firstByte(const QByteArray &target, const QByteArray &body, const QByteArray &input) const;

private:
    [[nodiscard]] int connected() const;

    QString m_socket;
};

} // namespace pilothouse::test

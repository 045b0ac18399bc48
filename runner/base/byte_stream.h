#pragma once

#include "runner/base/error.h"

#include <QByteArray>
#include <QObject>

#include <optional>

namespace pilothouse {

/// An open, ordered, two-way stream of bytes: the standard streams of an exec, a pipe, a socket.
/// Lives on one thread. Destroying it closes it; no signal comes after that.
class ByteStream : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Queues bytes to go out. Never blocks; bytesToWrite() tells how much waits, bytesWritten() when it became less.
    virtual void write(QByteArray bytes) = 0;
    [[nodiscard]] virtual qint64 bytesToWrite() const = 0;

    /// Ends our direction (the peer reads end of file); the other direction stays open.
    virtual void closeWrite() = 0;

    /// While paused nothing more is read from the peer, so that it feels back-pressure; what was read already still
    /// comes.
    virtual void setPaused(bool paused) = 0;

Q_SIGNALS:
    void received(const QByteArray &bytes); ///< Bytes of the peer's standard output.
    void receivedError(const QByteArray &bytes); ///< Bytes of the peer's standard error, where the stream has one.
    void bytesWritten();
    void closed(const std::optional<pilothouse::Error> &error); ///< Once, the last signal: end of file, or what broke.
};

} // namespace pilothouse

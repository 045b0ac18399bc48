#pragma once

#include "runner/base/byte_stream.h"

#include <QProcess>

namespace pilothouse {

/// The standard streams of a program as a ByteStream. It can be told to break after a number of bytes, as a dying
/// connection does: in the middle of a frame, with bytes still on their way.
class ProcessStream final : public ByteStream {
    Q_OBJECT

public:
    ProcessStream(const QString &program, const QStringList &arguments);
    ~ProcessStream() override;

    void write(QByteArray bytes) override;
    [[nodiscard]] qint64 bytesToWrite() const override;
    void closeWrite() override;
    void setPaused(bool paused) override;

    /// After so many bytes in both directions together the program is killed and the stream closed. -1: never.
    void breakAfter(qint64 bytes) { m_left = bytes; }
    /// Stops the program where it is: the peer sees a connection that is open and says nothing.
    void freeze();
    [[nodiscard]] QByteArray errorOutput() const { return m_errorOutput; }

private:
    void read();
    void end();

    QProcess m_process;
    QByteArray m_errorOutput;
    qint64 m_left = -1;
    bool m_paused = false;
    bool m_over = false;
};

} // namespace pilothouse

#pragma once

#include "runner/base/byte_stream.h"
#include "runner/sandbox/http_stream.h"
#include "runner/sandbox/stream_demultiplexer.h"

namespace pilothouse {

/// The standard streams of a command that runs in a container without a terminal, over a connection that was upgraded.
/// Starts paused. When the command ends, closed() comes without an error.
class ExecStream final : public ByteStream {
    Q_OBJECT

public:
    /// `stream` has delivered its head.
    explicit ExecStream(std::unique_ptr<HttpStream> stream);

    void write(QByteArray bytes) override;
    [[nodiscard]] qint64 bytesToWrite() const override;
    void closeWrite() override;
    void setPaused(bool paused) override;

private:
    void take(const QByteArray &bytes);
    void finish(std::optional<Error> error);

    std::unique_ptr<HttpStream> m_stream;
    StreamDemultiplexer m_demultiplexer;
    bool m_closed = false;
};

} // namespace pilothouse

#pragma once

#include "runner/base/byte_stream.h"

#include <memory>

namespace pilothouse::test {

/// Another stream, until so many bytes went through it in both directions together: then it ends, in the midst of
/// whatever was on its way.
class BreakingStream final : public ByteStream {
    Q_OBJECT

public:
    BreakingStream(std::unique_ptr<ByteStream> stream, qint64 breakAfter);

    void write(QByteArray bytes) override;
    [[nodiscard]] qint64 bytesToWrite() const override;
    void closeWrite() override;
    void setPaused(bool paused) override;

private:
    void end(const std::optional<Error> &error);

    std::unique_ptr<ByteStream> m_stream;
    qint64 m_left;
};

} // namespace pilothouse::test

#pragma once

#include "runner/egress/http_head.h"

namespace pilothouse {

/// Takes a body out of its framing. Chunk extensions, trailers that are no fields, and lengths with signs, blanks or
/// more than 15 digits are refused; trailers are dropped. Single-threaded.
class HttpBodyReader final {
public:
    struct Step {
        QByteArray body;
        qsizetype used = 0; ///< Of what was fed; less than all only when the body ended within it.
        bool complete = false;
    };

    HttpBodyReader() = default;
    /// `limit`: the most bytes that the body may have.
    HttpBodyReader(HttpFraming framing, qint64 limit);

    /// Errors: ProtocolViolated, LimitExceeded (also before the body came, where its length says so). Then refuses all.
    [[nodiscard]] Result<Step> feed(QByteArrayView bytes);
    /// The connection ended. Error: ProtocolViolated, where the body was not complete.
    [[nodiscard]] Result<void> finish();
    [[nodiscard]] bool isComplete() const { return m_part == Part::Done; }
    [[nodiscard]] qint64 bodyBytes() const { return m_bytes; }

private:
    enum class Part : quint8 { Size, Data, DataEnd, Trailer, Plain, UntilClose, Done, Failed };

    [[nodiscard]] Result<void> takeLineByte(char byte);
    [[nodiscard]] Result<void> takeLine();
    [[nodiscard]] Result<void> takeSize();
    [[nodiscard]] std::unexpected<Error> refuse(const char *cause);
    [[nodiscard]] std::unexpected<Error> tooLong();

    Part m_part = Part::Done;
    qint64 m_left = 0; ///< Of the chunk or the whole body.
    qint64 m_bytes = 0;
    qint64 m_limit = 0;
    qsizetype m_trailerBytes = 0;
    QByteArray m_line;
    Error m_error; ///< Of Part::Failed.
};

/// One chunk of the chunked coding; an empty `bytes` gives the last one, with the end of the body.
[[nodiscard]] QByteArray httpChunk(QByteArrayView bytes);

} // namespace pilothouse

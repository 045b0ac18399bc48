#pragma once

#include "runner/base/error.h"

#include <QByteArray>
#include <QList>

#include <memory>

namespace pilothouse {

struct HttpHeader {
    QByteArray name;
    QByteArray value;

    friend bool operator==(const HttpHeader &, const HttpHeader &) = default;
};

/// The head of an answer.
struct HttpHead {
    int status = 0;
    QList<HttpHeader> headers;

    /// The first header of that name (any case), or an empty array.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    [[nodiscard]] bool isSuccess() const { return status == 101 || (status >= 200 && status < 300); }

    friend bool operator==(const HttpHead &, const HttpHead &) = default;
};

/// Reads one HTTP/1.1 answer (RFC 9112) from bytes that come in any portions; does no I/O. After a 101 all that follows
/// is body until the connection ends. Interim answers (100, 103) are skipped. Single-threaded.
class HttpResponseParser {
public:
    /// What one call of feed() or finish() found, in this order.
    struct Step {
        bool headComplete = false; ///< head() is valid from now on.
        QByteArray body;
        bool complete = false; ///< The answer ended; nothing more is read.
    };

    HttpResponseParser();
    ~HttpResponseParser();
    HttpResponseParser(const HttpResponseParser &) = delete;
    HttpResponseParser &operator=(const HttpResponseParser &) = delete;

    /// Errors: ProtocolViolated (not HTTP), LimitExceeded (a head over `headLimit` bytes or `headerLimit` headers).
    /// After an error the parser refuses everything.
    [[nodiscard]] Result<Step> feed(QByteArrayView bytes);
    /// The connection ended. Error: EngineUnavailable, if the answer was not complete by then.
    [[nodiscard]] Result<Step> finish();
    [[nodiscard]] const HttpHead &head() const;

    static constexpr qsizetype headLimit = 64 * 1024;
    static constexpr qsizetype headerLimit = 128;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pilothouse

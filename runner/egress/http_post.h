#pragma once

#include "runner/base/error.h"
#include "runner/egress/model_gateway.h"
#include "runner/sandbox/http_response_parser.h"

#include <QObject>
#include <QSslSocket>
#include <QUrl>

#include <optional>

namespace pilothouse {

inline constexpr ErrorCode HttpHostUnknown{"http.host_unknown"};
inline constexpr ErrorCode HttpNotSecure{"http.not_secure"};
inline constexpr ErrorCode HttpBroken{"http.broken"}; ///< No connection, not HTTP, or it broke off.

/// One POST over a connection of its own, to a host that the person chose; http or https by the URL, with the
/// certificate checked against the system's authorities.
///
/// Not QNetworkAccessManager, for two things that it does (seen in Qt 6.8): it sends a POST a second time when the
/// connection broke before the answer, which here would be a request that was neither committed nor metered; and it
/// reads an answer to its end whatever setReadBufferSize() says, so that a pause never reaches the provider.
///
/// Signals: headRead, bodyRead…, ended; none when it is destroyed. Deleting it in a slot of them is not allowed.
class HttpPost final : public QObject {
    Q_OBJECT

public:
    /// The headers that every request has (Host, Content-Length, Connection) are added.
    HttpPost(QUrl url, HttpHeaders headers, QByteArray body);
    ~HttpPost() override;

    void start();
    /// While paused nothing is read, beyond 64 KiB not from the kernel either.
    void setPaused(bool paused);

    [[nodiscard]] const HttpHead &head() const { return m_parser.head(); }
    /// The request was given to the connection; before that nobody has seen it.
    [[nodiscard]] bool wasSent() const { return m_sent; }

Q_SIGNALS:
    void headRead();
    void bodyRead(const QByteArray &bytes);
    /// Without an error the answer is whole, as far as HTTP can tell. The error's message is empty; its cause tells.
    void ended(const std::optional<pilothouse::Error> &error);

private:
    void send();
    void readOn();
    void take(const HttpResponseParser::Step &step);
    void socketFailed(QAbstractSocket::SocketError error);
    void end(std::optional<Error> error);

    QUrl m_url;
    HttpHeaders m_headers;
    QByteArray m_body;
    QSslSocket m_socket;
    HttpResponseParser m_parser;
    bool m_sent = false;
    bool m_paused = false;
    bool m_closed = false; ///< By the peer; what it sent may still wait to be read.
    bool m_ended = false;
};

} // namespace pilothouse

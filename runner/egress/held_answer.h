#pragma once

#include "runner/base/error.h"
#include "runner/egress/http_post.h"

#include <QByteArray>

namespace pilothouse {

/// A stream of server-sent events (WHATWG HTML, 9.2) that was begun with status 200 while its request was held. What
/// the provider says afterwards goes into it; an answer with another status, and a refusal of ours, become the error
/// event of the protocol that the request's path names.
class HeldAnswer final {
public:
    explicit HeldAnswer(QByteArray path) : m_path(std::move(path)) { }

    [[nodiscard]] static QList<std::pair<QByteArray, QByteArray>> headers();
    [[nodiscard]] static QByteArray comment(); ///< What clients read over.

    /// The provider's answer began.
    void start(int status) { m_failed = status != 200; }
    /// What goes into the stream for these bytes of its body.
    [[nodiscard]] QByteArray take(const QByteArray &bytes);
    /// What goes in at its end.
    [[nodiscard]] QByteArray end() const;
    [[nodiscard]] QByteArray refusal(const Error &error) const;

private:
    [[nodiscard]] QByteArray errorEvent(const QString &message, const QString &type) const;

    QByteArray m_path;
    QByteArray m_error; ///< The body of an answer that is no stream, bounded.
    bool m_failed = false;
};

} // namespace pilothouse

#pragma once

#include "runner/base/one_shot.h"
#include "runner/guest/guest_types.h"
#include "runner/guest/protocol/messages.h"

#include <deque>
#include <functional>

namespace pilothouse {

/// The host's end of one ephemeral stream with credit both ways: a terminal, a file, a pack. Ends with the connection.
/// Internal to the folder; the link feeds it and hears what it wants to send.
class GuestStream final : public std::enable_shared_from_this<GuestStream> {
public:
    using Send = std::function<void(guest::FrameType, quint64 sequence, QByteArray payload)>;

    explicit GuestStream(Send send) : m_send(std::move(send)) { }

    // For the link: what came. False when the guest broke the rules.
    [[nodiscard]] bool takeOpened(const guest::StreamOpened &opened);
    [[nodiscard]] bool takeData(QByteArray bytes);
    [[nodiscard]] bool takeCredit(quint64 bytes);
    void takeEnd() { m_ended = true; }
    void finish(Result<int> status);

    // For a coroutine.
    /// The next bytes; empty at the end. Giving them out gives the guest credit for as many.
    [[nodiscard]] Task<QByteArray> next();
    /// Sends, as credit allows, and returns when the last of it went out.
    [[nodiscard]] Task<void> write(QByteArray bytes);
    void writeEnd() { m_send(guest::FrameType::StreamEnd, 0, {}); }
    /// Waits until the stream is gone. The status of a terminal, else 0.
    [[nodiscard]] Task<int> closed();
    /// Asks the guest to stop.
    void abort();

    // For a terminal.
    void queue(const QByteArray &bytes);
    void grant(qsizetype bytes);
    std::function<void(const guest::StreamOpened &)> onOpened;
    std::function<void(const QByteArray &)> onData; ///< When set, next() is not used.
    std::function<void(const Result<int> &)> onFinished;

private:
    void flush();

    Send m_send;
    std::deque<QByteArray> m_incoming;
    qint64 m_incomingCredit = guest::StreamWindow; ///< What the guest may still send.
    qint64 m_outgoingCredit = guest::StreamWindow;
    QByteArray m_outgoing;
    bool m_ended = false;
    bool m_aborted = false;
    std::optional<Result<int>> m_result;
    std::optional<OneShot<Result<QByteArray>>> m_reader;
    std::optional<OneShot<Result<void>>> m_writer;
    std::optional<OneShot<Result<int>>> m_closer;
};

} // namespace pilothouse

#pragma once

#include "runner/guest/guest_link.h"
#include "runner/guest/guest_stream.h"
#include "runner/guest/protocol/message_stream.h"
#include "runner/guest/protocol/messages.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHash>
#include <QTimer>

#include <deque>

namespace pilothouse {

/// The words of this folder for a person.
struct GuestText {
    Q_DECLARE_TR_FUNCTIONS(Guest)
};

[[nodiscard]] inline QByteArray bytesOf(const std::string &text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/// The state of a link and its handling of messages; GuestLink's methods are thin over it.
class GuestLink::Private {
public:
    using Lane = guest::MessageWriter::Lane;

    Private(GuestLink *link, LinkOptions options);
    ~Private();

    void attach(std::unique_ptr<ByteStream> stream);
    /// Ends the connection; everything that waits for it fails with the error.
    void drop(const Error &error, bool tell);
    void put(Lane lane, guest::FrameType type, quint16 channel, quint64 sequence, std::string payload);

    [[nodiscard]] Task<QByteArray> request(
        guest::Operation operation, std::string payload, std::chrono::milliseconds timeout);
    /// Null while there is no connection.
    [[nodiscard]] std::shared_ptr<GuestStream> openStream(guest::StreamKind kind, std::string parameters);

    [[nodiscard]] std::unique_ptr<GuestTerminal> makeTerminal(TerminalRequest request, quint32 attachTo);

    void sendLines();
    /// Stops or goes on reading, by how much waits for its commit.
    void holdOrGoOn();

    /// An answer of the host to a model request that is on its way to the agent.
    struct Answer {
        bool headSent = false;
        bool finished = false;
        QByteArray queued;
        qint64 outstanding = 0; ///< Sent, not yet taken by the agent.
    };
    void sendAnswer(quint64 id, Answer &answer);

    /// A connection that a program in the sandbox opened.
    struct Egress {
        QByteArray queued;
        qint64 credit = guest::EgressWindow; ///< What the guest takes.
        qint64 granted = 0; ///< What the guest may still send.
        bool inEnded = false;
        bool outEnded = false; ///< By us; told to the guest when nothing is queued.
        bool outTold = false;
        bool closing = false; ///< Close behind the end.
    };
    void sendEgress(quint64 id);
    void forgetEgressIfDone(quint64 id);

    [[nodiscard]] Error disconnectedError() const;

    GuestLink *q;
    LinkOptions options;
    std::unique_ptr<ByteStream> stream;
    bool ready = false;
    QHash<quint64, Answer> answers;
    QHash<quint64, Egress> egress;
    std::map<GuestChannel, quint64> received;
    std::map<GuestChannel, quint64> acknowledged;

    struct Line {
        quint64 number = 0;
        QByteArray bytes;
    };
    std::deque<Line> lines; ///< That the guest does not have, in order.
    std::size_t linesSent = 0; ///< So many of them are on their way.

private:
    void onBytes(const QByteArray &bytes);
    void pump();
    void sendHello();
    void beat();
    void violated(const QString &what);
    [[nodiscard]] bool take(guest::Message &message);
    [[nodiscard]] bool takeHello(const guest::Message &message);
    [[nodiscard]] bool takeRefusal(const guest::Message &message);
    [[nodiscard]] bool takeDurable(const guest::Message &message);
    void deliverExits();
    [[nodiscard]] bool takeLineProgress(const guest::Message &message);
    [[nodiscard]] bool takeResponse(const guest::Message &message);
    [[nodiscard]] bool takeStream(guest::Message &message);
    [[nodiscard]] bool takeModel(guest::Message &message);
    [[nodiscard]] bool takeEgress(guest::Message &message);
    [[nodiscard]] bool takeEgressOpen(const guest::Message &message);

    std::optional<guest::MessageReader> m_reader;
    guest::MessageWriter m_writer;
    quint64 m_connection = 0; ///< Counts attach() and drop(): a handler that changed it stops the loop above it.
    QTimer m_helloTimer;
    QTimer m_beat;
    QElapsedTimer m_lastReceived;
    qint64 m_lastBeat = 0; ///< Milliseconds of the steady clock.
    std::deque<std::pair<quint64, qsizetype>>
        m_unconsumed; ///< Lines sent that the agent did not take: number and size.
    qsizetype m_unconsumedBytes = 0;
    std::deque<std::pair<GuestDurable, guest::AgentExit>> m_exits; ///< Held until everything before them was delivered.
    quint64 m_nextRequest = 1;
    QHash<quint64, OneShot<Result<QByteArray>>> m_requests;
    quint16 m_nextStream = 1;
    QHash<quint16, std::shared_ptr<GuestStream>> m_streams;
    bool m_flushQueued = false;
    bool m_held = false; ///< The stream is paused until enough was committed.
};

/// Checks and translates what a durable channel carries. Empty when it breaks the rules.
[[nodiscard]] std::optional<GuestDurable> readDurable(GuestChannel channel, quint64 number, const std::string &payload);
[[nodiscard]] std::optional<SnapshotInfo> readSnapshot(const guest::WorkspaceMessage &message);
/// The error of a response or a stream that says it failed.
[[nodiscard]] Error guestError(guest::Failure failure, const std::string &words);

} // namespace pilothouse

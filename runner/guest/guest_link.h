#pragma once

#include "runner/base/byte_stream.h"
#include "runner/base/one_shot.h"
#include "runner/guest/guest_terminal.h"
#include "runner/guest/guest_types.h"

#include <QObject>

#include <functional>
#include <memory>

namespace pilothouse {

struct LinkOptions {
    QByteArray key; ///< 32 random bytes of this sandbox. Never logged.
    GuestPositions committed; ///< What the event log has of this guest: it goes on behind.
    quint64 lastLine = 0; ///< The number of the last line that was committed for sending.
    QByteArray guestId; ///< GuestHello::guestId when the positions belong to a known guest; empty for a new one.
    std::chrono::milliseconds helloTimeout = std::chrono::seconds(10);
    std::chrono::milliseconds heartbeat = std::chrono::seconds(5); ///< A ping when nothing was sent for so long.
    std::chrono::milliseconds silence = std::chrono::seconds(20); ///< Nothing received for so long: disconnected.
    std::chrono::milliseconds requestTimeout =
        std::chrono::seconds(30); ///< For short requests; long ones have their own.
};

/// The host's end of the link to one guest. It outlives connections: attach() a stream, and again another one after
/// disconnected(). Everything that comes over the link is a claim of the sandbox; bytes that break the protocol close
/// the connection with ProtocolViolated.
///
/// Durable messages are emitted once each and in order, over reconnects too; the guest keeps them until acknowledge().
/// The owner acknowledges after its event log committed them. Lines to the agent are numbered 1, 2, 3 … by the owner;
/// the link keeps those that the guest does not have and sends them again after a reconnect.
///
/// Every Task ends by an answer, a time-out, a disconnection or the destruction of the link (GuestDisconnected).
/// Lives on one thread.
class GuestLink final : public QObject {
    Q_OBJECT

public:
    explicit GuestLink(LinkOptions options, QObject *parent = nullptr);
    ~GuestLink() override;

    /// Takes a fresh stream to `pilothouse-guest connect` and says hello. An older stream is dropped.
    void attach(std::unique_ptr<ByteStream> stream);
    /// Drops the stream in order to stop; disconnected() is not emitted.
    void detach();
    [[nodiscard]] bool isReady() const;

    void acknowledge(GuestChannel channel, quint64 number);
    /// Queues the line (without a line feed, at most 16 MiB) for the agent. Numbers that the guest has are ignored, so
    /// after a restart the owner gives again every line behind GuestHello::lastLine.
    void sendAgentLine(quint64 number, QByteArray line);

    [[nodiscard]] Task<void> startAgent(AgentStart start);
    /// Sends the signal to the agent's process group. NotFound when none runs.
    [[nodiscard]] Task<void> signalAgent(int signal);
    /// Ends the agent's standard input.
    [[nodiscard]] Task<void> closeAgentInput();

    [[nodiscard]] Task<GuestCommandResult> execute(GuestCommand command);

    /// Fills the empty workspace. Doing it again with the same base does nothing and reports the same.
    [[nodiscard]] Task<SeedReport> seed(SeedRequest request);
    /// Looks at the whole workspace. The result is the newest snapshot, whether or not this look changed it; a new one
    /// comes as a durable message, too.
    [[nodiscard]] Task<SnapshotInfo> snapshot();
    /// Streams a thin pack of everything that `want` reaches and `have` (or, when empty, nothing) does not. The sink is
    /// awaited before more is asked for. Errors of the sink end the transfer and are returned.
    [[nodiscard]] Task<PackSummary> packOut(
        ObjectId want, ObjectId have, std::function<Task<void>(QByteArray)> sink, quint64 limit);
    /// Gives the guest's store a pack (thin ones are completed from what it has). The source returns an empty array at
    /// its end.
    [[nodiscard]] Task<void> packIn(std::function<Task<QByteArray>()> source);
    /// Makes the workspace equal to the tree of a commit or tree that the guest's store has; ignored files stay.
    [[nodiscard]] Task<SnapshotInfo> restore(ObjectId treeish);

    /// Paths are absolute below /workspace or the agent's home. Symbolic links are not followed.
    [[nodiscard]] Task<QByteArray> readFile(QByteArray path, quint64 limit);
    [[nodiscard]] Task<void> writeFile(QByteArray path, QByteArray content, quint32 mode = 0644);
    [[nodiscard]] Task<GuestDirectory> listDirectory(QByteArray path);
    [[nodiscard]] Task<GuestFileInfo> statFile(QByteArray path);

    [[nodiscard]] std::unique_ptr<GuestTerminal> openTerminal(TerminalRequest request);
    /// The terminal of a former connection or process; its ring comes first. Closed with NotFound when it is gone.
    [[nodiscard]] std::unique_ptr<GuestTerminal> attachTerminal(quint32 id);

    // The answer to a model request: one answerModel(), any number of bodies, one finishModel(); or failModel()
    // instead. Ids that are gone (cancelled, answered, of an older attempt's connection) are ignored.
    void answerModel(quint64 id, int status, QList<std::pair<QByteArray, QByteArray>> headers);
    void answerModelBody(quint64 id, QByteArray chunk);
    void finishModel(quint64 id);
    /// Before answerModel(): the agent gets `status` and a JSON error with `message`. After it: its connection is
    /// broken.
    void failModel(quint64 id, int status, const QString &message);
    /// Bytes of this answer that wait for the agent to read them; modelWritten() tells when they become less.
    [[nodiscard]] qsizetype modelBytesToWrite(quint64 id) const;
    /// Model requests whose answer is not handed over to the guest to its end.
    [[nodiscard]] qsizetype openModelRequests() const;

    // A connection of a program that wants to go out. Ids that are gone are ignored.
    /// Lets the program send so many bytes more; nothing comes before the first time.
    void grantEgress(quint64 id, qsizetype bytes);
    void writeEgress(quint64 id, QByteArray bytes);
    /// No more bytes to the program, once what was written is out.
    void endEgress(quint64 id);
    /// Behind endEgress() the program still reads what was written; otherwise its connection is broken at once.
    void closeEgress(quint64 id);
    /// Bytes that the program did not take yet; egressWritten() tells when they become less.
    [[nodiscard]] qsizetype egressBytesToWrite(quint64 id) const;
    /// Has the guest listen on a loopback port of the sandbox; its connections come as egressRequested() with `name`.
    [[nodiscard]] Task<void> openForward(QByteArray name, quint16 port);

Q_SIGNALS:
    void ready(const pilothouse::GuestHello &hello);
    void durable(const pilothouse::GuestDurable &message);
    void disconnected(const pilothouse::Error &error); ///< Once for each attach() that did not end by detach().
    void modelRequested(const pilothouse::GuestModelRequest &request);
    void modelCancelled(quint64 id); ///< The agent went away; no answer is wanted any more.
    void modelWritten(quint64 id);
    void egressRequested(const pilothouse::GuestEgressRequest &request);
    void egressReceived(quint64 id, const QByteArray &bytes); ///< At most what grantEgress() allowed.
    void egressEnded(quint64 id); ///< The program sends no more.
    void egressClosed(quint64 id); ///< It is gone, and the program with it; not after both ends were said.
    void egressWritten(quint64 id);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pilothouse

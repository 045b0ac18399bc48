#pragma once

#include "runner/base/one_shot.h"
#include "runner/egress/address_guard.h"
#include "runner/egress/egress_resolver.h"
#include "runner/egress/egress_target.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace pilothouse {

class EgressConnection;

inline constexpr ErrorCode EgressDenied{"egress.denied"}; ///< By a rule or a person.
inline constexpr ErrorCode EgressNotAllowed{"egress.not_allowed"}; ///< By what holds whatever the rules say.
inline constexpr ErrorCode EgressUnreachable{"egress.unreachable"};
inline constexpr ErrorCode EgressNameMismatch{"egress.name_mismatch"}; ///< A tunnel for another host than was approved.
inline constexpr ErrorCode EgressBroken{"egress.broken"}; ///< It ended in its middle.

/// A program in the sandbox that wants to go out. All of it is untrusted.
struct EgressRequest {
    quint64 id = 0; ///< Chosen by the guest; unique while it is open.
    QByteArray head; ///< Of a proxy request, with its empty line; empty for a forward.
    std::optional<EgressTarget> forward; ///< Where a named forward leads: the host's word.
    qint32 pid = 0; ///< In the sandbox; 0: not known.
    QString command; ///< The program's command line.
};

/// What somebody is to decide about. Established here from what the program said.
struct EgressAttempt {
    quint64 request = 0; ///< EgressRequest::id.
    EgressTarget target;
    QByteArray method; ///< Of a plain HTTP request.
    qint32 pid = 0;
    QString command;
    qint64 bytesSent = 0; ///< On the same connection before.
};

struct EgressPermit {
    bool allowed = false;
    PrivateNetwork network = PrivateNetwork::Closed;
    QString rule; ///< What allowed or refused it.
    QString reason; ///< For the program and the person, where it is refused.
};

/// A connection about to be made, or the next request on one.
struct EgressOpening {
    quint64 number = 0; ///< 1, 2, 3 … in the session.
    EgressAttempt attempt;
    QList<QHostAddress> addresses; ///< Checked; no other is connected to.
    QString rule;
};

struct EgressEnding {
    quint64 number = 0; ///< That of its opening.
    EgressTarget target;
    qint64 sent = 0; ///< Bytes that left this machine, and that came.
    qint64 received = 0;
    std::chrono::milliseconds duration{};
    std::optional<Error> error;
};

struct EgressRefusal {
    EgressAttempt attempt; ///< The target's host is empty where the request made no sense.
    Error error;
};

/// Who decides. Both end by themselves. An error of either refuses the connection with its message.
struct EgressPolicy {
    std::function<Task<EgressPermit>(EgressAttempt)> decide; ///< May take as long as a person does.
    std::function<Task<void>(EgressOpening)> before; ///< Nothing is connected to before this ended well.
};

/// Why an approved host may not be connected to at this address; nothing: it may. See AddressGuard::refusal().
using AddressRefusal =
    std::function<std::optional<QString>(const QString &host, const QHostAddress &address, PrivateNetwork network)>;

struct EgressLimits {
    int connections = 64; ///< At once; more are refused.
    std::chrono::milliseconds connecting = std::chrono::seconds(15); ///< To one address.
    std::chrono::milliseconds hello = std::chrono::seconds(20); ///< For a tunnel's first message.
    std::chrono::milliseconds idle = std::chrono::minutes(10); ///< Without a byte in either direction.
    qint64 upload = qint64{1} << 30; ///< Bytes of one connection, and of one session since this process has it.
    qint64 download = qint64{8} << 30;
    qint64 sessionUpload = qint64{8} << 30;
    qint64 sessionDownload = qint64{64} << 30;
    qint64 bytesPerSecond = 0; ///< Of all connections together, both ways; 0: as fast as it goes.
};

struct EgressBrokerOptions {
    quint64 lastNumber = 0; ///< The highest number of an opening that the session already has.
    EgressLimits limits;
    AddressRefusal refusal; ///< None: an AddressGuard with this machine's addresses as they are then.
};

/// The host's end of a sandbox's proxy. For each request in turn: the head is read and a name that may never be reached
/// refused; somebody decides; only then is the name looked up, every address checked, and one of exactly these
/// connected to. A tunnel's first bytes are held until its TLS server name turned out to be the approved host; plain
/// HTTP is made anew from its parsed parts, each request of a connection decided about again. The host answers what it
/// refuses with 400, 403, 502, 503 or 504 and a sentence.
///
/// One per session, on its thread. Signals of a connection come in order; after closed() nothing more of it does.
/// Destroying it drops everything silently.
class EgressBroker final : public QObject {
    Q_OBJECT

public:
    /// `resolver` is shared so that a look-up may end after this.
    EgressBroker(EgressPolicy policy, std::shared_ptr<EgressResolver> resolver, EgressBrokerOptions options = {},
        QObject *parent = nullptr);
    ~EgressBroker() override;

    void submit(EgressRequest request);
    /// Bytes of the program, at most what granted() allowed. Unknown ids are ignored, here and below.
    void take(quint64 id, const QByteArray &bytes);
    void takeEnd(quint64 id); ///< The program sends no more.
    void cancel(quint64 id); ///< The program went away. ended() follows where something was open.
    void cancelAll(const Error &why);
    /// While paused nothing more is read for it, and the server feels it.
    void setPaused(quint64 id, bool paused);

    [[nodiscard]] qsizetype openConnections() const { return static_cast<qsizetype>(m_open.size()); }

Q_SIGNALS:
    void granted(quint64 id, qsizetype bytes);
    void output(quint64 id, const QByteArray &bytes);
    void outputEnded(quint64 id);
    void closed(quint64 id);
    void ended(const pilothouse::EgressEnding &ending);
    void refused(const pilothouse::EgressRefusal &refusal);

private:
    friend class EgressConnection;

    void forget(quint64 id);
    /// How long everything has to wait before `bytes` more may pass.
    [[nodiscard]] std::chrono::milliseconds throttle(qint64 bytes);

    EgressPolicy m_policy;
    std::shared_ptr<EgressResolver> m_resolver;
    EgressBrokerOptions m_options;
    quint64 m_lastNumber;
    qint64 m_sent = 0;
    qint64 m_received = 0;
    qint64 m_freeAtNs = 0; ///< Of the steady clock: when the bytes so far are paid for.
    std::map<quint64, EgressConnection *> m_open; ///< Children of this.
};

} // namespace pilothouse

#pragma once

#include "runner/control_plane/command_target.h"
#include "runner/session/runner.h"

namespace pilothouse {

inline constexpr ErrorCode UnacceptedChanges{"session.unaccepted"};

/// Carries out commands on a runner of this process. Fields beside "command"; `?` marks those that may be missing:
///
/// | command | fields | answer |
/// |---|---|---|
/// | list | trash? | {sessions: […], trash?}; those in the Trash with removedAt and deletedAt |
/// | show | id | a session, in full |
/// | log | id, from?, follow? | items {event}; {last} |
/// | follow | id, from? | items {event}; at the next question, the turn's end or the session's: {session} |
/// | diff | id, stat? | {files, text} |
/// | run | repo?, base?, withUncommitted?, agent?, model?, url?, image?, mode?, title?, prompt | {id} |
/// | prompt | id, text | {} |
/// | approve | id, request, always?, for? | {} |
/// | deny | id, request, reason?, for? | {} | `for`, of a question about the network: once, turn, session, repository,
/// always
/// | cancel, resume, end | id | {} |
/// | forward | id, place ("host:port"), port? (of the sandbox's loopback) | {port} |
/// | accept | id, branch?, paths?, reviewed?, requireVerdict?, message?, uncommitted? (only_agents, mine_first),
/// target? (existing, checked_out; else a new branch), normaliseLineEnds?, snapshot?, withoutChecks? | {branch, commit,
/// tree} | | remove | id, force? | {} | | restore | id | {} (from the Trash; with a snapshot see review_commands.h) | |
/// doctor | image?, or session (tries its sandbox's boundary) | {checks: […]} |
/// | show_window | | {} (refused where there is no window) |
///
/// The commands of a review are described in review_commands.h, `rules` in rules_commands.h.
///
/// Lives on the runner's thread.
class Commands final : public QObject, public CommandTarget {
    Q_OBJECT

public:
    explicit Commands(Runner &runner, QObject *parent = nullptr);

    [[nodiscard]] Task<QJsonObject> call(
        QJsonObject command, CommandItem item = {}, std::stop_token stop = {}) override;

    /// What show_window does; set by the window.
    std::function<void()> showWindow;

private:
    using Handler = Task<QJsonObject> (Commands::*)(QJsonObject, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> list(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> show(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> log(QJsonObject command, CommandItem item, std::stop_token stop);
    [[nodiscard]] Task<QJsonObject> follow(QJsonObject command, CommandItem item, std::stop_token stop);
    [[nodiscard]] Task<QJsonObject> diff(QJsonObject command, CommandItem, std::stop_token stop);
    [[nodiscard]] Task<QJsonObject> run(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> prompt(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> decide(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> forward(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> cancel(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> end(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> resume(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> accept(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> remove(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> restore(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> doctor(QJsonObject command, CommandItem, std::stop_token);
    [[nodiscard]] Task<QJsonObject> window(QJsonObject, CommandItem, std::stop_token);

    [[nodiscard]] Task<void> stream(SessionId id, qint64 &from, const CommandItem &item);

    Runner &m_runner;
};

/// What `run` was given. Errors: InvalidArgument.
[[nodiscard]] Result<NewSession> newSession(const QJsonObject &command);
/// The fields of `accept` but for paths that need the session.
[[nodiscard]] AcceptOptions acceptOptions(const QJsonObject &command);
[[nodiscard]] QJsonObject acceptedToJson(const AcceptOutcome &outcome);
/// "PROVIDER/NAME". Error: InvalidArgument.
[[nodiscard]] Result<ModelChoice> modelNamed(const QString &name, const QString &url);

/// Whether everything that the agent changed was accepted; the loss that `remove` asks about.
[[nodiscard]] bool hasUnaccepted(const SessionState &state);

} // namespace pilothouse

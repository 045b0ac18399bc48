#pragma once

#include "app/cli/arguments.h"
#include "app/cli/printer.h"
#include "runner/control_plane/command_client.h"
#include "runner/control_plane/command_server.h"
#include "runner/control_plane/commands.h"

#include <memory>
#include <stop_token>

namespace pilothouse::cli {

/// Carries out one command line: in this process where nobody holds the data directory, else in the process that does.
class CommandLine final : public QObject {
    Q_OBJECT

public:
    explicit CommandLine(Arguments arguments, QObject *parent = nullptr);
    ~CommandLine() override;

    /// Ends with the exit code.
    [[nodiscard]] QCoro::Task<int> run();

private:
    [[nodiscard]] Task<void> connectTarget();
    [[nodiscard]] Task<void> connectOnce();
    [[nodiscard]] QCoro::Task<int> carryOut();
    [[nodiscard]] QCoro::Task<int> followAttempts(QJsonObject started);
    [[nodiscard]] QCoro::Task<int> followTurn(qint64 id, qint64 from);
    [[nodiscard]] QCoro::Task<int> demo();
    [[nodiscard]] Task<bool> answer(QJsonObject session, QJsonObject approval);
    [[nodiscard]] QCoro::Task<qint64> lastSeq(qint64 id);
    void interrupted();
    void tellHealth();
    [[nodiscard]] int report(const Error &error);
    [[nodiscard]] CommandItem printEvents();

    Arguments m_arguments;
    Printer m_printer;
    std::unique_ptr<Runner> m_runner; ///< Null where another process holds the data directory.
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<CommandServer> m_server;
    std::unique_ptr<CommandClient> m_client;
    CommandTarget *m_target = nullptr;
    qint64 m_following = 0; ///< The session whose turn is followed.
    bool m_cancelled = false;
    bool m_storeHealthy = true;
    std::stop_source m_stop;
};

/// The options of a runner as the environment says: PILOTHOUSE_ENGINE (a socket), PILOTHOUSE_IMAGE_CACHE and
/// PILOTHOUSE_AGENTS (directories), PILOTHOUSE_TRASH_DAYS (how long removed sessions are kept, 30), and for tests
/// PILOTHOUSE_ENGINE_ROOT.
[[nodiscard]] RunnerOptions runnerOptions(const QString &dataDirectory, const QString &purpose);

} // namespace pilothouse::cli

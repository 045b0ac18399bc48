#pragma once

#include "runner/sandbox/sandbox_engine.h"

#include <QSet>

#include <mutex>
#include <stop_token>

namespace pilothouse {

/// A sandbox in which nothing was before: a new container of the session's image with the volumes, limits and
/// restrictions of a session's own, no guest and no bind. Its PID 1 is the command.
struct CleanRun {
    SessionId session;
    QString id; ///< Lower-case letters and digits; names container and volumes.
    ImageId image;
    SandboxLimits limits;
    QString archive; ///< What is unpacked in its workspace: archiveTree().
    QString command; ///< For sh, in the workspace.
    std::chrono::milliseconds limit{}; ///< Then it is killed.
};

struct CleanRunResult {
    int exitCode = -1; ///< Of the container, in the engine's words; nothing that runs in it can say it.
    bool timedOut = false; ///< It was killed at its limit; there is no exit code.
    bool outOfMemory = false;
    QByteArray output; ///< Both streams as they came: the begin and the end of what was long. Hostile.
    bool outputCut = false;
    std::chrono::milliseconds took{}; ///< From its start.
    SandboxGrade grade;
};

/// Whether the engine made the sandbox so that its result counts: no network, nothing mounted but its own fresh
/// volumes, started with our program and variables, as a plain user.
[[nodiscard]] Result<void> isCleanSandbox(const SandboxGrade &grade);

/// Runs it, and removes container and volumes whatever happens. On the engine's thread.
/// Errors: those of the engine, ImageMissing, SandboxNotClean, Cancelled.
[[nodiscard]] Task<CleanRunResult> runInCleanSandbox(SandboxEngine &engine, CleanRun run, std::stop_token stop);

inline constexpr ErrorCode SandboxNotClean{"check.not_clean"};

/// Whether something on the engine was made by runInCleanSandbox(), and for which run: the run's id, else empty.
[[nodiscard]] QString cleanRunOf(const OwnedObject &object);

/// The runs of this process that are under way, by their ids. Any thread.
class CleanRuns final {
public:
    void add(const QString &id);
    void remove(const QString &id);
    [[nodiscard]] bool contains(const QString &id) const;

private:
    mutable std::mutex m_mutex;
    QSet<QString> m_ids;
};

/// Whether it was left behind by a run when Pilothouse ended in its midst.
[[nodiscard]] bool isLeftOfCleanRun(const OwnedObject &object, const CleanRuns &running);

/// Removes what such runs of a session left behind; `session` invalid: of every session. On the engine's thread.
[[nodiscard]] Task<void> removeCleanRuns(SandboxEngine &engine, SessionId session, const CleanRuns &running);

} // namespace pilothouse

#pragma once

#include "runner/base/one_shot.h"

#include <QProcessEnvironment>
#include <QStringList>

#include <chrono>
#include <functional>
#include <stop_token>

namespace pilothouse {

inline constexpr ErrorCode ProgramMissing{"program.missing"};
inline constexpr ErrorCode ProgramFailed{"program.failed"};

/// A program to run on the host to its end. Arguments never hold secrets (other users can read them).
struct ChildCommand {
    QString program; ///< A name to look up in PATH, or an absolute path.
    QStringList arguments;
    QString workingDirectory;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QByteArray input; ///< Written to its standard input, which is then closed.
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
    qsizetype outputLimit = 1024 * 1024; ///< Bytes kept of each output stream; a program that prints more is killed.
};

struct ChildOutput {
    int exitCode = 0;
    QByteArray output;
    QByteArray errorOutput;
};

/// Runs the command without blocking, on the calling thread's event loop. `onErrorLine` sees each line of its standard
/// error as it comes, for progress. Errors: ProgramMissing, TimedOut, Cancelled, LimitExceeded, ProgramFailed (killed
/// by a signal); a non-zero exit code is not an error here.
[[nodiscard]] Task<ChildOutput> runChild(
    ChildCommand command, std::stop_token stop = {}, std::function<void(const QByteArray &line)> onErrorLine = {});

} // namespace pilothouse

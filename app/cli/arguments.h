#pragma once

#include "runner/base/error.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <memory>

namespace pilothouse {
class KeyStore;
}

namespace pilothouse::cli {

/// What to do with the agent's questions while a command follows its turn.
enum class Approve {
    Ask, ///< Ask the person at the terminal; without one, end with ExitWaiting.
    Always, ///< Allow tool permissions inside the sandbox; nothing else.
    Never, ///< Deny them.
};

/// A command line, read.
struct Arguments {
    QString command; ///< Empty: the window.
    QJsonObject request; ///< For CommandTarget::call(), where the command is one of its.
    QString dataDirectory;
    Approve approve = Approve::Ask;
    bool json = false;
    bool follow = false; ///< Follow the turn after the request.
    bool open = false; ///< try: open the folder.
    bool headless = false; ///< demo without a window.
    int passphraseDescriptor = -1; ///< Where the key file's passphrase can be read; -1: nowhere.
    std::shared_ptr<KeyStore> keys; ///< Instead of the system's keychain; see keyFileFor().
    bool keyFile = false; ///< key: in the file and not in the keychain.
    QString help; ///< Print this and end.
};

// The exit codes; README.md has them, too.
inline constexpr int ExitDone = 0;
inline constexpr int ExitError = 1;
inline constexpr int ExitUsage = 2;
inline constexpr int ExitWaiting = 3; ///< The agent asks and nobody here can answer.
inline constexpr int ExitFailed = 4; ///< The turn or the session failed.
inline constexpr int ExitCancelled = 130;

inline constexpr ErrorCode UsageWrong{"usage"};

/// Reads the words after the program's name. Errors: UsageWrong, with what to type instead.
[[nodiscard]] Result<Arguments> readArguments(const QStringList &words);

} // namespace pilothouse::cli

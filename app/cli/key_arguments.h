#pragma once

#include "app/cli/arguments.h"

class QCommandLineParser;

namespace pilothouse::cli {

/// The options of `pilothouse key` and `pilothouse practice-endpoint`, and of the key file for every other command.
void addKeyOptions(QCommandLineParser &parser, const QString &command);

/// Error: UsageWrong.
[[nodiscard]] Result<void> fillKeyOptions(Arguments &arguments, const QCommandLineParser &parser);

/// The words of `pilothouse key`. Error: UsageWrong.
[[nodiscard]] Result<void> fillKeyWords(QJsonObject &request, const QStringList &words);

} // namespace pilothouse::cli

#pragma once

#include "runner/base/error.h"

#include <QJsonObject>
#include <QStringList>

class QCommandLineParser;

namespace pilothouse::cli {

/// The options of `pilothouse rules`.
void addRulesOptions(QCommandLineParser &parser);

/// The request of `pilothouse rules` (rules_commands.h), from its words and options. Error: UsageWrong.
[[nodiscard]] Result<void> fillRules(QJsonObject &request, const QCommandLineParser &parser, const QStringList &words);

} // namespace pilothouse::cli

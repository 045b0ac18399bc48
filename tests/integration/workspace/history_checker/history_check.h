#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <expected>
#include <functional>

namespace pilothouse::test {

struct HistoryCheck {
    int commits = 0; ///< Pairs of trees that were compared.
    int files = 0;
    int renamed = 0; ///< Of them.
    int copied = 0;
    int edits = 0; ///< Runs of changed lines.
    QStringList differences; ///< What our change sets say otherwise than git, one sentence each.
    /// Renamed and copied files whose percentage differs, and copies whose origin does because two are as alike. Git
    /// tells pieces of text apart by a hash with 107,927 values, so that different lines may count as the same, and
    /// before 2.44 it left out a last line without a line feed.
    QStringList otherPercentages;
};

struct HistoryOptions {
    int commits = 200; ///< Spread evenly over the history of HEAD, each with its first parent.
    int distance = 0; ///< Compare each with the one that many commits before it instead.
    QStringList gitOptions{QStringLiteral("-M"), QStringLiteral("-C")}; ///< What the judge is asked for.
};

/// Compares the change sets of a repository's history with `git diff-tree` in files, modes, objects, renames, copies,
/// counts of lines and the exact runs of lines. Reads only. The error is what git said when it could not be run.
[[nodiscard]] std::expected<HistoryCheck, QString> checkHistory(
    const QString &repository, const HistoryOptions &options = {}, const std::function<void(int, int)> &progress = {});

} // namespace pilothouse::test

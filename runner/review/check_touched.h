#pragma once

#include "runner/review/check_definition.h"

#include <stop_token>

namespace pilothouse {

/// Which files of a change set decide what a check does, so that a passed check says less than it seems.
struct TouchedFiles {
    int count = 0;
    QStringList paths; ///< The first of them, safe to show.

    friend bool operator==(const TouchedFiles &, const TouchedFiles &) = default;
};

/// Looks through the changes from `base` to `tree` for the checks' definition, build files, tests and what else stands
/// in resources/review/check_files.json, the check's own list, and scripts that the command or a build file names.
/// A careful guess: it may count a file that matters little, and cannot know that a program looks for a file by a name
/// that is on no list. Blocks; any thread. Errors: those of diffTrees(), IoFailed, JsonInvalid.
[[nodiscard]] Result<TouchedFiles> touchedFiles(const QString &store, const ObjectId &base, const ObjectId &tree,
    const CheckDefinition &check, std::stop_token stop = {});

} // namespace pilothouse

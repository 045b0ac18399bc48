#pragma once

#include "runner/base/error.h"

namespace pilothouse {

inline constexpr ErrorCode PracticeDirectoryTaken{"practice.directory_taken"};

struct PracticeRepository {
    QString directory;
    QString commit; ///< Of HEAD.

    friend bool operator==(const PracticeRepository &, const PracticeRepository &) = default;
};

/// The prompt that goes with the sample repository.
[[nodiscard]] QString practicePrompt();

/// Makes the sample repository: a git repository with one commit on `main`, whose name is the same everywhere, checked
/// out, with an author of its own where git knows none. `directory` is created; where it is a git repository already,
/// that one is returned untouched, since from the first use on it is the person's. Blocks on the disk; not for the GUI
/// thread. Errors: PracticeDirectoryTaken (it holds something else), IoFailed.
[[nodiscard]] Result<PracticeRepository> createPracticeRepository(const QString &directory);

} // namespace pilothouse

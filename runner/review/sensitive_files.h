#pragma once

#include "runner/base/error.h"
#include "runner/workspace/change_set.h"

#include <QByteArrayList>
#include <QHash>

#include <optional>
#include <vector>

namespace pilothouse {

/// Why a file counts although nobody runs it by name.
struct SensitiveMark {
    /// What makes its reader read it.
    enum class When {
        ShellEnters,
        EditorOpens,
        GitRuns,
        Installed, ///< Dependencies are.
        Built, ///< Or run, or tested.
        OnServer, ///< Continuous integration, with the project's secrets.
        AgentStarts,
        ProgramStarts,
    };
    When when = When::ProgramStarts;
    QString tool; ///< Who reads it, as the list names it.

    friend bool operator==(const SensitiveMark &, const SensitiveMark &) = default;
};

/// Files that run code, or steer tools or agents, by being there: resources/review/sensitive.json. Immutable; any
/// thread.
class SensitiveFiles final {
public:
    [[nodiscard]] static Result<SensitiveFiles> builtIn();
    /// The same, read at the first call and kept; empty where it cannot be read, which the program's log says.
    [[nodiscard]] static const SensitiveFiles &known();
    /// {files: [{glob, tool, when}]}. A glob without a slash is a file name at any depth; one with a slash starts at
    /// the root. `*` and `?` stay within a name, `**` stands for any folders. Errors: JsonInvalid, LimitExceeded.
    [[nodiscard]] static Result<SensitiveFiles> fromJson(const QByteArray &json);

    /// Of a file's path: raw bytes with slashes. Either case matches, and so do names that some file system takes for
    /// the same (Windows drops dots and blanks at the end, macOS characters that nobody sees).
    [[nodiscard]] std::optional<SensitiveMark> find(const QByteArray &path) const;
    /// Of either path. A link or submodule also counts where such a file's folder would stand.
    [[nodiscard]] std::optional<SensitiveMark> find(const FileChange &change) const;

private:
    enum class Entry { File, Folder };
    struct Glob {
        QByteArrayList parts; ///< Lower case.
        SensitiveMark mark;
    };
    [[nodiscard]] std::optional<SensitiveMark> find(const QByteArray &path, Entry entry) const;

    QHash<QByteArray, SensitiveMark> m_names; ///< Globs that are a plain name.
    std::vector<Glob> m_globs;
};

} // namespace pilothouse

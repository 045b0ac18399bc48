#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::guest {

/// The rules of one .gitignore file, as gitignore(5) describes them.
class IgnoreRules {
public:
    explicit IgnoreRules(std::string_view text);

    enum class Verdict : unsigned char { None, Ignored, Kept };
    /// `path` is relative to the folder of the file, without a slash at its ends.
    [[nodiscard]] Verdict judge(std::string_view path, bool isDirectory) const;
    [[nodiscard]] bool isEmpty() const { return m_rules.empty(); }

private:
    struct Rule {
        std::string pattern;
        bool negated = false;
        bool directoriesOnly = false;
        bool anchored = false; ///< Against the whole path; otherwise against the last name.
    };
    std::vector<Rule> m_rules;
};

/// The rules that hold in a folder: its own, then those of the folders above it.
struct IgnoreScope {
    const IgnoreScope *above = nullptr;
    const IgnoreRules *rules = nullptr;
    std::size_t depth = 0; ///< The length of the folder's path with its slash at the end; 0 at the top.

    /// `path` is relative to the workspace.
    [[nodiscard]] bool ignores(std::string_view path, bool isDirectory) const;
};

/// Shell pattern matching as git does it for paths: `*` and `?` stop at slashes, `**` between slashes does not.
/// Patterns that would take very long match nothing.
[[nodiscard]] bool matchPattern(std::string_view pattern, std::string_view text);

} // namespace pilothouse::guest

#include "runner/workspace/entry_name.h"

#include <algorithm>
#include <cstdint>

namespace pilothouse {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool startsWithFolded(std::string_view name, std::string_view lowerPrefix)
{
    return name.size() >= lowerPrefix.size()
        && std::equal(
            lowerPrefix.begin(), lowerPrefix.end(), name.begin(), [](char a, char b) { return a == lower(b); });
}

/// NTFS ignores dots and spaces at the end and reads what follows a colon as a stream of the same file; "git~1" is the
/// short name that ".git" gets there.
bool isGitOnNtfs(std::string_view name)
{
    size_t end = 0;
    if (startsWithFolded(name, ".git")) {
        end = 4;
    } else if (startsWithFolded(name, "git~")) {
        end = 4;
        while (end < name.size() && name[end] >= '0' && name[end] <= '9')
            ++end;
        if (end == 4)
            return false;
    } else {
        return false;
    }
    while (end < name.size() && (name[end] == ' ' || name[end] == '.'))
        ++end;
    return end == name.size() || name[end] == ':' || name[end] == '\\';
}

/// The code points that HFS+ ignores in names (Apple TN1150; git's next_hfs_char()), as UTF-8.
constexpr bool isIgnoredOnHfs(uint32_t codePoint)
{
    return (codePoint >= 0x200c && codePoint <= 0x200f) || (codePoint >= 0x202a && codePoint <= 0x202e)
        || (codePoint >= 0x206a && codePoint <= 0x206f) || codePoint == 0xfeff;
}

bool isGitOnHfs(std::string_view name)
{
    constexpr std::string_view git = ".git";
    size_t matched = 0;
    for (size_t i = 0; i < name.size();) {
        // All ignored code points are three bytes long in UTF-8.
        if (i + 2 < name.size() && (name[i] & '\xf0') == '\xe0') {
            const auto byte = [&name](
                                  size_t at) { return static_cast<uint32_t>(static_cast<unsigned char>(name[at])); };
            const uint32_t codePoint = (byte(i) & 0xf) << 12 | (byte(i + 1) & 0x3f) << 6 | (byte(i + 2) & 0x3f);
            if (isIgnoredOnHfs(codePoint)) {
                i += 3;
                continue;
            }
        }
        if (matched == git.size() || lower(name[i]) != git[matched])
            return false;
        ++matched;
        ++i;
    }
    return matched == git.size();
}

} // namespace

NameProblem entryNameProblem(std::string_view name)
{
    if (name.empty())
        return NameProblem::Empty;
    if (name == "." || name == "..")
        return NameProblem::Dots;
    if (name.find_first_of(std::string_view("/\0", 2)) != std::string_view::npos)
        return NameProblem::Slash;
    if (isGitOnNtfs(name) || isGitOnHfs(name))
        return NameProblem::GitDirectory;
    if (name.find('\\') != std::string_view::npos)
        return NameProblem::Backslash;
    if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
        return NameProblem::Control;
    if (name.back() == '.' || name.back() == ' ')
        return NameProblem::TrailingDotOrSpace;
    if (name.size() > 255)
        return NameProblem::TooLong;
    return NameProblem::None;
}

bool isNeverAllowed(NameProblem problem)
{
    return problem == NameProblem::Empty || problem == NameProblem::Dots || problem == NameProblem::Slash
        || problem == NameProblem::GitDirectory;
}

} // namespace pilothouse

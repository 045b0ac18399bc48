#include "runner/guest/program/workspace/ignore.h"

#include <algorithm>
#include <cctype>

namespace pilothouse::guest {

namespace {

constexpr std::size_t MaxRules = 10'000;
/// Steps that a match may take; ordinary patterns take a few for each character.
constexpr int MaxSteps = 100'000;

bool inClass(std::string_view name, unsigned char c)
{
    struct Class {
        std::string_view name;
        int (*test)(int);
    };
    static constexpr Class classes[] = {{"alnum", std::isalnum}, {"alpha", std::isalpha}, {"blank", std::isblank},
        {"cntrl", std::iscntrl}, {"digit", std::isdigit}, {"graph", std::isgraph}, {"lower", std::islower},
        {"print", std::isprint}, {"punct", std::ispunct}, {"space", std::isspace}, {"upper", std::isupper},
        {"xdigit", std::isxdigit}};
    const auto *const found = std::ranges::find(classes, name, &Class::name);
    return found != std::end(classes) && found->test(c) != 0;
}

/// One match of a pattern; positions are indexes.
class Matcher {
public:
    Matcher(std::string_view pattern, std::string_view text) : m_pattern(pattern), m_text(text) { }

    bool match(std::size_t p, std::size_t t)
    {
        for (; p < m_pattern.size(); ++p, ++t) {
            if (++m_steps > MaxSteps)
                return false;
            const char c = m_pattern[p];
            if (c == '*')
                return matchStar(p, t);
            if (t == m_text.size())
                return false;
            if (c == '?') {
                if (m_text[t] == '/')
                    return false;
            } else if (c == '[') {
                if (!matchSet(p, m_text[t]))
                    return false;
            } else {
                if (c == '\\' && ++p == m_pattern.size())
                    return false;
                if (m_pattern[p] != m_text[t])
                    return false;
            }
        }
        return t == m_text.size();
    }

private:
    bool matchStar(std::size_t p, std::size_t t)
    {
        std::size_t end = p;
        while (end < m_pattern.size() && m_pattern[end] == '*')
            ++end;
        const bool opens = p == 0 || m_pattern[p - 1] == '/';
        const bool closes = end == m_pattern.size() || m_pattern[end] == '/';
        const bool acrossSlashes = end - p >= 2 && opens && closes;
        // "**/" also stands for no folder at all.
        if (acrossSlashes && end < m_pattern.size() && match(end + 1, t))
            return true;
        for (;; ++t) {
            if (match(end, t))
                return true;
            if (t == m_text.size() || (m_text[t] == '/' && !acrossSlashes) || m_steps > MaxSteps)
                return false;
        }
    }

    /// Moves `p` to the closing bracket.
    bool matchSet(std::size_t &p, char c)
    {
        ++p;
        const bool inverted = p < m_pattern.size() && (m_pattern[p] == '!' || m_pattern[p] == '^');
        p += inverted ? 1 : 0;
        bool found = false;
        bool first = true;
        for (; p < m_pattern.size() && (m_pattern[p] != ']' || first); ++p, first = false) {
            if (m_pattern.substr(p).starts_with("[:")) {
                const std::size_t end = m_pattern.find(":]", p + 2);
                if (end != std::string_view::npos) {
                    found = found || inClass(m_pattern.substr(p + 2, end - p - 2), static_cast<unsigned char>(c));
                    p = end + 1;
                    continue;
                }
            }
            if (m_pattern[p] == '\\' && ++p == m_pattern.size())
                return false;
            const auto low = static_cast<unsigned char>(m_pattern[p]);
            auto high = low;
            if (p + 2 < m_pattern.size() && m_pattern[p + 1] == '-' && m_pattern[p + 2] != ']') {
                p += 2;
                if (m_pattern[p] == '\\' && ++p == m_pattern.size())
                    return false;
                high = static_cast<unsigned char>(m_pattern[p]);
            }
            const auto value = static_cast<unsigned char>(c);
            found = found || (value >= low && value <= high);
        }
        return p < m_pattern.size() && found != inverted && c != '/';
    }

    std::string_view m_pattern;
    std::string_view m_text;
    int m_steps = 0;
};

} // namespace

bool matchPattern(std::string_view pattern, std::string_view text)
{
    return Matcher(pattern, text).match(0, 0);
}

IgnoreRules::IgnoreRules(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    while (!text.empty() && m_rules.size() < MaxRules) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        // Spaces at the end do not count unless quoted with a backslash.
        while (line.ends_with(' ') && !line.ends_with("\\ "))
            line.remove_suffix(1);
        if (line.empty() || line.starts_with('#'))
            continue;
        Rule rule;
        if (line.starts_with('!')) {
            rule.negated = true;
            line.remove_prefix(1);
        }
        if (line.ends_with('/')) {
            rule.directoriesOnly = true;
            line.remove_suffix(1);
        }
        rule.anchored = line.contains('/');
        if (line.starts_with('/'))
            line.remove_prefix(1);
        rule.pattern = line;
        if (!rule.pattern.empty())
            m_rules.push_back(std::move(rule));
    }
}

IgnoreRules::Verdict IgnoreRules::judge(std::string_view path, bool isDirectory) const
{
    const std::size_t slash = path.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    for (auto rule = m_rules.rbegin(); rule != m_rules.rend(); ++rule) {
        if ((!rule->directoriesOnly || isDirectory) && matchPattern(rule->pattern, rule->anchored ? path : name))
            return rule->negated ? Verdict::Kept : Verdict::Ignored;
    }
    return Verdict::None;
}

bool IgnoreScope::ignores(std::string_view path, bool isDirectory) const
{
    for (const IgnoreScope *scope = this; scope; scope = scope->above) {
        if (!scope->rules || scope->rules->isEmpty())
            continue;
        const IgnoreRules::Verdict verdict = scope->rules->judge(path.substr(scope->depth), isDirectory);
        if (verdict != IgnoreRules::Verdict::None)
            return verdict == IgnoreRules::Verdict::Ignored;
    }
    return false;
}

} // namespace pilothouse::guest

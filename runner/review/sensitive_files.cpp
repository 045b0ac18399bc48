#include "runner/review/sensitive_files.h"

#include "runner/base/json.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>

#include <algorithm>
#include <array>
#include <span>

namespace pilothouse {

namespace {

constexpr qsizetype listLimit = 256 * 1024;
constexpr qsizetype mostGlobs = 2000;
constexpr qsizetype mostParts = 16;

struct WhenWord {
    QLatin1StringView word;
    SensitiveMark::When when;
};
constexpr std::array whenWords{
    WhenWord{QLatin1StringView("enter"), SensitiveMark::When::ShellEnters},
    WhenWord{QLatin1StringView("open"), SensitiveMark::When::EditorOpens},
    WhenWord{QLatin1StringView("git"), SensitiveMark::When::GitRuns},
    WhenWord{QLatin1StringView("install"), SensitiveMark::When::Installed},
    WhenWord{QLatin1StringView("build"), SensitiveMark::When::Built},
    WhenWord{QLatin1StringView("ci"), SensitiveMark::When::OnServer},
    WhenWord{QLatin1StringView("agent"), SensitiveMark::When::AgentStarts},
    WhenWord{QLatin1StringView("tool"), SensitiveMark::When::ProgramStarts},
};

/// The code points that HFS+ leaves out when it compares names; git's is_hfs_dotgit() has the same ones.
bool isIgnoredOnMac(const QByteArray &text, qsizetype at)
{
    if (at + 2 >= text.size())
        return false;
    const auto byte = [&](qsizetype offset) { return static_cast<uchar>(text[at + offset]); };
    const uint code = (byte(0) & 0x0fU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU);
    return (byte(0) & 0xf0U) == 0xe0U
        && ((code >= 0x200c && code <= 0x200f) || (code >= 0x202a && code <= 0x202e)
            || (code >= 0x206a && code <= 0x206f) || code == 0xfeff);
}

QByteArray comparable(const QByteArray &name)
{
    QByteArray out;
    out.reserve(name.size());
    for (qsizetype i = 0; i < name.size(); ++i) {
        if (isIgnoredOnMac(name, i)) {
            i += 2;
            continue;
        }
        const char c = name[i];
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    while (out.size() > 1 && (out.endsWith('.') || out.endsWith(' ')))
        out.chop(1);
    return out;
}

/// One name against one part with `*` and `?`; linear but for the last star, which alone is tried again.
bool matchesPart(QByteArrayView glob, QByteArrayView name)
{
    qsizetype g = 0;
    qsizetype n = 0;
    qsizetype star = -1;
    qsizetype starAt = 0;
    while (n < name.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            starAt = n;
        } else if (g < glob.size() && (glob[g] == '?' || glob[g] == name[n])) {
            ++g;
            ++n;
        } else if (star >= 0) {
            g = star + 1;
            n = ++starAt;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == '*')
        ++g;
    return g == glob.size();
}

using Parts = std::span<const QByteArray>;

/// As with `*` in a name, but over whole parts: only the last `**` is tried again. A folder also fits the beginning of
/// a glob: what stands below it would.
bool matches(Parts glob, Parts path, bool folder)
{
    size_t g = 0;
    size_t p = 0;
    size_t anywhere = 0; ///< Behind the last `**`; 0: there was none.
    size_t anywhereAt = 0;
    while (p < path.size()) {
        if (g < glob.size() && glob[g] == "**") {
            if (g + 1 == glob.size())
                return true;
            anywhere = ++g;
            anywhereAt = p;
        } else if (g < glob.size() && matchesPart(glob[g], path[p])) {
            ++g;
            ++p;
        } else if (anywhere > 0) {
            g = anywhere;
            p = ++anywhereAt;
        } else {
            return false;
        }
    }
    return folder ? anywhere == 0 || g > anywhere : g == glob.size();
}

} // namespace

Result<SensitiveFiles> SensitiveFiles::builtIn()
{
    QFile file(QStringLiteral(":/review/sensitive.json"));
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed,
            QCoreApplication::translate(
                "pilothouse::SensitiveFiles", "The list of sensitive files is missing from the program."),
            file.errorString());
    return fromJson(file.readAll());
}

const SensitiveFiles &SensitiveFiles::known()
{
    static const SensitiveFiles Files = [] {
        Result<SensitiveFiles> files = builtIn();
        if (!files)
            qWarning("%s %s", qUtf8Printable(files.error().message), qUtf8Printable(files.error().cause));
        return std::move(files).value_or(SensitiveFiles());
    }();
    return Files;
}

Result<SensitiveFiles> SensitiveFiles::fromJson(const QByteArray &json)
{
    const Result<QJsonObject> object = parseObject(json, listLimit, QStringLiteral("the list of sensitive files"));
    if (!object)
        return std::unexpected(object.error());
    const auto invalid = [](const QString &cause) {
        return failure(JsonInvalid,
            QCoreApplication::translate("pilothouse::SensitiveFiles", "The list of sensitive files cannot be read."),
            cause);
    };
    const QJsonArray entries = (*object)[u"files"].toArray();
    if (entries.size() > mostGlobs)
        return invalid(QStringLiteral("%1 entries").arg(entries.size()));
    SensitiveFiles files;
    for (const auto &value : entries) {
        const QJsonObject entry = value.toObject();
        const QString word = entry[u"when"].toString();
        const auto when = std::ranges::find_if(whenWords, [&](const WhenWord &known) { return known.word == word; });
        const QByteArray glob = entry[u"glob"].toString().toUtf8().toLower();
        QByteArrayList parts = glob.split('/');
        const SensitiveMark mark{
            when == whenWords.end() ? SensitiveMark::When() : when->when, entry[u"tool"].toString()};
        if (when == whenWords.end() || mark.tool.isEmpty() || parts.size() > mostParts || parts.contains(QByteArray()))
            return invalid(QString::fromUtf8(toLine(entry)));
        if (parts.size() == 1 && !glob.contains('*') && !glob.contains('?')) {
            files.m_names.insert(glob, mark);
            continue;
        }
        if (parts.size() == 1)
            parts.prepend("**");
        files.m_globs.push_back({std::move(parts), mark});
    }
    return files;
}

std::optional<SensitiveMark> SensitiveFiles::find(const QByteArray &path) const
{
    return find(path, Entry::File);
}

std::optional<SensitiveMark> SensitiveFiles::find(const FileChange &change) const
{
    const auto entry = [](quint32 mode) { // a link or a submodule
        return (mode & 0170000U) == 0120000U || (mode & 0170000U) == 0160000U ? Entry::Folder : Entry::File;
    };
    if (!change.newPath.isEmpty()) {
        if (auto mark = find(change.newPath, entry(change.newMode)))
            return mark;
    }
    return change.oldPath.isEmpty() ? std::nullopt : find(change.oldPath, entry(change.oldMode));
}

std::optional<SensitiveMark> SensitiveFiles::find(const QByteArray &path, Entry entry) const
{
    QByteArrayList parts = path.split('/');
    std::ranges::transform(parts, parts.begin(), comparable);
    if (const auto name = m_names.constFind(parts.last()); name != m_names.cend())
        return *name;
    for (const Glob &glob : m_globs) {
        if (matches(glob.parts, parts, false) || (entry == Entry::Folder && matches(glob.parts, parts, true)))
            return glob.mark;
    }
    return std::nullopt;
}

} // namespace pilothouse

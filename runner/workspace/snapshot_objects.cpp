#include "runner/workspace/snapshot_objects.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace pilothouse {

namespace {

constexpr qsizetype CommitTextLimit = 64 * 1024;

std::unexpected<ObjectFault> fault(const char *what, QByteArrayView name = {})
{
    return std::unexpected(ObjectFault{name.toByteArray(), what});
}

/// The octal digits before the space. Git writes no leading zero.
std::optional<quint32> parseMode(QByteArrayView digits, Strictness strictness)
{
    if (digits.isEmpty() || digits.size() > 7 || (strictness == Strictness::Canonical && digits.front() == '0'))
        return {};
    quint32 mode = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '7')
            return {};
        mode = mode * 8 + static_cast<quint32>(digit - '0');
    }
    return mode;
}

/// Git's order: byte by byte, a folder's name as if it ended with a slash.
bool isBefore(const RawTreeEntry &a, const RawTreeEntry &b)
{
    const qsizetype common = std::min(a.name.size(), b.name.size());
    const int order = std::memcmp(a.name.data(), b.name.data(), static_cast<size_t>(common));
    if (order != 0)
        return order < 0;
    const auto next = [common](const RawTreeEntry &entry) -> unsigned char {
        if (common < entry.name.size())
            return static_cast<unsigned char>(entry.name[common]);
        return entry.isTree() ? '/' : '\0';
    };
    return next(a) < next(b);
}

/// Takes "<key> <rest>\n" off the front of `bytes`.
std::optional<QByteArrayView> takeLine(QByteArrayView &bytes, QByteArrayView key)
{
    if (!bytes.startsWith(key))
        return {};
    const qsizetype end = bytes.indexOf('\n');
    if (end < 0)
        return {};
    const QByteArrayView value = bytes.sliced(key.size(), end - key.size());
    bytes = bytes.sliced(end + 1);
    return value;
}

std::optional<git_oid> parseHex(QByteArrayView hex)
{
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    git_oid oid{};
    if (hex.size() != GIT_OID_SHA1_HEXSIZE || !std::ranges::all_of(hex, isHex)
        || git_oid_fromstrn(&oid, hex.data(), static_cast<size_t>(hex.size())) != 0)
        return {};
    return oid;
}

bool isDigits(QByteArrayView text, qsizetype longest)
{
    return !text.isEmpty() && text.size() <= longest
        && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "Name <address> seconds +hhmm", as fsck wants it.
bool isIdentity(QByteArrayView line)
{
    const qsizetype open = line.indexOf('<');
    const qsizetype close = line.indexOf('>');
    if (open < 1 || close < open || line[open - 1] != ' ' || line.contains('\0'))
        return false;
    if (line.sliced(open + 1, close - open - 1).contains('<') || line.sliced(close + 1).contains('>'))
        return false;
    const QByteArrayView when = line.sliced(close + 1);
    const qsizetype zone = when.lastIndexOf(' ');
    if (when.size() < 2 || when.front() != ' ' || zone < 2)
        return false;
    const QByteArrayView seconds = when.sliced(1, zone - 1);
    const QByteArrayView offset = when.sliced(zone + 1);
    return isDigits(seconds, 12) && (seconds.size() == 1 || seconds.front() != '0') && offset.size() == 5
        && (offset.front() == '+' || offset.front() == '-') && isDigits(offset.sliced(1), 4);
}

} // namespace

std::expected<std::vector<RawTreeEntry>, ObjectFault> parseTree(QByteArrayView bytes, Strictness strictness)
{
    std::vector<RawTreeEntry> entries;
    std::unordered_set<std::string_view> names;
    while (!bytes.isEmpty()) {
        const qsizetype space = bytes.first(std::min<qsizetype>(bytes.size(), 8)).indexOf(' ');
        const qsizetype end = bytes.indexOf('\0');
        if (space < 1 || end < space || bytes.size() - end - 1 < GIT_OID_SHA1_SIZE)
            return fault("the folder's list is cut off or garbled");
        RawTreeEntry entry;
        entry.name = bytes.sliced(space + 1, end - space - 1);
        const std::optional<quint32> mode = parseMode(bytes.first(space), strictness);
        if (!mode)
            return fault("a mode is not written as git writes it", entry.name);
        entry.mode = *mode;
        git_oid_fromraw(&entry.oid, reinterpret_cast<const unsigned char *>(bytes.data() + end + 1));
        bytes = bytes.sliced(end + 1 + GIT_OID_SHA1_SIZE);
        if (strictness == Strictness::Canonical) {
            if (git_oid_is_zero(&entry.oid))
                return fault("an entry names no object", entry.name);
            if (!names.emplace(entry.name.data(), static_cast<size_t>(entry.name.size())).second)
                return fault("a name appears twice", entry.name);
            if (!entries.empty() && !isBefore(entries.back(), entry))
                return fault("the folder's list is not sorted", entry.name);
        }
        entries.push_back(entry);
    }
    return entries;
}

std::expected<SnapshotCommit, ObjectFault> parseSnapshotCommit(QByteArrayView bytes)
{
    if (bytes.size() > CommitTextLimit || bytes.contains('\0'))
        return fault("the snapshot's commit is too long or not a text");
    const auto tree = takeLine(bytes, "tree ").and_then(parseHex);
    const auto parent = tree ? takeLine(bytes, "parent ").and_then(parseHex) : std::nullopt;
    if (!tree || !parent)
        return fault("the snapshot's commit has not one tree and one parent");
    const auto author = takeLine(bytes, "author ");
    const auto committer = author ? takeLine(bytes, "committer ") : std::nullopt;
    if (!author || !committer || !isIdentity(*author) || !isIdentity(*committer) || !bytes.startsWith('\n'))
        return fault("the snapshot's commit has lines that a snapshot has not");
    return SnapshotCommit{*tree, *parent};
}

} // namespace pilothouse

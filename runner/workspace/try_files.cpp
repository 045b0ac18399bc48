#include "runner/workspace/try_files.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/entry_name.h"
#include "runner/workspace/git_handles.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <fstream>

namespace pilothouse {

namespace {

namespace fs = std::filesystem;

#ifdef Q_OS_WIN
constexpr bool OnWindows = true;
#else
constexpr bool OnWindows = false;
#endif

constexpr quint32 FolderMode = 0040000;
constexpr quint32 LinkMode = 0120000;
constexpr quint32 ExecutableMode = 0100755;
constexpr quint32 SubmoduleMode = 0160000;

fs::path bytesPath(const QByteArray &bytes)
{
    return {std::u8string(reinterpret_cast<const char8_t *>(bytes.constData()), static_cast<size_t>(bytes.size()))};
}

QByteArray pathBytes(const fs::path &path)
{
    const std::u8string text = path.generic_u8string();
    return {reinterpret_cast<const char *>(text.data()), static_cast<qsizetype>(text.size())};
}

std::unexpected<Error> cannotWrite(const std::error_code &code)
{
    const QString cause = QString::fromLocal8Bit(code.message());
    if (code == std::errc::no_space_on_device)
        return failure(DiskFull,
            QCoreApplication::translate("Workspace", "The disk is full. Make room on it and try again."), cause);
    return failure(IoFailed,
        QCoreApplication::translate("TryWorktree", "The folder for trying a snapshot cannot be written."), cause);
}

fs::file_type kindOf(const fs::path &path)
{
    std::error_code code;
    return fs::symlink_status(path, code).type();
}

bool isThere(const fs::path &path)
{
    const fs::file_type kind = kindOf(path);
    return kind != fs::file_type::not_found && kind != fs::file_type::none;
}

/// Names that Windows takes for devices, with or without an ending, and characters that it refuses.
bool isReserved(const QByteArray &name)
{
    static const std::array<QByteArray, 6> devices{"con", "prn", "aux", "nul", "conin$", "conout$"};
    const QByteArray stem = name.left(name.indexOf('.') < 0 ? name.size() : name.indexOf('.')).trimmed().toLower();
    const bool numbered = (stem.startsWith("com") || stem.startsWith("lpt")) && stem.size() == 4;
    return numbered || std::ranges::contains(devices, stem)
        || std::ranges::any_of(name, [](char c) { return QByteArrayView("<>:\"|?*").contains(c); });
}

std::error_code systemError()
{
    return {errno, std::generic_category()};
}

Result<void> writeNew(const fs::path &path, QByteArrayView content)
{
    errno = 0;
    std::ofstream file(path, std::ios::binary | std::ios::out | std::ios::noreplace);
    file.write(content.data(), content.size());
    file.close();
    if (!file)
        return cannotWrite(systemError());
    return {};
}

} // namespace

bool leadsInside(const QByteArray &path, const QByteArray &target)
{
    if (target.isEmpty() || target.startsWith('/') || target.contains('\\') || target.contains('\0'))
        return false;
    qsizetype depth = path.count('/');
    bool down = false;
    bool first = true; // the first name below the root
    for (const QByteArray &part : target.split('/')) {
        if (part.isEmpty() || part == ".")
            continue;
        if (part == "..") {
            if (down || --depth < 0)
                return false;
            continue;
        }
        if (depth == 0 && first
            && entryNameProblem({part.constData(), static_cast<size_t>(part.size())}) == NameProblem::GitDirectory)
            return false;
        if (OnWindows && part.contains(':'))
            return false;
        down = true;
        first = false;
    }
    return true;
}

bool isWritableName(const QByteArray &path)
{
    const QByteArrayList parts = path.split('/');
    return std::ranges::all_of(parts, [](const QByteArray &part) {
        const NameProblem problem = entryNameProblem({part.constData(), static_cast<size_t>(part.size())});
        return OnWindows ? problem == NameProblem::None && !isReserved(part) : !isNeverAllowed(problem);
    });
}

TryFiles::TryFiles(const QString &root, Existing existing) : m_root(bytesPath(gitPath(root))), m_existing(existing) { }

fs::path TryFiles::pathOf(const QByteArray &path) const
{
    return m_root / bytesPath(path);
}

/// Only folders, none of them behind a link.
bool TryFiles::makeParents(const QByteArray &path) const
{
    for (qsizetype slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        const fs::path folder = pathOf(path.first(slash));
        std::error_code code;
        if (!isThere(folder))
            fs::create_directory(folder, code);
        if (kindOf(folder) != fs::file_type::directory)
            return false;
    }
    return true;
}

bool TryFiles::makeRoom(const fs::path &path) const
{
    if (!isThere(path))
        return true;
    std::error_code code;
    return m_existing == Existing::Replace && fs::remove(path, code); // of a folder only an empty one
}

bool TryFiles::isOn(const QByteArray &path, const Known &known) const
{
    for (qsizetype slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        const fs::file_type kind = kindOf(pathOf(path.first(slash)));
        if (kind != fs::file_type::directory)
            return known.mode == 0 && kind == fs::file_type::not_found;
    }
    const fs::path at = pathOf(path);
    const fs::file_type kind = kindOf(at);
    if (known.mode == 0) {
        std::error_code code;
        return kind == fs::file_type::not_found || (kind == fs::file_type::directory && fs::is_empty(at, code));
    }
    const auto wanted = toOid(known.object);
    git_oid found{};
    if (!wanted)
        return false;
    startGit();
    std::error_code code;
    if (known.mode == LinkMode) {
        if (kind != fs::file_type::symlink)
            return false;
        const QByteArray target = pathBytes(fs::read_symlink(at, code));
        return !code
            && git_odb_hash(&found, target.constData(), static_cast<size_t>(target.size()), GIT_OBJECT_BLOB) == 0
            && git_oid_equal(&found, &*wanted) != 0;
    }
    if (kind != fs::file_type::regular)
        return false;
    const bool executable = (fs::status(at, code).permissions() & fs::perms::owner_exec) != fs::perms::none;
    return (OnWindows || executable == (known.mode == ExecutableMode))
        && git_odb_hashfile(&found, pathBytes(at).constData(), GIT_OBJECT_BLOB) == 0
        && git_oid_equal(&found, &*wanted) != 0;
}

Result<void> TryFiles::put(const QByteArray &path, quint32 mode, QByteArrayView content)
{
    const fs::path at = pathOf(path);
    const bool folder = mode == FolderMode || mode == SubmoduleMode;
    const bool link = mode == LinkMode;
    std::error_code code;
    if (folder && isWritableName(path) && makeParents(path) && kindOf(at) == fs::file_type::directory)
        return {};
    if (!isWritableName(path) || !makeParents(path) || !makeRoom(at)
        || (link && (OnWindows || !leadsInside(path, content.toByteArray())))) {
        m_leftOut.append(displayPath(path));
        return {};
    }
    if (folder)
        fs::create_directory(at, code);
    else if (link)
        fs::create_symlink(bytesPath(content.toByteArray()), at, code);
    else if (auto written = writeNew(at, content); !written)
        return written;
    if (!code && mode == ExecutableMode)
        fs::permissions(
            at, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec, fs::perm_options::add, code);
    if (code)
        return cannotWrite(code);
    return {};
}

Result<void> TryFiles::remove(const QByteArray &path)
{
    std::error_code code;
    fs::remove(pathOf(path), code);
    if (code)
        return cannotWrite(code);
    for (qsizetype slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        fs::remove(pathOf(path.first(slash)), code); // stops at the first that is not empty
        if (code)
            break;
    }
    return {};
}

} // namespace pilothouse

// How WorkspaceTree finds out what is in the files.

#include "runner/guest/program/workspace/workspace_tree.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <ctime>

namespace pilothouse::guest {

namespace {

constexpr std::int64_t MaxFileSize = std::int64_t{512} * 1024 * 1024; // As in the host's gate.
/// Files that are open at once while their folder is read.
constexpr std::size_t MaxOpen = 128;

std::int64_t nanoseconds(const timespec &time)
{
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// The clock that file times are taken from. What changes after this moment has a change time that is not smaller.
std::int64_t fileClock()
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return nanoseconds(now);
}

unsigned gitMode(const struct stat &info)
{
    return S_ISLNK(info.st_mode) ? 0120000 : (info.st_mode & S_IXUSR) ? 0100755 : 0100644;
}

/// A link's target as a file that git can read.
UniqueFd openLink(int folder, const std::string &name)
{
    char target[PATH_MAX + 1];
    const ssize_t size = readlinkat(folder, name.c_str(), target, sizeof target);
    if (size < 0 || size > PATH_MAX)
        return {};
    UniqueFd file(memfd_create("link", MFD_CLOEXEC));
    return file.isValid() && write(file.get(), target, static_cast<std::size_t>(size)) == size ? std::move(file)
                                                                                               : UniqueFd();
}

} // namespace

WorkspaceTree::Stamp WorkspaceTree::stampOf(const struct stat &info)
{
    return {info.st_dev, info.st_ino, info.st_size, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim), info.st_mode};
}

void WorkspaceTree::visitFile(Folder &folder, int fd, const std::string &name, const std::string &path,
    const struct stat &info, std::vector<Reading> &readings)
{
    if (info.st_size > MaxFileSize) {
        leaveOut(folder, name, path, LeftOut::TooLarge);
        return;
    }
    const Stamp stamp = stampOf(info);
    const auto entry = folder.entries.find(name);
    const TreeNode *base = baseOf(folder, name);
    if (entry != folder.entries.end() && !entry->second.oid.empty() && entry->second.stamp == stamp
        && stamp.changedNs < entry->second.readNs) {
        m_leftOut.clear(path);
        return;
    }
    if (m_trustBase && base && base->mode == gitMode(info)) {
        setEntry(folder, name, base->mode, base->oid, stamp, fileClock());
        return;
    }
    Reading reading{
        .name = name, .mode = 0, .stamp = {}, .readNs = fileClock(), .known = {}, .sameSize = true, .file = {}};
    const bool link = S_ISLNK(info.st_mode);
    if (link)
        reading.file = openLink(fd, name);
    else
        reading.file.reset(openat(fd, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat opened = info;
    if (!reading.file.isValid() || (!link && (fstat(reading.file.get(), &opened) != 0 || !S_ISREG(opened.st_mode)))) {
        if (errno == EACCES || errno == EPERM)
            leaveOut(folder, name, path, LeftOut::Unreadable);
        else
            folder.lookAt.insert(name); // Became something else just now: the next look sees it.
        return;
    }
    reading.mode = gitMode(opened);
    reading.stamp = stampOf(opened);
    if (entry != folder.entries.end() && !entry->second.oid.empty()) {
        reading.known = entry->second.oid;
        // A name that inotify gave was most probably written to: hashing it once is enough.
        reading.sameSize = m_lookingAtAll && entry->second.stamp.size == opened.st_size;
    } else if (base) {
        reading.known = base->oid;
    }
    readings.push_back(std::move(reading));
    if (readings.size() >= MaxOpen) {
        if (!readFiles(folder, path.substr(0, path.size() - std::min(path.size(), name.size() + 1)), readings))
            m_lookAtAll = true;
        readings.clear();
    }
}

bool WorkspaceTree::readFiles(Folder &folder, const std::string &path, std::vector<Reading> &readings)
{
    // What is probably unchanged is not stored again: objects of the base would be copied into our store.
    std::vector<Reading *> probablySame;
    std::vector<Reading *> changed;
    for (Reading &reading : readings)
        (!reading.known.empty() && reading.sameSize ? probablySame : changed).push_back(&reading);
    std::vector<int> files;
    for (const Reading *reading : probablySame)
        files.push_back(reading->file.get());
    const auto names = files.empty() ? std::vector<std::string>() : m_store.hashFiles(files, false);
    if (!names)
        return settle(folder, path, {}, false);
    for (std::size_t i = 0; i < probablySame.size(); ++i) {
        Reading &reading = *probablySame[i];
        if ((*names)[i] != reading.known)
            changed.push_back(&reading);
        else
            setEntry(folder, reading.name, reading.mode, reading.known, reading.stamp, reading.readNs);
    }
    return settle(folder, path, changed, true);
}

bool WorkspaceTree::settle(Folder &folder, const std::string &path, std::vector<Reading *> readings, bool good)
{
    std::vector<int> files;
    for (const Reading *reading : readings)
        files.push_back(reading->file.get());
    const auto names = files.empty() ? std::vector<std::string>() : m_store.hashFiles(files, true);
    if (!good || !names) {
        folder.lookAtAll = true;
        markAbove(folder);
        return false;
    }
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const Reading &reading = *readings[i];
        m_leftOut.clear(path.empty() ? reading.name : path + "/" + reading.name);
        setEntry(folder, reading.name, reading.mode, (*names)[i], reading.stamp, reading.readNs);
    }
    return true;
}

} // namespace pilothouse::guest

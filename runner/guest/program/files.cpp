#include "runner/guest/program/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pilothouse::guest {

namespace {

constexpr int FolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

FileInfo describe(const std::string &name, const struct stat &info)
{
    return {.name = name,
        .kind = static_cast<std::uint8_t>(S_ISREG(info.st_mode) ? 0
                : S_ISDIR(info.st_mode)                         ? 1
                : S_ISLNK(info.st_mode)                         ? 2
                                                                : 3),
        .size = static_cast<std::uint64_t>(info.st_size),
        .mode = info.st_mode & 07777U,
        .modifiedMs = std::int64_t{info.st_mtim.tv_sec} * 1000 + info.st_mtim.tv_nsec / 1'000'000};
}

Response failed(int error)
{
    return {failureOf(error), std::strerror(error)};
}

} // namespace

Failure failureOf(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return Failure::NotFound;
    case ENOSPC:
    case EDQUOT:
        return Failure::DiskFull;
    case ELOOP:
    case EINVAL:
    case EISDIR:
    case ENAMETOOLONG:
        return Failure::Invalid;
    default:
        return Failure::Io;
    }
}

OpenPlace openPlace(const GuestOptions &options, const std::string &path)
{
    OpenPlace place;
    std::string_view rest = path;
    for (const std::string *root : {&options.workspace, &options.home}) {
        if (!place.folder.isValid() && (path == *root || path.starts_with(*root + "/"))) {
            place.folder.reset(open(root->c_str(), FolderFlags));
            rest.remove_prefix(root->size());
        }
    }
    if (!place.folder.isValid() || path.contains('\0') || path.size() > 4096) {
        place.error = EINVAL;
        place.folder.reset();
        return place;
    }
    place.name = ".";
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const std::size_t slash = rest.find('/');
        const std::string name(rest.substr(0, slash));
        rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash);
        if (name.empty() || name == ".")
            continue;
        if (name == "..") {
            place.error = EINVAL;
            place.folder.reset();
            return place;
        }
        if (place.name != ".") {
            place.folder.reset(openat(place.folder.get(), place.name.c_str(), FolderFlags));
            if (!place.folder.isValid()) {
                place.error = errno;
                return place;
            }
        }
        place.name = name;
    }
    return place;
}

Response statFile(const GuestOptions &options, const std::string &path)
{
    const OpenPlace place = openPlace(options, path);
    struct stat info{};
    if (!place.folder.isValid())
        return failed(place.error);
    if (fstatat(place.folder.get(), place.name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
        return failed(errno);
    return {Failure::None, encode(describe(place.name, info))};
}

Response listDirectory(const GuestOptions &options, const std::string &path)
{
    const OpenPlace place = openPlace(options, path);
    if (!place.folder.isValid())
        return failed(place.error);
    const int folder = openat(place.folder.get(), place.name.c_str(), FolderFlags);
    DIR *directory = folder < 0 ? nullptr : fdopendir(folder);
    if (!directory)
        return failed(errno);
    DirectoryListing listing;
    while (const dirent *entry = readdir(directory)) {
        const std::string name = entry->d_name;
        struct stat info{};
        if (name == "." || name == ".." || fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (listing.entries.size() == MaxDirectoryEntries) {
            listing.cut = true;
            break;
        }
        listing.entries.push_back(describe(name, info));
    }
    closedir(directory);
    std::ranges::sort(listing.entries, {}, &FileInfo::name);
    return {Failure::None, encode(listing)};
}

} // namespace pilothouse::guest

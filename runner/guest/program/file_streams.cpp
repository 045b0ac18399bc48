#include "runner/guest/program/file_streams.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pilothouse::guest {

FileReader::FileReader(HostPort &host, std::uint16_t channel, const GuestOptions &options, const ReadFile &request)
    : Stream(host, channel)
{
    const OpenPlace place = openPlace(options, request.path);
    if (!place.folder.isValid()) {
        close(failureOf(place.error), std::strerror(place.error));
        return;
    }
    m_file.reset(openat(place.folder.get(), place.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info{};
    if (!m_file.isValid() || fstat(m_file.get(), &info) != 0) {
        close(failureOf(errno), std::strerror(errno));
        return;
    }
    if (!S_ISREG(info.st_mode)) {
        close(Failure::Invalid, "not a regular file");
        return;
    }
    if (static_cast<std::uint64_t>(info.st_size) > request.limit) {
        close(Failure::Limit, std::to_string(info.st_size) + " bytes");
        return;
    }
    m_left = request.limit;
    opened({.terminal = 0, .size = static_cast<std::uint64_t>(info.st_size)});
    canSend();
}

void FileReader::canSend()
{
    char buffer[MaxFramePayload];
    while (sendable() > 0) {
        const ssize_t got = read(m_file.get(), buffer, std::min(sizeof buffer, sendable()));
        if (got < 0) {
            close(failureOf(errno), std::strerror(errno));
        } else if (got == 0) {
            close();
        } else if (static_cast<std::uint64_t>(got) > m_left) {
            close(Failure::Limit, "it grew while it was read");
        } else {
            m_left -= static_cast<std::uint64_t>(got);
            send({buffer, static_cast<std::size_t>(got)});
        }
    }
}

FileWriter::FileWriter(HostPort &host, std::uint16_t channel, const GuestOptions &options, const WriteFile &request)
    : Stream(host, channel),
      m_place(openPlace(options, request.path)),
      m_mode(request.mode & 0777U)
{
    if (!m_place.folder.isValid() || m_place.name == ".") {
        const int error = m_place.error != 0 ? m_place.error : EISDIR;
        close(failureOf(error), std::strerror(error));
        return;
    }
    std::uint64_t random = 0;
    (void)!getrandom(&random, sizeof random, 0);
    m_temporary = ".pilothouse-" + std::to_string(random);
    m_file.reset(
        openat(m_place.folder.get(), m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!m_file.isValid()) {
        m_temporary.clear();
        close(failureOf(errno), std::strerror(errno));
        return;
    }
    opened({});
}

FileWriter::~FileWriter()
{
    if (!m_temporary.empty())
        unlinkat(m_place.folder.get(), m_temporary.c_str(), 0);
}

void FileWriter::take(std::string bytes)
{
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const ssize_t written = write(m_file.get(), rest.data(), rest.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            close(failureOf(errno), std::strerror(errno));
            return;
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    grant(bytes.size());
}

void FileWriter::end()
{
    if (isOver())
        return;
    const bool good = fchmod(m_file.get(), m_mode) == 0
        && renameat(m_place.folder.get(), m_temporary.c_str(), m_place.folder.get(), m_place.name.c_str()) == 0;
    const int error = errno;
    if (good)
        m_temporary.clear();
    close(good ? Failure::None : failureOf(error), good ? std::string() : std::strerror(error));
}

} // namespace pilothouse::guest

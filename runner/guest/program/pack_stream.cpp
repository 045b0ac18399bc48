#include "runner/guest/program/pack_stream.h"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace pilothouse::guest {

namespace {

constexpr std::size_t ReadSize = 64 * 1024;
constexpr std::size_t MaxWords = 2000;

} // namespace

PackStream::PackStream(HostPort &host, std::uint16_t channel, EventLoop &loop, Processes &processes,
    const GuestOptions &options, const PackOut &request)
    : Stream(host, channel),
      m_loop(loop),
      m_processes(processes),
      m_out(true)
{
    if (!isObjectId(request.want) || (!request.have.empty() && !isObjectId(request.have))) {
        close(Failure::Invalid, "not an object's name");
        return;
    }
    m_waiting = request.want + "\n" + (request.have.empty() ? "" : "^" + request.have + "\n");
    m_inputEnds = true;
    start(options, {"git", "pack-objects", "--thin", "--revs", "--stdout", "--delta-base-offset", "-q"});
}

PackStream::PackStream(
    HostPort &host, std::uint16_t channel, EventLoop &loop, Processes &processes, const GuestOptions &options)
    : Stream(host, channel),
      m_loop(loop),
      m_processes(processes),
      m_out(false)
{
    start(options, {"git", "index-pack", "--stdin", "--fix-thin"});
}

PackStream::~PackStream()
{
    for (const UniqueFd *fd : {&m_input, &m_output, &m_error}) {
        if (fd->isValid())
            m_loop.unwatch(fd->get());
    }
    if (m_pid > 0 && !m_ending) {
        kill(-m_pid, SIGKILL);
        m_processes.expect(m_pid, [](Ending) { });
    }
}

void PackStream::start(const GuestOptions &options, std::vector<std::string> arguments)
{
    Pipe input;
    Pipe output;
    Pipe error;
    if (!error.write.isValid()) {
        close(Failure::Io, "no descriptors left");
        return;
    }
    m_pid = spawn({.argv = std::move(arguments),
        .environment = GitPlace{options.stateDirectory() + "/git", options.workspace}.environment(),
        .directory = "/",
        .input = input.read.get(),
        .output = output.write.get(),
        .error = error.write.get()});
    if (m_pid < 0) {
        close(m_pid == -ENOENT ? Failure::GitMissing : Failure::Failed, "git could not be started");
        return;
    }
    m_input = std::move(input.write);
    m_output = std::move(output.read);
    m_error = std::move(error.read);
    for (const UniqueFd *fd : {&m_input, &m_output, &m_error})
        setNonBlocking(fd->get());
    m_processes.expect(m_pid, [this](Ending ending) {
        m_ending = ending;
        finish();
    });
    m_loop.watch(m_output.get(), EPOLLIN, [this](std::uint32_t) { readOutput(); });
    m_loop.watch(m_error.get(), EPOLLIN, [this](std::uint32_t) { readWords(); });
    m_loop.watch(m_input.get(), 0, [this](std::uint32_t) { writeInput(); });
    opened({});
    writeInput();
}

void PackStream::take(std::string bytes)
{
    m_waiting += bytes;
    writeInput();
}

void PackStream::end()
{
    m_inputEnds = true;
    writeInput();
}

void PackStream::writeInput()
{
    if (!m_input.isValid()) {
        // git ended early; what still comes is used up, so that the host gets to its end.
        grant(m_out ? 0 : m_waiting.size());
        m_waiting.clear();
        return;
    }
    std::size_t done = 0;
    ssize_t written = 0;
    while (done < m_waiting.size()
        && (written = write(m_input.get(), m_waiting.data() + done, m_waiting.size() - done)) > 0)
        done += static_cast<std::size_t>(written);
    const bool broken = written < 0 && errno != EAGAIN && errno != EINTR;
    m_waiting.erase(0, done);
    if (!m_out)
        grant(done);
    if (broken || (m_waiting.empty() && m_inputEnds)) {
        m_loop.unwatch(m_input.get());
        m_input.reset();
    } else {
        m_loop.setEvents(m_input.get(), m_waiting.empty() ? 0u : EPOLLOUT);
    }
}

void PackStream::canSend()
{
    if (m_output.isValid())
        m_loop.setEvents(m_output.get(), EPOLLIN);
}

void PackStream::readOutput()
{
    // What index-pack prints is not for the host.
    const std::size_t room = m_out ? std::min(sendable(), ReadSize) : ReadSize;
    if (room == 0) {
        m_loop.setEvents(m_output.get(), 0);
        return;
    }
    char buffer[ReadSize];
    const ssize_t got = read(m_output.get(), buffer, room);
    if (got > 0 && m_out)
        send({buffer, static_cast<std::size_t>(got)});
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        m_loop.unwatch(m_output.get());
        m_output.reset();
        finish();
    }
}

void PackStream::readWords()
{
    char buffer[4096];
    const ssize_t got = read(m_error.get(), buffer, sizeof buffer);
    if (got > 0) {
        m_words.append(buffer, static_cast<std::size_t>(got));
        m_words.erase(0, m_words.size() - std::min(m_words.size(), MaxWords));
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        m_loop.unwatch(m_error.get());
        m_error.reset();
        finish();
    }
}

void PackStream::finish()
{
    if (!m_ending || m_output.isValid() || m_error.isValid())
        return;
    const bool good = !m_ending->bySignal && m_ending->value == 0;
    const bool full = m_words.contains("No space left on device");
    close(good ? Failure::None : full ? Failure::DiskFull : Failure::Failed, good ? std::string() : m_words);
}

} // namespace pilothouse::guest

#pragma once

#include "runner/guest/program/files.h"
#include "runner/guest/program/streams.h"

namespace pilothouse::guest {

/// Sends a regular file as credit allows.
class FileReader final : public Stream {
public:
    FileReader(HostPort &host, std::uint16_t channel, const GuestOptions &options, const ReadFile &request);

private:
    void take(std::string bytes) override { grant(bytes.size()); }
    void canSend() override;

    UniqueFd m_file;
    std::uint64_t m_left = 0;
};

/// Writes a file beside its place and moves it there at the end, so that it is there in whole or not at all.
class FileWriter final : public Stream {
public:
    FileWriter(HostPort &host, std::uint16_t channel, const GuestOptions &options, const WriteFile &request);
    ~FileWriter() override;

    void end() override;

private:
    void take(std::string bytes) override;

    OpenPlace m_place;
    std::string m_temporary;
    std::uint32_t m_mode;
    UniqueFd m_file;
};

} // namespace pilothouse::guest

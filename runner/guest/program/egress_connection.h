#pragma once

#include "runner/guest/program/egress_proxy.h"

#include <functional>

namespace pilothouse::guest {

/// One connection of a program that wants to go out.
class EgressProxy::Connection {
public:
    Connection(EgressProxy &proxy, std::uint64_t id, std::string forward, UniqueFd socket);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    /// Tells the host of it, first or again.
    void announce();
    [[nodiscard]] bool isUnanswered() const { return m_phase == Phase::Waiting && !m_isGone; }
    [[nodiscard]] bool isGone() const { return m_isGone; }
    /// Forwards have no head and wait at once.
    [[nodiscard]] bool hasHead() const { return m_phase != Phase::Head; }

    // From the host. False when it broke the rules.
    [[nodiscard]] bool data(std::string_view bytes);
    [[nodiscard]] bool credit(std::uint64_t bytes);
    [[nodiscard]] bool end();
    void close();

    /// Answers with an error of our own, when there is no host that could.
    void refuse(std::string_view status, std::string_view sentence);
    /// Ends the connection so that nobody takes what came for whole.
    void breakOff();

private:
    /// Head: of a proxy request, being read. Waiting: for the host's first word. Open: bytes go both ways. Draining:
    /// everything was said; the program may still read it.
    enum class Phase : unsigned char { Head, Waiting, Open, Draining };

    void onReady(std::uint32_t events);
    void readHead();
    void readOn();
    void takeInput(std::string_view bytes);
    void drain();
    void flush();
    void sendInput();
    void finishIfDone();
    void updateEvents();
    void startDraining();
    void gone(bool tell);
    void send(MessageWriter::Lane lane, FrameType type, std::string payload = {});

    EgressProxy &m_proxy;
    std::uint64_t m_id;
    std::string m_forward;
    UniqueFd m_socket;
    Phase m_phase = Phase::Head;
    EventLoop::TimerId m_timer = 0;
    std::string m_head;
    std::string m_in; ///< Of the program, not yet sent to the host.
    std::string m_out; ///< Of the host, not yet taken by the program.
    std::uint64_t m_credit = 0; ///< Bytes that the host lets us send.
    std::uint64_t m_granted = EgressWindow; ///< Bytes that it may still send.
    bool m_inEnded = false; ///< The program said its last byte.
    bool m_inTold = false;
    bool m_outEnded = false; ///< The host did.
    bool m_outShut = false;
    bool m_isGone = false;
};

} // namespace pilothouse::guest

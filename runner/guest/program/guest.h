#pragma once

#include "runner/guest/program/agent_process.h"
#include "runner/guest/program/command.h"
#include "runner/guest/program/egress_proxy.h"
#include "runner/guest/program/guest_options.h"
#include "runner/guest/program/host_connection.h"
#include "runner/guest/program/host_port.h"
#include "runner/guest/program/model_endpoint.h"
#include "runner/guest/program/streams.h"
#include "runner/guest/program/terminals.h"
#include "runner/guest/program/workspace_process.h"

#include <map>

namespace pilothouse::guest {

/// The guest: listens for its host and joins the parts. Everything runs on one loop.
class Guest final : private HostPort {
public:
    Guest(EventLoop &loop, Processes &processes, GuestOptions options);
    ~Guest() override;

    /// Binds the socket and the ports of the model endpoint and the proxy. False (and errno) when one is taken.
    [[nodiscard]] bool listen();
    /// Ends the processes in an orderly way, gives the host what they said last, and stops the loop.
    void stop();

private:
    struct Arrival;

    [[nodiscard]] bool isReady() const override { return m_host != nullptr; }
    void send(MessageWriter::Lane lane, FrameType type, std::uint16_t channel, std::uint64_t sequence,
        std::string payload) override;

    // Who may come in.
    void accept();
    [[nodiscard]] bool onArrivalMessage(std::uint64_t arrival, const Message &message);
    void admit(std::uint64_t arrival);
    void refuse(Arrival &arrival, Refused::Reason reason);
    void adopt(std::uint64_t arrival);
    void dropHost();
    void checkHost();

    // The host's messages.
    [[nodiscard]] bool onMessage(Message &&message);
    [[nodiscard]] bool onAcknowledged(std::uint16_t channel, std::uint64_t number);
    [[nodiscard]] bool onRequest(Message &&message);
    void execute(std::uint64_t id, const Execute &request, const Respond &respond);

    void stopWhenDone();
    void fillConnection();
    void onDurable();
    [[nodiscard]] StringPairs defaultEnvironment() const;

    EventLoop &m_loop;
    Processes &m_processes;
    GuestOptions m_options;
    std::string m_id;
    std::string m_key; ///< Of the first host of this life; empty before it came.

    UniqueFd m_listener;
    std::map<std::uint64_t, Arrival> m_arrivals;
    std::uint64_t m_nextArrival = 1;
    std::unique_ptr<HostConnection> m_host;
    std::uint64_t m_hostNumber = 0; ///< Counts the hosts; a response to an earlier one is dropped.
    std::uint64_t m_sentConsumed = ~std::uint64_t{0};
    std::uint64_t m_sentLine = ~std::uint64_t{0};
    bool m_stopping = false;

    std::map<std::uint16_t, DurableLog> m_logs;
    AgentProcess m_agent;
    WorkspaceProcess m_workspace;
    Terminals m_terminals;
    Streams m_streams;
    ModelEndpoint m_model;
    EgressProxy m_egress;
    std::map<std::uint64_t, std::unique_ptr<Command>> m_commands; ///< Of the present host, by the request's id.
};

} // namespace pilothouse::guest

#include "runner/session/model_choice.h"

#include "runner/egress/model_gateway.h"
#include "runner/egress/model_protocol.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(pilothouse::ModelChoice)
};

/// Those of a provider whose name we do not know are taken to be those of the many that are compatible.
QStringList protocolsOf(const QString &provider)
{
    const KnownProvider *known = knownProvider(provider);
    if (!known)
        known = knownProvider(u"openai-compatible"_s);
    QStringList names;
    for (const ModelProtocolName protocol : known->protocols)
        names.append(protocolText(protocol));
    return names;
}

} // namespace

Result<ModelChoice> completedModel(ModelChoice choice, const AgentEntry &agent)
{
    const bool practice = choice.provider == "practice"_L1;
    if (!choice.protocol.isEmpty() && !protocolNamed(choice.protocol))
        return failure(InvalidArgument,
            Words::tr(
                "“%1” is no model protocol. Those are: openai-chat, openai-responses, anthropic-messages, gemini.")
                .arg(choice.protocol));
    if (choice.protocol.isEmpty()) {
        // The practice model speaks all of them.
        const QStringList offered = protocolsOf(choice.provider);
        const auto &spoken = agent.configuration.protocols;
        const auto common = std::ranges::find_if(
            spoken, [&](const AgentProtocol &each) { return practice || offered.contains(each.name); });
        if (common == spoken.end())
            return failure(InvalidArgument,
                Words::tr("The agent %1 speaks none of the protocols of the model provider %2. Choose another agent or "
                          "model.")
                    .arg(agent.name, choice.provider));
        choice.protocol = common->name;
    } else if (!agent.configuration.protocolNamed(choice.protocol)) {
        return failure(InvalidArgument,
            Words::tr("The agent %1 does not speak the model protocol “%2”.").arg(agent.name, choice.protocol));
    }
    if (practice)
        return choice;
    const KnownProvider *known = knownProvider(choice.provider);
    if (choice.url.isEmpty() && known)
        choice.url = known->url;
    const auto url = checkedModelUrl(choice.url.toString());
    if (!url)
        return std::unexpected(url.error());
    choice.url = *url;
    return choice;
}

} // namespace pilothouse

// Lines of an agent through everything that reads them: stored form, conversation, client and transcript. The input is
// one line a line; a line that begins with ">" is one that we send, "!" lets the process end, "#" starts another one.

#include "runner/agent/acp_client.h"
#include "runner/agent/output_compaction.h"
#include "runner/agent/transcript_fold.h"
#include "runner/base/json.h"

#include <QJsonDocument>

#include <cstdlib>

using namespace pilothouse;
using namespace Qt::StringLiterals;

namespace {

class Log {
public:
    void add(EventKind kind, const QJsonObject &payload)
    {
        const Event event{
            .session = SessionId(1), .seq = ++m_seq, .atMs = m_seq, .turn = 1, .kind = kind, .payload = {}};
        conversation = apply(std::move(conversation), event, payload);
        transcript.apply(event, payload);
    }
    void advance(const AcpClient &client)
    {
        // Whatever the agent says, what we owe it is finite.
        for (int round = 0; round < 4; ++round) {
            const auto due = client.due(conversation);
            for (const QJsonObject &line : due)
                add(EventKind::AgentSent, {{u"n"_s, m_seq}, {u"line"_s, line}});
            if (due.empty())
                return;
        }
        std::abort();
    }

    Conversation conversation;
    TranscriptFold transcript;

private:
    qint64 m_seq = 0;
};

void take(Log &log, OutputCompaction &compaction, OutputCompaction &restored, const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject()) {
        log.add(EventKind::AgentReceived, {{u"garbage"_s, QString::fromUtf8(line)}});
        return;
    }
    const QJsonObject stored = compaction.store(document.object());
    restored.restore(stored);
    log.add(EventKind::AgentReceived, {{u"line"_s, stored}});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const AcpClient client(
        {.clientVersion = u"1"_s, .workingDirectory = u"/workspace"_s, .settings = {{u"mode"_s, u"a"_s}}});
    Log log;
    OutputCompaction compaction;
    OutputCompaction restored;
    log.add(EventKind::AgentStarted, {{u"incarnation"_s, 1}});
    log.advance(client);
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    for (const QByteArray &line : input.split('\n')) {
        if (line.startsWith('>'))
            log.add(EventKind::AgentSent, {{u"line"_s, QJsonDocument::fromJson(line.mid(1)).object()}});
        else if (line.startsWith('!'))
            log.add(EventKind::AgentExited, {{u"exitCode"_s, 1}});
        else if (line.startsWith('#'))
            log.add(EventKind::AgentStarted, {{u"incarnation"_s, 2}});
        else
            take(log, compaction, restored, line);
        log.advance(client);
        if (const auto prompt = client.prompt(log.conversation, {acp::TextBlock{u"go"_s}}))
            log.add(EventKind::AgentSent, {{u"line"_s, prompt->front()}});
    }
    const Transcript transcript = log.transcript.snapshot();
    for (qsizetype row = 0; row < transcript.size(); ++row) {
        if (transcript.at(row)->id != row + 1)
            std::abort();
    }
    log.add(EventKind::TurnEnded, {{u"stopReason"_s, u"cancelled"_s}});
    if (!log.transcript.snapshot().changedRows(transcript).empty()
        && transcript.size() > log.transcript.snapshot().size())
        std::abort();
    return 0;
}

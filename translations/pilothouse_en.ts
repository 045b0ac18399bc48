<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AttemptMerge</name>
    <message numerus="yes">
        <source>The chosen parts do not fit together; %n file(s) are changed differently by two of them.</source>
        <translation>
            <numerusform>The chosen parts do not fit together; %n file is changed differently by two of them.</numerusform>
            <numerusform>The chosen parts do not fit together; %n files are changed differently by two of them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Attribution</name>
    <message numerus="yes">
        <source>Written while one of %n tool calls ran.</source>
        <translation>
            <numerusform>Written while %n tool call ran.</numerusform>
            <numerusform>Written while one of %n tool calls ran.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckMark</name>
    <message numerus="yes">
        <source>%1 passed on this very tree, but the changes touch %n file(s) that decide what it does</source>
        <translation>
            <numerusform>%1 passed on this very tree, but the changes touch %n file that decides what it does</numerusform>
            <numerusform>%1 passed on this very tree, but the changes touch %n files that decide what it does</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 passed on an older tree: %n file(s) changed since</source>
        <translation>
            <numerusform>%1 passed on an older tree: %n file changed since</numerusform>
            <numerusform>%1 passed on an older tree: %n files changed since</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 failed on an older tree: %n file(s) changed since</source>
        <translation>
            <numerusform>%1 failed on an older tree: %n file changed since</numerusform>
            <numerusform>%1 failed on an older tree: %n files changed since</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EvidenceCommands</name>
    <message numerus="yes">
        <source>The chosen parts do not fit together; %n file(s) are changed differently by two of them.</source>
        <translation>
            <numerusform>The chosen parts do not fit together; %n file is changed differently by two of them.</numerusform>
            <numerusform>The chosen parts do not fit together; %n files are changed differently by two of them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImageBuilder</name>
    <message numerus="yes">
        <source>Downloading %n package(s): %1 of %2 MB</source>
        <translation>
            <numerusform>Downloading %n package: %1 of %2 MB</numerusform>
            <numerusform>Downloading %n packages: %1 of %2 MB</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Printer</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1:%2: %n connection(s), %3 refused, %4 sent, %5 received</source>
        <translation>
            <numerusform>%1:%2: %n connection, %3 refused, %4 sent, %5 received</numerusform>
            <numerusform>%1:%2: %n connections, %3 refused, %4 sent, %5 received</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) to models whose price is not known are not in the cost.</source>
        <translation>
            <numerusform>%n request to models whose price is not known is not in the cost.</numerusform>
            <numerusform>%n requests to models whose price is not known are not in the cost.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) are counted with the most that they can have cost, since no count came.</source>
        <translation>
            <numerusform>%n request is counted with the most that it can have cost, since no count came.</numerusform>
            <numerusform>%n requests are counted with the most that they can have cost, since no count came.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>clashes with session %1 in %n file(s)</source>
        <translation>
            <numerusform>clashes with session %1 in %n file</numerusform>
            <numerusform>clashes with session %1 in %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>on in %n repository(s)</source>
        <translation>
            <numerusform>on in %n repository</numerusform>
            <numerusform>on in %n repositorys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message numerus="yes">
        <source>“%1” has %n line(s) there.</source>
        <translation>
            <numerusform>“%1” has %n line there.</numerusform>
            <numerusform>“%1” has %n lines there.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewAccessible</name>
    <message numerus="yes">
        <source>%n unchanged line(s)</source>
        <translation>
            <numerusform>%n unchanged line</numerusform>
            <numerusform>%n unchanged lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhyCommand</name>
    <message numerus="yes">
        <source>“%1” has %n line(s).</source>
        <translation>
            <numerusform>“%1” has %n line.</numerusform>
            <numerusform>“%1” has %n lines.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::AcceptDialog</name>
    <message numerus="yes">
        <source>Accept %n file(s)</source>
        <translation>
            <numerusform>Accept %n file</numerusform>
            <numerusform>Accept %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only what you accepted, in %n file(s)</source>
        <translation>
            <numerusform>Only what you accepted, in %n file</numerusform>
            <numerusform>Only what you accepted, in %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Everything that the agent changed, in %n file(s)</source>
        <translation>
            <numerusform>Everything that the agent changed, in %n file</numerusform>
            <numerusform>Everything that the agent changed, in %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>I have looked at %n file(s) that run code or steer tools</source>
        <translation>
            <numerusform>I have looked at the %n file that runs code or steers tools</numerusform>
            <numerusform>I have looked at the %n files that run code or steer tools</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Turn the line ends of %n file(s) into LF, as the repository’s .gitattributes wants</source>
        <translation>
            <numerusform>Turn the line ends of %n file into LF, as the repository’s .gitattributes wants</numerusform>
            <numerusform>Turn the line ends of %n files into LF, as the repository’s .gitattributes wants</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n check(s) in a clean sandbox</source>
        <translation>
            <numerusform>Run %n check in a clean sandbox</numerusform>
            <numerusform>Run %n checks in a clean sandbox</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::ApprovalCard</name>
    <message numerus="yes">
        <source>… (%n more character(s))</source>
        <translation>
            <numerusform>… (%n more character)</numerusform>
            <numerusform>… (%n more characters)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::AttemptsModel</name>
    <message numerus="yes">
        <source>%n file(s)  +%1 −%2</source>
        <translation>
            <numerusform>%n file  +%1 −%2</numerusform>
            <numerusform>%n files  +%1 −%2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>with %1, in %n file(s)</source>
        <translation>
            <numerusform>with %1, in %n file</numerusform>
            <numerusform>with %1, in %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n file(s) that both change differently</source>
        <translation>
            <numerusform>%1: %n file that both change differently</numerusform>
            <numerusform>%1: %n files that both change differently</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::AttemptsView</name>
    <message numerus="yes">
        <source>%n attempt(s) at the same task, from the same commit</source>
        <translation>
            <numerusform>%n attempt at the same task, from the same commit</numerusform>
            <numerusform>%n attempts at the same task, from the same commit</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::BudgetGate</name>
    <message numerus="yes">
        <source>The same call has failed %n times in a row. If it goes on, the agent is held and you are asked.</source>
        <translation>
            <numerusform>The same call has failed %n time in a row. If it goes on, the agent is held and you are asked.</numerusform>
            <numerusform>The same call has failed %n times in a row. If it goes on, the agent is held and you are asked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The agent has started %n agents in this turn. If it goes on, it is held and you are asked.</source>
        <translation>
            <numerusform>The agent has started %n agent in this turn. If it goes on, it is held and you are asked.</numerusform>
            <numerusform>The agent has started %n agents in this turn. If it goes on, it is held and you are asked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::ChangesView</name>
    <message numerus="yes">
        <source>%n file(s) changed</source>
        <translation>
            <numerusform>%n file changed</numerusform>
            <numerusform>%n files changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::CommentsPanel</name>
    <message numerus="yes">
        <source>%n more comment(s) are not in this list.</source>
        <translation>
            <numerusform>%n more comment is not in this list.</numerusform>
            <numerusform>%n more comments are not in this list.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n comment(s) to the agent</source>
        <translation>
            <numerusform>Send %n comment to the agent</numerusform>
            <numerusform>Send %n comments to the agent</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::ComposeDialog</name>
    <message numerus="yes">
        <source>What you accepted in its review: %n file(s)</source>
        <translation>
            <numerusform>What you accepted in its review: %n file</numerusform>
            <numerusform>What you accepted in its review: %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Everything: %n file(s)</source>
        <translation>
            <numerusform>Everything: %n file</numerusform>
            <numerusform>Everything: %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are changed differently by two of the parts</source>
        <translation>
            <numerusform>%n file is changed differently by two of the parts</numerusform>
            <numerusform>%n files are changed differently by two of the parts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Together %n file(s), +%1 −%2</source>
        <translation>
            <numerusform>Together %n file, +%1 −%2</numerusform>
            <numerusform>Together %n files, +%1 −%2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::ConflictList</name>
    <message numerus="yes">
        <source>%n conflict(s) with the branch</source>
        <translation>
            <numerusform>%n conflict with the branch</numerusform>
            <numerusform>%n conflicts with the branch</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more, which only the agent or git can solve</source>
        <translation>
            <numerusform>and %n other, which only the agent or git can solve</numerusform>
            <numerusform>and %n others, which only the agent or git can solve</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::FileTreeModel</name>
    <message numerus="yes">
        <source>%n comment(s)</source>
        <translation>
            <numerusform>%n comment</numerusform>
            <numerusform>%n comments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n file(s)</source>
        <translation>
            <numerusform>%1, %n file</numerusform>
            <numerusform>%1, %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::MainWindow</name>
    <message numerus="yes">
        <source>The session “%1” has changes in %n file(s). Its sandbox is deleted; the session with its changes can be brought back from the Trash for some time.</source>
        <translation>
            <numerusform>The session “%1” has changes in %n file. Its sandbox is deleted; the session with its changes can be brought back from the Trash for some time.</numerusform>
            <numerusform>The session “%1” has changes in %n files. Its sandbox is deleted; the session with its changes can be brought back from the Trash for some time.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) wait for your answer.</source>
        <translation>
            <numerusform>%n question waits for your answer.</numerusform>
            <numerusform>%n questions wait for your answer.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n container(s)</source>
        <translation>
            <numerusform>%n container</numerusform>
            <numerusform>%n containers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s)</source>
        <translation>
            <numerusform>%n volume</numerusform>
            <numerusform>%n volumes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::NewSessionDialog</name>
    <message numerus="yes">
        <source>%n file(s) go into the sandbox as they are now. Ignored files stay out.</source>
        <translation>
            <numerusform>%n file goes into the sandbox as it is now. Ignored files stay out.</numerusform>
            <numerusform>%n files go into the sandbox as they are now. Ignored files stay out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start %n attempt(s)</source>
        <translation>
            <numerusform>Start %n attempt</numerusform>
            <numerusform>Start %n attempts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::OriginLookup</name>
    <message numerus="yes">
        <source>during one of %n calls</source>
        <translation>
            <numerusform>during %n call</numerusform>
            <numerusform>during one of %n calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::RadarWatch</name>
    <message numerus="yes">
        <source>Touches lines that “%1” also changes: %n file(s).</source>
        <translation>
            <numerusform>Touches lines that “%1” also changes: %n file.</numerusform>
            <numerusform>Touches lines that “%1” also changes: %n files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Touches lines that %1 other sessions also change: %n file(s).</source>
        <translation>
            <numerusform>Touches lines that %1 other sessions also change: %n file.</numerusform>
            <numerusform>Touches lines that %1 other sessions also change: %n files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What is checked out has moved on and would conflict in %n file(s).</source>
        <translation>
            <numerusform>What is checked out has moved on and would conflict in %n file.</numerusform>
            <numerusform>What is checked out has moved on and would conflict in %n files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The branch %1 has moved on and would conflict in %n file(s).</source>
        <translation>
            <numerusform>The branch %1 has moved on and would conflict in %n file.</numerusform>
            <numerusform>The branch %1 has moved on and would conflict in %n files.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::RejectionStatus</name>
    <message numerus="yes">
        <source>%n rejected part(s) leave the sandbox now</source>
        <translation>
            <numerusform>%n rejected part leaves the sandbox now</numerusform>
            <numerusform>%n rejected parts leave the sandbox now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected part(s) leave the sandbox in %1 s</source>
        <translation>
            <numerusform>%n rejected part leaves the sandbox in %1 s</numerusform>
            <numerusform>%n rejected parts leave the sandbox in %1 s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected part(s) leave the sandbox when the agent is done</source>
        <translation>
            <numerusform>%n rejected part leaves the sandbox when the agent is done</numerusform>
            <numerusform>%n rejected parts leave the sandbox when the agent is done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected part(s) leave the sandbox before the next prompt</source>
        <translation>
            <numerusform>%n rejected part leaves the sandbox before the next prompt</numerusform>
            <numerusform>%n rejected parts leave the sandbox before the next prompt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) come back into the sandbox now</source>
        <translation>
            <numerusform>%n part comes back into the sandbox now</numerusform>
            <numerusform>%n parts come back into the sandbox now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) come back into the sandbox in %1 s</source>
        <translation>
            <numerusform>%n part comes back into the sandbox in %1 s</numerusform>
            <numerusform>%n parts come back into the sandbox in %1 s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) come back into the sandbox when the agent is done</source>
        <translation>
            <numerusform>%n part comes back into the sandbox when the agent is done</numerusform>
            <numerusform>%n parts come back into the sandbox when the agent is done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) come back into the sandbox before the next prompt</source>
        <translation>
            <numerusform>%n part comes back into the sandbox before the next prompt</numerusform>
            <numerusform>%n parts come back into the sandbox before the next prompt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected part(s) have left the sandbox</source>
        <translation>
            <numerusform>%n rejected part has left the sandbox</numerusform>
            <numerusform>%n rejected parts have left the sandbox</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::ReviewPainter</name>
    <message numerus="yes">
        <source>%n unchanged line(s)</source>
        <translation>
            <numerusform>%n unchanged line</numerusform>
            <numerusform>%n unchanged lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::ReviewProgress</name>
    <message numerus="yes">
        <source>Reviewed %1 of %n hunk(s)</source>
        <translation>
            <numerusform>Reviewed %1 of %n hunk</numerusform>
            <numerusform>Reviewed %1 of %n hunks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::Runner</name>
    <message numerus="yes">
        <source>%n container(s)</source>
        <translation>
            <numerusform>%n container</numerusform>
            <numerusform>%n containers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s)</source>
        <translation>
            <numerusform>%n volume</numerusform>
            <numerusform>%n volumes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::SessionHeader</name>
    <message numerus="yes">
        <source>%n model call(s), %1 tokens read (%2 of them from the cache), %3 written; metered on this machine</source>
        <translation>
            <numerusform>%n model call, %1 tokens read (%2 of them from the cache), %3 written; metered on this machine</numerusform>
            <numerusform>%n model calls, %1 tokens read (%2 of them from the cache), %3 written; metered on this machine</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sandbox: %n check(s) are missing</source>
        <translation>
            <numerusform>Sandbox: %n check is missing</numerusform>
            <numerusform>Sandbox: %n checks are missing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::SessionListModel</name>
    <message numerus="yes">
        <source>%n attempt(s)</source>
        <translation>
            <numerusform>%n attempt</numerusform>
            <numerusform>%n attempts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s): %1</source>
        <translation>
            <numerusform>%n attempt: %1</numerusform>
            <numerusform>%n attempts: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::StatusStrip</name>
    <message numerus="yes">
        <source>%n agent(s) work</source>
        <translation>
            <numerusform>%n agent works</numerusform>
            <numerusform>%n agents work</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::TimelineScale</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::TreeComparison</name>
    <message numerus="yes">
        <source>%n file(s) differ, +%1 −%2</source>
        <translation>
            <numerusform>%n file differs, +%1 −%2</numerusform>
            <numerusform>%n files differ, +%1 −%2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::VerdictDialog</name>
    <message numerus="yes">
        <source>Send %n comment(s) to the agent</source>
        <translation>
            <numerusform>Send %n comment to the agent</numerusform>
            <numerusform>Send %n comments to the agent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hunk(s) are not reviewed yet.</source>
        <translation>
            <numerusform>%n hunk is not reviewed yet.</numerusform>
            <numerusform>%n hunks are not reviewed yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::WhyCard</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n other</numerusform>
            <numerusform>and %n others</numerusform>
        </translation>
    </message>
</context>
</TS>

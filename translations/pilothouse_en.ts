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

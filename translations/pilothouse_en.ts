<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
    <name>pilothouse::AcceptDialog</name>
    <message numerus="yes">
        <source>Accept %n file(s)</source>
        <translation>
            <numerusform>Accept %n file</numerusform>
            <numerusform>Accept %n files</numerusform>
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
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Agent</name>
    <message>
        <source>The agent wants to be signed in first. Check the model and its key.</source>
        <translation>Der Agent verlangt erst eine Anmeldung. Prüfen Sie das Modell und seinen Schlüssel.</translation>
    </message>
    <message>
        <source>The agent is not ready yet. Wait until it has started, or start it again.</source>
        <translation>Der Agent ist noch nicht bereit. Warten Sie, bis er gestartet ist, oder starten Sie ihn neu.</translation>
    </message>
    <message>
        <source>The agent is still at work. Wait until it has finished, or stop it.</source>
        <translation>Der Agent arbeitet noch. Warten Sie, bis er fertig ist, oder halten Sie ihn an.</translation>
    </message>
    <message>
        <source>This agent takes no images. Remove the image and send the prompt again.</source>
        <translation>Dieser Agent nimmt keine Bilder an. Entfernen Sie das Bild und senden Sie den Prompt noch einmal.</translation>
    </message>
    <message>
        <source>This agent takes no sound. Remove it and send the prompt again.</source>
        <translation>Dieser Agent nimmt keine Tonaufnahmen an. Entfernen Sie die Aufnahme und senden Sie den Prompt noch einmal.</translation>
    </message>
    <message>
        <source>This question is no longer open: it was answered or withdrawn.</source>
        <translation>Diese Frage ist nicht mehr offen: Sie wurde beantwortet oder zurückgezogen.</translation>
    </message>
    <message>
        <source>The agent does not offer this answer. Choose one of its options.</source>
        <translation>Diese Antwort bietet der Agent nicht an. Wählen Sie eine seiner Möglichkeiten.</translation>
    </message>
    <message>
        <source>The agent does not offer this mode.</source>
        <translation>Diesen Modus bietet der Agent nicht an.</translation>
    </message>
    <message>
        <source>The agent does not offer this model.</source>
        <translation>Dieses Modell bietet der Agent nicht an.</translation>
    </message>
    <message>
        <source>The agent does not offer this setting.</source>
        <translation>Diese Einstellung bietet der Agent nicht an.</translation>
    </message>
    <message>
        <source>The agent does not ask to be signed in.</source>
        <translation>Der Agent verlangt keine Anmeldung.</translation>
    </message>
    <message>
        <source>The agent cannot be signed in this way from here.</source>
        <translation>Auf diese Weise kann der Agent von hier aus nicht angemeldet werden.</translation>
    </message>
    <message>
        <source>Name the model that the agent is to use, in at most 256 characters.</source>
        <translation>Nennen Sie das Modell, das der Agent verwenden soll, mit höchstens 256 Zeichen.</translation>
    </message>
    <message>
        <source>The agent %1 does not speak the model protocol “%2”.</source>
        <translation>Der Agent %1 spricht das Modellprotokoll „%2“ nicht.</translation>
    </message>
</context>
<context>
    <name>AgentCatalogue</name>
    <message>
        <source>The agent catalogue&apos;s file %1 cannot be read.</source>
        <translation>Die Datei %1 des Agentenkatalogs kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The agent catalogue has “%1” twice.</source>
        <translation>Der Agentenkatalog enthält „%1“ zweimal.</translation>
    </message>
    <message>
        <source>There is no agent “%1”. Choose one of: %2.</source>
        <translation>Es gibt keinen Agenten „%1“. Wählen Sie einen von diesen: %2.</translation>
    </message>
    <message>
        <source>The agent&apos;s catalogue entry is not valid: “%1” %2.</source>
        <translation>Der Katalogeintrag des Agenten ist ungültig: „%1“ %2.</translation>
    </message>
    <message>
        <source>has a value that is not allowed</source>
        <translation>hat einen Wert, der nicht erlaubt ist</translation>
    </message>
    <message>
        <source>is not a size that is allowed</source>
        <translation>ist keine erlaubte Größe</translation>
    </message>
    <message>
        <source>is not a known field</source>
        <translation>ist kein bekanntes Feld</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>has the wrong type</source>
        <translation>hat den falschen Typ</translation>
    </message>
    <message>
        <source>is not a sha512 hash</source>
        <translation>ist kein SHA-512-Hash</translation>
    </message>
    <message>
        <source>is not a known architecture</source>
        <translation>ist keine bekannte Architektur</translation>
    </message>
    <message>
        <source>is not a known source</source>
        <translation>ist keine bekannte Quelle</translation>
    </message>
    <message>
        <source>is not a plain relative path</source>
        <translation>ist kein einfacher relativer Pfad</translation>
    </message>
    <message>
        <source>is not a plain path below /usr/local, /usr/share or /opt</source>
        <translation>ist kein einfacher Pfad unter /usr/local, /usr/share oder /opt</translation>
    </message>
    <message>
        <source>has no items or too many</source>
        <translation>hat keine oder zu viele Elemente</translation>
    </message>
    <message>
        <source>has an item that is not an object</source>
        <translation>hat ein Element, das kein Objekt ist</translation>
    </message>
    <message>
        <source>has a word that is not allowed</source>
        <translation>hat ein Wort, das nicht erlaubt ist</translation>
    </message>
    <message>
        <source>does not begin with a plain absolute path</source>
        <translation>beginnt nicht mit einem einfachen absoluten Pfad</translation>
    </message>
    <message>
        <source>has a variable that is not allowed</source>
        <translation>hat eine Variable, die nicht erlaubt ist</translation>
    </message>
    <message>
        <source>has the unknown word {%1}</source>
        <translation>hat das unbekannte Wort {%1}</translation>
    </message>
    <message>
        <source>begins with a program that “files” does not place</source>
        <translation>beginnt mit einem Programm, das „files“ nicht ablegt</translation>
    </message>
    <message>
        <source>has an architecture twice</source>
        <translation>hat eine Architektur zweimal</translation>
    </message>
    <message>
        <source>the agent&apos;s catalogue entry</source>
        <translation>Der Katalogeintrag des Agenten</translation>
    </message>
    <message>
        <source>is not 1: the entry is for another version of Pilothouse</source>
        <translation>ist nicht 1: Der Eintrag ist für eine andere Version von Pilothouse</translation>
    </message>
    <message>
        <source>is not a protocol that Pilothouse speaks</source>
        <translation>ist kein Protokoll, das Pilothouse spricht</translation>
    </message>
    <message>
        <source>has a file that is not allowed</source>
        <translation>hat eine Datei, die nicht erlaubt ist</translation>
    </message>
    <message>
        <source>is not a plain absolute path</source>
        <translation>ist kein einfacher absoluter Pfad</translation>
    </message>
    <message>
        <source>has protocols that explain different words</source>
        <translation>hat Protokolle, die verschiedene Wörter erklären</translation>
    </message>
    <message>
        <source>has a protocol twice</source>
        <translation>hat ein Protokoll zweimal</translation>
    </message>
</context>
<context>
    <name>AttemptMerge</name>
    <message>
        <source>An attempt&apos;s objects are incomplete.</source>
        <translation>Die Objekte eines Versuchs sind unvollständig.</translation>
    </message>
    <message numerus="yes">
        <source>The chosen parts do not fit together; %n file(s) are changed differently by two of them.</source>
        <translation>
            <numerusform>Die gewählten Teile passen nicht zusammen; %n Datei wird von zweien verschieden geändert.</numerusform>
            <numerusform>Die gewählten Teile passen nicht zusammen; %n Dateien werden von zweien verschieden geändert.</numerusform>
        </translation>
    </message>
    <message>
        <source>The session&apos;s objects cannot be opened.</source>
        <translation>Die Objekte der Sitzung können nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>Nothing of the attempts is chosen.</source>
        <translation>Von den Versuchen ist nichts gewählt.</translation>
    </message>
    <message>
        <source>The attempts did not begin from the same files.</source>
        <translation>Die Versuche begannen nicht mit denselben Dateien.</translation>
    </message>
</context>
<context>
    <name>Attribution</name>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>What the agent said at that time has not arrived yet.</source>
        <translation>Was der Agent zu dieser Zeit sagte, ist noch nicht angekommen.</translation>
    </message>
    <message>
        <source>The sandbox does not say when it was written.</source>
        <translation>Die Sandbox sagt nicht, wann das geschrieben wurde.</translation>
    </message>
    <message>
        <source>The file came into view because what is ignored or readable changed, so it may be older.</source>
        <translation>Die Datei wurde sichtbar, weil sich änderte, was ignoriert wird oder lesbar ist; sie kann also älter sein.</translation>
    </message>
    <message>
        <source>Too much has changed to follow this line.</source>
        <translation>Zu viel hat sich geändert, um diese Zeile zu verfolgen.</translation>
    </message>
    <message>
        <source>Equal lines beside it were written at different times.</source>
        <translation>Gleiche Zeilen daneben wurden zu verschiedenen Zeiten geschrieben.</translation>
    </message>
    <message>
        <source>It was there before, under another name or at another place.</source>
        <translation>Sie war schon vorher da, unter einem anderen Namen oder an einer anderen Stelle.</translation>
    </message>
    <message>
        <source>This line cannot be followed through the session&apos;s snapshots.</source>
        <translation>Diese Zeile lässt sich nicht durch die Schnappschüsse der Sitzung verfolgen.</translation>
    </message>
    <message>
        <source>Written by a tool call of turn %1, which says so itself.</source>
        <translation>Geschrieben von einem Werkzeugaufruf in Durchgang %1, der es selbst sagt.</translation>
    </message>
    <message>
        <source>Written while one tool call ran.</source>
        <translation>Geschrieben, während ein Werkzeugaufruf lief.</translation>
    </message>
    <message numerus="yes">
        <source>Written while one of %n tool calls ran.</source>
        <translation>
            <numerusform>Geschrieben, während einer von %n Werkzeugaufruf lief.</numerusform>
            <numerusform>Geschrieben, während einer von %n Werkzeugaufrufen lief.</numerusform>
        </translation>
    </message>
    <message>
        <source>Written between tool calls.</source>
        <translation>Geschrieben zwischen Werkzeugaufrufen.</translation>
    </message>
    <message>
        <source>Written between tool calls, in turn %1.</source>
        <translation>Geschrieben zwischen Werkzeugaufrufen, in Durchgang %1.</translation>
    </message>
    <message>
        <source>Written after turn %1 had ended.</source>
        <translation>Geschrieben, nachdem Durchgang %1 zu Ende war.</translation>
    </message>
    <message>
        <source>Written before the first turn.</source>
        <translation>Geschrieben vor dem ersten Durchgang.</translation>
    </message>
    <message>
        <source>Put back by a person.</source>
        <translation>Von einem Menschen zurückgebracht.</translation>
    </message>
    <message>
        <source>Nobody knows what wrote this line.</source>
        <translation>Niemand weiß, was diese Zeile geschrieben hat.</translation>
    </message>
    <message>
        <source>A process that an earlier command left behind, or the agent itself, can have written it, too.</source>
        <translation>Auch ein Prozess, den ein früherer Befehl zurückließ, oder der Agent selbst kann sie geschrieben haben.</translation>
    </message>
    <message>
        <source>The agent itself can have written it, too.</source>
        <translation>Auch der Agent selbst kann sie geschrieben haben.</translation>
    </message>
    <message>
        <source>By the agent itself, or by a process that an earlier command left behind.</source>
        <translation>Vom Agenten selbst oder von einem Prozess, den ein früherer Befehl zurückließ.</translation>
    </message>
    <message>
        <source>By the agent itself, or from a terminal.</source>
        <translation>Vom Agenten selbst oder aus einem Terminal.</translation>
    </message>
</context>
<context>
    <name>Base</name>
    <message>
        <source>%1 did not finish within %2 s.</source>
        <translation>%1 wurde nicht innerhalb von %2 s fertig.</translation>
    </message>
    <message>
        <source>%1 cannot be started. Is it installed?</source>
        <translation>%1 kann nicht gestartet werden. Ist es installiert?</translation>
    </message>
    <message>
        <source>%1 was ended by a signal.</source>
        <translation>%1 wurde durch ein Signal beendet.</translation>
    </message>
    <message>
        <source>%1 was cancelled.</source>
        <translation>%1 wurde abgebrochen.</translation>
    </message>
    <message>
        <source>%1 printed more than %2 bytes.</source>
        <translation>%1 hat mehr als %2 Bytes ausgegeben.</translation>
    </message>
    <message>
        <source>%1 is larger than %2 bytes.</source>
        <translation>%1 ist größer als %2 Bytes.</translation>
    </message>
    <message>
        <source>%1 is not valid JSON.</source>
        <translation>%1 ist kein gültiges JSON.</translation>
    </message>
    <message>
        <source>%1 is not a JSON object.</source>
        <translation>%1 ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>The directory %1 cannot be created. Check its parent&apos;s permissions and the free space.</source>
        <translation>Das Verzeichnis %1 kann nicht angelegt werden. Prüfen Sie die Rechte des übergeordneten Verzeichnisses und den freien Speicherplatz.</translation>
    </message>
    <message>
        <source>The directory %1 cannot be examined.</source>
        <translation>Das Verzeichnis %1 kann nicht untersucht werden.</translation>
    </message>
    <message>
        <source>%1 is not a directory (a symbolic link is not accepted). Remove it or choose another place.</source>
        <translation>%1 ist kein Verzeichnis (ein symbolischer Link wird nicht angenommen). Entfernen Sie es oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>%1 belongs to another user. Choose a directory of your own.</source>
        <translation>%1 gehört einem anderen Benutzer. Wählen Sie ein eigenes Verzeichnis.</translation>
    </message>
    <message>
        <source>%1 is open to other users and cannot be closed. Run: chmod 700 %1</source>
        <translation>%1 ist für andere Benutzer zugänglich, und das lässt sich nicht ändern. Führen Sie aus: chmod 700 %1</translation>
    </message>
    <message>
        <source>Windows could not make an access list for %1.</source>
        <translation>Windows konnte für %1 keine Zugriffsliste erstellen.</translation>
    </message>
    <message>
        <source>%1 cannot be made private to you. Choose a directory of your own.</source>
        <translation>%1 kann nicht vor anderen geschützt werden. Wählen Sie ein eigenes Verzeichnis.</translation>
    </message>
    <message>
        <source>The work was cancelled.</source>
        <translation>Die Arbeit wurde abgebrochen.</translation>
    </message>
</context>
<context>
    <name>BlockWords</name>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>It has %1 (%2).</source>
        <translation>Sie hat %1 (%2).</translation>
    </message>
    <message>
        <source>It had %1 (%2).</source>
        <translation>Sie hatte %1 (%2).</translation>
    </message>
    <message>
        <source>It was %1 (%2) and is now %3 (%4).</source>
        <translation>Sie hatte %1 (%2) und hat jetzt %3 (%4).</translation>
    </message>
    <message>
        <source>executable</source>
        <translation>ausführbar</translation>
    </message>
    <message>
        <source>a link</source>
        <translation>ein Link</translation>
    </message>
    <message>
        <source>a submodule</source>
        <translation>ein Submodul</translation>
    </message>
    <message>
        <source>an ordinary file</source>
        <translation>eine gewöhnliche Datei</translation>
    </message>
    <message>
        <source>This file is not text. %1</source>
        <translation>Diese Datei ist kein Text. %1</translation>
    </message>
    <message>
        <source>A submodule: from commit %1 to %2.</source>
        <translation>Ein Submodul: von Commit %1 zu %2.</translation>
    </message>
    <message>
        <source>This file is too large to compare line by line. %1</source>
        <translation>Diese Datei ist zu groß für einen Vergleich Zeile für Zeile. %1</translation>
    </message>
    <message>
        <source>Only the file&apos;s mode changed: it was %1 and is now %2.</source>
        <translation>Nur der Modus der Datei wurde geändert: Er war %1 und ist jetzt %2.</translation>
    </message>
    <message>
        <source>The file was renamed and its content is the same.</source>
        <translation>Die Datei wurde umbenannt, ihr Inhalt ist derselbe.</translation>
    </message>
    <message>
        <source>An empty file was added.</source>
        <translation>Eine leere Datei wurde hinzugefügt.</translation>
    </message>
    <message>
        <source>An empty file was deleted.</source>
        <translation>Eine leere Datei wurde gelöscht.</translation>
    </message>
    <message>
        <source>No line differs.</source>
        <translation>Keine Zeile unterscheidet sich.</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>pointer to large file storage</source>
        <translation>Zeiger auf einen Speicher für große Dateien</translation>
    </message>
    <message>
        <source>not UTF-8</source>
        <translation>nicht UTF-8</translation>
    </message>
    <message>
        <source>UTF-16</source>
        <translation>UTF-16</translation>
    </message>
    <message>
        <source>line ends differ</source>
        <translation>Zeilenenden verschieden</translation>
    </message>
    <message>
        <source>CRLF</source>
        <translation>CRLF</translation>
    </message>
    <message>
        <source>mixed line ends</source>
        <translation>gemischte Zeilenenden</translation>
    </message>
    <message>
        <source>too many lines differ: shown as one change</source>
        <translation>zu viele Zeilen sind verschieden: als eine Änderung gezeigt</translation>
    </message>
</context>
<context>
    <name>BoundaryProbe</name>
    <message>
        <source>The probe of this machine&apos;s ports proves nothing: %1 cannot even be reached from here.</source>
        <translation>Die Probe der Ports dieses Rechners beweist nichts: %1 ist auch von hier nicht erreichbar.</translation>
    </message>
    <message>
        <source>The sandbox has a network interface beside its own loopback.</source>
        <translation>Die Sandbox hat außer ihrer eigenen Rückschleife noch eine Netzwerkschnittstelle.</translation>
    </message>
    <message>
        <source>The sandbox has no network interface but its own loopback.</source>
        <translation>Die Sandbox hat keine Netzwerkschnittstelle außer ihrer eigenen Rückschleife.</translation>
    </message>
    <message>
        <source>Programs in the sandbox can make raw sockets.</source>
        <translation>Programme in der Sandbox können rohe Sockets öffnen.</translation>
    </message>
    <message>
        <source>Programs in the sandbox cannot make raw sockets.</source>
        <translation>Programme in der Sandbox können keine rohen Sockets öffnen.</translation>
    </message>
    <message>
        <source>The sandbox can ask the name server %1.</source>
        <translation>Die Sandbox kann den Namensserver %1 fragen.</translation>
    </message>
    <message>
        <source>The sandbox cannot ask the name server %1.</source>
        <translation>Die Sandbox kann den Namensserver %1 nicht fragen.</translation>
    </message>
    <message>
        <source>The sandbox reaches %1.</source>
        <translation>Die Sandbox erreicht %1.</translation>
    </message>
    <message>
        <source>The sandbox does not reach %1.</source>
        <translation>Die Sandbox erreicht %1 nicht.</translation>
    </message>
    <message>
        <source>The sandbox is gone.</source>
        <translation>Die Sandbox ist nicht mehr da.</translation>
    </message>
    <message>
        <source>This sandbox is of an older Pilothouse and cannot be probed. End the session and continue it.</source>
        <translation>Diese Sandbox stammt von einem älteren Pilothouse und kann nicht geprüft werden. Beenden Sie die Sitzung und setzen Sie sie fort.</translation>
    </message>
</context>
<context>
    <name>BudgetCommands</name>
    <message>
        <source>A budget is for a turn, session, repository or day.</source>
        <translation>Ein Budget gilt für turn, session, repository oder day.</translation>
    </message>
    <message>
        <source>A budget limits money, tokens, wall-time, tool-calls, network, children, memory, disk or unpriced models.</source>
        <translation>Ein Budget begrenzt money, tokens, wall-time, tool-calls, network, children, memory, disk oder unpriced (Modelle ohne Preis).</translation>
    </message>
    <message>
        <source>Usage is summed up by session, repository, model, agent, day or turn.</source>
        <translation>Der Verbrauch wird nach session, repository, model, agent, day oder turn zusammengezählt.</translation>
    </message>
    <message>
        <source>A budget is listed, set or removed: see `budget --help`.</source>
        <translation>Ein Budget wird aufgelistet, gesetzt oder entfernt: siehe `budget --help`.</translation>
    </message>
    <message>
        <source>The question %1 is not about a budget.</source>
        <translation>Die Frage %1 betrifft kein Budget.</translation>
    </message>
</context>
<context>
    <name>CheckDefinition</name>
    <message>
        <source>The file .pilothouse/checks.json cannot be understood.</source>
        <translation>Die Datei .pilothouse/checks.json ist nicht zu verstehen.</translation>
    </message>
    <message>
        <source>There are more than %1 checks.</source>
        <translation>Es gibt mehr als %1 Prüfungen.</translation>
    </message>
    <message>
        <source>A check needs a command of at most %1 characters without control characters, and a short name.</source>
        <translation>Eine Prüfung braucht einen Befehl mit höchstens %1 Zeichen ohne Steuerzeichen und einen kurzen Namen.</translation>
    </message>
</context>
<context>
    <name>CheckMark</name>
    <message>
        <source>%1 did not end in time</source>
        <comment>a check&apos;s name</comment>
        <translation>%1 wurde nicht rechtzeitig fertig</translation>
    </message>
    <message>
        <source>%1 was cancelled</source>
        <comment>a check&apos;s name</comment>
        <translation>%1 wurde abgebrochen</translation>
    </message>
    <message>
        <source>%1 was interrupted when Pilothouse ended</source>
        <translation>%1 wurde unterbrochen, als Pilothouse endete</translation>
    </message>
    <message>
        <source>%1 could not be run</source>
        <translation>%1 konnte nicht ausgeführt werden</translation>
    </message>
    <message>
        <source>%1 was not run</source>
        <comment>a check&apos;s name</comment>
        <translation>%1 wurde nicht ausgeführt</translation>
    </message>
    <message>
        <source>%1 is running</source>
        <comment>a check&apos;s name</comment>
        <translation>%1 läuft</translation>
    </message>
    <message>
        <source>%1 passed on this very tree</source>
        <translation>%1 war auf genau diesem Stand erfolgreich</translation>
    </message>
    <message numerus="yes">
        <source>%1 passed on this very tree, but the changes touch %n file(s) that decide what it does</source>
        <translation>
            <numerusform>%1 war auf genau diesem Stand erfolgreich, aber die Änderungen betreffen %n Datei, die bestimmt, was dabei geschieht</numerusform>
            <numerusform>%1 war auf genau diesem Stand erfolgreich, aber die Änderungen betreffen %n Dateien, die bestimmen, was dabei geschieht</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 passed on an older tree</source>
        <translation>%1 war auf einem älteren Stand erfolgreich</translation>
    </message>
    <message numerus="yes">
        <source>%1 passed on an older tree: %n file(s) changed since</source>
        <translation>
            <numerusform>%1 war auf einem älteren Stand erfolgreich: %n Datei seitdem geändert</numerusform>
            <numerusform>%1 war auf einem älteren Stand erfolgreich: %n Dateien seitdem geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 passed in the agent&apos;s sandbox, which is not proof</source>
        <translation>%1 war in der Sandbox des Agenten erfolgreich, was kein Beweis ist</translation>
    </message>
    <message>
        <source>%1 failed on this very tree</source>
        <translation>%1 ist auf genau diesem Stand fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 failed on an older tree</source>
        <translation>%1 ist auf einem älteren Stand fehlgeschlagen</translation>
    </message>
    <message numerus="yes">
        <source>%1 failed on an older tree: %n file(s) changed since</source>
        <translation>
            <numerusform>%1 ist auf einem älteren Stand fehlgeschlagen: %n Datei seitdem geändert</numerusform>
            <numerusform>%1 ist auf einem älteren Stand fehlgeschlagen: %n Dateien seitdem geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>This repository accepts only what its checks passed: %1. Run them, or accept without them on your own responsibility.</source>
        <translation>Dieses Repository nimmt nur an, was seine Prüfungen bestanden hat: %1. Lassen Sie sie laufen oder nehmen Sie auf eigene Verantwortung ohne sie an.</translation>
    </message>
    <message>
        <source>; </source>
        <comment>between two sentences</comment>
        <translation>; </translation>
    </message>
</context>
<context>
    <name>CheckSandbox</name>
    <message>
        <source>The check was cancelled.</source>
        <translation>Die Prüfung wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The snapshot&apos;s files cannot be read back.</source>
        <translation>Die Dateien des Schnappschusses können nicht zurückgelesen werden.</translation>
    </message>
    <message>
        <source>The check did not end.</source>
        <translation>Die Prüfung wurde nicht fertig.</translation>
    </message>
    <message>
        <source>The check was stopped: it used more than %1 GB of disk.</source>
        <translation>Die Prüfung wurde angehalten: Sie belegte mehr als %1 GB auf dem Datenträger.</translation>
    </message>
    <message>
        <source>The engine did not make the check&apos;s sandbox as it was asked to, so its result does not count.</source>
        <translation>Die Engine hat die Sandbox der Prüfung nicht so gemacht wie verlangt, deshalb zählt ihr Ergebnis nicht.</translation>
    </message>
</context>
<context>
    <name>CheckTouched</name>
    <message>
        <source>The list of build and test files is missing from the program.</source>
        <translation>Die Liste der Bau- und Testdateien fehlt im Programm.</translation>
    </message>
</context>
<context>
    <name>CheckTree</name>
    <message>
        <source>The snapshot&apos;s files cannot be written.</source>
        <translation>Die Dateien des Schnappschusses können nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The snapshot has a path that no container takes: %1</source>
        <translation>Der Schnappschuss hat einen Pfad, den kein Container annimmt: %1</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>Start a session with this prompt and follow it.</source>
        <translation>Eine Sitzung mit diesem Prompt beginnen und ihr folgen.</translation>
    </message>
    <message>
        <source>List the sessions.</source>
        <translation>Die Sitzungen auflisten.</translation>
    </message>
    <message>
        <source>Show one session.</source>
        <translation>Eine Sitzung zeigen.</translation>
    </message>
    <message>
        <source>Print a session&apos;s events.</source>
        <translation>Die Ereignisse einer Sitzung ausgeben.</translation>
    </message>
    <message>
        <source>Print what the agent changed.</source>
        <translation>Ausgeben, was der Agent geändert hat.</translation>
    </message>
    <message>
        <source>Send another prompt and follow it.</source>
        <translation>Einen weiteren Prompt senden und ihm folgen.</translation>
    </message>
    <message>
        <source>Allow what the agent asks, and follow the turn.</source>
        <translation>Erlauben, was der Agent erfragt, und dem Durchgang folgen.</translation>
    </message>
    <message>
        <source>Deny what the agent asks, and follow the turn.</source>
        <translation>Ablehnen, was der Agent erfragt, und dem Durchgang folgen.</translation>
    </message>
    <message>
        <source>Stop the turn.</source>
        <translation>Den Durchgang anhalten.</translation>
    </message>
    <message>
        <source>Bring an interrupted session&apos;s sandbox back.</source>
        <translation>Die Sandbox einer unterbrochenen Sitzung zurückbringen.</translation>
    </message>
    <message>
        <source>Commit the changes on a new branch of your repository.</source>
        <translation>Die Änderungen auf einem neuen Zweig Ihres Repositorys committen.</translation>
    </message>
    <message>
        <source>Delete a session&apos;s sandbox and move the session to the trash.</source>
        <translation>Die Sandbox einer Sitzung löschen und die Sitzung in den Papierkorb legen.</translation>
    </message>
    <message>
        <source>Say what is missing on this machine, and what mends it.</source>
        <translation>Sagen, was auf diesem Rechner fehlt und wie es sich beheben lässt.</translation>
    </message>
    <message>
        <source>Run the practice session.</source>
        <translation>Die Übungssitzung ausführen.</translation>
    </message>
    <message>
        <source>Print one JSON object a line.</source>
        <translation>Je Zeile ein JSON-Objekt ausgeben.</translation>
    </message>
    <message>
        <source>Where Pilothouse keeps its data.</source>
        <translation>Wo Pilothouse seine Daten ablegt.</translation>
    </message>
    <message>
        <source>Print this and end.</source>
        <translation>Dies ausgeben und enden.</translation>
    </message>
    <message>
        <source>The repository; the practice repository when missing.</source>
        <translation>Das Repository; ohne Angabe das Übungs-Repository.</translation>
    </message>
    <message>
        <source>The revision to start from.</source>
        <translation>Die Revision, von der ausgegangen wird.</translation>
    </message>
    <message>
        <source>Start from HEAD with your uncommitted changes.</source>
        <translation>Von HEAD mit Ihren nicht committeten Änderungen ausgehen.</translation>
    </message>
    <message>
        <source>An agent of the catalogue.</source>
        <translation>Ein Agent aus dem Katalog.</translation>
    </message>
    <message>
        <source>The model; practice/practice-1 when missing.</source>
        <translation>Das Modell; ohne Angabe practice/practice-1.</translation>
    </message>
    <message>
        <source>An image of the engine instead of the one that is built.</source>
        <translation>Ein Image der Engine statt des eigens gebauten.</translation>
    </message>
    <message>
        <source>ask-each or inside-is-free.</source>
        <translation>ask-each oder inside-is-free.</translation>
    </message>
    <message>
        <source>The session&apos;s name.</source>
        <translation>Der Name der Sitzung.</translation>
    </message>
    <message>
        <source>Tool permissions inside the sandbox: ask, always or never.</source>
        <translation>Werkzeugfreigaben innerhalb der Sandbox: ask (fragen), always (immer) oder never (nie).</translation>
    </message>
    <message>
        <source>Go on until the turn ends or asks.</source>
        <translation>Fortfahren, bis der Durchgang endet oder eine Frage kommt.</translation>
    </message>
    <message>
        <source>The first event&apos;s number.</source>
        <translation>Die Nummer des ersten Ereignisses.</translation>
    </message>
    <message>
        <source>Only the files and their counts.</source>
        <translation>Nur die Dateien und ihre Zahlen.</translation>
    </message>
    <message>
        <source>Allow the like from now on, where the agent offers it.</source>
        <translation>Gleichartiges künftig erlauben, wo der Agent es anbietet.</translation>
    </message>
    <message>
        <source>Why; kept in the log.</source>
        <translation>Der Grund; wird im Protokoll festgehalten.</translation>
    </message>
    <message>
        <source>The new branch.</source>
        <translation>Der neue Zweig.</translation>
    </message>
    <message>
        <source>Only this file; may be given again.</source>
        <translation>Nur diese Datei; kann mehrfach angegeben werden.</translation>
    </message>
    <message>
        <source>Where the session began with your uncommitted changes: only-agents or mine-first.</source>
        <translation>Wenn die Sitzung mit Ihren nicht committeten Änderungen begann: only-agents (nur die des Agenten) oder mine-first (Ihre zuerst).</translation>
    </message>
    <message>
        <source>The commit&apos;s message.</source>
        <translation>Die Commit-Nachricht.</translation>
    </message>
    <message>
        <source>Even with changes that were not accepted.</source>
        <translation>Auch mit Änderungen, die nicht angenommen wurden.</translation>
    </message>
    <message>
        <source>Without a window.</source>
        <translation>Ohne Fenster.</translation>
    </message>
    <message>
        <source>Usage: pilothouse [COMMAND]

Without a command the window opens.

</source>
        <translation>Aufruf: pilothouse [BEFEHL]

Ohne Befehl öffnet sich das Fenster.

</translation>
    </message>
    <message>
        <source>
Each takes --json, --data-dir DIR and --help.
</source>
        <translation>
Jeder Befehl nimmt --json, --data-dir DIR und --help an.
</translation>
    </message>
    <message>
        <source>Usage: pilothouse %1 [OPTIONS] %2
%3

</source>
        <translation>Aufruf: pilothouse %1 [OPTIONEN] %2
%3

</translation>
    </message>
    <message>
        <source>--mode takes ask-each or inside-is-free, not “%1”.</source>
        <translation>--mode nimmt ask-each oder inside-is-free an, nicht „%1“.</translation>
    </message>
    <message>
        <source>--uncommitted takes only-agents or mine-first, not “%1”.</source>
        <translation>--uncommitted nimmt only-agents oder mine-first an, nicht „%1“.</translation>
    </message>
    <message>
        <source>--from takes a number, not “%1”.</source>
        <translation>--from nimmt eine Zahl an, nicht „%1“.</translation>
    </message>
    <message>
        <source>--approve takes ask, always or never, not “%1”.</source>
        <translation>--approve nimmt ask, always oder never an, nicht „%1“.</translation>
    </message>
    <message>
        <source>Usage: pilothouse %1 %2. See pilothouse %1 --help.</source>
        <translation>Aufruf: pilothouse %1 %2. Siehe pilothouse %1 --help.</translation>
    </message>
    <message>
        <source>“%1” is not a session&apos;s number. See pilothouse list.</source>
        <translation>„%1“ ist nicht die Nummer einer Sitzung. Siehe pilothouse list.</translation>
    </message>
    <message>
        <source>There is no command “%1”. See pilothouse --help.</source>
        <translation>Es gibt keinen Befehl „%1“. Siehe pilothouse --help.</translation>
    </message>
    <message>
        <source>Print the version and end.</source>
        <translation>Die Version ausgeben und enden.</translation>
    </message>
    <message>
        <source>See pilothouse %1 --help.</source>
        <translation>Siehe pilothouse %1 --help.</translation>
    </message>
    <message>
        <source>The command comes first. See pilothouse --help.</source>
        <translation>Der Befehl steht an erster Stelle. Siehe pilothouse --help.</translation>
    </message>
    <message>
        <source>This build has no window. See pilothouse --help.</source>
        <translation>Dieser Build hat kein Fenster. Siehe pilothouse --help.</translation>
    </message>
    <message>
        <source>Complete a session: its sandbox goes, its files stay for another prompt.</source>
        <translation>Eine Sitzung abschließen: Ihre Sandbox wird entfernt, ihre Dateien bleiben für einen weiteren Prompt.</translation>
    </message>
    <message>
        <source>Look at this image of the engine, too.</source>
        <translation>Auch dieses Image der Engine ansehen.</translation>
    </message>
    <message>
        <source>Those that were removed and can be restored.</source>
        <translation>Die entfernten, die sich wiederherstellen lassen.</translation>
    </message>
    <message>
        <source>Remove containers and volumes that belong to no session.</source>
        <translation>Container und Volumes entfernen, die zu keiner Sitzung gehören.</translation>
    </message>
    <message>
        <source>Bring the sandbox&apos;s files back to a snapshot; without one, a removed session back from the trash.</source>
        <translation>Die Dateien der Sandbox auf einen Schnappschuss zurückbringen; ohne Schnappschuss eine entfernte Sitzung aus dem Papierkorb holen.</translation>
    </message>
    <message>
        <source>Decide about parts of the changes, and print how far the review is.</source>
        <translation>Über Teile der Änderungen entscheiden und ausgeben, wie weit das Review ist.</translation>
    </message>
    <message>
        <source>Note a comment on PATH, PATH:LINE, PATH:FIRST-LAST or . for everything.</source>
        <translation>Einen Kommentar zu PFAD, PFAD:ZEILE, PFAD:ERSTE-LETZTE oder . für alles notieren.</translation>
    </message>
    <message>
        <source>List the comments, send those that wait, or settle some.</source>
        <translation>Die Kommentare auflisten, wartende senden oder einige erledigen.</translation>
    </message>
    <message>
        <source>List the moments of a session.</source>
        <translation>Die Zeitpunkte einer Sitzung auflisten.</translation>
    </message>
    <message>
        <source>List what merging with the other sessions and your branch would meet.</source>
        <translation>Auflisten, worauf ein Merge mit den anderen Sitzungen und Ihrem Zweig treffen würde.</translation>
    </message>
    <message>
        <source>Write what wrote its lines as a git note on the accepted commit.</source>
        <translation>Woher die Zeilen kommen, als git-Notiz an den angenommenen Commit schreiben.</translation>
    </message>
    <message>
        <source>Say what wrote a line: which tool call, for which prompt, and how sure that is.</source>
        <translation>Sagen, was eine Zeile geschrieben hat: welcher Werkzeugaufruf, zu welchem Prompt und wie sicher das ist.</translation>
    </message>
    <message>
        <source>Start another session from a snapshot of this one.</source>
        <translation>Eine weitere Sitzung mit einem Schnappschuss dieser Sitzung beginnen.</translation>
    </message>
    <message>
        <source>Run a check of the repository on exactly a snapshot, in a clean sandbox.</source>
        <translation>Eine Prüfung des Repositorys auf genau einem Schnappschuss in einer sauberen Sandbox ausführen.</translation>
    </message>
    <message>
        <source>List the checks and what they say about the latest snapshot.</source>
        <translation>Die Prüfungen auflisten und was sie zum letzten Schnappschuss sagen.</translation>
    </message>
    <message>
        <source>Open a snapshot as a folder of its own, and print where it is.</source>
        <translation>Einen Schnappschuss als eigenen Ordner öffnen und ausgeben, wo er liegt.</translation>
    </message>
    <message>
        <source>Compare a group of attempts; with --agents or --models, give them all the same task first.</source>
        <translation>Eine Gruppe von Versuchen vergleichen; mit --agents oder --models ihnen allen zuerst dieselbe Aufgabe geben.</translation>
    </message>
    <message>
        <source>Put files of several attempts together as one tree.</source>
        <translation>Dateien mehrerer Versuche zu einem Stand zusammenstellen.</translation>
    </message>
    <message>
        <source>This snapshot instead of the latest.</source>
        <translation>Dieser Schnappschuss statt des letzten.</translation>
    </message>
    <message>
        <source>Run this command of yours instead of one that is defined.</source>
        <translation>Diesen eigenen Befehl statt eines definierten ausführen.</translation>
    </message>
    <message>
        <source>In the agent&apos;s own sandbox: not proof of anything.</source>
        <translation>In der eigenen Sandbox des Agenten: kein Beweis für irgendetwas.</translation>
    </message>
    <message>
        <source>Keep a copy of this checks.json and prefer it to the repository&apos;s.</source>
        <translation>Eine Kopie dieser checks.json behalten und sie der des Repositorys vorziehen.</translation>
    </message>
    <message>
        <source>Let further snapshots of the session follow into it.</source>
        <translation>Weitere Schnappschüsse der Sitzung dorthin folgen lassen.</translation>
    </message>
    <message>
        <source>Open the folder.</source>
        <translation>Den Ordner öffnen.</translation>
    </message>
    <message>
        <source>Agents of the catalogue, with commas between them.</source>
        <translation>Agenten aus dem Katalog, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>Models, with commas between them.</source>
        <translation>Modelle, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>All that a session changed, or one file of it; may be given again.</source>
        <translation>Alles, was eine Sitzung geändert hat, oder eine Datei davon; kann mehrfach angegeben werden.</translation>
    </message>
    <message>
        <source>The branch is one that exists; its tip becomes the commit&apos;s parent.</source>
        <translation>Der Zweig ist einer, den es gibt; sein letzter Commit wird der Vorgänger.</translation>
    </message>
    <message>
        <source>Onto the branch that is checked out; a clean work tree follows.</source>
        <translation>Auf den ausgecheckten Zweig; ein sauberes Arbeitsverzeichnis folgt.</translation>
    </message>
    <message>
        <source>LF where the repository&apos;s attributes want it.</source>
        <translation>LF, wo die Attribute des Repositorys es verlangen.</translation>
    </message>
    <message>
        <source>Even where the repository requires checks that did not pass.</source>
        <translation>Auch wenn das Repository Prüfungen verlangt, die nicht erfolgreich waren.</translation>
    </message>
    <message>
        <source>Only the parts that were accepted in the review.</source>
        <translation>Nur die Teile, die im Review angenommen wurden.</translation>
    </message>
    <message>
        <source>Only if the last verdict approves exactly these files.</source>
        <translation>Nur wenn das letzte Urteil genau diese Dateien genehmigt.</translation>
    </message>
    <message>
        <source>Accept PATH or PATH:FIRST-LAST; may be given again.</source>
        <translation>PFAD oder PFAD:ERSTE-LETZTE annehmen; kann mehrfach angegeben werden.</translation>
    </message>
    <message>
        <source>Reject it; may be given again.</source>
        <translation>Ablehnen; kann mehrfach angegeben werden.</translation>
    </message>
    <message>
        <source>Decide nothing about it any more; may be given again.</source>
        <translation>Die Entscheidung darüber offen lassen; kann mehrfach angegeben werden.</translation>
    </message>
    <message>
        <source>Tick a file off; may be given again.</source>
        <translation>Eine Datei abhaken; kann mehrmals angegeben werden.</translation>
    </message>
    <message>
        <source>Take the latest decision back.</source>
        <translation>Die letzte Entscheidung zurücknehmen.</translation>
    </message>
    <message>
        <source>Bring the decision back that was undone last.</source>
        <translation>Die zuletzt rückgängig gemachte Entscheidung zurückbringen.</translation>
    </message>
    <message>
        <source>Take rejected parts out of the sandbox&apos;s files now.</source>
        <translation>Abgelehnte Teile jetzt aus den Dateien der Sandbox nehmen.</translation>
    </message>
    <message>
        <source>Conclude the review: approve, request-changes or comment.</source>
        <translation>Das Review abschließen: approve (genehmigen), request-changes (Änderungen verlangen) oder comment (kommentieren).</translation>
    </message>
    <message>
        <source>The verdict&apos;s words.</source>
        <translation>Die Worte des Urteils.</translation>
    </message>
    <message>
        <source>The lines are those of the file before the change.</source>
        <translation>Die Zeilen sind die der Datei vor der Änderung.</translation>
    </message>
    <message>
        <source>Who removed this line of the file before the change?</source>
        <translation>Wer hat diese Zeile der Datei vor der Änderung entfernt?</translation>
    </message>
    <message>
        <source>Send all drafts to the agent as one prompt.</source>
        <translation>Alle Entwürfe als einen Prompt an den Agenten senden.</translation>
    </message>
    <message>
        <source>This comment is settled; may be given again.</source>
        <translation>Dieser Kommentar ist erledigt; kann mehrmals angegeben werden.</translation>
    </message>
    <message>
        <source>It is not; may be given again.</source>
        <translation>Er ist nicht erledigt; kann mehrfach angegeben werden.</translation>
    </message>
    <message>
        <source>--take needs a session&apos;s number and may name a file: 7:src/main.c.</source>
        <translation>--take braucht die Nummer einer Sitzung und kann eine Datei nennen: 7:src/main.c.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read.</source>
        <translation>Die Datei %1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>--verdict takes approve, request-changes or comment, not “%1”.</source>
        <translation>--verdict nimmt approve, request-changes oder comment an, nicht „%1“.</translation>
    </message>
    <message>
        <source>Let the sandbox reach a host by a port of its own, without a proxy.</source>
        <translation>Die Sandbox einen Host über einen eigenen Port erreichen lassen, ohne Proxy.</translation>
    </message>
    <message>
        <source>List or change what sandboxes may reach without a question.</source>
        <translation>Auflisten oder ändern, was Sandboxes ohne Frage erreichen dürfen.</translation>
    </message>
    <message>
        <source>Say what the models&apos; answers cost.</source>
        <translation>Sagen, was die Antworten der Modelle kosten.</translation>
    </message>
    <message>
        <source>List or change budgets: of money, tokens, wall-time, tool-calls, network, children, memory or disk, for each turn, session, repository or day.</source>
        <translation>Budgets auflisten oder ändern: für Geld, Token, Zeit, Werkzeugaufrufe, Netzwerk, Kind-Agenten, Speicher oder Platte, je Durchgang, Sitzung, Repository oder Tag.</translation>
    </message>
    <message>
        <source>Store the key of a model provider, list those that are there, or remove one.</source>
        <translation>Den Schlüssel eines Modellanbieters speichern, vorhandene auflisten oder einen entfernen.</translation>
    </message>
    <message>
        <source>Serve the practice model on this machine as a provider does, and count what it answers.</source>
        <translation>Das Übungsmodell auf diesem Rechner anbieten wie ein Anbieter und zählen, was es antwortet.</translation>
    </message>
    <message>
        <source>What was accepted in a session&apos;s review; may be given again.</source>
        <translation>Was in der Durchsicht einer Sitzung angenommen wurde; kann mehrmals angegeben werden.</translation>
    </message>
    <message>
        <source>Make a commit of it; the options below are about that.</source>
        <translation>Einen Commit daraus machen; darum geht es bei den folgenden Optionen.</translation>
    </message>
    <message>
        <source>A further new branch without what was accepted before.</source>
        <translation>Ein weiterer neuer Zweig ohne das, was vorher angenommen wurde.</translation>
    </message>
    <message>
        <source>Keys are in the key file; read its passphrase from this file descriptor.</source>
        <translation>Die Schlüssel liegen in der Schlüsseldatei; ihre Passphrase von diesem Dateideskriptor lesen.</translation>
    </message>
    <message>
        <source>Use an encrypted file in the data directory instead of the system&apos;s keychain.</source>
        <translation>Eine verschlüsselte Datei im Datenverzeichnis statt des Schlüsselbunds des Systems verwenden.</translation>
    </message>
    <message>
        <source>Read the key from this file descriptor.</source>
        <translation>Den Schlüssel von diesem Dateideskriptor lesen.</translation>
    </message>
    <message>
        <source>The port on 127.0.0.1; any free one when missing.</source>
        <translation>Der Port auf 127.0.0.1; ein beliebiger freier, wenn er fehlt.</translation>
    </message>
    <message>
        <source>Answer only who sends this key.</source>
        <translation>Nur antworten, wer diesen Schlüssel schickt.</translation>
    </message>
    <message>
        <source>The model provider&apos;s address; known for anthropic, openai and gemini.</source>
        <translation>Die Adresse des Modellanbieters; für anthropic, openai und gemini bekannt.</translation>
    </message>
    <message>
        <source>What it speaks: openai-chat, openai-responses, anthropic-messages or gemini.</source>
        <translation>Was er spricht: openai-chat, openai-responses, anthropic-messages oder gemini.</translation>
    </message>
    <message>
        <source>Try the boundary of this session&apos;s sandbox from inside.</source>
        <translation>Die Grenze der Sandbox dieser Sitzung von innen prüfen.</translation>
    </message>
    <message>
        <source>Of a budget: raise it by so much.</source>
        <translation>Bei einem Budget: um so viel erhöhen.</translation>
    </message>
    <message>
        <source>Of a budget: freeze the agent; the question stays open.</source>
        <translation>Bei einem Budget: den Agenten einfrieren; die Frage bleibt offen.</translation>
    </message>
    <message>
        <source>Of a budget: refuse the request and end the turn.</source>
        <translation>Bei einem Budget: die Anfrage ablehnen und den Durchgang beenden.</translation>
    </message>
    <message>
        <source>Sum up by session, repository, model, agent, day or turn.</source>
        <translation>Zusammenzählen nach session, repository, model, agent, day oder turn.</translation>
    </message>
    <message>
        <source>From this day on, such as 2026-01-31.</source>
        <translation>Ab diesem Tag, etwa 2026-01-31.</translation>
    </message>
    <message>
        <source>As a table for a spreadsheet; without --by each request.</source>
        <translation>Als Tabelle für eine Tabellenkalkulation; ohne --by jede Anfrage.</translation>
    </message>
    <message>
        <source>Only for this session.</source>
        <translation>Nur für diese Sitzung.</translation>
    </message>
    <message>
        <source>Only for this repository, by its number.</source>
        <translation>Nur für dieses Repository, nach seiner Nummer.</translation>
    </message>
    <message>
        <source>Only for this day, such as 2026-01-31.</source>
        <translation>Nur für diesen Tag, etwa 2026-01-31.</translation>
    </message>
    <message>
        <source>How long an answer about the network holds: once, turn, session, repository or always.</source>
        <translation>Wie lange eine Antwort zum Netzwerk gilt: once, turn, session, repository oder always.</translation>
    </message>
    <message>
        <source>The port inside the sandbox; else the host&apos;s.</source>
        <translation>Der Port in der Sandbox; sonst der des Hosts.</translation>
    </message>
    <message>
        <source>--%1 takes a number, not “%2”.</source>
        <translation>--%1 braucht eine Zahl, nicht „%2“.</translation>
    </message>
    <message>
        <source>“%1” is neither a provider that is known by name (anthropic, gemini, openai) nor an address.</source>
        <translation>„%1“ ist weder ein namentlich bekannter Anbieter (anthropic, gemini, openai) noch eine Adresse.</translation>
    </message>
    <message>
        <source>Key (it is not shown):</source>
        <translation>Schlüssel (er wird nicht gezeigt):</translation>
    </message>
    <message>
        <source>Passphrase of the key file:</source>
        <translation>Passphrase der Schlüsseldatei:</translation>
    </message>
    <message>
        <source>New passphrase for the key file:</source>
        <translation>Neue Passphrase für die Schlüsseldatei:</translation>
    </message>
    <message>
        <source>Usage: pilothouse rules [list | add HOST[:PORT] | remove RULE | presets [NAME on|off] | history]. See pilothouse rules --help.</source>
        <translation>Aufruf: pilothouse rules [list | add HOST[:PORT] | remove REGEL | presets [NAME on|off] | history]. Siehe pilothouse rules --help.</translation>
    </message>
    <message>
        <source>“%1” is not a port.</source>
        <translation>„%1“ ist kein Port.</translation>
    </message>
    <message>
        <source>--hours takes a number from 1 to %1.</source>
        <translation>--hours braucht eine Zahl von 1 bis %1.</translation>
    </message>
    <message>
        <source>For sessions on this repository alone.</source>
        <translation>Nur für Sitzungen zu diesem Repository.</translation>
    </message>
    <message>
        <source>Add a rule that denies instead of one that allows.</source>
        <translation>Eine Regel hinzufügen, die verbietet statt erlaubt.</translation>
    </message>
    <message>
        <source>Add a rule that asks each time.</source>
        <translation>Eine Regel hinzufügen, die jedes Mal fragt.</translation>
    </message>
    <message>
        <source>For plain HTTP instead of TLS.</source>
        <translation>Für unverschlüsseltes HTTP statt TLS.</translation>
    </message>
    <message>
        <source>For a port forward, of programs that cannot use a proxy.</source>
        <translation>Für eine Portweiterleitung, für Programme, die keinen Proxy benutzen können.</translation>
    </message>
    <message>
        <source>With --http: this path and what is below it.</source>
        <translation>Mit --http: dieser Pfad und was darunter liegt.</translation>
    </message>
    <message>
        <source>Although it is in a private network or on this machine; needs the exact host and port.</source>
        <translation>Obwohl es in einem privaten Netz oder auf diesem Rechner ist; braucht genauen Host und Port.</translation>
    </message>
    <message>
        <source>Only for so long.</source>
        <translation>Nur für so lange.</translation>
    </message>
    <message>
        <source>Nothing could be read from the file descriptor %1.</source>
        <translation>Vom Dateideskriptor %1 konnte nichts gelesen werden.</translation>
    </message>
    <message>
        <source>There is no terminal to ask at. Pass it by a file descriptor.</source>
        <translation>Es ist kein Terminal da, an dem gefragt werden kann. Übergeben Sie es mit einem Dateideskriptor.</translation>
    </message>
    <message>
        <source>Nothing was typed.</source>
        <translation>Es wurde nichts eingegeben.</translation>
    </message>
    <message>
        <source>Usage: pilothouse key set PROVIDER|URL, key list or key remove PROVIDER|URL. See pilothouse key --help.</source>
        <translation>Aufruf: pilothouse key set ANBIETER|URL, key list oder key remove ANBIETER|URL. Siehe pilothouse key --help.</translation>
    </message>
    <message>
        <source>Without a keychain, keep keys in a file under a passphrase: pilothouse key --file.</source>
        <translation>Ohne Schlüsselbund bewahren Sie Schlüssel in einer Datei mit Passphrase auf: pilothouse key --file.</translation>
    </message>
</context>
<context>
    <name>CommandProtocol</name>
    <message>
        <source>A message between two Pilothouse processes is too long.</source>
        <translation>Eine Nachricht zwischen zwei Pilothouse-Prozessen ist zu lang.</translation>
    </message>
</context>
<context>
    <name>CommentPrompt</name>
    <message>
        <source>About all of your changes:</source>
        <translation>Zu allen Ihren Änderungen:</translation>
    </message>
    <message>
        <source>About the file %1:</source>
        <translation>Zur Datei %1:</translation>
    </message>
    <message>
        <source>%1, line %2 of the file before your change:</source>
        <translation>%1, Zeile %2 der Datei vor Ihrer Änderung:</translation>
    </message>
    <message>
        <source>%1, line %2:</source>
        <translation>%1, Zeile %2:</translation>
    </message>
    <message>
        <source>I have read your changes. My comments:</source>
        <translation>Ich habe Ihre Änderungen gelesen. Meine Kommentare:</translation>
    </message>
</context>
<context>
    <name>DataDirectory</name>
    <message>
        <source>The file %1 cannot be written. Is there room on the disk?</source>
        <translation>Die Datei %1 kann nicht geschrieben werden. Ist auf dem Datenträger noch Platz?</translation>
    </message>
</context>
<context>
    <name>Egress</name>
    <message>
        <source>a cloud machine&apos;s own data and credentials</source>
        <translation>Daten und Zugangsdaten einer Cloud-Maschine selbst</translation>
    </message>
    <message>
        <source>a link-local address</source>
        <translation>eine link-lokale Adresse</translation>
    </message>
    <message>
        <source>this machine itself</source>
        <translation>dieser Rechner selbst</translation>
    </message>
    <message>
        <source>a private network</source>
        <translation>ein privates Netz</translation>
    </message>
    <message>
        <source>a provider&apos;s or overlay network that is not public</source>
        <translation>ein Netz eines Anbieters oder Overlays, das nicht öffentlich ist</translation>
    </message>
    <message>
        <source>no address of any host</source>
        <translation>keine Adresse irgendeines Hosts</translation>
    </message>
    <message>
        <source>an address for documentation</source>
        <translation>eine Adresse für Dokumentation</translation>
    </message>
    <message>
        <source>an address for benchmarks</source>
        <translation>eine Adresse für Messungen</translation>
    </message>
    <message>
        <source>a multicast or broadcast address</source>
        <translation>eine Multicast- oder Broadcast-Adresse</translation>
    </message>
    <message>
        <source>a reserved address</source>
        <translation>eine reservierte Adresse</translation>
    </message>
    <message>
        <source>an IPv4 address hidden in an IPv6 one</source>
        <translation>eine in einer IPv6-Adresse versteckte IPv4-Adresse</translation>
    </message>
    <message>
        <source>%1 is %2.</source>
        <translation>%1 ist %2.</translation>
    </message>
    <message>
        <source>%1 is not the address that was asked for.</source>
        <translation>%1 ist nicht die Adresse, nach der gefragt wurde.</translation>
    </message>
    <message>
        <source>The program in the sandbox went away.</source>
        <translation>Das Programm in der Sandbox ist fort.</translation>
    </message>
    <message>
        <source>The tunnel to %1 does not begin as a TLS connection does. Only TLS may pass through a tunnel.</source>
        <translation>Der Tunnel zu %1 beginnt nicht wie eine TLS-Verbindung. Durch einen Tunnel darf nur TLS.</translation>
    </message>
    <message>
        <source>The tunnel to %1 hides the name of the server (ECH), so nobody can tell whether it is the one that was allowed.</source>
        <translation>Der Tunnel zu %1 verbirgt den Namen des Servers (ECH), sodass niemand sagen kann, ob es der erlaubte ist.</translation>
    </message>
    <message>
        <source>The tunnel to %1 does not say which server it is for.</source>
        <translation>Der Tunnel zu %1 sagt nicht, für welchen Server er ist.</translation>
    </message>
    <message>
        <source>The tunnel was allowed to %1, but it is for the server %2.</source>
        <translation>Der Tunnel wurde zu %1 erlaubt, ist aber für den Server %2.</translation>
    </message>
    <message>
        <source>The program&apos;s request ended in its middle.</source>
        <translation>Die Anfrage des Programms endete mittendrin.</translation>
    </message>
    <message>
        <source>More was sent to %1 than a sandbox may send.</source>
        <translation>An %1 wurde mehr gesendet, als eine Sandbox senden darf.</translation>
    </message>
    <message>
        <source>More came from %1 than a sandbox may receive.</source>
        <translation>Von %1 kam mehr, als eine Sandbox empfangen darf.</translation>
    </message>
    <message>
        <source>The connection to %1 broke.</source>
        <translation>Die Verbindung zu %1 brach ab.</translation>
    </message>
    <message>
        <source>Nothing came or went on the connection for too long.</source>
        <translation>Zu lange kam und ging nichts auf der Verbindung.</translation>
    </message>
    <message>
        <source>The host has no address.</source>
        <translation>Der Host hat keine Adresse.</translation>
    </message>
    <message>
        <source>No connection could be made to %1.</source>
        <translation>Zu %1 konnte keine Verbindung hergestellt werden.</translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation>%1 hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered.</source>
        <translation>%1 hat die Verbindung geschlossen, bevor eine Antwort kam.</translation>
    </message>
    <message>
        <source>There is no host with the name %1, or it cannot be looked up now.</source>
        <translation>Es gibt keinen Host mit dem Namen %1, oder er ist gerade nicht nachzuschlagen.</translation>
    </message>
    <message>
        <source>The name %1 could not be looked up in time.</source>
        <translation>Der Name %1 konnte nicht rechtzeitig nachgeschlagen werden.</translation>
    </message>
    <message>
        <source>This is no host that can be reached. Write a name such as example.com, or an address.</source>
        <translation>Das ist kein Host, der erreicht werden kann. Schreiben Sie einen Namen wie example.com oder eine Adresse.</translation>
    </message>
    <message>
        <source>This is more than may be sent at once, or received in one answer.</source>
        <translation>Das ist mehr, als auf einmal gesendet oder in einer Antwort empfangen werden darf.</translation>
    </message>
    <message>
        <source>The head of this HTTP message is unreasonably large.</source>
        <translation>Der Kopf dieser HTTP-Nachricht ist unverhältnismäßig groß.</translation>
    </message>
    <message>
        <source>This is no HTTP message that can be passed on safely.</source>
        <translation>Das ist keine HTTP-Nachricht, die sicher weitergegeben werden kann.</translation>
    </message>
    <message>
        <source>The presets for package registries are missing from the program.</source>
        <translation>Die Vorlagen für Paketquellen fehlen im Programm.</translation>
    </message>
    <message>
        <source>The presets for package registries cannot be read.</source>
        <translation>Die Vorlagen für Paketquellen sind nicht lesbar.</translation>
    </message>
    <message>
        <source>No host was named.</source>
        <translation>Es wurde kein Host genannt.</translation>
    </message>
    <message>
        <source>Requests for secrets by this path are never sent.</source>
        <translation>Anfragen nach Geheimnissen unter diesem Pfad werden nie gesendet.</translation>
    </message>
    <message>
        <source>This is a package registry, and the request is not encrypted. Only a rule for plain HTTP allows it.</source>
        <translation>Das ist eine Paketquelle, und die Anfrage ist nicht verschlüsselt. Nur eine Regel für unverschlüsseltes HTTP erlaubt sie.</translation>
    </message>
    <message>
        <source>A rule denies it.</source>
        <translation>Eine Regel verbietet es.</translation>
    </message>
    <message>
        <source>The list of sensitive web paths is missing from the program.</source>
        <translation>Die Liste empfindlicher Web-Pfade fehlt im Programm.</translation>
    </message>
    <message>
        <source>The list of sensitive web paths cannot be read.</source>
        <translation>Die Liste empfindlicher Web-Pfade ist nicht lesbar.</translation>
    </message>
</context>
<context>
    <name>EgressAnswer</name>
    <message>
        <source>Say for how long the sandbox may reach this host: once, for the turn, the session, the repository, or always.</source>
        <translation>Sagen Sie, wie lange die Sandbox diesen Host erreichen darf: einmal, für den Durchgang, die Sitzung, das Repository oder immer.</translation>
    </message>
    <message>
        <source>Rules cannot be kept here. Answer for the session at the most.</source>
        <translation>Regeln können hier nicht behalten werden. Antworten Sie höchstens für die Sitzung.</translation>
    </message>
</context>
<context>
    <name>EgressRule</name>
    <message>
        <source>No rule can allow every host. Name one, such as *.example.com.</source>
        <translation>Keine Regel kann jeden Host erlauben. Nennen Sie einen, etwa *.example.com.</translation>
    </message>
    <message>
        <source>A wildcard stands before a name, not before an address.</source>
        <translation>Ein Platzhalter steht vor einem Namen, nicht vor einer Adresse.</translation>
    </message>
    <message>
        <source>No rule can allow a whole top-level domain. Name a host, such as *.example.com.</source>
        <translation>Keine Regel kann eine ganze Top-Level-Domain erlauben. Nennen Sie einen Host, etwa *.example.com.</translation>
    </message>
    <message>
        <source>An answer that holds once is no rule.</source>
        <translation>Eine Antwort, die einmal gilt, ist keine Regel.</translation>
    </message>
    <message>
        <source>The rule does not say for which session or turn it holds.</source>
        <translation>Die Regel sagt nicht, für welche Sitzung oder welchen Durchgang sie gilt.</translation>
    </message>
    <message>
        <source>The rule does not say for which repository it holds.</source>
        <translation>Die Regel sagt nicht, für welches Repository sie gilt.</translation>
    </message>
    <message>
        <source>The rule does not say how long it holds.</source>
        <translation>Die Regel sagt nicht, wie lange sie gilt.</translation>
    </message>
    <message>
        <source>Only a rule that allows one exact host and port can open the private network.</source>
        <translation>Nur eine Regel, die genau einen Host und Port erlaubt, kann das private Netz öffnen.</translation>
    </message>
    <message>
        <source>No rule can allow this host. %1</source>
        <translation>Keine Regel kann diesen Host erlauben. %1</translation>
    </message>
    <message>
        <source>%1 Allow it with a rule for the private network.</source>
        <translation>%1 Erlauben Sie es mit einer Regel für das private Netz.</translation>
    </message>
    <message>
        <source>A part of the rule is too long.</source>
        <translation>Ein Teil der Regel ist zu lang.</translation>
    </message>
    <message>
        <source>Ports go from 1 to 65535.</source>
        <translation>Ports gehen von 1 bis 65535.</translation>
    </message>
    <message>
        <source>A rule for a port forward must name the port.</source>
        <translation>Eine Regel für eine Portweiterleitung muss den Port nennen.</translation>
    </message>
    <message>
        <source>Only plain HTTP has paths that can be seen: a rule for anything else has none.</source>
        <translation>Nur unverschlüsseltes HTTP hat sichtbare Pfade: Eine Regel für anderes hat keinen.</translation>
    </message>
    <message>
        <source>The rule&apos;s end is no point in time.</source>
        <translation>Das Ende der Regel ist kein Zeitpunkt.</translation>
    </message>
    <message>
        <source>This is no rule. It says allow, deny or ask, a host, a port from 1 to 65535, and tunnel, http or forward.</source>
        <translation>Das ist keine Regel. Sie sagt allow, deny oder ask, einen Host, einen Port von 1 bis 65535 und tunnel, http oder forward.</translation>
    </message>
</context>
<context>
    <name>Evidence</name>
    <message>
        <source>The session has no files yet.</source>
        <translation>Die Sitzung hat noch keine Dateien.</translation>
    </message>
    <message>
        <source>Only the latest snapshot can be followed. Leave the snapshot out, or do not follow.</source>
        <translation>Nur dem letzten Schnappschuss kann gefolgt werden. Lassen Sie den Schnappschuss weg oder folgen Sie nicht.</translation>
    </message>
    <message>
        <source>Choose between 1 and %1 attempts.</source>
        <translation>Wählen Sie zwischen 1 und %1 Versuchen.</translation>
    </message>
    <message>
        <source>There is no group of attempts “%1”.</source>
        <translation>Eine Gruppe von Versuchen „%1“ gibt es nicht.</translation>
    </message>
    <message>
        <source>Nothing of the attempts is chosen.</source>
        <translation>Von den Versuchen ist nichts gewählt.</translation>
    </message>
    <message>
        <source>The attempts are of different repositories.</source>
        <translation>Die Versuche gehören zu verschiedenen Repositorys.</translation>
    </message>
    <message>
        <source>Session %1 has no snapshot %2.</source>
        <translation>Sitzung %1 hat keinen Schnappschuss %2.</translation>
    </message>
    <message>
        <source>What you chose of the attempts is another tree now. Look at it again.</source>
        <translation>Was Sie von den Versuchen gewählt haben, ergibt jetzt einen anderen Stand. Sehen Sie es noch einmal an.</translation>
    </message>
    <message>
        <source>One of the attempts has no files yet.</source>
        <translation>Einer der Versuche hat noch keine Dateien.</translation>
    </message>
</context>
<context>
    <name>EvidenceCommands</name>
    <message>
        <source>Session %1 did not change “%2”.</source>
        <translation>Sitzung %1 hat „%2“ nicht geändert.</translation>
    </message>
    <message>
        <source>Nothing was accepted in the review of session %1.</source>
        <translation>In der Durchsicht der Sitzung %1 wurde nichts angenommen.</translation>
    </message>
    <message numerus="yes">
        <source>The chosen parts do not fit together; %n file(s) are changed differently by two of them.</source>
        <translation>
            <numerusform>Die gewählten Teile passen nicht zusammen; %n Datei wird von zweien verschieden geändert.</numerusform>
            <numerusform>Die gewählten Teile passen nicht zusammen; %n Dateien werden von zweien verschieden geändert.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Guest</name>
    <message>
        <source>The sandbox does not have that.</source>
        <translation>Das gibt es in der Sandbox nicht.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s guest refused the request.</source>
        <translation>Das Gastprogramm der Sandbox hat die Anfrage abgelehnt.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s disk failed.</source>
        <translation>Der Datenträger der Sandbox hat versagt.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s disk is full. Delete files in it and try again.</source>
        <translation>Der Datenträger der Sandbox ist voll. Löschen Sie Dateien darin und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>It is too large to be taken out of the sandbox.</source>
        <translation>Es ist zu groß, um aus der Sandbox geholt zu werden.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s image has no usable git. Choose an image that has git.</source>
        <translation>Das Image der Sandbox hat kein brauchbares git. Wählen Sie ein Image mit git.</translation>
    </message>
    <message>
        <source>The sandbox is busy with that already. Try again in a moment.</source>
        <translation>Die Sandbox ist damit schon beschäftigt. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s guest could not do it.</source>
        <translation>Das Gastprogramm der Sandbox konnte es nicht ausführen.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s guest gave an answer that cannot be read.</source>
        <translation>Das Gastprogramm der Sandbox gab eine Antwort, die nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>The changes in the sandbox are larger than %1 MiB.</source>
        <translation>Die Änderungen in der Sandbox sind größer als %1 MiB.</translation>
    </message>
    <message>
        <source>The file is larger than %1 bytes.</source>
        <translation>Die Datei ist größer als %1 Bytes.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s guest did not answer. Start the sandbox again.</source>
        <translation>Das Gastprogramm der Sandbox hat nicht geantwortet. Starten Sie die Sandbox neu.</translation>
    </message>
    <message>
        <source>The connection to the sandbox ended before it answered. It is made again; try again then.</source>
        <translation>Die Verbindung zur Sandbox endete, bevor sie antwortete. Sie wird neu aufgebaut; versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s guest has been silent for %1 seconds.</source>
        <translation>Das Gastprogramm der Sandbox schweigt seit %1 Sekunden.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s guest broke the rules of the link. Something in the sandbox may have tampered with it: stop the sandbox and look at its log.</source>
        <translation>Das Gastprogramm der Sandbox hat die Regeln der Verbindung verletzt. Vielleicht hat etwas in der Sandbox es manipuliert: Halten Sie die Sandbox an und sehen Sie ihr Protokoll durch.</translation>
    </message>
    <message>
        <source>The sandbox was started anew: what its former guest had not yet told is lost.</source>
        <translation>Die Sandbox wurde neu gestartet: Was ihr früheres Gastprogramm noch nicht mitgeteilt hatte, ist verloren.</translation>
    </message>
    <message>
        <source>This sandbox was made by another version of Pilothouse (protocol %1 to %2). The session can be continued in a new sandbox.</source>
        <translation>Diese Sandbox wurde von einer anderen Version von Pilothouse erstellt (Protokoll %1 bis %2). Die Sitzung lässt sich in einer neuen Sandbox fortsetzen.</translation>
    </message>
    <message>
        <source>This sandbox belongs to another Pilothouse: its key is not ours.</source>
        <translation>Diese Sandbox gehört zu einem anderen Pilothouse: Ihr Schlüssel ist nicht der unsere.</translation>
    </message>
    <message>
        <source>Another Pilothouse is connected to this sandbox. Close it there first.</source>
        <translation>Ein anderes Pilothouse ist mit dieser Sandbox verbunden. Schließen Sie sie zuerst dort.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s guest did not answer in time.</source>
        <translation>Das Gastprogramm der Sandbox hat nicht rechtzeitig geantwortet.</translation>
    </message>
</context>
<context>
    <name>HostChecks</name>
    <message>
        <source>Only %1 GiB are free where the data directory lies. Sessions stop when it is full.</source>
        <translation>Nur %1 GiB sind frei, wo das Datenverzeichnis liegt. Sitzungen halten an, wenn es voll ist.</translation>
    </message>
    <message>
        <source>%1 GiB are free where the data directory lies. An image takes about 1 GiB.</source>
        <translation>%1 GiB sind frei, wo das Datenverzeichnis liegt. Ein Image braucht etwa 1 GiB.</translation>
    </message>
    <message>
        <source>%1 GiB are free where the data directory lies.</source>
        <translation>%1 GiB sind frei, wo das Datenverzeichnis liegt.</translation>
    </message>
    <message>
        <source>%1 is installed.</source>
        <translation>%1 ist installiert.</translation>
    </message>
    <message>
        <source>%1 is not installed: %2</source>
        <translation>%1 ist nicht installiert: %2</translation>
    </message>
    <message>
        <source>agents cannot be downloaded.</source>
        <translation>Agenten können nicht heruntergeladen werden.</translation>
    </message>
    <message>
        <source>images cannot be built from this machine&apos;s packages.</source>
        <translation>Images können nicht aus den Paketen dieses Rechners gebaut werden.</translation>
    </message>
</context>
<context>
    <name>ImageBuilder</name>
    <message>
        <source>npm did not deliver the agent&apos;s package. Try again.</source>
        <translation>npm hat das Paket des Agenten nicht geliefert. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The agent&apos;s package cannot be read.</source>
        <translation>Das Paket des Agenten kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The package %1 %2 that npm fetched is not the one that Pilothouse knows, so it is not used. Ask whoever runs your package registry, or try again later.</source>
        <translation>Das Paket %1 %2, das npm geholt hat, ist nicht das, das Pilothouse kennt; es wird deshalb nicht verwendet. Fragen Sie den Betreiber Ihrer Paketquelle oder versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>The agent&apos;s package has no file “%1”.</source>
        <translation>Das Paket des Agenten enthält keine Datei „%1“.</translation>
    </message>
    <message>
        <source>apt-get&apos;s list of packages was not understood. Update apt, or give an image of your own with --image.</source>
        <translation>Die Paketliste von apt-get wurde nicht verstanden. Aktualisieren Sie apt oder geben Sie mit --image ein eigenes Image an.</translation>
    </message>
    <message>
        <source>A layer of the image cannot be read. Try again.</source>
        <translation>Eine Schicht des Images kann nicht gelesen werden. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>A layer of the image was cut short. Try again: it is built anew.</source>
        <translation>Eine Schicht des Images wurde abgeschnitten. Versuchen Sie es noch einmal: Sie wird neu gebaut.</translation>
    </message>
    <message>
        <source>The definition of the image&apos;s base is not valid: “%1”.</source>
        <translation>Die Beschreibung des Basis-Images ist ungültig: „%1“.</translation>
    </message>
    <message>
        <source>The package %1 could not be fetched.</source>
        <translation>Das Paket %1 konnte nicht geholt werden.</translation>
    </message>
    <message>
        <source>The package %1 is not the one that was announced. Try again.</source>
        <translation>Das Paket %1 ist nicht das angekündigte. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The package %1 cannot be read.</source>
        <translation>Das Paket %1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>the definition of the image&apos;s base</source>
        <translation>Die Beschreibung des Basis-Images</translation>
    </message>
    <message>
        <source>There is no place to work in %1. Check the disk&apos;s free space.</source>
        <translation>In %1 ist kein Platz zum Arbeiten. Prüfen Sie den freien Speicherplatz.</translation>
    </message>
    <message>
        <source>The image is built from Debian packages, and this machine has no apt-get. Give an image of your own that has git with --image, or run Pilothouse on Debian or Ubuntu.</source>
        <translation>Das Image wird aus Debian-Paketen gebaut, und dieser Rechner hat kein apt-get. Geben Sie mit --image ein eigenes Image mit git an oder verwenden Sie Pilothouse unter Debian oder Ubuntu.</translation>
    </message>
    <message>
        <source>Reading the lists of the machine&apos;s package sources</source>
        <translation>Die Listen der Paketquellen dieses Rechners werden gelesen</translation>
    </message>
    <message>
        <source>The machine&apos;s package sources cannot be read. Check the network and run: sudo apt-get update</source>
        <translation>Die Paketquellen dieses Rechners können nicht gelesen werden. Prüfen Sie das Netzwerk und führen Sie aus: sudo apt-get update</translation>
    </message>
    <message>
        <source>Choosing the packages of the image</source>
        <translation>Die Pakete des Images werden ausgewählt</translation>
    </message>
    <message>
        <source>The machine&apos;s package sources do not have the packages that the image needs. Run “sudo apt-get update” and try again.</source>
        <translation>Die Paketquellen dieses Rechners haben nicht die Pakete, die das Image braucht. Führen Sie „sudo apt-get update“ aus und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The packages of the image could not be downloaded. Check the network, run “sudo apt-get update” and try again.</source>
        <translation>Die Pakete des Images konnten nicht heruntergeladen werden. Prüfen Sie das Netzwerk, führen Sie „sudo apt-get update“ aus und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Unpacking the packages: %1 of %2</source>
        <translation>Die Pakete werden entpackt: %1 von %2</translation>
    </message>
    <message>
        <source>%1 cannot be read. Install Pilothouse again, or build it.</source>
        <translation>%1 kann nicht gelesen werden. Installieren Sie Pilothouse neu oder bauen Sie es.</translation>
    </message>
    <message>
        <source>Building the image was cancelled.</source>
        <translation>Das Bauen des Images wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Checking and unpacking %1 %2</source>
        <translation>%1 %2 wird geprüft und entpackt</translation>
    </message>
    <message>
        <source>Giving the image to the engine: %1 of %2 MB</source>
        <translation>Das Image wird der Engine übergeben: %1 von %2 MB</translation>
    </message>
    <message>
        <source>The image did not arrive at the engine as it was built; its parts were thrown away. Try again: they are built anew.</source>
        <translation>Das Image kam nicht so bei der Engine an, wie es gebaut wurde; seine Teile wurden verworfen. Versuchen Sie es noch einmal: Sie werden neu gebaut.</translation>
    </message>
    <message>
        <source>%1 has no program for %2. Choose another agent, or give an image of your own with --image.</source>
        <translation>%1 hat kein Programm für %2. Wählen Sie einen anderen Agenten oder geben Sie mit --image ein eigenes Image an.</translation>
    </message>
    <message>
        <source>A layer of the image cannot be kept in %1.</source>
        <translation>Eine Schicht des Images kann in %1 nicht aufbewahrt werden.</translation>
    </message>
    <message>
        <source>The image&apos;s cache %1 cannot be written. Check the disk&apos;s free space.</source>
        <translation>Der Image-Zwischenspeicher %1 kann nicht geschrieben werden. Prüfen Sie den freien Speicherplatz.</translation>
    </message>
    <message>
        <source>The guest program for %1 is missing. Build Pilothouse with it, or install Pilothouse again.</source>
        <translation>Das Gastprogramm für %1 fehlt. Bauen Sie Pilothouse mit ihm oder installieren Sie Pilothouse neu.</translation>
    </message>
    <message>
        <source>The guest program %1 cannot be read. Build Pilothouse with it, or install Pilothouse again.</source>
        <translation>Das Gastprogramm %1 kann nicht gelesen werden. Bauen Sie Pilothouse mit ihm oder installieren Sie Pilothouse neu.</translation>
    </message>
    <message>
        <source>The guest program %1 is larger than it may be.</source>
        <translation>Das Gastprogramm %1 ist größer als erlaubt.</translation>
    </message>
    <message>
        <source>The disk is full, so the image cannot be built. Free some space (about 1 GB) and try again.</source>
        <translation>Der Datenträger ist voll, das Image kann deshalb nicht gebaut werden. Schaffen Sie Platz (etwa 1 GB) und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>A layer of the image cannot be written. Check the data directory&apos;s disk.</source>
        <translation>Eine Schicht des Images kann nicht geschrieben werden. Prüfen Sie den Datenträger des Datenverzeichnisses.</translation>
    </message>
    <message>
        <source>A package has an entry with a path that is not allowed.</source>
        <translation>Ein Paket hat einen Eintrag mit einem Pfad, der nicht erlaubt ist.</translation>
    </message>
    <message>
        <source>A package has two entries for one path.</source>
        <translation>Ein Paket hat zwei Einträge für einen Pfad.</translation>
    </message>
    <message>
        <source>A package has too many files.</source>
        <translation>Ein Paket hat zu viele Dateien.</translation>
    </message>
    <message>
        <source>A package has an entry below something that is not a directory.</source>
        <translation>Ein Paket hat einen Eintrag unter etwas, das kein Verzeichnis ist.</translation>
    </message>
    <message>
        <source>A package has a link that is not allowed.</source>
        <translation>Ein Paket hat einen Link, der nicht erlaubt ist.</translation>
    </message>
    <message>
        <source>A package has a hard link to something that is not one of its files.</source>
        <translation>Ein Paket hat einen Hardlink auf etwas, das keine seiner Dateien ist.</translation>
    </message>
    <message>
        <source>A package is larger than it may be.</source>
        <translation>Ein Paket ist größer als erlaubt.</translation>
    </message>
    <message>
        <source>A package has a file that is longer than it says.</source>
        <translation>Ein Paket hat eine Datei, die länger ist als angegeben.</translation>
    </message>
    <message>
        <source>A package has a file that is shorter than it says.</source>
        <translation>Ein Paket hat eine Datei, die kürzer ist als angegeben.</translation>
    </message>
    <message>
        <source>Building the image needs %1 of free space on the disk of the data directory. Free some space and try again.</source>
        <translation>Das Bauen des Images braucht %1 freien Platz auf dem Datenträger des Datenverzeichnisses. Schaffen Sie Platz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Downloading %1 %2: %3 of %4 MB</source>
        <translation>%1 %2 wird heruntergeladen: %3 von %4 MB</translation>
    </message>
    <message>
        <source>%1 is fetched with npm, which is not installed. Install npm and try again, or give an image of your own with --image.</source>
        <translation>%1 wird mit npm geholt, das nicht installiert ist. Installieren Sie npm und versuchen Sie es noch einmal, oder geben Sie mit --image ein eigenes Image an.</translation>
    </message>
    <message>
        <source>npm could not fetch %1 (%2 %3). Check the network and npm&apos;s configuration, and try again.</source>
        <translation>npm konnte %1 (%2 %3) nicht holen. Prüfen Sie das Netzwerk und die Konfiguration von npm und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>A package that was fetched cannot be read. Try again; if it stays so, the place it comes from is broken.</source>
        <translation>Ein geholtes Paket kann nicht gelesen werden. Versuchen Sie es noch einmal; bleibt es dabei, ist die Quelle beschädigt.</translation>
    </message>
    <message>
        <source>A package has an entry that is not allowed (a device, or a path or link that leads out of it).</source>
        <translation>Ein Paket hat einen Eintrag, der nicht erlaubt ist (ein Gerät oder einen Pfad oder Link, der aus ihm hinausführt).</translation>
    </message>
    <message>
        <source>A package that was fetched is not a Debian package.</source>
        <translation>Ein geholtes Paket ist kein Debian-Paket.</translation>
    </message>
    <message>
        <source>The agent&apos;s archive %1 is not a file in the folder of its catalogue entry. Build it, or correct the entry&apos;s path.</source>
        <translation>Das Archiv %1 des Agenten ist keine Datei im Ordner seines Katalogeintrags. Bauen Sie es oder berichtigen Sie den Pfad im Eintrag.</translation>
    </message>
    <message>
        <source>The agent&apos;s package cannot be copied.</source>
        <translation>Das Paket des Agenten lässt sich nicht kopieren.</translation>
    </message>
    <message>
        <source>The agent&apos;s archive %1 is not the one that its catalogue entry names, so it is not used. Put its size and its SHA-512 into the entry.</source>
        <translation>Das Archiv %1 des Agenten ist nicht das, das sein Katalogeintrag nennt, und wird deshalb nicht benutzt. Tragen Sie seine Größe und seine SHA-512-Prüfsumme in den Eintrag ein.</translation>
    </message>
    <message numerus="yes">
        <source>Downloading %n package(s): %1 of %2 MB</source>
        <translation>
            <numerusform>%n Paket wird heruntergeladen: %1 von %2 MB</numerusform>
            <numerusform>%n Pakete werden heruntergeladen: %1 von %2 MB</numerusform>
        </translation>
    </message>
    <message>
        <source>A layer of the image cannot be read.</source>
        <translation>Eine Schicht des Images kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>A layer of the image cannot be written.</source>
        <translation>Eine Schicht des Images kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Putting the agent on the image %1</source>
        <translation>Der Agent kommt auf das Image %1</translation>
    </message>
    <message>
        <source>The engine has no image called %1. Load it first, or start the session without choosing an image.</source>
        <translation>Die Engine hat kein Image namens %1. Laden Sie es zuerst oder beginnen Sie die Sitzung, ohne ein Image zu wählen.</translation>
    </message>
    <message>
        <source>The image %1 is made for %2 on %3, the engine runs on %4. Choose an image for this processor.</source>
        <translation>Das Image %1 ist für %2 auf %3 gemacht, die Engine läuft auf %4. Wählen Sie ein Image für diesen Prozessor.</translation>
    </message>
    <message>
        <source>The image %1 has no git, which every sandbox needs. Install git in it, or start the session without choosing an image.</source>
        <translation>Im Image %1 fehlt git, das jede Sandbox braucht. Installieren Sie git darin oder beginnen Sie die Sitzung, ohne ein Image zu wählen.</translation>
    </message>
    <message>
        <source>The image %1 has no shell (sh), which agents need. Choose an image with one, or start the session without choosing an image.</source>
        <translation>Im Image %1 fehlt eine Shell (sh), die Agenten brauchen. Wählen Sie ein Image mit einer Shell oder beginnen Sie die Sitzung, ohne ein Image zu wählen.</translation>
    </message>
</context>
<context>
    <name>LineText</name>
    <message>
        <source>%1 more are not shown</source>
        <translation>%1 weitere werden nicht gezeigt</translation>
    </message>
    <message>
        <source>no line break at the end</source>
        <translation>kein Zeilenumbruch am Ende</translation>
    </message>
</context>
<context>
    <name>Printer</name>
    <message>
        <source>queued</source>
        <translation>eingereiht</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>in Vorbereitung</translation>
    </message>
    <message>
        <source>working</source>
        <translation>arbeitet</translation>
    </message>
    <message>
        <source>waiting for you</source>
        <translation>wartet auf Sie</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>abgeschlossen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>pilothouse: %1
</source>
        <translation>pilothouse: %1
</translation>
    </message>
    <message>
        <source>▶ %1</source>
        <translation>▶ %1</translation>
    </message>
    <message>
        <source>· %1</source>
        <translation>· %1</translation>
    </message>
    <message>
        <source>  %1: %2 (%3)</source>
        <translation>  %1: %2 (%3)</translation>
    </message>
    <message>
        <source>△ %1</source>
        <translation>△ %1</translation>
    </message>
    <message>
        <source>■ The turn ended: %1</source>
        <translation>■ Der Durchgang ist zu Ende: %1</translation>
    </message>
    <message>
        <source>! %1</source>
        <translation>! %1</translation>
    </message>
    <message>
        <source>✓ Accepted as commit %1 on branch %2</source>
        <translation>✓ Angenommen als Commit %1 auf Zweig %2</translation>
    </message>
    <message>
        <source>! The session failed: %1</source>
        <translation>! Die Sitzung ist fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>▸ %1</source>
        <translation>▸ %1</translation>
    </message>
    <message>
        <source>  done</source>
        <translation>  fertig</translation>
    </message>
    <message>
        <source>  failed</source>
        <translation>  fehlgeschlagen</translation>
    </message>
    <message>
        <source>? The agent asks (%1): %2</source>
        <translation>? Der Agent fragt (%1): %2</translation>
    </message>
    <message>
        <source>    command: %1</source>
        <translation>    Befehl: %1</translation>
    </message>
    <message>
        <source>    place:   %1</source>
        <translation>    Ort:    %1</translation>
    </message>
    <message>
        <source>There are no sessions yet. Try: pilothouse demo</source>
        <translation>Es gibt noch keine Sitzungen. Versuchen Sie: pilothouse demo</translation>
    </message>
    <message>
        <source>Session %1: %2</source>
        <translation>Sitzung %1: %2</translation>
    </message>
    <message>
        <source>state</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>repository</source>
        <translation>Repository</translation>
    </message>
    <message>
        <source>agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>The agent has not changed anything.</source>
        <translation>Der Agent hat nichts geändert.</translation>
    </message>
    <message>
        <source>    mend it with: %1</source>
        <translation>    Abhilfe: %1</translation>
    </message>
    <message>
        <source>      deleted for good on %1; until then: pilothouse restore %2</source>
        <translation>      wird am %1 endgültig gelöscht; bis dahin: pilothouse restore %2</translation>
    </message>
    <message>
        <source>The Trash is empty.</source>
        <translation>Der Papierkorb ist leer.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>✓ Composed as tree %1 in session %2</source>
        <translation>✓ Zusammengestellt als Baum %1 in Sitzung %2</translation>
    </message>
    <message>
        <source>Left out, because its name or target is not safe here: %1</source>
        <translation>Ausgelassen, weil Name oder Ziel hier nicht sicher ist: %1</translation>
    </message>
    <message>
        <source>You and the agent both changed it; it is as you left it: %1</source>
        <translation>Sie und der Agent haben es beide geändert; es ist, wie Sie es verlassen haben: %1</translation>
    </message>
    <message>
        <source>No checks are defined: the tree that the session began from has no .pilothouse/checks.json.</source>
        <translation>Es sind keine Prüfungen definiert: Der Stand, von dem die Sitzung ausging, hat keine .pilothouse/checks.json.</translation>
    </message>
    <message>
        <source>On tree %1</source>
        <translation>Auf Stand %1</translation>
    </message>
    <message>
        <source>Group %1</source>
        <translation>Gruppe %1</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>partly</source>
        <translation>teilweise</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>genehmigt</translation>
    </message>
    <message>
        <source>changes requested</source>
        <translation>Änderungen verlangt</translation>
    </message>
    <message>
        <source>commented</source>
        <translation>kommentiert</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>✓ Noted as comment %1</source>
        <translation>✓ Notiert als Kommentar %1</translation>
    </message>
    <message>
        <source>✓ Noted on %1: git log --notes=pilothouse</source>
        <translation>✓ Notiert an %1: git log --notes=pilothouse</translation>
    </message>
    <message>
        <source>✓ %1
  Undo it with snapshot %2</source>
        <translation>✓ %1
  Rückgängig mit Schnappschuss %2</translation>
    </message>
    <message>
        <source>✓ Session %1</source>
        <translation>✓ Sitzung %1</translation>
    </message>
    <message>
        <source>  (changed since you viewed it)</source>
        <translation>  (geändert, seit Sie es angesehen haben)</translation>
    </message>
    <message>
        <source>Reviewed %1 of %2 hunks</source>
        <translation>%1 von %2 Abschnitten geprüft</translation>
    </message>
    <message>
        <source>Rejected parts go before the agent&apos;s next turn; at once with --carry-out.</source>
        <translation>Abgelehnte Teile verschwinden vor dem nächsten Durchgang des Agenten; mit --carry-out sofort.</translation>
    </message>
    <message>
        <source>Verdict of %1: %2</source>
        <translation>Urteil von %1: %2</translation>
    </message>
    <message>
        <source> (the files have changed since)</source>
        <translation> (die Dateien haben sich seitdem geändert)</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>  (changed since)</source>
        <translation>  (seitdem geändert)</translation>
    </message>
    <message>
        <source>    turn %1: %2</source>
        <translation>    Durchgang %1: %2</translation>
    </message>
    <message>
        <source>    the agent said: %1</source>
        <translation>    der Agent sagte: %1</translation>
    </message>
    <message>
        <source>    prompt: %1</source>
        <translation>    Prompt: %1</translation>
    </message>
    <message>
        <source>✓ Nothing that the other sessions or your branch have is in the way.</source>
        <translation>✓ Nichts, was die anderen Sitzungen oder Ihr Zweig haben, ist im Weg.</translation>
    </message>
    <message>
        <source>Session %1 (%2):</source>
        <translation>Sitzung %1 (%2):</translation>
    </message>
    <message>
        <source>Your HEAD:</source>
        <translation>Ihr HEAD:</translation>
    </message>
    <message>
        <source>Your branch %1:</source>
        <translation>Ihr Zweig %1:</translation>
    </message>
    <message>
        <source>beginning</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>files changed</source>
        <translation>Dateien geändert</translation>
    </message>
    <message>
        <source>tool call</source>
        <translation>Werkzeugaufruf</translation>
    </message>
    <message>
        <source>turn&apos;s end</source>
        <translation>Ende des Durchgangs</translation>
    </message>
    <message>
        <source>restored</source>
        <translation>zurückgeholt</translation>
    </message>
    <message>
        <source>rejected parts taken out</source>
        <translation>abgelehnte Teile herausgenommen</translation>
    </message>
    <message>
        <source>? A program in the sandbox wants to reach %1 without encryption (%2)</source>
        <translation>? Ein Programm in der Sandbox will %1 ohne Verschlüsselung erreichen (%2)</translation>
    </message>
    <message>
        <source>? A program in the sandbox wants to reach %1 (%2)</source>
        <translation>? Ein Programm in der Sandbox will %1 erreichen (%2)</translation>
    </message>
    <message>
        <source>    request: %1</source>
        <translation>    Anfrage: %1</translation>
    </message>
    <message>
        <source>    program: %1 (as the sandbox says)</source>
        <translation>    Programm: %1 (sagt die Sandbox)</translation>
    </message>
    <message>
        <source>    sent so far: %1</source>
        <translation>    bisher gesendet: %1</translation>
    </message>
    <message>
        <source>Programs in the sandbox reach it at 127.0.0.1:%1.</source>
        <translation>Programme in der Sandbox erreichen es unter 127.0.0.1:%1.</translation>
    </message>
    <message>
        <source>network</source>
        <translation>Netzwerk</translation>
    </message>
    <message numerus="yes">
        <source>%1:%2: %n connection(s), %3 refused, %4 sent, %5 received</source>
        <translation>
            <numerusform>%1:%2: %n Verbindung, %3 abgelehnt, %4 gesendet, %5 empfangen</numerusform>
            <numerusform>%1:%2: %n Verbindungen, %3 abgelehnt, %4 gesendet, %5 empfangen</numerusform>
        </translation>
    </message>
    <message>
        <source>No model was asked yet.</source>
        <translation>Noch wurde kein Modell gefragt.</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>cached</source>
        <translation>im Cache</translation>
    </message>
    <message>
        <source>output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>Kosten</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) to models whose price is not known are not in the cost.</source>
        <translation>
            <numerusform>%n Anfrage an Modelle, deren Preis nicht bekannt ist, ist nicht in den Kosten.</numerusform>
            <numerusform>%n Anfragen an Modelle, deren Preis nicht bekannt ist, sind nicht in den Kosten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) are counted with the most that they can have cost, since no count came.</source>
        <translation>
            <numerusform>%n Anfrage ist mit dem Höchsten gezählt, was sie gekostet haben kann, da keine Zählung kam.</numerusform>
            <numerusform>%n Anfragen sind mit dem Höchsten gezählt, was sie gekostet haben können, da keine Zählung kam.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no budget. Try: pilothouse budget set day money 20</source>
        <translation>Es gibt kein Budget. Versuchen Sie: pilothouse budget set day money 20</translation>
    </message>
    <message>
        <source>every %1</source>
        <translation>je %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>? A request to the model is held (%1): %2</source>
        <translation>? Eine Anfrage an das Modell wird zurückgehalten (%1): %2</translation>
    </message>
    <message>
        <source>    Answer with --extend AMOUNT, --pause or --stop.</source>
        <translation>    Antworten Sie mit --extend BETRAG, --pause oder --stop.</translation>
    </message>
    <message numerus="yes">
        <source>clashes with session %1 in %n file(s)</source>
        <translation>
            <numerusform>kollidiert mit Sitzung %1 in %n Datei</numerusform>
            <numerusform>kollidiert mit Sitzung %1 in %n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>allow</source>
        <translation>erlauben</translation>
    </message>
    <message>
        <source>deny</source>
        <translation>verbieten</translation>
    </message>
    <message>
        <source>ask</source>
        <translation>fragen</translation>
    </message>
    <message>
        <source>plain HTTP</source>
        <translation>unverschlüsseltes HTTP</translation>
    </message>
    <message>
        <source>port forward</source>
        <translation>Portweiterleitung</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>every port and protocol</source>
        <translation>jeder Port und jedes Protokoll</translation>
    </message>
    <message>
        <source>private network</source>
        <translation>privates Netz</translation>
    </message>
    <message>
        <source>in repository %1</source>
        <translation>in Repository %1</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>bis %1</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message numerus="yes">
        <source>on in %n repository(s)</source>
        <translation>
            <numerusform>an in %n Repository</numerusform>
            <numerusform>an in %n Repositorys</numerusform>
        </translation>
    </message>
    <message>
        <source>added %1: %2</source>
        <translation>%1 hinzugefügt: %2</translation>
    </message>
    <message>
        <source>removed %1</source>
        <translation>%1 entfernt</translation>
    </message>
    <message>
        <source>preset %1 on</source>
        <translation>Vorlage %1 an</translation>
    </message>
    <message>
        <source>preset %1 off</source>
        <translation>Vorlage %1 aus</translation>
    </message>
    <message>
        <source>✓ Rule %1: %2</source>
        <translation>✓ Regel %1: %2</translation>
    </message>
    <message>
        <source>There are no rules: whatever a sandbox wants to reach is asked.</source>
        <translation>Es gibt keine Regeln: Was eine Sandbox erreichen will, wird gefragt.</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>That is no part of these changes.</source>
        <translation>Das ist kein Teil dieser Änderungen.</translation>
    </message>
    <message>
        <source>“%1” is a folder.</source>
        <translation>„%1“ ist ein Ordner.</translation>
    </message>
    <message numerus="yes">
        <source>“%1” has %n line(s) there.</source>
        <translation>
            <numerusform>„%1“ hat dort %n Zeile.</numerusform>
            <numerusform>„%1“ hat dort %n Zeilen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The change set has no such file.</source>
        <translation>Unter den Änderungen gibt es diese Datei nicht.</translation>
    </message>
    <message>
        <source>Nothing was accepted yet. Accept something first.</source>
        <translation>Es wurde noch nichts angenommen. Nehmen Sie zuerst etwas an.</translation>
    </message>
</context>
<context>
    <name>ReviewAccessible</name>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>committed</source>
        <translation>committet</translation>
    </message>
    <message>
        <source>not decided</source>
        <translation>nicht entschieden</translation>
    </message>
    <message>
        <source>%1 lines added, %2 removed</source>
        <translation>%1 Zeilen hinzugefügt, %2 entfernt</translation>
    </message>
    <message>
        <source>viewed</source>
        <translation>angesehen</translation>
    </message>
    <message>
        <source>changed since viewed</source>
        <translation>seit dem Ansehen geändert</translation>
    </message>
    <message>
        <source>partly decided</source>
        <translation>teilweise entschieden</translation>
    </message>
    <message>
        <source>Hunk %1 of %2, %3</source>
        <translation>Abschnitt %1 von %2, %3</translation>
    </message>
    <message numerus="yes">
        <source>%n unchanged line(s)</source>
        <translation>
            <numerusform>%n unveränderte Zeile</numerusform>
            <numerusform>%n unveränderte Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>Removed line %1: %2</source>
        <translation>Entfernte Zeile %1: %2</translation>
    </message>
    <message>
        <source>Added line %1: %2</source>
        <translation>Hinzugefügte Zeile %1: %2</translation>
    </message>
</context>
<context>
    <name>ReviewCommands</name>
    <message>
        <source>“%1” is not among the changes. See pilothouse review.</source>
        <translation>„%1“ ist nicht unter den Änderungen. Siehe pilothouse review.</translation>
    </message>
    <message>
        <source>Nothing was changed at “%1”.</source>
        <translation>Bei „%1“ wurde nichts geändert.</translation>
    </message>
    <message>
        <source>This session has no snapshot “%1”. See pilothouse timeline.</source>
        <translation>Diese Sitzung hat keinen Schnappschuss „%1“. Siehe pilothouse timeline.</translation>
    </message>
    <message>
        <source>Several snapshots begin with “%1”. Give more digits.</source>
        <translation>Mehrere Schnappschüsse beginnen mit „%1“. Geben Sie mehr Stellen an.</translation>
    </message>
    <message>
        <source>“%1” is no verdict.</source>
        <translation>„%1“ ist kein Urteil.</translation>
    </message>
</context>
<context>
    <name>RuleStore</name>
    <message>
        <source>The file %1 with the rules about the network is damaged. Move it away; Pilothouse then asks again.</source>
        <translation>Die Datei %1 mit den Regeln zum Netzwerk ist beschädigt. Verschieben Sie sie; Pilothouse fragt dann wieder.</translation>
    </message>
    <message>
        <source>The rules in %1 are of a newer Pilothouse. Use that one.</source>
        <translation>Die Regeln in %1 sind von einem neueren Pilothouse. Benutzen Sie dieses.</translation>
    </message>
    <message>
        <source>The file %1 with the rules about the network cannot be read.</source>
        <translation>Die Datei %1 mit den Regeln zum Netzwerk ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The file %1 with the rules is unreasonably large.</source>
        <translation>Die Datei %1 mit den Regeln ist unverhältnismäßig groß.</translation>
    </message>
    <message>
        <source>There are too many rules. Remove some first.</source>
        <translation>Es gibt zu viele Regeln. Entfernen Sie zuerst einige.</translation>
    </message>
    <message>
        <source>Only rules for a repository or for always are kept.</source>
        <translation>Nur Regeln für ein Repository oder für immer werden behalten.</translation>
    </message>
    <message>
        <source>There is another rule %1.</source>
        <translation>Es gibt schon eine andere Regel %1.</translation>
    </message>
    <message>
        <source>This rule belongs to a preset. Switch the preset off.</source>
        <translation>Diese Regel gehört zu einer Vorlage. Schalten Sie die Vorlage aus.</translation>
    </message>
    <message>
        <source>There is no rule %1.</source>
        <translation>Es gibt keine Regel %1.</translation>
    </message>
    <message>
        <source>There is no preset %1.</source>
        <translation>Es gibt keine Vorlage %1.</translation>
    </message>
</context>
<context>
    <name>RulesCommands</name>
    <message>
        <source>There is no action “%1” for rules.</source>
        <translation>Es gibt keine Aktion „%1“ für Regeln.</translation>
    </message>
</context>
<context>
    <name>Runner</name>
    <message>
        <source>%1 belongs to no session any more and cannot be deleted.</source>
        <translation>%1 gehört zu keiner Sitzung mehr und kann nicht gelöscht werden.</translation>
    </message>
</context>
<context>
    <name>Sandbox</name>
    <message>
        <source>The sandbox cannot be made as described: %1.</source>
        <translation>Die Sandbox kann so nicht erstellt werden: %1.</translation>
    </message>
    <message>
        <source>it has no session</source>
        <translation>sie hat keine Sitzung</translation>
    </message>
    <message>
        <source>its program is not an absolute path</source>
        <translation>ihr Programm ist kein absoluter Pfad</translation>
    </message>
    <message>
        <source>it has no image</source>
        <translation>sie hat kein Image</translation>
    </message>
    <message>
        <source>its user must not be root</source>
        <translation>ihr Benutzer darf nicht root sein</translation>
    </message>
    <message>
        <source>%1 has no size</source>
        <translation>%1 hat keine Größe</translation>
    </message>
    <message>
        <source>%1 is not an absolute path</source>
        <translation>%1 ist kein absoluter Pfad</translation>
    </message>
    <message>
        <source>%1 is not a path to mount at</source>
        <translation>%1 ist kein Pfad zum Einhängen</translation>
    </message>
    <message>
        <source>its limits are too small</source>
        <translation>ihre Grenzen sind zu klein</translation>
    </message>
    <message>
        <source>its file systems in memory take more than half of its memory</source>
        <translation>ihre Dateisysteme im Arbeitsspeicher brauchen mehr als die Hälfte ihres Speichers</translation>
    </message>
    <message>
        <source>A volume named %1 is there already and is not Pilothouse&apos;s. Remove or rename it.</source>
        <translation>Ein Volume namens %1 ist schon vorhanden und gehört nicht Pilothouse. Entfernen Sie es oder benennen Sie es um.</translation>
    </message>
    <message>
        <source>A container named %1 is there already and is not this sandbox. Remove it, then try again.</source>
        <translation>Ein Container namens %1 ist schon vorhanden und ist nicht diese Sandbox. Entfernen Sie ihn und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The image %1 is not on the container engine. Build or load it again.</source>
        <translation>Das Image %1 ist nicht in der Container-Engine. Bauen oder laden Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The container engine made a container and did not name it.</source>
        <translation>Die Container-Engine hat einen Container erstellt und ihn nicht benannt.</translation>
    </message>
    <message>
        <source>The container engine stopped reporting. Pilothouse connects again.</source>
        <translation>Die Container-Engine meldet nichts mehr. Pilothouse verbindet sich neu.</translation>
    </message>
    <message>
        <source>The container engine refused the image: %1</source>
        <translation>Die Container-Engine hat das Image abgelehnt: %1</translation>
    </message>
    <message>
        <source>The container engine loaded the image and did not name it.</source>
        <translation>Die Container-Engine hat das Image geladen und es nicht benannt.</translation>
    </message>
    <message>
        <source>The container engine loaded the image %1 and does not have it. Try again.</source>
        <translation>Die Container-Engine hat das Image %1 geladen und hat es doch nicht. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>processes</source>
        <translation>Prozesse</translation>
    </message>
    <message>
        <source>processor time</source>
        <translation>Prozessorzeit</translation>
    </message>
    <message>
        <source>The engine can limit memory, processes and processor time.</source>
        <translation>Die Engine kann Arbeitsspeicher, Prozesse und Prozessorzeit begrenzen.</translation>
    </message>
    <message>
        <source>Podman without root sets no limits on this machine, because its control groups are of version 1. A sandbox can use up memory and processor. Start the machine with systemd.unified_cgroup_hierarchy=1 on the kernel&apos;s command line.</source>
        <translation>Podman ohne root setzt auf diesem Rechner keine Grenzen, weil seine Control Groups von Version 1 sind. Eine Sandbox kann Arbeitsspeicher und Prozessor aufbrauchen. Starten Sie den Rechner mit systemd.unified_cgroup_hierarchy=1 in der Kernel-Befehlszeile.</translation>
    </message>
    <message>
        <source>The engine cannot limit: %1. A sandbox can use it up.</source>
        <translation>Die Engine kann Folgendes nicht begrenzen: %1. Eine Sandbox kann es aufbrauchen.</translation>
    </message>
    <message>
        <source>The engine keeps its images on another machine, whose disk cannot be measured from here.</source>
        <translation>Die Engine bewahrt ihre Images auf einem anderen Rechner auf, dessen Datenträger sich von hier aus nicht messen lässt.</translation>
    </message>
    <message>
        <source>%1 are free for images and sandboxes in %2.</source>
        <translation>%1 sind für Images und Sandboxes in %2 frei.</translation>
    </message>
    <message>
        <source>Only %1 are free for images and sandboxes in %2. Remove what is not needed any more.</source>
        <translation>Nur %1 sind für Images und Sandboxes in %2 frei. Entfernen Sie, was nicht mehr gebraucht wird.</translation>
    </message>
    <message>
        <source>This machine mixes control groups of both versions, where crun starts no container. Install runc.</source>
        <translation>Dieser Rechner mischt Control Groups beider Versionen; crun startet dabei keinen Container. Installieren Sie runc.</translation>
    </message>
    <message>
        <source>%1 %2 answers on %3.</source>
        <translation>%1 %2 antwortet auf %3.</translation>
    </message>
    <message>
        <source>The engine runs no Linux containers. Switch it to Linux containers.</source>
        <translation>Die Engine führt keine Linux-Container aus. Stellen Sie sie auf Linux-Container um.</translation>
    </message>
    <message>
        <source>The engine filters no system calls of sandboxes.</source>
        <translation>Die Engine filtert keine Systemaufrufe der Sandboxes.</translation>
    </message>
    <message>
        <source>Pilothouse is closing its connection to the container engine.</source>
        <translation>Pilothouse schließt seine Verbindung zur Container-Engine.</translation>
    </message>
    <message>
        <source>The container engine answered with more than was expected.</source>
        <translation>Die Container-Engine antwortete mit mehr als erwartet.</translation>
    </message>
    <message>
        <source>The container engine did not answer in time. Check that it is not overloaded, then try again.</source>
        <translation>Die Container-Engine hat nicht rechtzeitig geantwortet. Prüfen Sie, ob sie überlastet ist, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>No container engine listens on %1. Start it, or choose another one in the settings.</source>
        <translation>Auf %1 lauscht keine Container-Engine. Starten Sie sie oder wählen Sie in den Einstellungen eine andere.</translation>
    </message>
    <message>
        <source>You may not use the container engine on %1. Is this user in the group &quot;docker&quot;?</source>
        <translation>Sie dürfen die Container-Engine auf %1 nicht verwenden. Ist dieser Benutzer in der Gruppe „docker“?</translation>
    </message>
    <message>
        <source>What answers on %1 does not speak the engine&apos;s protocol.</source>
        <translation>Was auf %1 antwortet, spricht nicht das Protokoll der Engine.</translation>
    </message>
    <message>
        <source>The connection to the container engine on %1 broke. Check that it is running, then try again.</source>
        <translation>Die Verbindung zur Container-Engine auf %1 ist abgerissen. Prüfen Sie, ob sie läuft, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The container engine does not have what was asked for. It may have been removed from outside.</source>
        <translation>Die Container-Engine hat das Verlangte nicht. Vielleicht wurde es von außen entfernt.</translation>
    </message>
    <message>
        <source>The container engine says that this conflicts with something else: %1</source>
        <translation>Die Container-Engine meldet einen Konflikt mit etwas anderem: %1</translation>
    </message>
    <message>
        <source>The container engine refused: %1</source>
        <translation>Die Container-Engine hat abgelehnt: %1</translation>
    </message>
    <message>
        <source>%1 is not the socket of a container engine. Give a path, or unix:// and a path.</source>
        <translation>%1 ist nicht der Socket einer Container-Engine. Geben Sie einen Pfad an oder unix:// mit einem Pfad.</translation>
    </message>
    <message>
        <source>No container engine answers.</source>
        <translation>Keine Container-Engine antwortet.</translation>
    </message>
    <message>
        <source>The container engine&apos;s answer</source>
        <translation>Die Antwort der Container-Engine</translation>
    </message>
    <message>
        <source>What listens on %1 is not a container engine. Choose another socket in the settings.</source>
        <translation>Was auf %1 lauscht, ist keine Container-Engine. Wählen Sie in den Einstellungen einen anderen Socket.</translation>
    </message>
    <message>
        <source>No container engine was found. Install one, for example with: sudo apt install podman, then start Pilothouse again.</source>
        <translation>Es wurde keine Container-Engine gefunden. Installieren Sie eine, zum Beispiel mit: sudo apt install podman, und starten Sie Pilothouse dann neu.</translation>
    </message>
    <message>
        <source>The connection to the sandbox broke off. Pilothouse connects again.</source>
        <translation>Die Verbindung zur Sandbox ist abgerissen. Pilothouse verbindet sich neu.</translation>
    </message>
    <message>
        <source>The container engine answered with an unreasonably large header. Check what listens on its socket.</source>
        <translation>Die Container-Engine antwortete mit einem unsinnig großen Kopf. Prüfen Sie, was auf ihrem Socket lauscht.</translation>
    </message>
    <message>
        <source>What answers on the container engine&apos;s socket does not speak the engine&apos;s protocol. Check the socket in the settings.</source>
        <translation>Was auf dem Socket der Container-Engine antwortet, spricht nicht das Protokoll der Engine. Prüfen Sie den Socket in den Einstellungen.</translation>
    </message>
    <message>
        <source>The container engine broke off its answer. Try again.</source>
        <translation>Die Container-Engine hat ihre Antwort abgebrochen. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The exchange with the container engine was cancelled.</source>
        <translation>Der Austausch mit der Container-Engine wurde abgebrochen.</translation>
    </message>
    <message>
        <source>You may not use the container engine on %1. Is this user in the group &quot;docker&quot;? Add it with: sudo usermod -aG docker $USER, then log in again.</source>
        <translation>Sie dürfen die Container-Engine auf %1 nicht verwenden. Ist dieser Benutzer in der Gruppe „docker“? Fügen Sie ihn hinzu mit: sudo usermod -aG docker $USER, und melden Sie sich dann neu an.</translation>
    </message>
    <message>
        <source>The connection to the container engine on %1 failed. Check that it is running, then try again.</source>
        <translation>Die Verbindung zur Container-Engine auf %1 ist fehlgeschlagen. Prüfen Sie, ob sie läuft, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The container engine on %1 closed the connection without an answer. Try again.</source>
        <translation>Die Container-Engine auf %1 schloss die Verbindung ohne Antwort. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The container engine answered with more than %1 bytes where little was expected.</source>
        <translation>Die Container-Engine antwortete mit mehr als %1 Bytes, wo wenig erwartet wurde.</translation>
    </message>
    <message>
        <source>The engine&apos;s configuration %1 cannot be written. Check the free space and the directory&apos;s permissions.</source>
        <translation>Die Konfiguration %1 der Engine kann nicht geschrieben werden. Prüfen Sie den freien Speicherplatz und die Rechte des Verzeichnisses.</translation>
    </message>
    <message>
        <source>Podman cannot be started. Check that &quot;podman info&quot; works in a terminal.</source>
        <translation>Podman kann nicht gestartet werden. Prüfen Sie, ob „podman info“ in einem Terminal funktioniert.</translation>
    </message>
    <message>
        <source>The path %1 is too long for a socket. Set XDG_RUNTIME_DIR to a shorter directory.</source>
        <translation>Der Pfad %1 ist zu lang für einen Socket. Setzen Sie XDG_RUNTIME_DIR auf ein kürzeres Verzeichnis.</translation>
    </message>
    <message>
        <source>No container engine was found. Install one, for example with: sudo apt install podman</source>
        <translation>Es wurde keine Container-Engine gefunden. Installieren Sie eine, zum Beispiel mit: sudo apt install podman</translation>
    </message>
    <message>
        <source>Podman was started and does not answer. Check that &quot;podman info&quot; works in a terminal.</source>
        <translation>Podman wurde gestartet und antwortet nicht. Prüfen Sie, ob „podman info“ in einem Terminal funktioniert.</translation>
    </message>
    <message>
        <source>No container engine answers. Start Docker Desktop, or run: podman machine start</source>
        <translation>Keine Container-Engine antwortet. Starten Sie Docker Desktop oder führen Sie aus: podman machine start</translation>
    </message>
    <message>
        <source>Starting the sandbox was cancelled.</source>
        <translation>Das Starten der Sandbox wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The container engine sent a broken stream. The connection was closed; try again.</source>
        <translation>Die Container-Engine sandte einen fehlerhaften Datenstrom. Die Verbindung wurde geschlossen; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The container engine made an image and did not name it.</source>
        <translation>Die Container-Engine hat ein Image erstellt und seinen Namen nicht genannt.</translation>
    </message>
    <message>
        <source>Pilothouse runs in a changed root directory (chroot), where containers cannot be entered. Run it on the machine itself, in a virtual machine, or in a root of its own, for example with systemd-nspawn.</source>
        <translation>Pilothouse läuft in einem gewechselten Wurzelverzeichnis (chroot), in dem sich Container nicht betreten lassen. Starten Sie es auf dem Rechner selbst, in einer virtuellen Maschine oder in einer eigenen Wurzel, zum Beispiel mit systemd-nspawn.</translation>
    </message>
    <message>
        <source>its purpose is no name</source>
        <translation>sein Zweck ist kein Name</translation>
    </message>
</context>
<context>
    <name>SandboxBringUp</name>
    <message>
        <source>The sandbox has ended. Continue the session to start it again on the same files.</source>
        <translation>Die Sandbox ist beendet. Setzen Sie die Sitzung fort, um sie mit denselben Dateien wieder zu starten.</translation>
    </message>
    <message>
        <source>Connecting to the sandbox</source>
        <translation>Verbindung zur Sandbox wird hergestellt</translation>
    </message>
    <message>
        <source>Copying the history that the agent starts from</source>
        <translation>Die Historie, von der der Agent ausgeht, wird kopiert</translation>
    </message>
    <message>
        <source>Making the image</source>
        <translation>Das Image wird erstellt</translation>
    </message>
    <message>
        <source>The image is ready after %1 s, %2 s of them the agent&apos;s download</source>
        <translation>Das Image ist nach %1 s bereit, davon %2 s für den Download des Agenten</translation>
    </message>
    <message>
        <source>Starting the sandbox</source>
        <translation>Die Sandbox wird gestartet</translation>
    </message>
    <message>
        <source>Filling the workspace</source>
        <translation>Der Arbeitsbereich wird gefüllt</translation>
    </message>
    <message>
        <source>Filling the workspace from the last snapshot</source>
        <translation>Der Arbeitsbereich wird aus dem letzten Schnappschuss gefüllt</translation>
    </message>
    <message>
        <source>The sandbox&apos;s disk was gone, so a new one was filled from the last snapshot. Ignored files and what the agent remembered are not on it.</source>
        <translation>Der Datenträger der Sandbox war nicht mehr da, deshalb wurde ein neuer aus dem letzten Schnappschuss gefüllt. Ignorierte Dateien und das Gedächtnis des Agenten sind nicht darauf.</translation>
    </message>
</context>
<context>
    <name>SandboxGrade</name>
    <message>
        <source>The sandbox has no network.</source>
        <translation>Die Sandbox hat kein Netzwerk.</translation>
    </message>
    <message>
        <source>The engine gave the sandbox a network. What runs in it may reach other machines.</source>
        <translation>Die Engine hat der Sandbox ein Netzwerk gegeben. Was in ihr läuft, kann andere Rechner erreichen.</translation>
    </message>
    <message>
        <source>No process in the sandbox has a capability.</source>
        <translation>Kein Prozess in der Sandbox hat eine Capability.</translation>
    </message>
    <message>
        <source>The engine left capabilities to the sandbox. What runs in it has rights that it does not need.</source>
        <translation>Die Engine hat der Sandbox Capabilities gelassen. Was in ihr läuft, hat Rechte, die es nicht braucht.</translation>
    </message>
    <message>
        <source>No process in the sandbox can gain privileges.</source>
        <translation>Kein Prozess in der Sandbox kann zusätzliche Rechte erlangen.</translation>
    </message>
    <message>
        <source>The engine lets processes gain privileges, for example by set-user-ID programs of the image.</source>
        <translation>Die Engine lässt Prozesse zusätzliche Rechte erlangen, zum Beispiel durch Set-User-ID-Programme des Images.</translation>
    </message>
    <message>
        <source>The engine&apos;s filter of system calls is on.</source>
        <translation>Der Systemaufruffilter der Engine ist eingeschaltet.</translation>
    </message>
    <message>
        <source>The engine filters no system calls. A flaw in the kernel is easier to use from the sandbox.</source>
        <translation>Die Engine filtert keine Systemaufrufe. Eine Schwachstelle im Kernel lässt sich aus der Sandbox leichter ausnutzen.</translation>
    </message>
    <message>
        <source>Memory, swap and files in memory are limited.</source>
        <translation>Arbeitsspeicher, Auslagerung und Dateien im Arbeitsspeicher sind begrenzt.</translation>
    </message>
    <message>
        <source>The engine does not limit the memory. The sandbox may use up this machine&apos;s.</source>
        <translation>Die Engine begrenzt den Arbeitsspeicher nicht. Die Sandbox kann den dieses Rechners aufbrauchen.</translation>
    </message>
    <message>
        <source>The number of processes is limited.</source>
        <translation>Die Zahl der Prozesse ist begrenzt.</translation>
    </message>
    <message>
        <source>The engine does not limit the number of processes. The sandbox may use up this machine&apos;s.</source>
        <translation>Die Engine begrenzt die Zahl der Prozesse nicht. Die Sandbox kann die dieses Rechners aufbrauchen.</translation>
    </message>
    <message>
        <source>The processor time is limited.</source>
        <translation>Die Prozessorzeit ist begrenzt.</translation>
    </message>
    <message>
        <source>The engine does not limit the processor time. The sandbox may slow this machine down.</source>
        <translation>Die Engine begrenzt die Prozessorzeit nicht. Die Sandbox kann diesen Rechner ausbremsen.</translation>
    </message>
    <message>
        <source>The disk is measured; the sandbox is stopped when it uses too much.</source>
        <translation>Der Speicherplatz wird gemessen; die Sandbox wird angehalten, wenn sie zu viel braucht.</translation>
    </message>
    <message>
        <source>The agent is not root in the sandbox.</source>
        <translation>Der Agent ist in der Sandbox nicht root.</translation>
    </message>
    <message>
        <source>The agent is root in the sandbox.</source>
        <translation>Der Agent ist in der Sandbox root.</translation>
    </message>
    <message>
        <source>The image is read-only in the sandbox.</source>
        <translation>Das Image ist in der Sandbox schreibgeschützt.</translation>
    </message>
    <message>
        <source>The image is writable in the sandbox, without a bound on the disk.</source>
        <translation>Das Image ist in der Sandbox beschreibbar, ohne Grenze für den Speicherplatz.</translation>
    </message>
    <message>
        <source>The sandbox sees only its own processes and shared memory.</source>
        <translation>Die Sandbox sieht nur ihre eigenen Prozesse und ihren eigenen gemeinsamen Speicher.</translation>
    </message>
    <message>
        <source>The sandbox shares processes or shared memory with this machine or another container.</source>
        <translation>Die Sandbox teilt Prozesse oder gemeinsamen Speicher mit diesem Rechner oder einem anderen Container.</translation>
    </message>
    <message>
        <source>The sandbox has no device of this machine.</source>
        <translation>Die Sandbox hat kein Gerät dieses Rechners.</translation>
    </message>
    <message>
        <source>The engine gave devices of this machine to the sandbox.</source>
        <translation>Die Engine hat der Sandbox Geräte dieses Rechners gegeben.</translation>
    </message>
    <message>
        <source>Only the session&apos;s volumes and what you shared are mounted.</source>
        <translation>Nur die Volumes der Sitzung und das von Ihnen Freigegebene sind eingehängt.</translation>
    </message>
    <message>
        <source>The engine mounted something else, or differently, than was asked.</source>
        <translation>Die Engine hat etwas anderes oder anders eingehängt als verlangt.</translation>
    </message>
    <message>
        <source>The container engine cannot be reached from the sandbox.</source>
        <translation>Die Container-Engine ist aus der Sandbox nicht erreichbar.</translation>
    </message>
    <message>
        <source>A socket of a container engine is mounted. Whoever uses it controls this machine.</source>
        <translation>Ein Socket einer Container-Engine ist eingehängt. Wer ihn benutzt, beherrscht diesen Rechner.</translation>
    </message>
    <message>
        <source>The image&apos;s programs and variables are not used to start the sandbox.</source>
        <translation>Programme und Variablen des Images werden nicht zum Starten der Sandbox verwendet.</translation>
    </message>
    <message>
        <source>The engine starts the sandbox with a program or a variable that was not asked for.</source>
        <translation>Die Engine startet die Sandbox mit einem Programm oder einer Variablen, die nicht verlangt wurde.</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>A snapshot&apos;s files cannot be read back.</source>
        <translation>Die Dateien eines Schnappschusses können nicht zurückgelesen werden.</translation>
    </message>
</context>
<context>
    <name>SessionAccept</name>
    <message>
        <source>The agent has not changed anything yet.</source>
        <translation>Der Agent hat noch nichts geändert.</translation>
    </message>
    <message>
        <source>This session has no snapshot %1.</source>
        <translation>Diese Sitzung hat keinen Schnappschuss %1.</translation>
    </message>
    <message>
        <source>The session began with your uncommitted changes. Say whether to take only the agent&apos;s changes, or yours as a first commit and then the agent&apos;s.</source>
        <translation>Die Sitzung begann mit Ihren nicht committeten Änderungen. Geben Sie an, ob nur die Änderungen des Agenten übernommen werden sollen oder Ihre als erster Commit und danach die des Agenten.</translation>
    </message>
    <message>
        <source>Work in progress</source>
        <translation>Laufende Arbeit</translation>
    </message>
    <message>
        <source>No branch is checked out. Choose one, or a new one.</source>
        <translation>Es ist kein Zweig ausgecheckt. Wählen Sie einen oder einen neuen.</translation>
    </message>
    <message>
        <source>There is no branch “%1”. Choose another one.</source>
        <translation>Einen Zweig „%1“ gibt es nicht. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>Nobody has approved exactly these files. Conclude the review with an approval first.</source>
        <translation>Niemand hat genau diese Dateien genehmigt. Schließen Sie zuerst das Review mit einer Genehmigung ab.</translation>
    </message>
    <message>
        <source>Nothing of the attempts is chosen.</source>
        <translation>Von den Versuchen ist nichts gewählt.</translation>
    </message>
</context>
<context>
    <name>SessionChecks</name>
    <message>
        <source>Your copy of the checks cannot be read.</source>
        <translation>Ihre Kopie der Prüfungen kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The sandbox&apos;s memory ran out.</source>
        <translation>Der Arbeitsspeicher der Sandbox reichte nicht.</translation>
    </message>
    <message>
        <source>The repository has a check named “%1” already. Give yours another name.</source>
        <translation>Das Repository hat schon eine Prüfung namens „%1“. Geben Sie Ihrer einen anderen Namen.</translation>
    </message>
    <message>
        <source>No checks are defined: the tree that the session began from has no .pilothouse/checks.json. Give a command.</source>
        <translation>Es sind keine Prüfungen definiert: Der Stand, von dem die Sitzung ausging, hat keine .pilothouse/checks.json. Geben Sie einen Befehl an.</translation>
    </message>
    <message>
        <source>There is no check “%1”. There are: %2</source>
        <translation>Eine Prüfung „%1“ gibt es nicht. Es gibt: %2</translation>
    </message>
    <message>
        <source>The session has no files yet.</source>
        <translation>Die Sitzung hat noch keine Dateien.</translation>
    </message>
    <message>
        <source>The session&apos;s image was not made yet. Run the check once the agent has started.</source>
        <translation>Das Image der Sitzung ist noch nicht gebaut. Lassen Sie die Prüfung laufen, wenn der Agent begonnen hat.</translation>
    </message>
    <message>
        <source>The image that the session began with is gone, and what is made now is another one. Start a new session to run checks.</source>
        <translation>Das Image, mit dem die Sitzung begann, gibt es nicht mehr, und ein jetzt gebautes wäre ein anderes. Beginnen Sie eine neue Sitzung, um Prüfungen laufen zu lassen.</translation>
    </message>
    <message>
        <source>The sandbox is not running. Continue the session first.</source>
        <translation>Die Sandbox läuft nicht. Setzen Sie zuerst die Sitzung fort.</translation>
    </message>
    <message>
        <source>The agent&apos;s sandbox has other files than that snapshot. Use a clean sandbox.</source>
        <translation>Die Sandbox des Agenten hat andere Dateien als dieser Schnappschuss. Verwenden Sie eine saubere Sandbox.</translation>
    </message>
    <message>
        <source>Pilothouse is ending.</source>
        <translation>Pilothouse wird beendet.</translation>
    </message>
    <message>
        <source>Your copy of the checks cannot be deleted.</source>
        <translation>Ihre Kopie der Prüfungen kann nicht gelöscht werden.</translation>
    </message>
    <message>
        <source>Your copy of the checks cannot be written.</source>
        <translation>Ihre Kopie der Prüfungen kann nicht geschrieben werden.</translation>
    </message>
</context>
<context>
    <name>SessionFork</name>
    <message>
        <source>This session has no snapshot %1.</source>
        <translation>Diese Sitzung hat keinen Schnappschuss %1.</translation>
    </message>
    <message>
        <source>Fork of %1</source>
        <translation>Fork von %1</translation>
    </message>
</context>
<context>
    <name>SessionPhase</name>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>In Vorbereitung</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>Arbeitet</translation>
    </message>
    <message>
        <source>Waits for you</source>
        <translation>Wartet auf Sie</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Abgeschlossen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
</context>
<context>
    <name>Store</name>
    <message>
        <source>Pilothouse ended before this was written down.</source>
        <translation>Pilothouse endete, bevor dies festgehalten war.</translation>
    </message>
    <message>
        <source>The file %1 of the data directory is damaged. What it held cannot be shown.</source>
        <translation>Die Datei %1 des Datenverzeichnisses ist beschädigt. Ihr Inhalt kann nicht gezeigt werden.</translation>
    </message>
    <message>
        <source>The file %1 of the data directory is missing. What it held cannot be shown.</source>
        <translation>Die Datei %1 des Datenverzeichnisses fehlt. Ihr Inhalt kann nicht gezeigt werden.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read. Check the disk and the permissions of the data directory.</source>
        <translation>Die Datei %1 kann nicht gelesen werden. Prüfen Sie den Datenträger und die Rechte des Datenverzeichnisses.</translation>
    </message>
    <message>
        <source>The file %1 of the data directory is too large for this.</source>
        <translation>Die Datei %1 des Datenverzeichnisses ist dafür zu groß.</translation>
    </message>
    <message>
        <source>The data directory %1 cannot be locked. Check its permissions and its file system.</source>
        <translation>Das Datenverzeichnis %1 kann nicht gesperrt werden. Prüfen Sie seine Rechte und sein Dateisystem.</translation>
    </message>
    <message>
        <source>The data directory %1 is in use by another Pilothouse. Close it first, or choose another directory with --data-dir.</source>
        <translation>Das Datenverzeichnis %1 wird von einem anderen Pilothouse benutzt. Schließen Sie es zuerst oder wählen Sie mit --data-dir ein anderes Verzeichnis.</translation>
    </message>
    <message>
        <source>The data directory %1 is in use by another Pilothouse (process %2, &quot;%3&quot;, since %4). Close it first, or choose another directory with --data-dir.</source>
        <translation>Das Datenverzeichnis %1 wird von einem anderen Pilothouse benutzt (Prozess %2, „%3“, seit %4). Schließen Sie es zuerst oder wählen Sie mit --data-dir ein anderes Verzeichnis.</translation>
    </message>
    <message>
        <source>There is no room left on the disk of the data directory. Free some space; Pilothouse goes on by itself.</source>
        <translation>Auf dem Datenträger des Datenverzeichnisses ist kein Platz mehr. Schaffen Sie Platz; Pilothouse fährt dann von selbst fort.</translation>
    </message>
    <message>
        <source>The database in the data directory is damaged. Restore the directory from a backup, or start with another one (--data-dir).</source>
        <translation>Die Datenbank im Datenverzeichnis ist beschädigt. Stellen Sie das Verzeichnis aus einer Sicherung wieder her oder beginnen Sie mit einem anderen (--data-dir).</translation>
    </message>
    <message>
        <source>The database refused what was to be stored. This is a mistake in Pilothouse: please report it.</source>
        <translation>Die Datenbank hat abgelehnt, was gespeichert werden sollte. Das ist ein Fehler in Pilothouse: Bitte melden Sie ihn.</translation>
    </message>
    <message>
        <source>The database in the data directory cannot be used. Check the disk and the directory&apos;s permissions.</source>
        <translation>Die Datenbank im Datenverzeichnis kann nicht verwendet werden. Prüfen Sie den Datenträger und die Rechte des Verzeichnisses.</translation>
    </message>
    <message>
        <source>The file %1 cannot be written. Check the disk and the permissions of the data directory.</source>
        <translation>Die Datei %1 kann nicht geschrieben werden. Prüfen Sie den Datenträger und die Rechte des Datenverzeichnisses.</translation>
    </message>
    <message>
        <source>Messages of the sandbox are missing. Reconnect to it.</source>
        <translation>Nachrichten der Sandbox fehlen. Verbinden Sie sich neu mit ihr.</translation>
    </message>
    <message>
        <source>This session does not exist any more, or it is in the trash. Restore it first.</source>
        <translation>Diese Sitzung gibt es nicht mehr, oder sie liegt im Papierkorb. Stellen Sie sie zuerst wieder her.</translation>
    </message>
    <message>
        <source>This data directory was written by a newer Pilothouse (its schema is %1, this program knows %2). Install the newer version, or choose another directory with --data-dir.</source>
        <translation>Dieses Datenverzeichnis wurde von einem neueren Pilothouse geschrieben (sein Schema ist %1, dieses Programm kennt %2). Installieren Sie die neuere Version oder wählen Sie mit --data-dir ein anderes Verzeichnis.</translation>
    </message>
    <message>
        <source>This installation of Pilothouse is incomplete. Install it again.</source>
        <translation>Diese Installation von Pilothouse ist unvollständig. Installieren Sie es neu.</translation>
    </message>
    <message>
        <source>There is no such event.</source>
        <translation>Dieses Ereignis gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no such session. &quot;pilothouse list&quot; shows those there are.</source>
        <translation>Diese Sitzung gibt es nicht. „pilothouse list“ zeigt die vorhandenen.</translation>
    </message>
    <message>
        <source>This version of the agent is not known here.</source>
        <translation>Diese Version des Agenten ist hier nicht bekannt.</translation>
    </message>
    <message>
        <source>This repository is not known here.</source>
        <translation>Dieses Repository ist hier nicht bekannt.</translation>
    </message>
    <message>
        <source>There is no such session. It may be in the trash already.</source>
        <translation>Diese Sitzung gibt es nicht. Vielleicht liegt sie schon im Papierkorb.</translation>
    </message>
    <message>
        <source>This session is not in the trash, or it was deleted for good.</source>
        <translation>Diese Sitzung liegt nicht im Papierkorb, oder sie wurde endgültig gelöscht.</translation>
    </message>
    <message>
        <source>This machine&apos;s SQLite is version %1, and Pilothouse needs %2 or newer. Install a newer one; on Debian 12, ./setup does it.</source>
        <translation>SQLite hat auf diesem Rechner die Version %1, und Pilothouse braucht %2 oder neuer. Installieren Sie eine neuere; unter Debian 12 erledigt das ./setup.</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Copy this code</source>
        <translation>Diesen Code kopieren</translation>
    </message>
</context>
<context>
    <name>TreeExport</name>
    <message>
        <source>The snapshot&apos;s folders are nested too deep.</source>
        <translation>Die Ordner des Schnappschusses sind zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>The snapshot&apos;s files cannot be read.</source>
        <translation>Die Dateien des Schnappschusses können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>A file of the snapshot is larger than 2 GB.</source>
        <translation>Eine Datei des Schnappschusses ist größer als 2 GB.</translation>
    </message>
</context>
<context>
    <name>TreeListing</name>
    <message>
        <source>The snapshot %1 is not stored here.</source>
        <translation>Der Schnappschuss %1 ist hier nicht gespeichert.</translation>
    </message>
    <message>
        <source>The snapshot&apos;s files cannot be read.</source>
        <translation>Die Dateien des Schnappschusses können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The session&apos;s objects are not there.</source>
        <translation>Die Objekte der Sitzung sind nicht vorhanden.</translation>
    </message>
    <message>
        <source>The session&apos;s objects cannot be opened.</source>
        <translation>Die Objekte der Sitzung können nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>There is no such folder in the snapshot.</source>
        <translation>Diesen Ordner gibt es im Schnappschuss nicht.</translation>
    </message>
    <message>
        <source>That is not a folder.</source>
        <translation>Das ist kein Ordner.</translation>
    </message>
    <message>
        <source>There is no such file in the snapshot.</source>
        <translation>Diese Datei gibt es im Schnappschuss nicht.</translation>
    </message>
</context>
<context>
    <name>TryWorktree</name>
    <message>
        <source>The folder for trying a snapshot cannot be written.</source>
        <translation>Der Ordner zum Ausprobieren eines Schnappschusses kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The folder for trying a snapshot cannot be made.</source>
        <translation>Der Ordner zum Ausprobieren eines Schnappschusses kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>The folder for trying a snapshot cannot be opened.</source>
        <translation>Der Ordner zum Ausprobieren eines Schnappschusses kann nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>There is no such folder for trying a snapshot.</source>
        <translation>Diesen Ordner zum Ausprobieren eines Schnappschusses gibt es nicht.</translation>
    </message>
</context>
<context>
    <name>WhyCommand</name>
    <message>
        <source>It was there before the session.</source>
        <translation>Sie war schon vor der Sitzung da.</translation>
    </message>
    <message>
        <source>A line is named as PATH:LINE, such as src/main.c:12.</source>
        <translation>Eine Zeile wird als PFAD:ZEILE angegeben, etwa src/main.c:12.</translation>
    </message>
    <message>
        <source>The session did not change “%1”.</source>
        <translation>Die Sitzung hat „%1“ nicht geändert.</translation>
    </message>
    <message numerus="yes">
        <source>“%1” has %n line(s).</source>
        <translation>
            <numerusform>„%1“ hat %n Zeile.</numerusform>
            <numerusform>„%1“ hat %n Zeilen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>The accepted changes cannot be committed.</source>
        <translation>Die angenommenen Änderungen können nicht committet werden.</translation>
    </message>
    <message>
        <source>Git does not know who you are, so nothing can be committed. Run “git config --global user.name &quot;Your Name&quot;” and “git config --global user.email you@example.org”, and try again.</source>
        <translation>Git weiß nicht, wer Sie sind; deshalb kann nichts committet werden. Führen Sie „git config --global user.name &quot;Ihr Name&quot;“ und „git config --global user.email sie@example.org“ aus und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The commit has no date.</source>
        <translation>Der Commit hat kein Datum.</translation>
    </message>
    <message>
        <source>The session started with your uncommitted changes. Choose whether only the agent&apos;s changes are taken over or yours as a first commit.</source>
        <translation>Die Sitzung begann mit Ihren nicht committeten Änderungen. Wählen Sie, ob nur die Änderungen des Agenten übernommen werden oder Ihre als erster Commit.</translation>
    </message>
    <message>
        <source>There is nothing to accept: the agent changed no file.</source>
        <translation>Es gibt nichts anzunehmen: Der Agent hat keine Datei geändert.</translation>
    </message>
    <message>
        <source>There is nothing to accept: without your uncommitted changes the agent&apos;s make no difference.</source>
        <translation>Es gibt nichts anzunehmen: Ohne Ihre nicht committeten Änderungen machen die des Agenten keinen Unterschied.</translation>
    </message>
    <message>
        <source>There is a branch already whose name is “%1” or stands in its way. Choose another name.</source>
        <translation>Es gibt schon einen Zweig, der „%1“ heißt oder dessen Name im Weg steht. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Write a message for the commit.</source>
        <translation>Schreiben Sie eine Nachricht für den Commit.</translation>
    </message>
    <message>
        <source>The accepted files cannot be put together: the store is damaged.</source>
        <translation>Die angenommenen Dateien können nicht zusammengestellt werden: Der Speicher ist beschädigt.</translation>
    </message>
    <message>
        <source>“%1” is not among the changed files.</source>
        <translation>„%1“ ist nicht unter den geänderten Dateien.</translation>
    </message>
    <message>
        <source>The session&apos;s store is damaged: an object is missing.</source>
        <translation>Der Speicher der Sitzung ist beschädigt: Ein Objekt fehlt.</translation>
    </message>
    <message>
        <source>You and the agent changed the same lines, so the agent&apos;s changes cannot be taken over alone: %1. Take your changes as a first commit and the agent&apos;s after it, or choose other files.</source>
        <translation>Sie und der Agent haben dieselben Zeilen geändert, daher können die Änderungen des Agenten nicht allein übernommen werden: %1. Übernehmen Sie Ihre Änderungen als ersten Commit und die des Agenten danach, oder wählen Sie andere Dateien.</translation>
    </message>
    <message>
        <source>Objects of the chosen commit are missing in %1. In a partial clone run “git fetch --refetch --no-filter” there; otherwise “git fsck” says what is damaged.</source>
        <translation>In %1 fehlen Objekte des gewählten Commits. In einem partiellen Klon führen Sie dort „git fetch --refetch --no-filter“ aus; andernfalls sagt „git fsck“, was beschädigt ist.</translation>
    </message>
    <message>
        <source>“%1” cannot be the name of a branch. Use letters, digits, hyphens and slashes, without spaces.</source>
        <translation>„%1“ kann nicht der Name eines Zweigs sein. Verwenden Sie Buchstaben, Ziffern, Bindestriche und Schrägstriche ohne Leerzeichen.</translation>
    </message>
    <message>
        <source>Choose a name for the branch.</source>
        <translation>Wählen Sie einen Namen für den Zweig.</translation>
    </message>
    <message>
        <source>A branch “%1” was made just now. Choose another name.</source>
        <translation>Ein Zweig „%1“ wurde gerade eben angelegt. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>The files cannot be compared: the session&apos;s store is damaged.</source>
        <translation>Die Dateien können nicht verglichen werden: Der Speicher der Sitzung ist beschädigt.</translation>
    </message>
    <message>
        <source>There is no snapshot %1 in the session&apos;s store.</source>
        <translation>Im Speicher der Sitzung gibt es keinen Schnappschuss %1.</translation>
    </message>
    <message>
        <source>There is no file content %1 in the session&apos;s store.</source>
        <translation>Im Speicher der Sitzung gibt es keinen Dateiinhalt %1.</translation>
    </message>
    <message>
        <source>More than %1 files differ, which is more than Pilothouse shows. Have the agent delete or ignore generated files.</source>
        <translation>Mehr als %1 Dateien unterscheiden sich; so viele zeigt Pilothouse nicht. Lassen Sie den Agenten erzeugte Dateien löschen oder ignorieren.</translation>
    </message>
    <message>
        <source>The file is larger than Pilothouse shows here (%1 bytes).</source>
        <translation>Die Datei ist größer, als Pilothouse hier zeigt (%1 Bytes).</translation>
    </message>
    <message>
        <source>The disk is full. Make room on it and try again.</source>
        <translation>Der Datenträger ist voll. Schaffen Sie Platz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The work was cancelled.</source>
        <translation>Die Arbeit wurde abgebrochen.</translation>
    </message>
    <message>
        <source>“%1” is not the name of a git object.</source>
        <translation>„%1“ ist nicht der Name eines git-Objekts.</translation>
    </message>
    <message>
        <source>There is no commit %1 here.</source>
        <translation>Hier gibt es keinen Commit %1.</translation>
    </message>
    <message>
        <source>Commit %1 cannot be read.</source>
        <translation>Der Commit %1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The files of commit %1 cannot be read.</source>
        <translation>Die Dateien des Commits %1 können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The sandbox sent a snapshot that cannot be read. Nothing of it was kept; the session can go on.</source>
        <translation>Die Sandbox sandte einen Schnappschuss, der nicht gelesen werden kann. Nichts davon wurde behalten; die Sitzung kann weitergehen.</translation>
    </message>
    <message>
        <source>The snapshot from the sandbox is larger than Pilothouse takes over. Have the agent delete or ignore large or generated files.</source>
        <translation>Der Schnappschuss aus der Sandbox ist größer, als Pilothouse übernimmt. Lassen Sie den Agenten große oder erzeugte Dateien löschen oder ignorieren.</translation>
    </message>
    <message>
        <source>The repository %1 uses SHA-256 object names, which Pilothouse cannot read yet. Choose a clone that uses SHA-1.</source>
        <translation>Das Repository %1 verwendet SHA-256-Objektnamen, die Pilothouse noch nicht lesen kann. Wählen Sie einen Klon mit SHA-1.</translation>
    </message>
    <message>
        <source>The repository %1 keeps its branches in the reftable format, which Pilothouse cannot read yet. Convert it with “git refs migrate --ref-format=files” and try again.</source>
        <translation>Das Repository %1 hält seine Zweige im Format reftable, das Pilothouse noch nicht lesen kann. Wandeln Sie es mit „git refs migrate --ref-format=files“ um und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The repository %1 uses a git extension that Pilothouse does not know. Choose another clone of it.</source>
        <translation>Das Repository %1 verwendet eine git-Erweiterung, die Pilothouse nicht kennt. Wählen Sie einen anderen Klon davon.</translation>
    </message>
    <message>
        <source>The repository %1 cannot be read. Run “git status” there and mend what it says.</source>
        <translation>Das Repository %1 kann nicht gelesen werden. Führen Sie dort „git status“ aus und beheben Sie, was es meldet.</translation>
    </message>
    <message>
        <source>There is no git repository at %1. Choose a folder of one, or run “git init” and commit something there.</source>
        <translation>In %1 gibt es kein git-Repository. Wählen Sie den Ordner eines Repositorys oder führen Sie „git init“ aus und committen Sie dort etwas.</translation>
    </message>
    <message>
        <source>Your git configuration cannot be read. Run “git config --list” and mend what it says.</source>
        <translation>Ihre git-Konfiguration kann nicht gelesen werden. Führen Sie „git config --list“ aus und beheben Sie, was es meldet.</translation>
    </message>
    <message>
        <source>The repository %1 has no commit yet, so there is nothing to start from. Make a first commit in it.</source>
        <translation>Das Repository %1 hat noch keinen Commit, es gibt also nichts, wovon ausgegangen werden könnte. Machen Sie einen ersten Commit darin.</translation>
    </message>
    <message>
        <source>The commit that HEAD names in %1 cannot be read. Run “git fsck” there.</source>
        <translation>Der Commit, den HEAD in %1 nennt, kann nicht gelesen werden. Führen Sie dort „git fsck“ aus.</translation>
    </message>
    <message>
        <source>The files of the newest commit in %1 cannot be read. Run “git fsck” there.</source>
        <translation>Die Dateien des neuesten Commits in %1 können nicht gelesen werden. Führen Sie dort „git fsck“ aus.</translation>
    </message>
    <message>
        <source>A merge is not finished in %1. Finish it with “git commit” or give it up with “git merge --abort”, or start from the last commit as it is.</source>
        <translation>In %1 ist ein Merge nicht abgeschlossen. Schließen Sie ihn mit „git commit“ ab oder geben Sie ihn mit „git merge --abort“ auf, oder gehen Sie vom letzten Commit aus, so wie er ist.</translation>
    </message>
    <message>
        <source>A revert is not finished in %1. Finish it with “git revert --continue” or give it up with “git revert --abort”, or start from the last commit as it is.</source>
        <translation>In %1 ist ein Revert nicht abgeschlossen. Schließen Sie ihn mit „git revert --continue“ ab oder geben Sie ihn mit „git revert --abort“ auf, oder gehen Sie vom letzten Commit aus, so wie er ist.</translation>
    </message>
    <message>
        <source>A cherry-pick is not finished in %1. Finish it with “git cherry-pick --continue” or give it up with “git cherry-pick --abort”, or start from the last commit as it is.</source>
        <translation>In %1 ist ein Cherry-Pick nicht abgeschlossen. Schließen Sie ihn mit „git cherry-pick --continue“ ab oder geben Sie ihn mit „git cherry-pick --abort“ auf, oder gehen Sie vom letzten Commit aus, so wie er ist.</translation>
    </message>
    <message>
        <source>A bisection is under way in %1, so HEAD is a commit that it chose. End it with “git bisect reset”, or name the commit to start from.</source>
        <translation>In %1 läuft eine Bisektion, HEAD ist also ein von ihr gewählter Commit. Beenden Sie sie mit „git bisect reset“ oder nennen Sie den Commit, von dem ausgegangen werden soll.</translation>
    </message>
    <message>
        <source>A rebase is not finished in %1, so HEAD is a commit in the middle of it. Finish it with “git rebase --continue” or give it up with “git rebase --abort”, or name the commit to start from.</source>
        <translation>In %1 ist ein Rebase nicht abgeschlossen, HEAD ist also ein Commit mitten darin. Schließen Sie ihn mit „git rebase --continue“ ab oder geben Sie ihn mit „git rebase --abort“ auf, oder nennen Sie den Commit, von dem ausgegangen werden soll.</translation>
    </message>
    <message>
        <source>Patches are being applied in %1. Finish with “git am --continue” or give up with “git am --abort”, or start from the last commit as it is.</source>
        <translation>In %1 werden gerade Patches angewendet. Schließen Sie das mit „git am --continue“ ab oder geben Sie es mit „git am --abort“ auf, oder gehen Sie vom letzten Commit aus, so wie er ist.</translation>
    </message>
    <message>
        <source>“%1” is no commit in %2. Name a branch, a tag or a commit that “git log” shows there.</source>
        <translation>„%1“ ist kein Commit in %2. Nennen Sie einen Zweig, ein Tag oder einen Commit, den „git log“ dort zeigt.</translation>
    </message>
    <message>
        <source>The session&apos;s store %1 cannot be read.</source>
        <translation>Der Speicher %1 der Sitzung kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The snapshot that the sandbox sent cannot be read from the disk.</source>
        <translation>Der Schnappschuss, den die Sandbox gesandt hat, kann nicht vom Datenträger gelesen werden.</translation>
    </message>
    <message>
        <source>The sandbox sent a snapshot that breaks a rule. Nothing of it was kept; the session can go on.</source>
        <translation>Die Sandbox sandte einen Schnappschuss, der eine Regel verletzt. Nichts davon wurde behalten; die Sitzung kann weitergehen.</translation>
    </message>
    <message>
        <source>The sandbox sent a snapshot that breaks a rule at “%1”. Nothing of it was kept. Have the agent rename or delete that file; the session can go on.</source>
        <translation>Die Sandbox sandte einen Schnappschuss, der bei „%1“ eine Regel verletzt. Nichts davon wurde behalten. Lassen Sie den Agenten diese Datei umbenennen oder löschen; die Sitzung kann weitergehen.</translation>
    </message>
    <message>
        <source>The snapshot is larger than Pilothouse takes over, at “%1”. Have the agent delete or ignore large or generated files.</source>
        <translation>Der Schnappschuss ist bei „%1“ größer, als Pilothouse übernimmt. Lassen Sie den Agenten große oder erzeugte Dateien löschen oder ignorieren.</translation>
    </message>
    <message>
        <source>The snapshot before this one is not in the session&apos;s store.</source>
        <translation>Der Schnappschuss vor diesem ist nicht im Speicher der Sitzung.</translation>
    </message>
    <message>
        <source>The snapshot before this one cannot be read.</source>
        <translation>Der Schnappschuss vor diesem kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The session&apos;s objects cannot be read.</source>
        <translation>Die Objekte der Sitzung können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>An object of the session cannot be read.</source>
        <translation>Ein Objekt der Sitzung kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Pilothouse&apos;s store %1 is missing; the session cannot go on.</source>
        <translation>Der Speicher %1 von Pilothouse fehlt; die Sitzung kann nicht weitergehen.</translation>
    </message>
    <message>
        <source>Pilothouse&apos;s store %1 cannot be read.</source>
        <translation>Der Speicher %1 von Pilothouse kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Pilothouse cannot write %1. Check that the folder exists and that you may write there.</source>
        <translation>Pilothouse kann %1 nicht schreiben. Prüfen Sie, ob der Ordner vorhanden ist und Sie dort schreiben dürfen.</translation>
    </message>
    <message>
        <source>The session&apos;s objects cannot be packed.</source>
        <translation>Die Objekte der Sitzung können nicht gepackt werden.</translation>
    </message>
    <message>
        <source>The objects cannot all be copied: some are missing or damaged. Run “git fsck” in the repository; in a partial clone run “git fetch --refetch --no-filter” first.</source>
        <translation>Nicht alle Objekte können kopiert werden: Einige fehlen oder sind beschädigt. Führen Sie im Repository „git fsck“ aus, in einem partiellen Klon zuvor „git fetch --refetch --no-filter“.</translation>
    </message>
    <message>
        <source>Pilothouse&apos;s copy of the repository has been in use by another Pilothouse for ten minutes. Wait for it or end that program, and try again.</source>
        <translation>Die Kopie des Repositorys, die Pilothouse hält, wird seit zehn Minuten von einem anderen Pilothouse benutzt. Warten Sie darauf oder beenden Sie jenes Programm und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>“%1” cannot be read, or it changed while it was read. Check it and try again.</source>
        <translation>„%1“ kann nicht gelesen werden oder hat sich beim Lesen geändert. Prüfen Sie es und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Your uncommitted changes cannot be stored.</source>
        <translation>Ihre nicht committeten Änderungen können nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>Another commit was checked out in %1 meanwhile. Look at the list of your uncommitted changes again.</source>
        <translation>In %1 wurde inzwischen ein anderer Commit ausgecheckt. Sehen Sie die Liste Ihrer nicht committeten Änderungen noch einmal durch.</translation>
    </message>
    <message>
        <source>The index of %1 cannot be read. Run “git status” there; where it uses a sparse or split index, run “git sparse-checkout reapply --no-sparse-index” and “git update-index --no-split-index”.</source>
        <translation>Der Index von %1 kann nicht gelesen werden. Führen Sie dort „git status“ aus; ist der Index dünn besetzt oder geteilt, führen Sie „git sparse-checkout reapply --no-sparse-index“ und „git update-index --no-split-index“ aus.</translation>
    </message>
    <message>
        <source>Files in %1 have conflicts that are not resolved: %2. Resolve them and run “git add”, or start from the last commit without your uncommitted changes.</source>
        <translation>Dateien in %1 haben ungelöste Konflikte: %2. Lösen Sie sie und führen Sie „git add“ aus, oder gehen Sie vom letzten Commit ohne Ihre nicht committeten Änderungen aus.</translation>
    </message>
    <message>
        <source>Your uncommitted changes in %1 cannot be read. Run “git status” there and mend what it says.</source>
        <translation>Ihre nicht committeten Änderungen in %1 können nicht gelesen werden. Führen Sie dort „git status“ aus und beheben Sie, was es meldet.</translation>
    </message>
    <message>
        <source>There are too many uncommitted changes in %1. Have git ignore generated files, commit what belongs in the repository, or start from the last commit.</source>
        <translation>In %1 gibt es zu viele nicht committete Änderungen. Lassen Sie git erzeugte Dateien ignorieren, committen Sie, was ins Repository gehört, oder gehen Sie vom letzten Commit aus.</translation>
    </message>
    <message>
        <source>The last snapshot of the session cannot be read, so its files cannot be brought back.</source>
        <translation>Der letzte Schnappschuss der Sitzung kann nicht gelesen werden, deshalb lassen sich ihre Dateien nicht zurückholen.</translation>
    </message>
    <message>
        <source>The accepted changes cannot be copied.</source>
        <translation>Die angenommenen Änderungen können nicht kopiert werden.</translation>
    </message>
    <message>
        <source>There is no branch “%1” any more. Choose another one.</source>
        <translation>Den Zweig „%1“ gibt es nicht mehr. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>The branch “%1” is checked out, and its files would not follow. Accept with the work tree, or onto another branch.</source>
        <translation>Der Zweig „%1“ ist ausgecheckt, und seine Dateien würden nicht folgen. Nehmen Sie mit dem Arbeitsverzeichnis an oder auf einen anderen Zweig.</translation>
    </message>
    <message>
        <source>The branch “%1” is not the one that is checked out now. Look again and accept again.</source>
        <translation>Der Zweig „%1“ ist nicht der, der jetzt ausgecheckt ist. Sehen Sie noch einmal nach und nehmen Sie noch einmal an.</translation>
    </message>
    <message>
        <source>What you chose was made of another state of the files than the one to accept. Look at the changes again.</source>
        <translation>Was Sie gewählt haben, stammt von einem anderen Stand der Dateien als dem, der angenommen werden soll. Sehen Sie sich die Änderungen noch einmal an.</translation>
    </message>
    <message>
        <source>There is nothing to accept: the branch has all of it already.</source>
        <translation>Es gibt nichts anzunehmen: Der Zweig hat das alles schon.</translation>
    </message>
    <message>
        <source>The branch has other changes in the same places: %1. Solve these conflicts, choose other changes, or accept onto a new branch.</source>
        <translation>Der Zweig hat andere Änderungen an denselben Stellen: %1. Lösen Sie diese Konflikte, wählen Sie andere Änderungen oder nehmen Sie auf einen neuen Zweig an.</translation>
    </message>
    <message>
        <source>The branches cannot be read.</source>
        <translation>Die Zweige können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The branch “%1” cannot be written. Check that you may write in the repository and that no other git command is running, and try again.</source>
        <translation>Der Zweig „%1“ kann nicht geschrieben werden. Prüfen Sie, ob Sie im Repository schreiben dürfen und kein anderer git-Befehl läuft, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The branch “%1” has moved since you decided. Look at what is accepted onto it now, and accept again.</source>
        <translation>Der Zweig „%1“ hat sich bewegt, seit Sie entschieden haben. Sehen Sie sich an, was jetzt auf ihn angenommen wird, und nehmen Sie noch einmal an.</translation>
    </message>
    <message>
        <source>The files cannot be merged.</source>
        <translation>Die Dateien können nicht zusammengeführt werden.</translation>
    </message>
    <message>
        <source>The attributes of the files cannot be read.</source>
        <translation>Die Attribute der Dateien können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The file cannot be written into the store.</source>
        <translation>Die Datei kann nicht in den Speicher geschrieben werden.</translation>
    </message>
    <message>
        <source>“%1” is not in conflict, so there is nothing to solve there.</source>
        <translation>„%1“ ist nicht in einem Konflikt, es gibt dort also nichts zu lösen.</translation>
    </message>
    <message>
        <source>The sessions&apos; changes cannot be compared.</source>
        <translation>Die Änderungen der Sitzungen können nicht verglichen werden.</translation>
    </message>
    <message>
        <source>What is chosen of “%1” is no part of these changes.</source>
        <translation>Was von „%1“ gewählt ist, ist kein Teil dieser Änderungen.</translation>
    </message>
    <message>
        <source>The change of “%1” can only be taken whole: it is not one of text.</source>
        <translation>Die Änderung von „%1“ kann nur ganz genommen werden: Sie ist keine an Text.</translation>
    </message>
    <message>
        <source>The chosen lines cannot be written into the store.</source>
        <translation>Die gewählten Zeilen können nicht in den Speicher geschrieben werden.</translation>
    </message>
    <message>
        <source>The folders of the snapshot lie too deep in each other.</source>
        <translation>Die Ordner des Schnappschusses liegen zu tief ineinander.</translation>
    </message>
    <message>
        <source>The files cannot be put together: the store is damaged.</source>
        <translation>Die Dateien können nicht zusammengestellt werden: Der Speicher ist beschädigt.</translation>
    </message>
    <message>
        <source>“%1” would be a file and a folder at once. Choose both of the changes there or none.</source>
        <translation>„%1“ wäre zugleich Datei und Ordner. Wählen Sie dort beide Änderungen oder keine.</translation>
    </message>
    <message>
        <source>Your work tree has files where the accepted changes have others: %1. Move them away, or accept onto a new branch.</source>
        <translation>Ihr Arbeitsverzeichnis hat Dateien, wo die angenommenen Änderungen andere haben: %1. Verschieben Sie sie oder nehmen Sie auf einen neuen Zweig an.</translation>
    </message>
    <message>
        <source>The repository is bare, so it has no branch that is checked out. Choose a branch.</source>
        <translation>Das Repository ist bare und hat deshalb keinen ausgecheckten Zweig. Wählen Sie einen Zweig.</translation>
    </message>
    <message>
        <source>A merge, rebase or the like is under way in your work tree. Finish it, or accept onto a new branch.</source>
        <translation>In Ihrem Arbeitsverzeichnis ist ein Merge, Rebase oder Ähnliches nicht abgeschlossen. Schließen Sie es ab oder nehmen Sie auf einen neuen Zweig an.</translation>
    </message>
    <message>
        <source>Another git command is using your work tree. Wait until it is done, or accept onto a new branch.</source>
        <translation>Ein anderer git-Befehl benutzt Ihr Arbeitsverzeichnis. Warten Sie, bis er fertig ist, oder nehmen Sie auf einen neuen Zweig an.</translation>
    </message>
    <message>
        <source>Your work tree has changes that are not committed: %1. Commit or stash them, or accept onto a new branch.</source>
        <translation>Ihr Arbeitsverzeichnis hat Änderungen, die nicht committet sind: %1. Committen oder verstauen Sie sie oder nehmen Sie auf einen neuen Zweig an.</translation>
    </message>
</context>
<context>
    <name>pilothouse::AboutDialog</name>
    <message>
        <source>About Pilothouse</source>
        <translation>Über Pilothouse</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Version %1</translation>
    </message>
    <message>
        <source>Runs AI coding agents in containers and makes their review fast.</source>
        <translation>Führt KI-Programmieragenten in Containern aus und macht ihre Prüfung schnell.</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. Made with Qt %1, libgit2, SQLite, KSyntaxHighlighting, md4c, llhttp, libarchive, Zstandard, OpenSSL and QtKeychain.</source>
        <translation>Freie Software unter der Apache-Lizenz 2.0. Erstellt mit Qt %1, libgit2, SQLite, KSyntaxHighlighting, md4c, llhttp, libarchive, Zstandard, OpenSSL und QtKeychain.</translation>
    </message>
</context>
<context>
    <name>pilothouse::AcceptDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Accept changes</source>
        <translation>Änderungen annehmen</translation>
    </message>
    <message>
        <source>Files to accept</source>
        <translation>Anzunehmende Dateien</translation>
    </message>
    <message>
        <source>Take over what the agent changed</source>
        <translation>Übernehmen, was der Agent geändert hat</translation>
    </message>
    <message>
        <source>A commit with you as author and the agent as co-author is made on a new branch. Your checkout, index and other branches stay as they are.</source>
        <translation>Auf einem neuen Zweig entsteht ein Commit mit Ihnen als Autor und dem Agenten als Mitautor. Ihr Arbeitsverzeichnis, der Index und andere Zweige bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Your own uncommitted changes</source>
        <translation>Ihre eigenen nicht committeten Änderungen</translation>
    </message>
    <message>
        <source>Accepting…</source>
        <translation>Wird angenommen …</translation>
    </message>
    <message numerus="yes">
        <source>Accept %n file(s)</source>
        <translation>
            <numerusform>%n Datei annehmen</numerusform>
            <numerusform>%n Dateien annehmen</numerusform>
        </translation>
    </message>
    <message>
        <source>Accept it without these checks</source>
        <translation>Ohne diese Prüfungen annehmen</translation>
    </message>
    <message>
        <source>Where the commit goes</source>
        <translation>Wohin der Commit kommt</translation>
    </message>
    <message>
        <source>A new branch</source>
        <translation>Ein neuer Zweig</translation>
    </message>
    <message>
        <source>A branch that exists</source>
        <translation>Ein vorhandener Zweig</translation>
    </message>
    <message>
        <source>The checked-out branch</source>
        <translation>Der ausgecheckte Zweig</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>Zweig</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Leave them out: only the agent’s changes, on top of HEAD</source>
        <translation>Weglassen: nur die Änderungen des Agenten, auf HEAD aufbauend</translation>
    </message>
    <message>
        <source>Mine as a first commit, then the agent’s</source>
        <translation>Meine als erster Commit, danach die des Agenten</translation>
    </message>
    <message numerus="yes">
        <source>Only what you accepted, in %n file(s)</source>
        <translation>
            <numerusform>Nur was Sie angenommen haben, in %n Datei</numerusform>
            <numerusform>Nur was Sie angenommen haben, in %n Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Everything that the agent changed, in %n file(s)</source>
        <translation>
            <numerusform>Alles, was der Agent geändert hat, in %n Datei</numerusform>
            <numerusform>Alles, was der Agent geändert hat, in %n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>%1   in part</source>
        <translation>%1   teilweise</translation>
    </message>
    <message numerus="yes">
        <source>I have looked at %n file(s) that run code or steer tools</source>
        <translation>
            <numerusform>Ich habe %n Datei angesehen, die Code ausführt oder Werkzeuge steuert</numerusform>
            <numerusform>Ich habe %n Dateien angesehen, die Code ausführen oder Werkzeuge steuern</numerusform>
        </translation>
    </message>
    <message>
        <source>I have looked at %1, which runs code or steers tools</source>
        <translation>Ich habe %1 angesehen; die Datei führt Code aus oder steuert Werkzeuge</translation>
    </message>
    <message>
        <source>The commit goes on top of the branch, which must not be checked out. Where it has moved on, the changes are merged with it. Your checkout stays as it is.</source>
        <translation>Der Commit kommt auf den Zweig, der nicht ausgecheckt sein darf. Ist er weitergegangen, werden die Änderungen mit ihm zusammengeführt. Was bei Ihnen ausgecheckt ist, bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>The commit goes on top of the branch that is checked out, and your files follow, if they have no uncommitted changes.</source>
        <translation>Der Commit kommt auf den Zweig, der ausgecheckt ist, und Ihre Dateien folgen, wenn sie keine nicht committeten Änderungen haben.</translation>
    </message>
    <message>
        <source>as it is checked out</source>
        <translation>wie ausgecheckt</translation>
    </message>
    <message>
        <source>main</source>
        <translation>main</translation>
    </message>
    <message numerus="yes">
        <source>Turn the line ends of %n file(s) into LF, as the repository’s .gitattributes wants</source>
        <translation>
            <numerusform>Die Zeilenenden von %n Datei in LF umwandeln, wie .gitattributes des Repositorys es will</numerusform>
            <numerusform>Die Zeilenenden von %n Dateien in LF umwandeln, wie .gitattributes des Repositorys es will</numerusform>
        </translation>
    </message>
    <message>
        <source>Commit what you accepted</source>
        <translation>Committen, was Sie angenommen haben</translation>
    </message>
    <message>
        <source>The agent was asked to make its changes fit. Accept them when it is done.</source>
        <translation>Der Agent wurde gebeten, seine Änderungen anzupassen. Nehmen Sie sie an, wenn er fertig ist.</translation>
    </message>
    <message>
        <source>Without what you accepted before</source>
        <translation>Ohne das, was Sie vorher angenommen haben</translation>
    </message>
    <message>
        <source>Note on the commit where its lines come from</source>
        <translation>Am Commit vermerken, woher seine Zeilen kommen</translation>
    </message>
    <message>
        <source>Starts the new branch where the session began instead of on your last accepted commit</source>
        <translation>Beginnt den neuen Zweig dort, wo die Sitzung begann, statt auf Ihrem zuletzt angenommenen Commit</translation>
    </message>
    <message>
        <source>A git note under refs/notes/pilothouse: which prompt and tool call wrote each line</source>
        <translation>Eine Git-Notiz unter refs/notes/pilothouse: welche Eingabe und welcher Werkzeugaufruf jede Zeile schrieb</translation>
    </message>
    <message>
        <source>As it was then: %1. What came later is not in it.</source>
        <translation>Wie es damals war: %1. Was später kam, ist nicht darin.</translation>
    </message>
    <message>
        <source>The new branch starts on the commit that you accepted last, so it has everything up to now. Your checkout, index and other branches stay as they are.</source>
        <translation>Der neue Zweig beginnt auf dem Commit, den Sie zuletzt angenommen haben, und enthält so alles bis jetzt. Ihr Arbeitsverzeichnis, Index und andere Zweige bleiben, wie sie sind.</translation>
    </message>
    <message numerus="yes">
        <source>Run %n check(s) in a clean sandbox</source>
        <translation>
            <numerusform>%n Prüfung in einer sauberen Sandbox ausführen</numerusform>
            <numerusform>%n Prüfungen in einer sauberen Sandbox ausführen</numerusform>
        </translation>
    </message>
    <message>
        <source>Checks are running…</source>
        <translation>Prüfungen laufen …</translation>
    </message>
    <message>
        <source>No single agent made these files. Solve the conflicts here, or take other parts of the attempts.</source>
        <translation>Kein einzelner Agent hat diese Dateien gemacht. Lösen Sie die Konflikte hier oder nehmen Sie andere Teile der Versuche.</translation>
    </message>
    <message>
        <source>The changes are accepted, but the note was not written: %1</source>
        <translation>Die Änderungen sind angenommen, aber die Notiz wurde nicht geschrieben: %1</translation>
    </message>
</context>
<context>
    <name>pilothouse::ApprovalCard</name>
    <message>
        <source>May the agent run this command in its sandbox?</source>
        <translation>Darf der Agent diesen Befehl in seiner Sandbox ausführen?</translation>
    </message>
    <message>
        <source>May the agent make this change in its sandbox?</source>
        <translation>Darf der Agent diese Änderung in seiner Sandbox vornehmen?</translation>
    </message>
    <message>
        <source>May the agent delete this in its sandbox?</source>
        <translation>Darf der Agent dies in seiner Sandbox löschen?</translation>
    </message>
    <message>
        <source>May the agent read this?</source>
        <translation>Darf der Agent dies lesen?</translation>
    </message>
    <message>
        <source>May the agent fetch this?</source>
        <translation>Darf der Agent dies abrufen?</translation>
    </message>
    <message>
        <source>May the agent do this in its sandbox?</source>
        <translation>Darf der Agent dies in seiner Sandbox tun?</translation>
    </message>
    <message>
        <source>Place: %1</source>
        <translation>Ort: %1</translation>
    </message>
    <message>
        <source>The agent calls “Always allow”: %1</source>
        <translation>Der Agent nennt „Immer erlauben“: %1</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>Einmal erlauben</translation>
    </message>
    <message>
        <source>Always allow</source>
        <translation>Immer erlauben</translation>
    </message>
    <message>
        <source>Reason for denying</source>
        <translation>Grund der Ablehnung</translation>
    </message>
    <message numerus="yes">
        <source>… (%n more character(s))</source>
        <translation>
            <numerusform>… (%n weiteres Zeichen)</numerusform>
            <numerusform>… (%n weitere Zeichen)</numerusform>
        </translation>
    </message>
    <message>
        <source>Why not?</source>
        <translation>Warum nicht?</translation>
    </message>
    <message>
        <source>Why you say no. The agent reads it with your next prompt.</source>
        <translation>Warum Sie ablehnen. Der Agent liest es mit Ihrem nächsten Prompt.</translation>
    </message>
    <message>
        <source>%1 allows once, %2 denies. What the agent does stays in its sandbox until you accept it.</source>
        <translation>%1 erlaubt einmal, %2 lehnt ab. Was der Agent tut, bleibt in seiner Sandbox, bis Sie es annehmen.</translation>
    </message>
    <message>
        <source>Deny it, and the agent reads your reason with your next prompt.</source>
        <translation>Lehnen Sie ab, und der Agent liest Ihre Begründung mit Ihrem nächsten Prompt.</translation>
    </message>
    <message>
        <source>A request to the model is held. Should it go out?</source>
        <translation>Eine Anfrage an das Modell wird zurückgehalten. Soll sie hinaus?</translation>
    </message>
    <message>
        <source>May a program in the sandbox reach %1?</source>
        <translation>Darf ein Programm in der Sandbox %1 erreichen?</translation>
    </message>
    <message>
        <source>An encrypted connection. Pilothouse looks the name up, lets only this server be reached, and cannot read what is sent.</source>
        <translation>Eine verschlüsselte Verbindung. Pilothouse schlägt den Namen nach, lässt nur diesen Server erreichen und kann nicht lesen, was gesendet wird.</translation>
    </message>
    <message>
        <source>Without encryption: %1 %2</source>
        <translation>Unverschlüsselt: %1 %2</translation>
    </message>
    <message>
        <source>A forwarded port: any bytes in both directions.</source>
        <translation>Ein weitergeleiteter Port: beliebige Bytes in beiden Richtungen.</translation>
    </message>
    <message>
        <source>%1 were sent on this connection before.</source>
        <translation>%1 wurden auf dieser Verbindung schon gesendet.</translation>
    </message>
    <message>
        <source>Nothing was sent yet, not even the name.</source>
        <translation>Noch wurde nichts gesendet, nicht einmal der Name.</translation>
    </message>
    <message>
        <source>Process %1 of the sandbox asks. %2</source>
        <translation>Prozess %1 der Sandbox fragt. %2</translation>
    </message>
    <message>
        <source>Allow for…</source>
        <translation>Erlauben für …</translation>
    </message>
    <message>
        <source>This turn</source>
        <translation>Diesen Durchgang</translation>
    </message>
    <message>
        <source>This session</source>
        <translation>Diese Sitzung</translation>
    </message>
    <message>
        <source>This repository</source>
        <translation>Dieses Repository</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Immer</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>Erweitern</translation>
    </message>
    <message>
        <source>by 2.50</source>
        <translation>um 2.50</translation>
    </message>
    <message>
        <source>by how much</source>
        <translation>um wie viel</translation>
    </message>
    <message>
        <source>By how much the budget is extended</source>
        <translation>Um wie viel das Budget erweitert wird</translation>
    </message>
    <message>
        <source>Left empty, it is what this request can need, and a tenth.</source>
        <translation>Leer: was diese Anfrage brauchen kann, und ein Zehntel.</translation>
    </message>
    <message>
        <source>%1 extends the budget, %2 stops the turn. “Pause” freezes the agent; the request stays held.</source>
        <translation>%1 erweitert das Budget, %2 beendet den Durchgang. „Pausieren“ friert den Agenten ein; die Anfrage bleibt zurückgehalten.</translation>
    </message>
    <message>
        <source>%1 allows once, %2 denies for this turn. What is sent leaves the sandbox and cannot be taken back.</source>
        <translation>%1 erlaubt einmal, %2 lehnt für diesen Durchgang ab. Was gesendet wird, verlässt die Sandbox und ist nicht zurückzuholen.</translation>
    </message>
</context>
<context>
    <name>pilothouse::AttemptRows</name>
    <message>
        <source>Another agent or model, too</source>
        <translation>Noch ein Agent oder Modell</translation>
    </message>
    <message>
        <source>Gives the same task to several at once, each in a session of its own, to compare what they make of it</source>
        <translation>Gibt dieselbe Aufgabe mehreren zugleich, jedem in einer eigenen Sitzung, um zu vergleichen, was sie daraus machen</translation>
    </message>
    <message>
        <source>Agent of another attempt</source>
        <translation>Agent eines weiteren Versuchs</translation>
    </message>
    <message>
        <source>Model of another attempt</source>
        <translation>Modell eines weiteren Versuchs</translation>
    </message>
    <message>
        <source>The same model</source>
        <translation>Dasselbe Modell</translation>
    </message>
    <message>
        <source>Remove this attempt</source>
        <translation>Diesen Versuch entfernen</translation>
    </message>
</context>
<context>
    <name>pilothouse::AttemptsModel</name>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)  +%1 −%2</source>
        <translation>
            <numerusform>%n Datei  +%1 −%2</numerusform>
            <numerusform>%n Dateien  +%1 −%2</numerusform>
        </translation>
    </message>
    <message>
        <source>none defined</source>
        <translation>keine festgelegt</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>nicht gelaufen</translation>
    </message>
    <message>
        <source>%1 of %2 proven</source>
        <translation>%1 von %2 bewiesen</translation>
    </message>
    <message numerus="yes">
        <source>with %1, in %n file(s)</source>
        <translation>
            <numerusform>mit %1, in %n Datei</numerusform>
            <numerusform>mit %1, in %n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>About tree %1</source>
        <translation>Zum Stand %1</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n file(s) that both change differently</source>
        <translation>
            <numerusform>%1: %n Datei, die beide verschieden ändern</numerusform>
            <numerusform>%1: %n Dateien, die beide verschieden ändern</numerusform>
        </translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
</context>
<context>
    <name>pilothouse::AttemptsView</name>
    <message numerus="yes">
        <source>%n attempt(s) at the same task, from the same commit</source>
        <translation>
            <numerusform>%n Versuch an derselben Aufgabe, vom selben Commit aus</numerusform>
            <numerusform>%n Versuche an derselben Aufgabe, vom selben Commit aus</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything of this attempt was accepted already.</source>
        <translation>Alles von diesem Versuch ist schon angenommen.</translation>
    </message>
    <message>
        <source>The attempt is on branch %1 of your repository.</source>
        <translation>Der Versuch ist auf Zweig %1 Ihres Repositorys.</translation>
    </message>
    <message>
        <source>From %1 to %2</source>
        <translation>Von %1 zu %2</translation>
    </message>
    <message>
        <source>The parts of the attempts are on branch %1 of your repository.</source>
        <translation>Die Teile der Versuche sind auf Zweig %1 Ihres Repositorys.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Take this one…</source>
        <translation>Diesen nehmen …</translation>
    </message>
    <message>
        <source>Accept what this attempt changed (A)</source>
        <translation>Annehmen, was dieser Versuch geändert hat (A)</translation>
    </message>
    <message>
        <source>Compare two</source>
        <translation>Zwei vergleichen</translation>
    </message>
    <message>
        <source>What differs between two selected attempts (C)</source>
        <translation>Worin sich zwei gewählte Versuche unterscheiden (C)</translation>
    </message>
    <message>
        <source>Put parts together…</source>
        <translation>Teile zusammensetzen …</translation>
    </message>
    <message>
        <source>One commit of what you accept of several attempts (P)</source>
        <translation>Ein Commit aus dem, was Sie von mehreren Versuchen annehmen (P)</translation>
    </message>
    <message>
        <source>Back to the table</source>
        <translation>Zurück zur Tabelle</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
</context>
<context>
    <name>pilothouse::Budget</name>
    <message>
        <source>There is no such budget. See `budget list` for those there are.</source>
        <translation>So ein Budget gibt es nicht. `budget list` zeigt die vorhandenen.</translation>
    </message>
    <message>
        <source>This is counted for sessions, not for what you name. Set it for a session.</source>
        <translation>Das wird für Sitzungen gezählt, nicht für das, was Sie nennen. Setzen Sie es für eine Sitzung.</translation>
    </message>
    <message>
        <source>The budget is for something that cannot be. Name a session or repository by its number, or a day as 2026-01-31.</source>
        <translation>Das Budget ist für etwas, das es nicht geben kann. Nennen Sie eine Sitzung oder ein Repository mit der Nummer oder einen Tag wie 2026-01-31.</translation>
    </message>
    <message>
        <source>The amount of a budget is a number that is not negative.</source>
        <translation>Der Betrag eines Budgets ist eine Zahl, die nicht negativ ist.</translation>
    </message>
    <message>
        <source>“%1” is no amount of that. Write money as 2.50, tokens as 500k, time as 10m, sizes as 200MB.</source>
        <translation>„%1“ ist davon kein Betrag. Schreiben Sie Geld als 2.50, Token als 500k, Zeit als 10m, Größen als 200MB.</translation>
    </message>
    <message>
        <source>%L1 tokens</source>
        <translation>%L1 Token</translation>
    </message>
    <message>
        <source>%L1 s</source>
        <translation>%L1 s</translation>
    </message>
    <message>
        <source>%L1 min</source>
        <translation>%L1 min</translation>
    </message>
    <message>
        <source>%L1 h</source>
        <translation>%L1 h</translation>
    </message>
    <message>
        <source>models without a price may run</source>
        <translation>Modelle ohne Preis dürfen laufen</translation>
    </message>
    <message>
        <source>models without a price ask</source>
        <translation>bei Modellen ohne Preis fragen</translation>
    </message>
    <message>
        <source>this turn</source>
        <translation>diesen Durchgang</translation>
    </message>
    <message>
        <source>this session</source>
        <translation>diese Sitzung</translation>
    </message>
    <message>
        <source>this repository</source>
        <translation>dieses Repository</translation>
    </message>
    <message>
        <source>today</source>
        <translation>heute</translation>
    </message>
    <message>
        <source>The price of %1 is not known, so the budget of %2 for %3 cannot be kept. Let it run without a price?</source>
        <translation>Der Preis von %1 ist nicht bekannt, daher ist das Budget von %2 für %3 nicht einzuhalten. Ohne Preis laufen lassen?</translation>
    </message>
    <message>
        <source>The budget for %1 is used up: %2 of %3. The next model request waits for you.</source>
        <translation>Das Budget für %1 ist verbraucht: %2 von %3. Die nächste Modellanfrage wartet auf Sie.</translation>
    </message>
    <message>
        <source>The budget of %1 for %2 does not suffice: %3 are spent, requests under way may use %4, and this one may use %5.</source>
        <translation>Das Budget von %1 für %2 reicht nicht: %3 sind verbraucht, laufende Anfragen können %4 brauchen und diese %5.</translation>
    </message>
    <message>
        <source>%1 of the %2 for %3 are used.</source>
        <translation>%1 von %2 für %3 sind verbraucht.</translation>
    </message>
</context>
<context>
    <name>pilothouse::BudgetGate</name>
    <message>
        <source>The agent gave up this model request.</source>
        <translation>Der Agent hat diese Modellanfrage aufgegeben.</translation>
    </message>
    <message>
        <source>The person stopped this, since a budget does not suffice. Do not try again; wait for them.</source>
        <translation>Der Mensch hat dies angehalten, weil ein Budget nicht reicht. Versuchen Sie es nicht noch einmal; warten Sie auf ihn.</translation>
    </message>
    <message numerus="yes">
        <source>The same call has failed %n times in a row. If it goes on, the agent is held and you are asked.</source>
        <translation>
            <numerusform>Derselbe Aufruf ist %n-mal gescheitert. Geht das so weiter, wird der Agent angehalten und Sie werden gefragt.</numerusform>
            <numerusform>Derselbe Aufruf ist %n-mal hintereinander gescheitert. Geht das so weiter, wird der Agent angehalten und Sie werden gefragt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The agent has started %n agents in this turn. If it goes on, it is held and you are asked.</source>
        <translation>
            <numerusform>Der Agent hat in diesem Durchgang %n Agenten gestartet. Geht das so weiter, wird er angehalten und Sie werden gefragt.</numerusform>
            <numerusform>Der Agent hat in diesem Durchgang schon %n Agenten gestartet. Geht das so weiter, wird er angehalten und Sie werden gefragt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Pilothouse ended before the answer came.</source>
        <translation>Pilothouse endete, bevor die Antwort kam.</translation>
    </message>
    <message>
        <source>The agent stands still until you extend the budget or stop. The question stays open.</source>
        <translation>Der Agent steht still, bis Sie das Budget erweitern oder anhalten. Die Frage bleibt offen.</translation>
    </message>
    <message>
        <source>The question %1 is not open any more.</source>
        <translation>Die Frage %1 ist nicht mehr offen.</translation>
    </message>
</context>
<context>
    <name>pilothouse::ChangesView</name>
    <message>
        <source>The changes cannot be shown</source>
        <translation>Die Änderungen können nicht gezeigt werden</translation>
    </message>
    <message>
        <source>No changes yet</source>
        <translation>Noch keine Änderungen</translation>
    </message>
    <message>
        <source>What the agent changes in its sandbox appears here while it works. Your repository stays as it is until you accept.</source>
        <translation>Was der Agent in seiner Sandbox ändert, erscheint hier, während er arbeitet. Ihr Repository bleibt, wie es ist, bis Sie annehmen.</translation>
    </message>
    <message>
        <source>Accept…</source>
        <translation>Annehmen …</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) changed</source>
        <translation>
            <numerusform>%n Datei geändert</numerusform>
            <numerusform>%n Dateien geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>Make a commit of these changes in your repository</source>
        <translation>Einen Commit dieser Änderungen in Ihrem Repository anlegen</translation>
    </message>
    <message>
        <source>Verdict…</source>
        <translation>Urteil …</translation>
    </message>
    <message>
        <source>Approve, request changes or comment, about exactly what is on the screen</source>
        <translation>Genehmigen, Änderungen verlangen oder kommentieren, genau zu dem, was zu sehen ist</translation>
    </message>
    <message>
        <source>Changed lines</source>
        <translation>Geänderte Zeilen</translation>
    </message>
    <message>
        <source>Undo the last decision</source>
        <translation>Die letzte Entscheidung rückgängig machen</translation>
    </message>
    <message>
        <source>Undo the undo</source>
        <translation>Das Rückgängigmachen zurücknehmen</translation>
    </message>
    <message>
        <source>Comments</source>
        <translation>Kommentare</translation>
    </message>
    <message>
        <source>Timeline of the session</source>
        <translation>Zeitleiste der Sitzung</translation>
    </message>
    <message>
        <source>Old and new side by side</source>
        <translation>Alt und neu nebeneinander</translation>
    </message>
    <message>
        <source>Break long lines</source>
        <translation>Lange Zeilen umbrechen</translation>
    </message>
    <message>
        <source>Show why beside the lines</source>
        <translation>Neben den Zeilen zeigen, warum sie da sind</translation>
    </message>
    <message>
        <source>Use the whole width</source>
        <translation>Die ganze Breite nutzen</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Alle Tasten</translation>
    </message>
    <message>
        <source>This is the last hunk.</source>
        <translation>Das ist der letzte Abschnitt.</translation>
    </message>
    <message>
        <source>This is the first hunk.</source>
        <translation>Das ist der erste Abschnitt.</translation>
    </message>
    <message>
        <source>%1: %2. Press %3 once more to accept it.</source>
        <translation>%1: %2. Drücken Sie %3 noch einmal, um es anzunehmen.</translation>
    </message>
    <message>
        <source>Accepted in %1</source>
        <translation>Angenommen in %1</translation>
    </message>
    <message>
        <source>Rejected in %1</source>
        <translation>Abgelehnt in %1</translation>
    </message>
    <message>
        <source>Left open in %1</source>
        <translation>Offen gelassen in %1</translation>
    </message>
    <message>
        <source>Not viewed: %1</source>
        <translation>Nicht angesehen: %1</translation>
    </message>
    <message>
        <source>Viewed: %1</source>
        <translation>Angesehen: %1</translation>
    </message>
    <message>
        <source>This is the first file.</source>
        <translation>Das ist die erste Datei.</translation>
    </message>
    <message>
        <source>This is the last file.</source>
        <translation>Das ist die letzte Datei.</translation>
    </message>
    <message>
        <source>You have seen every file.</source>
        <translation>Sie haben jede Datei gesehen.</translation>
    </message>
    <message>
        <source>%1 stays open until you have seen it: %2.</source>
        <translation>%1 bleibt offen, bis Sie es gesehen haben: %2.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>The file was deleted; there is nothing to open.</source>
        <translation>Die Datei wurde gelöscht; es gibt nichts zu öffnen.</translation>
    </message>
    <message>
        <source>No program was found that opens %1.</source>
        <translation>Es wurde kein Programm gefunden, das %1 öffnet.</translation>
    </message>
    <message>
        <source>This is a copy of its own in %1; what you change there is not in the session.</source>
        <translation>Das ist eine eigene Kopie in %1; was Sie dort ändern, ist nicht in der Sitzung.</translation>
    </message>
    <message>
        <source>Turn %1</source>
        <translation>Durchgang %1</translation>
    </message>
    <message>
        <source>The agent did nothing yet</source>
        <translation>Der Agent hat noch nichts getan</translation>
    </message>
    <message>
        <source>The sandbox’s files are again what they were before.</source>
        <translation>Die Dateien der Sandbox sind wieder, was sie vorher waren.</translation>
    </message>
    <message>
        <source>The sandbox’s files are those of the earlier moment. %1</source>
        <translation>Die Dateien der Sandbox sind die des früheren Zeitpunkts. %1</translation>
    </message>
    <message>
        <source>Undo the restore</source>
        <translation>Das Zurücksetzen rückgängig machen</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Genehmigt</translation>
    </message>
    <message>
        <source>Changes requested</source>
        <translation>Änderungen verlangt</translation>
    </message>
    <message>
        <source>Commented</source>
        <translation>Kommentiert</translation>
    </message>
    <message>
        <source>%1, but it changed since</source>
        <comment>verdict</comment>
        <translation>%1, seitdem aber geändert</translation>
    </message>
    <message>
        <source>No difference</source>
        <translation>Kein Unterschied</translation>
    </message>
    <message>
        <source>The files of these two moments are the same.</source>
        <translation>Die Dateien dieser beiden Zeitpunkte sind gleich.</translation>
    </message>
    <message>
        <source>Nothing is left to review</source>
        <translation>Nichts mehr durchzusehen</translation>
    </message>
    <message>
        <source>All that the agent changed is in your repository, or was rejected. The timeline has every moment of the session.</source>
        <translation>Alles, was der Agent geändert hat, ist in Ihrem Repository oder wurde abgelehnt. Die Zeitleiste hat jeden Zeitpunkt der Sitzung.</translation>
    </message>
    <message>
        <source>No changes</source>
        <translation>Keine Änderungen</translation>
    </message>
    <message>
        <source>The files are as they were when the session began. The timeline has every moment of the session.</source>
        <translation>Die Dateien sind wie zu Beginn der Sitzung. Die Zeitleiste hat jeden Zeitpunkt der Sitzung.</translation>
    </message>
    <message>
        <source>Show the timeline</source>
        <translation>Zeitleiste zeigen</translation>
    </message>
</context>
<context>
    <name>pilothouse::CommandClient</name>
    <message>
        <source>The Pilothouse process that did the work has ended. The session goes on; run the command again to follow it.</source>
        <translation>Der Pilothouse-Prozess, der die Arbeit tat, ist beendet. Die Sitzung geht weiter; führen Sie den Befehl noch einmal aus, um ihr zu folgen.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>The Pilothouse process that holds the data directory does not answer.</source>
        <translation>Der Pilothouse-Prozess, der das Datenverzeichnis hält, antwortet nicht.</translation>
    </message>
    <message>
        <source>An answer</source>
        <translation>Eine Antwort</translation>
    </message>
</context>
<context>
    <name>pilothouse::CommandServer</name>
    <message>
        <source>A command</source>
        <translation>Ein Befehl</translation>
    </message>
    <message>
        <source>Other Pilothouse commands cannot reach this process: its socket %1 cannot be made.</source>
        <translation>Andere Pilothouse-Befehle können diesen Prozess nicht erreichen: Sein Socket %1 kann nicht angelegt werden.</translation>
    </message>
</context>
<context>
    <name>pilothouse::Commands</name>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>There is no command “%1”.</source>
        <translation>Es gibt keinen Befehl „%1“.</translation>
    </message>
    <message>
        <source>Not shown as text: %1 → %2 bytes
</source>
        <translation>Nicht als Text gezeigt: %1 → %2 Bytes
</translation>
    </message>
    <message>
        <source>The prompt is empty. Say what the agent should do.</source>
        <translation>Der Prompt ist leer. Sagen Sie, was der Agent tun soll.</translation>
    </message>
    <message>
        <source>A model is named as PROVIDER/NAME, such as practice/practice-1 or openai/gpt-5.</source>
        <translation>Ein Modell wird als ANBIETER/NAME angegeben, etwa practice/practice-1 oder openai/gpt-5.</translation>
    </message>
    <message>
        <source>Session %1 has changes that were not accepted. Accept them first, or remove it with --force.</source>
        <translation>Sitzung %1 hat Änderungen, die nicht angenommen wurden. Nehmen Sie sie zuerst an oder entfernen Sie die Sitzung mit --force.</translation>
    </message>
    <message>
        <source>The process that holds the data directory has no window.</source>
        <translation>Der Prozess, der das Datenverzeichnis hält, hat kein Fenster.</translation>
    </message>
    <message>
        <source>Nothing was accepted in the review. See pilothouse review.</source>
        <translation>Im Review wurde nichts angenommen. Siehe pilothouse review.</translation>
    </message>
    <message>
        <source>An answer holds once, or for the turn, the session, the repository, or always; “%1” is none of these.</source>
        <translation>Eine Antwort gilt einmal (once) oder für turn, session, repository oder always; „%1“ ist nichts davon.</translation>
    </message>
    <message>
        <source>Choose a port of the sandbox from 1024 to 65535: --port PORT.</source>
        <translation>Wählen Sie einen Port der Sandbox von 1024 bis 65535: --port PORT.</translation>
    </message>
</context>
<context>
    <name>pilothouse::CommentBlock</name>
    <message>
        <source>Resolved</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Waits for the agent</source>
        <translation>Wartet auf den Agenten</translation>
    </message>
    <message>
        <source>Sent %1</source>
        <translation>Gesendet %1</translation>
    </message>
    <message>
        <source>The file is no longer changed</source>
        <translation>Die Datei ist nicht mehr geändert</translation>
    </message>
    <message>
        <source>Its lines changed since</source>
        <translation>Die Zeilen wurden seitdem geändert</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>Wieder öffnen</translation>
    </message>
    <message>
        <source>Resolve</source>
        <translation>Erledigen</translation>
    </message>
    <message>
        <source>On everything</source>
        <translation>Zu allem</translation>
    </message>
</context>
<context>
    <name>pilothouse::CommentCard</name>
    <message>
        <source>A comment for the agent</source>
        <translation>Ein Kommentar für den Agenten</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>Kept as you type; sent together</source>
        <translation>Wird beim Tippen gespeichert; alles wird gemeinsam gesendet</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
</context>
<context>
    <name>pilothouse::CommentsPanel</name>
    <message numerus="yes">
        <source>%n more comment(s) are not in this list.</source>
        <translation>
            <numerusform>%n weiterer Kommentar steht nicht in dieser Liste.</numerusform>
            <numerusform>%n weitere Kommentare stehen nicht in dieser Liste.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n comment(s) to the agent</source>
        <translation>
            <numerusform>%n Kommentar an den Agenten senden</numerusform>
            <numerusform>%n Kommentare an den Agenten senden</numerusform>
        </translation>
    </message>
    <message>
        <source>Comments</source>
        <translation>Kommentare</translation>
    </message>
    <message>
        <source>Comments (%1)</source>
        <translation>Kommentare (%1)</translation>
    </message>
    <message>
        <source>On everything</source>
        <translation>Zu allem</translation>
    </message>
    <message>
        <source>Comment on the whole change</source>
        <translation>Die ganze Änderung kommentieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>No comments yet</source>
        <translation>Noch keine Kommentare</translation>
    </message>
    <message>
        <source>Press c on a line. Comments are kept as you type and go to the agent together, with their lines.</source>
        <translation>Drücken Sie auf einer Zeile c. Kommentare werden beim Tippen gespeichert und gehen gemeinsam mit ihren Zeilen an den Agenten.</translation>
    </message>
</context>
<context>
    <name>pilothouse::ComposeDialog</name>
    <message>
        <source>Look at it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Run the checks</source>
        <translation>Prüfungen ausführen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Accept…</source>
        <translation>Annehmen …</translation>
    </message>
    <message>
        <source>Put parts together</source>
        <translation>Teile zusammensetzen</translation>
    </message>
    <message>
        <source>Put parts of several attempts together</source>
        <translation>Teile mehrerer Versuche zusammensetzen</translation>
    </message>
    <message>
        <source>What you accept in an attempt’s review, down to single lines, is its part. The parts are merged on the commit that all of them began from.</source>
        <translation>Was Sie in der Durchsicht eines Versuchs annehmen, bis zur einzelnen Zeile, ist sein Teil. Die Teile werden auf dem Commit zusammengeführt, von dem alle ausgingen.</translation>
    </message>
    <message>
        <source>What to take of %1</source>
        <translation>Was von %1 genommen wird</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Files of what is put together</source>
        <translation>Dateien des Zusammengesetzten</translation>
    </message>
    <message numerus="yes">
        <source>What you accepted in its review: %n file(s)</source>
        <translation>
            <numerusform>Was Sie in der Durchsicht angenommen haben: %n Datei</numerusform>
            <numerusform>Was Sie in der Durchsicht angenommen haben: %n Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Everything: %n file(s)</source>
        <translation>
            <numerusform>Alles: %n Datei</numerusform>
            <numerusform>Alles: %n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose what to take.</source>
        <translation>Wählen Sie, was genommen wird.</translation>
    </message>
    <message>
        <source>Putting it together…</source>
        <translation>Wird zusammengesetzt …</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are changed differently by two of the parts</source>
        <translation>
            <numerusform>%n Datei wird von zweien der Teile verschieden geändert</numerusform>
            <numerusform>%n Dateien werden von zweien der Teile verschieden geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>Accept these lines in the review of one attempt only, or take nothing of the other.</source>
        <translation>Nehmen Sie diese Zeilen nur in der Durchsicht eines Versuchs an oder nehmen Sie vom anderen nichts.</translation>
    </message>
    <message numerus="yes">
        <source>Together %n file(s), +%1 −%2</source>
        <translation>
            <numerusform>Zusammen %n Datei, +%1 −%2</numerusform>
            <numerusform>Zusammen %n Dateien, +%1 −%2</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” runs on exactly these files, in a clean sandbox…</source>
        <translation>„%1“ läuft auf genau diesen Dateien, in einer sauberen Sandbox …</translation>
    </message>
    <message>
        <source>What is put together</source>
        <translation>Was zusammengesetzt ist</translation>
    </message>
    <message>
        <source>From the common base to what is put together</source>
        <translation>Vom gemeinsamen Ausgangspunkt zum Zusammengesetzten</translation>
    </message>
</context>
<context>
    <name>pilothouse::Composer</name>
    <message>
        <source>Attach files of the repository</source>
        <translation>Dateien des Repositorys anhängen</translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation>Als Nächstes: %1</translation>
    </message>
    <message>
        <source>Do not send this prompt</source>
        <translation>Diesen Prompt nicht senden</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Einreihen</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Working for %1</source>
        <translation>Arbeitet seit %1</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter starts a new line, / lists commands</source>
        <translation>Eingabe sendet, Umschalt+Eingabe beginnt eine neue Zeile, / zeigt Befehle</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter starts a new line</source>
        <translation>Eingabe sendet, Umschalt+Eingabe beginnt eine neue Zeile</translation>
    </message>
    <message>
        <source>%1 is not in the session&apos;s repository, so the agent cannot see it. Copy it into the repository first, or paste its text.</source>
        <translation>%1 ist nicht im Repository der Sitzung, der Agent kann es also nicht sehen. Kopieren Sie es zuerst in das Repository oder fügen Sie seinen Text ein.</translation>
    </message>
    <message>
        <source>Do not attach this file</source>
        <translation>Diese Datei nicht anhängen</translation>
    </message>
    <message>
        <source>Tell the agent what to do</source>
        <translation>Sagen Sie dem Agenten, was er tun soll</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop the agent&apos;s turn; what it changed so far stays in its sandbox</source>
        <translation>Den Durchgang des Agenten anhalten; was er bisher geändert hat, bleibt in seiner Sandbox</translation>
    </message>
</context>
<context>
    <name>pilothouse::ConflictEditor</name>
    <message>
        <source>Conflict</source>
        <translation>Konflikt</translation>
    </message>
    <message>
        <source>Between &lt;&lt;&lt;&lt;&lt;&lt;&lt; and ======= stands what the branch has, up to &gt;&gt;&gt;&gt;&gt;&gt;&gt; what the agent has. Leave what the file shall have, and no marks.</source>
        <translation>Zwischen &lt;&lt;&lt;&lt;&lt;&lt;&lt; und ======= steht, was der Zweig hat, danach bis &gt;&gt;&gt;&gt;&gt;&gt;&gt;, was der Agent hat. Lassen Sie stehen, was die Datei enthalten soll, und keine Markierungen.</translation>
    </message>
    <message>
        <source>Text of the file</source>
        <translation>Text der Datei</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Take this</source>
        <translation>Das nehmen</translation>
    </message>
</context>
<context>
    <name>pilothouse::ConflictList</name>
    <message>
        <source>Both changed the same lines</source>
        <translation>Beide haben dieselben Zeilen geändert</translation>
    </message>
    <message>
        <source>Both added it, not the same</source>
        <translation>Von beiden hinzugefügt, aber verschieden</translation>
    </message>
    <message>
        <source>One changed it, the other deleted it</source>
        <translation>Auf einer Seite geändert, auf der anderen gelöscht</translation>
    </message>
    <message>
        <source>One renamed it, the other deleted it</source>
        <translation>Auf einer Seite umbenannt, auf der anderen gelöscht</translation>
    </message>
    <message>
        <source>Both renamed it, not the same</source>
        <translation>Von beiden umbenannt, aber verschieden</translation>
    </message>
    <message>
        <source>The new name is another file on the other side</source>
        <translation>Der neue Name ist auf der anderen Seite eine andere Datei</translation>
    </message>
    <message>
        <source>A file on one side, a folder on the other</source>
        <translation>Auf einer Seite eine Datei, auf der anderen ein Ordner</translation>
    </message>
    <message>
        <source>Its folder was renamed on the other side</source>
        <translation>Der Ordner wurde auf der anderen Seite umbenannt</translation>
    </message>
    <message>
        <source>A file on one side, a link or submodule on the other</source>
        <translation>Auf einer Seite eine Datei, auf der anderen ein Link oder Submodul</translation>
    </message>
    <message numerus="yes">
        <source>%n conflict(s) with the branch</source>
        <translation>
            <numerusform>%n Konflikt mit dem Zweig</numerusform>
            <numerusform>%n Konflikte mit dem Zweig</numerusform>
        </translation>
    </message>
    <message>
        <source>Let the agent fit them</source>
        <translation>Vom Agenten anpassen lassen</translation>
    </message>
    <message>
        <source>Sends the agent a prompt with both sides of each conflict</source>
        <translation>Sendet dem Agenten einen Prompt mit beiden Seiten jedes Konflikts</translation>
    </message>
    <message numerus="yes">
        <source>and %n more, which only the agent or git can solve</source>
        <translation>
            <numerusform>und %n weiterer, den nur der Agent oder git lösen kann</numerusform>
            <numerusform>und %n weitere, die nur der Agent oder git lösen kann</numerusform>
        </translation>
    </message>
    <message>
        <source>What %1 shall have</source>
        <translation>Was %1 haben soll</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen …</translation>
    </message>
    <message>
        <source>As on the branch</source>
        <translation>Wie auf dem Zweig</translation>
    </message>
    <message>
        <source>As the agent has it</source>
        <translation>Wie beim Agenten</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten …</translation>
    </message>
    <message>
        <source>No file</source>
        <translation>Keine Datei</translation>
    </message>
</context>
<context>
    <name>pilothouse::CurrentReview</name>
    <message>
        <source>Your comments went to the agent as one prompt.</source>
        <translation>Ihre Kommentare gingen als ein Prompt an den Agenten.</translation>
    </message>
    <message>
        <source>The file is no part of the changes any more.</source>
        <translation>Die Datei ist kein Teil der Änderungen mehr.</translation>
    </message>
    <message>
        <source>What is shown begins at a later moment than what you accepted so far. Move the left end of the timeline to its beginning to accept.</source>
        <translation>Was gezeigt wird, beginnt an einem späteren Zeitpunkt als das, was Sie bisher angenommen haben. Ziehen Sie das linke Ende der Zeitleiste an ihren Anfang, um anzunehmen.</translation>
    </message>
    <message>
        <source>The session began with this. There is nothing of the agent’s to accept.</source>
        <translation>Damit begann die Sitzung. Hier ist nichts vom Agenten anzunehmen.</translation>
    </message>
</context>
<context>
    <name>pilothouse::DiffPreview</name>
    <message>
        <source>Changes of %1: %2 lines added, %3 removed</source>
        <translation>Änderungen an %1: %2 Zeilen hinzugefügt, %3 entfernt</translation>
    </message>
    <message>
        <source>… and more; the call in the transcript shows all of it.</source>
        <translation>… und mehr; der Aufruf im Verlauf zeigt alles.</translation>
    </message>
</context>
<context>
    <name>pilothouse::DiffView</name>
    <message>
        <source>No line break at the end of the file</source>
        <translation>Kein Zeilenumbruch am Ende der Datei</translation>
    </message>
</context>
<context>
    <name>pilothouse::EgressTraffic</name>
    <message>
        <source>The sandbox is gone.</source>
        <translation>Die Sandbox ist nicht mehr da.</translation>
    </message>
    <message>
        <source>A rule of this Pilothouse does not let the sandbox reach %1.</source>
        <translation>Eine Regel dieses Pilothouse lässt die Sandbox %1 nicht erreichen.</translation>
    </message>
    <message>
        <source>Too many questions about the network wait for an answer. Try again when they are answered.</source>
        <translation>Zu viele Fragen zum Netzwerk warten auf Antwort. Versuchen Sie es wieder, wenn sie beantwortet sind.</translation>
    </message>
    <message>
        <source>A person did not let the sandbox reach this host.</source>
        <translation>Ein Mensch hat die Sandbox diesen Host nicht erreichen lassen.</translation>
    </message>
    <message>
        <source>A person did not let the sandbox reach this host: %1</source>
        <translation>Ein Mensch hat die Sandbox diesen Host nicht erreichen lassen: %1</translation>
    </message>
    <message>
        <source>The program went away.</source>
        <translation>Das Programm ist fort.</translation>
    </message>
    <message>
        <source>The connection to the sandbox broke.</source>
        <translation>Die Verbindung zur Sandbox brach ab.</translation>
    </message>
</context>
<context>
    <name>pilothouse::FileTreeModel</name>
    <message>
        <source>%1, %2, %3 lines added, %4 removed</source>
        <translation>%1, %2, %3 Zeilen hinzugefügt, %4 entfernt</translation>
    </message>
    <message>
        <source>viewed</source>
        <translation>angesehen</translation>
    </message>
    <message>
        <source>changed since you viewed it</source>
        <translation>geändert, seit Sie es angesehen haben</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>gesehen</translation>
    </message>
    <message>
        <source>not seen</source>
        <translation>nicht gesehen</translation>
    </message>
    <message numerus="yes">
        <source>%n comment(s)</source>
        <translation>
            <numerusform>%n Kommentar</numerusform>
            <numerusform>%n Kommentare</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, renamed from %2</source>
        <translation>%1, umbenannt von %2</translation>
    </message>
    <message>
        <source>%1, copied from %2</source>
        <translation>%1, kopiert von %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>It changed since you viewed it.</source>
        <translation>Geändert, seit Sie es angesehen haben.</translation>
    </message>
    <message>
        <source>Reviewed: %1 of %2 hunks</source>
        <translation>Geprüft: %1 von %2 Abschnitten</translation>
    </message>
    <message>
        <source>Needs a close look</source>
        <translation>Genau ansehen</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n file(s)</source>
        <translation>
            <numerusform>%1, %n Datei</numerusform>
            <numerusform>%1, %n Dateien</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::FileTreePanel</name>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Only what you have not seen</source>
        <translation>Nur was Sie nicht gesehen haben</translation>
    </message>
    <message>
        <source>Only undecided</source>
        <translation>Nur Unentschiedenes</translation>
    </message>
    <message>
        <source>Only what runs code or steers tools</source>
        <translation>Nur was Code ausführt oder Werkzeuge steuert</translation>
    </message>
    <message>
        <source>Only with comments</source>
        <translation>Nur mit Kommentaren</translation>
    </message>
    <message>
        <source>Only what a turn or a tool call changed…</source>
        <translation>Nur was ein Durchgang oder Werkzeugaufruf geändert hat …</translation>
    </message>
    <message>
        <source>Show all files again, not only: %1</source>
        <translation>Wieder alle Dateien zeigen, nicht nur: %1</translation>
    </message>
    <message>
        <source>Go to file</source>
        <translation>Gehe zu Datei</translation>
    </message>
    <message>
        <source>Words that a file’s path has</source>
        <translation>Wörter, die im Pfad einer Datei stehen</translation>
    </message>
    <message>
        <source>Choose which files are shown</source>
        <translation>Auswählen, welche Dateien gezeigt werden</translation>
    </message>
    <message>
        <source>Changed files</source>
        <translation>Geänderte Dateien</translation>
    </message>
    <message>
        <source>Show all files again</source>
        <translation>Wieder alle Dateien zeigen</translation>
    </message>
    <message>
        <source>No file fits.</source>
        <translation>Keine Datei passt.</translation>
    </message>
</context>
<context>
    <name>pilothouse::FilesView</name>
    <message>
        <source>Choose a file to read it.</source>
        <translation>Wählen Sie eine Datei, um sie zu lesen.</translation>
    </message>
    <message>
        <source>This file is too large to be shown here.</source>
        <translation>Diese Datei ist zu groß, um hier gezeigt zu werden.</translation>
    </message>
    <message>
        <source>This file is not text.</source>
        <translation>Diese Datei ist kein Text.</translation>
    </message>
    <message>
        <source>Files of the workspace</source>
        <translation>Dateien des Arbeitsbereichs</translation>
    </message>
    <message>
        <source>Content of the file</source>
        <translation>Inhalt der Datei</translation>
    </message>
</context>
<context>
    <name>pilothouse::FindBar</name>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Suche läuft …</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 of %2…</source>
        <translation>%1 von %2 …</translation>
    </message>
    <message>
        <source>Find in all files</source>
        <translation>In allen Dateien suchen</translation>
    </message>
    <message>
        <source>Tell upper case from lower case</source>
        <translation>Groß- und Kleinschreibung unterscheiden</translation>
    </message>
    <message>
        <source>Whole words only</source>
        <translation>Nur ganze Wörter</translation>
    </message>
    <message>
        <source>Previous place</source>
        <translation>Vorherige Stelle</translation>
    </message>
    <message>
        <source>Next place</source>
        <translation>Nächste Stelle</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>pilothouse::HeldAnswer</name>
    <message>
        <source>The model&apos;s provider refused the request.</source>
        <translation>Der Modellanbieter hat die Anfrage abgelehnt.</translation>
    </message>
</context>
<context>
    <name>pilothouse::HttpPost</name>
    <message>
        <source>The connection was closed in the middle.</source>
        <translation>Die Verbindung wurde mittendrin geschlossen.</translation>
    </message>
</context>
<context>
    <name>pilothouse::InboxView</name>
    <message>
        <source>Inbox</source>
        <translation>Eingang</translation>
    </message>
    <message>
        <source>Nothing waits for you</source>
        <translation>Nichts wartet auf Sie</translation>
    </message>
    <message>
        <source>When an agent asks for a permission, or its sandbox wants to reach a host, the question appears here with exactly what would happen.</source>
        <translation>Wenn ein Agent um Erlaubnis fragt oder seine Sandbox einen Host erreichen will, erscheint hier die Frage mit genau dem, was geschähe.</translation>
    </message>
</context>
<context>
    <name>pilothouse::ItemView</name>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>Denkt nach …</translation>
    </message>
    <message>
        <source>Thought</source>
        <translation>Nachgedacht</translation>
    </message>
    <message>
        <source>Thought for %1</source>
        <translation>%1 nachgedacht</translation>
    </message>
    <message>
        <source>Hide the agent&apos;s thoughts</source>
        <translation>Die Gedanken des Agenten ausblenden</translation>
    </message>
    <message>
        <source>Show the agent&apos;s thoughts</source>
        <translation>Die Gedanken des Agenten zeigen</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Ihnen</translation>
    </message>
    <message>
        <source>Allowed once by %1</source>
        <translation>Einmal erlaubt von %1</translation>
    </message>
    <message>
        <source>Always allowed by %1</source>
        <translation>Immer erlaubt von %1</translation>
    </message>
    <message>
        <source>Denied by %1</source>
        <translation>Abgelehnt von %1</translation>
    </message>
    <message>
        <source>Denied by %1: %2</source>
        <translation>Abgelehnt von %1: %2</translation>
    </message>
    <message>
        <source>The question was withdrawn with the turn</source>
        <translation>Die Frage wurde mit dem Durchgang zurückgezogen</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>%1 of %2 done</source>
        <translation>%1 von %2 erledigt</translation>
    </message>
    <message>
        <source>The agent could not shorten its memory of the conversation: %1</source>
        <translation>Der Agent konnte sein Gedächtnis der Unterhaltung nicht kürzen: %1</translation>
    </message>
    <message>
        <source>The agent shortens its memory of the conversation…</source>
        <translation>Der Agent kürzt sein Gedächtnis der Unterhaltung …</translation>
    </message>
    <message>
        <source>The agent shortened its memory of the conversation</source>
        <translation>Der Agent hat sein Gedächtnis der Unterhaltung gekürzt</translation>
    </message>
    <message>
        <source>Show or hide the summary</source>
        <translation>Die Zusammenfassung zeigen oder ausblenden</translation>
    </message>
    <message>
        <source>The agent&apos;s mode is now %1</source>
        <translation>Der Modus des Agenten ist jetzt %1</translation>
    </message>
    <message>
        <source>Done after %1</source>
        <translation>Fertig nach %1</translation>
    </message>
    <message>
        <source>Stopped after %1: the model&apos;s limit of tokens was reached. Ask it to go on.</source>
        <translation>Nach %1 angehalten: Die Token-Grenze des Modells wurde erreicht. Bitten Sie es, fortzufahren.</translation>
    </message>
    <message>
        <source>Stopped after %1: the limit of model requests for one turn was reached. Ask it to go on.</source>
        <translation>Nach %1 angehalten: Die Grenze der Modellanfragen für einen Durchgang wurde erreicht. Bitten Sie es, fortzufahren.</translation>
    </message>
    <message>
        <source>The agent refused to go on.</source>
        <translation>Der Agent hat sich geweigert, fortzufahren.</translation>
    </message>
    <message>
        <source>Stopped by you after %1</source>
        <translation>Nach %1 von Ihnen angehalten</translation>
    </message>
    <message>
        <source>Ended after %1</source>
        <translation>Nach %1 beendet</translation>
    </message>
    <message>
        <source>The turn did not finish</source>
        <translation>Der Durchgang wurde nicht fertig</translation>
    </message>
    <message>
        <source>The agent&apos;s program ended.</source>
        <translation>Das Programm des Agenten ist beendet.</translation>
    </message>
    <message>
        <source>The agent&apos;s program was ended by signal %1.</source>
        <translation>Das Programm des Agenten wurde durch Signal %1 beendet.</translation>
    </message>
    <message>
        <source>The agent&apos;s program ended with code %1.</source>
        <translation>Das Programm des Agenten endete mit Code %1.</translation>
    </message>
    <message>
        <source>Accepted on branch %1</source>
        <translation>Auf Zweig %1 angenommen</translation>
    </message>
    <message>
        <source>Commit %1 is in your repository. Your working tree was not touched.</source>
        <translation>Der Commit %1 ist in Ihrem Repository. Ihr Arbeitsverzeichnis wurde nicht angerührt.</translation>
    </message>
    <message>
        <source>Lines of the agent&apos;s output that were no messages: %1</source>
        <translation>Zeilen in der Ausgabe des Agenten, die keine Nachrichten waren: %1</translation>
    </message>
    <message>
        <source>Hide these lines</source>
        <translation>Diese Zeilen ausblenden</translation>
    </message>
    <message>
        <source>Show these lines</source>
        <translation>Diese Zeilen zeigen</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Think</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>Abrufen</translation>
    </message>
    <message>
        <source>Switch mode</source>
        <translation>Modus wechseln</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Werkzeug</translation>
    </message>
    <message>
        <source>Waits for your answer</source>
        <translation>Wartet auf Ihre Antwort</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Exit code %1</source>
        <translation>Exit-Code %1</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>Unvollendet</translation>
    </message>
    <message>
        <source>Hide the details of this call</source>
        <translation>Die Einzelheiten dieses Aufrufs ausblenden</translation>
    </message>
    <message>
        <source>Show the details of this call</source>
        <translation>Die Einzelheiten dieses Aufrufs zeigen</translation>
    </message>
    <message>
        <source>Copy the output</source>
        <translation>Die Ausgabe kopieren</translation>
    </message>
    <message>
        <source>Show all %1 lines</source>
        <translation>Alle %1 Zeilen zeigen</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Only the start and the end of this output are shown; copying takes all of it.</source>
        <translation>Nur Anfang und Ende dieser Ausgabe werden gezeigt; beim Kopieren wird alles übernommen.</translation>
    </message>
    <message>
        <source>Nobody waits for %1 any more</source>
        <translation>Auf %1 wartet niemand mehr</translation>
    </message>
    <message>
        <source>%1 denied by %2</source>
        <translation>%1 abgelehnt von %2</translation>
    </message>
    <message>
        <source>%1 denied by %2: %3</source>
        <translation>%1 abgelehnt von %2: %3</translation>
    </message>
    <message>
        <source>%1 allowed for the turn by %2</source>
        <translation>%1 für den Durchgang erlaubt von %2</translation>
    </message>
    <message>
        <source>%1 allowed for the session by %2</source>
        <translation>%1 für die Sitzung erlaubt von %2</translation>
    </message>
    <message>
        <source>%1 allowed for the repository by %2</source>
        <translation>%1 für das Repository erlaubt von %2</translation>
    </message>
    <message>
        <source>%1 always allowed by %2</source>
        <translation>%1 immer erlaubt von %2</translation>
    </message>
    <message>
        <source>%1 allowed once by %2</source>
        <translation>%1 einmal erlaubt von %2</translation>
    </message>
</context>
<context>
    <name>pilothouse::KeyFile</name>
    <message>
        <source>The key file is damaged, or is none. Restore it from a backup, or remove it and enter the keys again.</source>
        <translation>Die Schlüsseldatei ist beschädigt oder keine. Stellen Sie sie aus einer Sicherung wieder her, oder entfernen Sie sie und geben Sie die Schlüssel neu ein.</translation>
    </message>
    <message>
        <source>The keys could not be encrypted on this machine.</source>
        <translation>Die Schlüssel konnten auf diesem Rechner nicht verschlüsselt werden.</translation>
    </message>
    <message>
        <source>The key file asks for more memory than a key file needs; it is not opened.</source>
        <translation>Die Schlüsseldatei verlangt mehr Speicher, als eine Schlüsseldatei braucht; sie wird nicht geöffnet.</translation>
    </message>
    <message>
        <source>The passphrase of the key file is wrong, or the file was changed by somebody who does not know it.</source>
        <translation>Die Passphrase der Schlüsseldatei ist falsch, oder jemand, der sie nicht kennt, hat die Datei geändert.</translation>
    </message>
    <message>
        <source>The key file %1 cannot be read.</source>
        <translation>Die Schlüsseldatei %1 ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The key file %1 cannot be written.</source>
        <translation>Die Schlüsseldatei %1 kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>No key of this name is stored.</source>
        <translation>Kein Schlüssel dieses Namens ist gespeichert.</translation>
    </message>
</context>
<context>
    <name>pilothouse::KeyHints</name>
    <message>
        <source>%1: %2</source>
        <comment>a key: what it does</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Keys. %1</source>
        <translation>Tasten. %1</translation>
    </message>
</context>
<context>
    <name>pilothouse::KeySheet</name>
    <message>
        <source>Keys of a review</source>
        <translation>Tasten im Review</translation>
    </message>
</context>
<context>
    <name>pilothouse::Keychain</name>
    <message>
        <source>No key of this name is stored.</source>
        <translation>Kein Schlüssel dieses Namens ist gespeichert.</translation>
    </message>
    <message>
        <source>The system&apos;s keychain refused access. Unlock it and try again.</source>
        <translation>Der Schlüsselbund des Systems hat den Zugriff verweigert. Entsperren Sie ihn und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>This system&apos;s keychain cannot be used. Install and unlock one (GNOME Keyring or KWallet), then try again; keys are never stored unencrypted.</source>
        <translation>Der Schlüsselbund dieses Systems kann nicht verwendet werden. Installieren und entsperren Sie einen (GNOME-Schlüsselbund oder KWallet) und versuchen Sie es noch einmal; Schlüssel werden nie unverschlüsselt gespeichert.</translation>
    </message>
    <message>
        <source>The system&apos;s keychain failed.</source>
        <translation>Der Schlüsselbund des Systems hat versagt.</translation>
    </message>
    <message>
        <source>The system&apos;s keychain did not answer. Look for a window in which it asks for its password.</source>
        <translation>Der Schlüsselbund des Systems hat nicht geantwortet. Suchen Sie nach einem Fenster, in dem er nach seinem Passwort fragt.</translation>
    </message>
</context>
<context>
    <name>pilothouse::MainWindow</name>
    <message>
        <source>Practice session</source>
        <translation>Übungssitzung</translation>
    </message>
    <message>
        <source>The test tests/run.sh fails. Find out why and mend it.</source>
        <translation>Der Test tests/run.sh schlägt fehl. Finden Sie heraus, warum, und beheben Sie es.</translation>
    </message>
    <message>
        <source>Move to the Trash?</source>
        <translation>In den Papierkorb legen?</translation>
    </message>
    <message>
        <source>The sandbox of the session “%1” is deleted. The session can be brought back from the Trash for some time.</source>
        <translation>Die Sandbox der Sitzung „%1“ wird gelöscht. Die Sitzung lässt sich noch einige Zeit aus dem Papierkorb zurückholen.</translation>
    </message>
    <message>
        <source>Move to the Trash</source>
        <translation>In den Papierkorb legen</translation>
    </message>
    <message>
        <source>Events cannot be saved at the moment. Pilothouse waits and goes on by itself as soon as it can.</source>
        <translation>Ereignisse können zurzeit nicht gespeichert werden. Pilothouse wartet und fährt von selbst fort, sobald es geht.</translation>
    </message>
    <message>
        <source>No container engine answers, so no agent can be started. The command “pilothouse doctor” says what to do.</source>
        <translation>Keine Container-Engine antwortet, deshalb kann kein Agent gestartet werden. Der Befehl „pilothouse doctor“ sagt, was zu tun ist.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>The session is in the Trash.</source>
        <translation>Die Sitzung liegt im Papierkorb.</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Pilothouse</source>
        <translation>Pilothouse</translation>
    </message>
    <message>
        <source>&amp;Session</source>
        <translation>&amp;Sitzung</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe zu</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Design</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>New session…</source>
        <translation>Neue Sitzung …</translation>
    </message>
    <message>
        <source>Start the practice session</source>
        <translation>Die Übungssitzung beginnen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Pin or unpin</source>
        <translation>Anheften oder lösen</translation>
    </message>
    <message>
        <source>Move to the Trash…</source>
        <translation>In den Papierkorb legen …</translation>
    </message>
    <message>
        <source>Accept changes…</source>
        <translation>Änderungen annehmen …</translation>
    </message>
    <message>
        <source>Stop the agent</source>
        <translation>Den Agenten anhalten</translation>
    </message>
    <message>
        <source>Allow once what the agent asks</source>
        <translation>Einmal erlauben, was der Agent erfragt</translation>
    </message>
    <message>
        <source>Deny what the agent asks</source>
        <translation>Ablehnen, was der Agent erfragt</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>Die Seitenleiste zeigen oder ausblenden</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Terminal</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>Eingang</translation>
    </message>
    <message>
        <source>Next session</source>
        <translation>Nächste Sitzung</translation>
    </message>
    <message>
        <source>Previous session</source>
        <translation>Vorige Sitzung</translation>
    </message>
    <message>
        <source>Filter sessions</source>
        <translation>Sitzungen filtern</translation>
    </message>
    <message>
        <source>Write to the agent</source>
        <translation>Dem Agenten schreiben</translation>
    </message>
    <message>
        <source>About Pilothouse</source>
        <translation>Über Pilothouse</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message numerus="yes">
        <source>The session “%1” has changes in %n file(s). Its sandbox is deleted; the session with its changes can be brought back from the Trash for some time.</source>
        <translation>
            <numerusform>Die Sitzung „%1“ hat Änderungen in %n Datei. Ihre Sandbox wird gelöscht; die Sitzung mit ihren Änderungen lässt sich noch einige Zeit aus dem Papierkorb zurückholen.</numerusform>
            <numerusform>Die Sitzung „%1“ hat Änderungen in %n Dateien. Ihre Sandbox wird gelöscht; die Sitzung mit ihren Änderungen lässt sich noch einige Zeit aus dem Papierkorb zurückholen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) wait for your answer.</source>
        <translation>
            <numerusform>%n Frage wartet auf Ihre Antwort.</numerusform>
            <numerusform>%n Fragen warten auf Ihre Antwort.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2 of earlier sandboxes belong to no session any more.</source>
        <translation>%1 und %2 früherer Sandboxen gehören zu keiner Sitzung mehr.</translation>
    </message>
    <message numerus="yes">
        <source>%n container(s)</source>
        <translation>
            <numerusform>%n Container</numerusform>
            <numerusform>%n Container</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s)</source>
        <translation>
            <numerusform>%n Volume</numerusform>
            <numerusform>%n Volumes</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove them</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Usage and budgets</source>
        <translation>Verbrauch und Budgets</translation>
    </message>
</context>
<context>
    <name>pilothouse::ModelChoice</name>
    <message>
        <source>“%1” is no model protocol. Those are: openai-chat, openai-responses, anthropic-messages, gemini.</source>
        <translation>„%1“ ist kein Modellprotokoll. Es gibt: openai-chat, openai-responses, anthropic-messages, gemini.</translation>
    </message>
    <message>
        <source>The agent %1 speaks none of the protocols of the model provider %2. Choose another agent or model.</source>
        <translation>Der Agent %1 spricht keines der Protokolle des Modellanbieters %2. Wählen Sie einen anderen Agenten oder ein anderes Modell.</translation>
    </message>
    <message>
        <source>The agent %1 does not speak the model protocol “%2”.</source>
        <translation>Der Agent %1 spricht das Modellprotokoll „%2“ nicht.</translation>
    </message>
</context>
<context>
    <name>pilothouse::ModelGateway</name>
    <message>
        <source>Too many model requests are open at once. Wait until one has been answered.</source>
        <translation>Zu viele Modellanfragen sind zugleich offen. Warten Sie, bis eine beantwortet ist.</translation>
    </message>
    <message>
        <source>The agent gave up this model request.</source>
        <translation>Der Agent hat diese Modellanfrage aufgegeben.</translation>
    </message>
    <message>
        <source>This is not a web address. Write the provider&apos;s base URL, such as https://api.example.com/v1.</source>
        <translation>Das ist keine Webadresse. Geben Sie die Basis-URL des Anbieters an, etwa https://api.example.com/v1.</translation>
    </message>
    <message>
        <source>The URL must not hold a user name or password. Store the key as the provider&apos;s key instead.</source>
        <translation>Die URL darf weder Benutzernamen noch Passwort enthalten. Speichern Sie den Schlüssel stattdessen als Schlüssel des Anbieters.</translation>
    </message>
    <message>
        <source>The URL must end with its path. Remove what follows ? or #.</source>
        <translation>Die URL muss mit ihrem Pfad enden. Entfernen Sie, was auf ? oder # folgt.</translation>
    </message>
    <message>
        <source>Prompts and keys would travel unencrypted. Use https, or an endpoint on this machine.</source>
        <translation>Prompts und Schlüssel würden unverschlüsselt übertragen. Verwenden Sie https oder einen Endpunkt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>This endpoint answers only the requests of the session&apos;s model protocol: messages or completions, counts of tokens and the list of models.</source>
        <translation>Dieser Endpunkt beantwortet nur Anfragen des Modellprotokolls der Sitzung: Nachrichten oder Vervollständigungen, Token-Zählungen und die Modellliste.</translation>
    </message>
    <message>
        <source>The same request came again; it is answered there.</source>
        <translation>Dieselbe Anfrage kam noch einmal; sie wird dort beantwortet.</translation>
    </message>
    <message>
        <source>%1 It was not sent (%2). Only what runs in the sandbox is allowed.</source>
        <translation>%1 Sie wurde nicht gesendet (%2). Nur was in der Sandbox läuft, ist erlaubt.</translation>
    </message>
</context>
<context>
    <name>pilothouse::ModelPrices</name>
    <message>
        <source>The list of model prices is not usable at %1: %2. Correct it there.</source>
        <translation>Die Liste der Modellpreise ist an der Stelle %1 nicht brauchbar: %2. Berichtigen Sie sie dort.</translation>
    </message>
    <message>
        <source>it should be a number from 0 to %L1</source>
        <translation>es sollte eine Zahl von 0 bis %L1 sein</translation>
    </message>
    <message>
        <source>“%1” is not known there</source>
        <translation>„%1“ ist dort nicht bekannt</translation>
    </message>
    <message>
        <source>The list of model prices is missing from the program.</source>
        <translation>Die Liste der Modellpreise fehlt im Programm.</translation>
    </message>
    <message>
        <source>Your model prices in %1 cannot be read.</source>
        <translation>Ihre Modellpreise in %1 sind nicht lesbar.</translation>
    </message>
    <message>
        <source>it should be a date, such as 2026-01-31</source>
        <translation>es sollte ein Datum sein, etwa 2026-01-31</translation>
    </message>
</context>
<context>
    <name>pilothouse::ModelRequest</name>
    <message>
        <source>The request has no messages.</source>
        <translation>Die Anfrage hat keine Nachrichten (messages).</translation>
    </message>
    <message>
        <source>The request has no contents.</source>
        <translation>Die Anfrage hat keine Inhalte (contents).</translation>
    </message>
    <message>
        <source>This is not a request of the model protocol.</source>
        <translation>Das ist keine Anfrage des Modellprotokolls.</translation>
    </message>
    <message>
        <source>The request offers the model a tool that runs at the provider and not in the sandbox.</source>
        <translation>Die Anfrage bietet dem Modell ein Werkzeug an, das beim Anbieter läuft und nicht in der Sandbox.</translation>
    </message>
    <message>
        <source>The request names content by its address, which the provider would fetch, instead of holding it.</source>
        <translation>Die Anfrage nennt Inhalt mit einer Adresse, die der Anbieter abrufen würde, statt ihn zu enthalten.</translation>
    </message>
    <message>
        <source>The request uses or leaves something that is stored at the provider.</source>
        <translation>Die Anfrage benutzt oder hinterlässt etwas, das beim Anbieter gespeichert ist.</translation>
    </message>
    <message>
        <source>The request has a part that Pilothouse does not know, so what it does cannot be said.</source>
        <translation>Die Anfrage hat einen Teil, den Pilothouse nicht kennt; was er tut, lässt sich daher nicht sagen.</translation>
    </message>
    <message>
        <source>The request&apos;s “%1” is not of the kind that belongs there.</source>
        <translation>„%1“ in der Anfrage ist nicht von der Art, die dort hingehört.</translation>
    </message>
    <message>
        <source>The request has no input.</source>
        <translation>Die Anfrage hat keine Eingabe (input).</translation>
    </message>
</context>
<context>
    <name>pilothouse::MomentDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Fork</source>
        <translation>Fork</translation>
    </message>
    <message>
        <source>Bring the sandbox back to this moment?</source>
        <translation>Die Sandbox auf diesen Zeitpunkt zurückbringen?</translation>
    </message>
    <message>
        <source>Start another session from this moment?</source>
        <translation>Von diesem Zeitpunkt an eine weitere Sitzung beginnen?</translation>
    </message>
    <message>
        <source>The files in the sandbox become what they were then. What they are now is kept as a moment of its own, so that you can undo this. The agent is told with its next prompt.</source>
        <translation>Die Dateien in der Sandbox werden, was sie damals waren. Was sie jetzt sind, bleibt als eigener Zeitpunkt erhalten, sodass Sie das rückgängig machen können. Der Agent erfährt es mit Ihrem nächsten Prompt.</translation>
    </message>
    <message>
        <source>Not brought back: files that are ignored, processes that run, and the agent’s memory of what it did since.</source>
        <translation>Nicht zurückgebracht: ignorierte Dateien, laufende Prozesse und das Gedächtnis des Agenten, was er seitdem getan hat.</translation>
    </message>
    <message>
        <source>It has a sandbox and an agent of its own, the files of this moment, and the same base, so that you accept from it as from any other. This session goes on as it is.</source>
        <translation>Sie hat eine eigene Sandbox und einen eigenen Agenten, die Dateien dieses Zeitpunkts und dieselbe Basis, sodass Sie aus ihr annehmen wie aus jeder anderen. Diese Sitzung läuft weiter wie bisher.</translation>
    </message>
    <message>
        <source>Not taken along: ignored files, running processes, and what this agent knows.</source>
        <translation>Nicht mitgenommen: ignorierte Dateien, laufende Prozesse und was dieser Agent weiß.</translation>
    </message>
    <message>
        <source>First prompt</source>
        <translation>Erster Prompt</translation>
    </message>
    <message>
        <source>Leave it empty to only prepare the session</source>
        <translation>Leer lassen, um die Sitzung nur vorzubereiten</translation>
    </message>
    <message>
        <source>Restoring…</source>
        <translation>Wird wiederhergestellt …</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird begonnen …</translation>
    </message>
    <message>
        <source>Start the session</source>
        <translation>Sitzung beginnen</translation>
    </message>
</context>
<context>
    <name>pilothouse::NewSessionDialog</name>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>changed, staged</source>
        <translation>geändert, vorgemerkt</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>New session</source>
        <translation>Neue Sitzung</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen …</translation>
    </message>
    <message>
        <source>A commit or branch</source>
        <translation>Ein Commit oder Zweig</translation>
    </message>
    <message>
        <source>HEAD with my uncommitted changes</source>
        <translation>HEAD mit meinen nicht committeten Änderungen</translation>
    </message>
    <message>
        <source>Commit or branch to start from</source>
        <translation>Commit oder Zweig, von dem ausgegangen wird</translation>
    </message>
    <message>
        <source>Uncommitted changes</source>
        <translation>Nicht committete Änderungen</translation>
    </message>
    <message>
        <source>Practice model (offline, free, follows a script)</source>
        <translation>Übungsmodell (offline, kostenlos, folgt einem Skript)</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>Name des Modells</translation>
    </message>
    <message>
        <source>Ask me before each step that does something</source>
        <translation>Vor jedem Schritt, der etwas bewirkt, fragen</translation>
    </message>
    <message>
        <source>Inside the sandbox everything is free; only what leaves it is asked</source>
        <translation>Innerhalb der Sandbox ist alles frei; nur was sie verlässt, wird gefragt</translation>
    </message>
    <message>
        <source>What should the agent do? It can also be said later.</source>
        <translation>Was soll der Agent tun? Es lässt sich auch später sagen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Start session</source>
        <translation>Sitzung beginnen</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>Repository</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>Ausgehen von</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Address of the model&apos;s service</source>
        <translation>Adresse des Modelldienstes</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>Freigaben</translation>
    </message>
    <message>
        <source>Path of a git repository; empty for the practice repository</source>
        <translation>Pfad eines git-Repositorys; leer für das Übungs-Repository</translation>
    </message>
    <message>
        <source>Choose a repository</source>
        <translation>Ein Repository auswählen</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>Give the address of the model&apos;s service and the model&apos;s name.</source>
        <translation>Geben Sie die Adresse des Modelldienstes und den Namen des Modells an.</translation>
    </message>
    <message>
        <source>Looking at the working tree…</source>
        <translation>Das Arbeitsverzeichnis wird angesehen …</translation>
    </message>
    <message>
        <source>There are no uncommitted changes; the session starts from HEAD.</source>
        <translation>Es gibt keine nicht committeten Änderungen; die Sitzung geht von HEAD aus.</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Key, if the service needs one; empty keeps the one that is stored</source>
        <translation>Schlüssel, falls der Dienst einen braucht; leer bleibt der gespeicherte</translation>
    </message>
    <message>
        <source>Key of the model&apos;s service</source>
        <translation>Schlüssel des Modelldienstes</translation>
    </message>
    <message>
        <source>The key is kept in the system&apos;s keychain and added on this machine. It never enters a sandbox.</source>
        <translation>Der Schlüssel liegt im Schlüsselbund des Systems und wird auf diesem Rechner hinzugefügt. Er gelangt nie in eine Sandbox.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) go into the sandbox as they are now. Ignored files stay out.</source>
        <translation>
            <numerusform>%n Datei kommt so in die Sandbox, wie sie jetzt ist. Ignorierte Dateien bleiben draußen.</numerusform>
            <numerusform>%n Dateien kommen so in die Sandbox, wie sie jetzt sind. Ignorierte Dateien bleiben draußen.</numerusform>
        </translation>
    </message>
    <message>
        <source>OpenAI, or an address that is compatible</source>
        <translation>OpenAI oder eine kompatible Adresse</translation>
    </message>
    <message numerus="yes">
        <source>Start %n attempt(s)</source>
        <translation>
            <numerusform>%n Versuch starten</numerusform>
            <numerusform>%n Versuche starten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::OriginLookup</name>
    <message>
        <source>during %1</source>
        <translation>während %1</translation>
    </message>
    <message numerus="yes">
        <source>during one of %n calls</source>
        <translation>
            <numerusform>während eines von %n Aufruf</numerusform>
            <numerusform>während eines von %n Aufrufen</numerusform>
        </translation>
    </message>
    <message>
        <source>between calls</source>
        <translation>zwischen Aufrufen</translation>
    </message>
    <message>
        <source>put back by you</source>
        <translation>von Ihnen zurückgeholt</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
</context>
<context>
    <name>pilothouse::PracticeEndpoint</name>
    <message>
        <source>The practice endpoint cannot use port %1. Choose another one.</source>
        <translation>Der Übungsendpunkt kann Port %1 nicht benutzen. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>The practice model has no such request.</source>
        <translation>Das Übungsmodell kennt diese Anfrage nicht.</translation>
    </message>
    <message>
        <source>The key is missing or wrong.</source>
        <translation>Der Schlüssel fehlt oder ist falsch.</translation>
    </message>
</context>
<context>
    <name>pilothouse::PracticeModel</name>
    <message>
        <source>The practice model&apos;s script is missing from the program.</source>
        <translation>Das Skript des Übungsmodells fehlt im Programm.</translation>
    </message>
    <message>
        <source>The practice script has a step without a usable id, or one that does nothing.</source>
        <translation>Das Übungsskript hat einen Schritt ohne brauchbare Kennung oder einen, der nichts tut.</translation>
    </message>
</context>
<context>
    <name>pilothouse::PracticeRepository</name>
    <message>
        <source>The sample repository could not be created. Check that there is room on the disk and that its folder can be written.</source>
        <translation>Das Beispiel-Repository konnte nicht angelegt werden. Prüfen Sie, ob auf dem Datenträger Platz ist und in seinen Ordner geschrieben werden kann.</translation>
    </message>
    <message>
        <source>The sample repository is missing from the program.</source>
        <translation>Das Beispiel-Repository fehlt im Programm.</translation>
    </message>
    <message>
        <source>The tests of this repository fail. Find out why and mend it.</source>
        <translation>Die Tests dieses Repositorys schlagen fehl. Finden Sie heraus, warum, und beheben Sie es.</translation>
    </message>
    <message>
        <source>The folder %1 holds something else than the sample repository. Move it away, or choose another folder.</source>
        <translation>Der Ordner %1 enthält etwas anderes als das Beispiel-Repository. Verschieben Sie es oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be created.</source>
        <translation>Der Ordner %1 kann nicht angelegt werden.</translation>
    </message>
</context>
<context>
    <name>pilothouse::ProgressPanel</name>
    <message>
        <source>Waiting for a place to start</source>
        <translation>Wartet auf einen Platz zum Starten</translation>
    </message>
    <message>
        <source>Preparing the session</source>
        <translation>Die Sitzung wird vorbereitet</translation>
    </message>
    <message>
        <source>Other sessions are starting; this one follows.</source>
        <translation>Andere Sitzungen starten gerade; diese folgt.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>pilothouse::RadarWatch</name>
    <message numerus="yes">
        <source>Touches lines that “%1” also changes: %n file(s).</source>
        <translation>
            <numerusform>Berührt Zeilen, die auch „%1“ ändert: %n Datei.</numerusform>
            <numerusform>Berührt Zeilen, die auch „%1“ ändert: %n Dateien.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Touches lines that %1 other sessions also change: %n file(s).</source>
        <translation>
            <numerusform>Berührt Zeilen, die auch %1 andere Sitzungen ändern: %n Datei.</numerusform>
            <numerusform>Berührt Zeilen, die auch %1 andere Sitzungen ändern: %n Dateien.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What is checked out has moved on and would conflict in %n file(s).</source>
        <translation>
            <numerusform>Das Ausgecheckte hat sich bewegt und ergäbe Konflikte in %n Datei.</numerusform>
            <numerusform>Das Ausgecheckte hat sich bewegt und ergäbe Konflikte in %n Dateien.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The branch %1 has moved on and would conflict in %n file(s).</source>
        <translation>
            <numerusform>Der Zweig %1 hat sich bewegt und ergäbe Konflikte in %n Datei.</numerusform>
            <numerusform>Der Zweig %1 hat sich bewegt und ergäbe Konflikte in %n Dateien.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::RejectionStatus</name>
    <message numerus="yes">
        <source>%n rejected part(s) leave the sandbox now</source>
        <translation>
            <numerusform>%n abgelehnter Teil verlässt jetzt die Sandbox</numerusform>
            <numerusform>%n abgelehnte Teile verlassen jetzt die Sandbox</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected part(s) leave the sandbox in %1 s</source>
        <translation>
            <numerusform>%n abgelehnter Teil verlässt die Sandbox in %1 s</numerusform>
            <numerusform>%n abgelehnte Teile verlassen die Sandbox in %1 s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected part(s) leave the sandbox when the agent is done</source>
        <translation>
            <numerusform>%n abgelehnter Teil verlässt die Sandbox, wenn der Agent fertig ist</numerusform>
            <numerusform>%n abgelehnte Teile verlassen die Sandbox, wenn der Agent fertig ist</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected part(s) leave the sandbox before the next prompt</source>
        <translation>
            <numerusform>%n abgelehnter Teil verlässt die Sandbox vor der nächsten Eingabe</numerusform>
            <numerusform>%n abgelehnte Teile verlassen die Sandbox vor der nächsten Eingabe</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) come back into the sandbox now</source>
        <translation>
            <numerusform>%n Teil kommt jetzt in die Sandbox zurück</numerusform>
            <numerusform>%n Teile kommen jetzt in die Sandbox zurück</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) come back into the sandbox in %1 s</source>
        <translation>
            <numerusform>%n Teil kommt in %1 s in die Sandbox zurück</numerusform>
            <numerusform>%n Teile kommen in %1 s in die Sandbox zurück</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) come back into the sandbox when the agent is done</source>
        <translation>
            <numerusform>%n Teil kommt in die Sandbox zurück, wenn der Agent fertig ist</numerusform>
            <numerusform>%n Teile kommen in die Sandbox zurück, wenn der Agent fertig ist</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) come back into the sandbox before the next prompt</source>
        <translation>
            <numerusform>%n Teil kommt vor der nächsten Eingabe in die Sandbox zurück</numerusform>
            <numerusform>%n Teile kommen vor der nächsten Eingabe in die Sandbox zurück</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected part(s) have left the sandbox</source>
        <translation>
            <numerusform>%n abgelehnter Teil hat die Sandbox verlassen</numerusform>
            <numerusform>%n abgelehnte Teile haben die Sandbox verlassen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1. Undo keeps them there.</source>
        <translation>%1. Rückgängig lässt sie dort.</translation>
    </message>
    <message>
        <source>%1. Undo brings them back; the agent is told with your next prompt.</source>
        <translation>%1. Rückgängig bringt sie zurück; der Agent erfährt es mit Ihrer nächsten Eingabe.</translation>
    </message>
</context>
<context>
    <name>pilothouse::RemoteExchange</name>
    <message>
        <source>The model provider %1 did not answer in time. Try again, or choose another model.</source>
        <translation>Der Modellanbieter %1 hat nicht rechtzeitig geantwortet. Versuchen Sie es noch einmal oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>The key of the model provider %1 holds characters that no key has. Enter it again in the settings.</source>
        <translation>Der Schlüssel des Modellanbieters %1 enthält Zeichen, die kein Schlüssel hat. Geben Sie ihn in den Einstellungen neu ein.</translation>
    </message>
    <message>
        <source>The model provider %1 redirects to another address, which is not followed. Correct its URL in the settings.</source>
        <translation>Der Modellanbieter %1 leitet an eine andere Adresse weiter, der nicht gefolgt wird. Berichtigen Sie seine URL in den Einstellungen.</translation>
    </message>
    <message>
        <source>The answer of the model provider %1 does not end and was broken off.</source>
        <translation>Die Antwort des Modellanbieters %1 nimmt kein Ende und wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The answer of the model provider %1 broke off in its middle. The agent tries again by itself.</source>
        <translation>Die Antwort des Modellanbieters %1 brach mittendrin ab. Der Agent versucht es von selbst noch einmal.</translation>
    </message>
    <message>
        <source>The model provider %1 refused the key. Check it in the settings.</source>
        <translation>Der Modellanbieter %1 hat den Schlüssel abgelehnt. Prüfen Sie ihn in den Einstellungen.</translation>
    </message>
    <message>
        <source>The model provider %1 limits how much it answers. Wait a little, or check your plan there.</source>
        <translation>Der Modellanbieter %1 begrenzt, wie viel er antwortet. Warten Sie ein wenig oder prüfen Sie dort Ihren Tarif.</translation>
    </message>
    <message>
        <source>The model provider %1 answered with the error %2.</source>
        <translation>Der Modellanbieter %1 antwortete mit dem Fehler %2.</translation>
    </message>
    <message>
        <source>The connection to the model provider %1 is not secure: its certificate cannot be trusted. Check its URL and this machine&apos;s clock.</source>
        <translation>Die Verbindung zum Modellanbieter %1 ist nicht sicher: Seinem Zertifikat kann nicht vertraut werden. Prüfen Sie seine URL und die Uhr dieses Rechners.</translation>
    </message>
    <message>
        <source>The model provider %1 was not found. Check its URL and the network.</source>
        <translation>Der Modellanbieter %1 wurde nicht gefunden. Prüfen Sie seine URL und das Netzwerk.</translation>
    </message>
    <message>
        <source>The model provider %1 cannot be reached. Check that it runs, its URL and the network.</source>
        <translation>Der Modellanbieter %1 ist nicht erreichbar. Prüfen Sie, ob er läuft, seine URL und das Netzwerk.</translation>
    </message>
</context>
<context>
    <name>pilothouse::ReviewDocument</name>
    <message>
        <source>The lines are not there.</source>
        <translation>Diese Zeilen gibt es dort nicht.</translation>
    </message>
</context>
<context>
    <name>pilothouse::ReviewKeys</name>
    <message>
        <source>Next hunk</source>
        <translation>Nächster Abschnitt</translation>
    </message>
    <message>
        <source>next</source>
        <translation>weiter</translation>
    </message>
    <message>
        <source>Previous hunk</source>
        <translation>Vorheriger Abschnitt</translation>
    </message>
    <message>
        <source>previous</source>
        <translation>zurück</translation>
    </message>
    <message>
        <source>Next file</source>
        <translation>Nächste Datei</translation>
    </message>
    <message>
        <source>Previous file</source>
        <translation>Vorherige Datei</translation>
    </message>
    <message>
        <source>Next file that you have not seen</source>
        <translation>Nächste Datei, die Sie nicht gesehen haben</translation>
    </message>
    <message>
        <source>Go to a file by its name</source>
        <translation>Eine Datei nach ihrem Namen öffnen</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Find in all files</source>
        <translation>In allen Dateien suchen</translation>
    </message>
    <message>
        <source>find</source>
        <translation>suchen</translation>
    </message>
    <message>
        <source>Next place that was found</source>
        <translation>Nächste Fundstelle</translation>
    </message>
    <message>
        <source>Previous place that was found</source>
        <translation>Vorherige Fundstelle</translation>
    </message>
    <message>
        <source>Accept the hunk, or the selected lines</source>
        <translation>Den Abschnitt oder die gewählten Zeilen annehmen</translation>
    </message>
    <message>
        <source>accept</source>
        <translation>annehmen</translation>
    </message>
    <message>
        <source>Accept the whole file</source>
        <translation>Die ganze Datei annehmen</translation>
    </message>
    <message>
        <source>Reject the hunk, or the selected lines</source>
        <translation>Den Abschnitt oder die gewählten Zeilen ablehnen</translation>
    </message>
    <message>
        <source>reject</source>
        <translation>ablehnen</translation>
    </message>
    <message>
        <source>Reject the whole file</source>
        <translation>Die ganze Datei ablehnen</translation>
    </message>
    <message>
        <source>Leave it open again</source>
        <translation>Wieder offen lassen</translation>
    </message>
    <message>
        <source>Undo the last decision</source>
        <translation>Die letzte Entscheidung rückgängig machen</translation>
    </message>
    <message>
        <source>undo</source>
        <translation>rückgängig</translation>
    </message>
    <message>
        <source>Undo the undo</source>
        <translation>Das Rückgängigmachen zurücknehmen</translation>
    </message>
    <message>
        <source>Tick the file off as viewed, and go on</source>
        <translation>Die Datei als angesehen abhaken und weitergehen</translation>
    </message>
    <message>
        <source>viewed</source>
        <translation>angesehen</translation>
    </message>
    <message>
        <source>Commit what is accepted</source>
        <translation>Angenommenes committen</translation>
    </message>
    <message>
        <source>Comment on the hunk, or the selected lines</source>
        <translation>Den Abschnitt oder die gewählten Zeilen kommentieren</translation>
    </message>
    <message>
        <source>comment</source>
        <translation>kommentieren</translation>
    </message>
    <message>
        <source>Comment on the whole file</source>
        <translation>Die ganze Datei kommentieren</translation>
    </message>
    <message>
        <source>Show all comments</source>
        <translation>Alle Kommentare zeigen</translation>
    </message>
    <message>
        <source>Conclude the review with a verdict</source>
        <translation>Das Review mit einem Urteil abschließen</translation>
    </message>
    <message>
        <source>Show more lines around the hunk</source>
        <translation>Mehr Zeilen um den Abschnitt zeigen</translation>
    </message>
    <message>
        <source>Show all lines of the file</source>
        <translation>Alle Zeilen der Datei zeigen</translation>
    </message>
    <message>
        <source>Fold the file up, or open it</source>
        <translation>Die Datei ein- oder ausklappen</translation>
    </message>
    <message>
        <source>Old and new side by side, or in one column</source>
        <translation>Alt und neu nebeneinander oder in einer Spalte</translation>
    </message>
    <message>
        <source>split</source>
        <translation>geteilt</translation>
    </message>
    <message>
        <source>Break long lines</source>
        <translation>Lange Zeilen umbrechen</translation>
    </message>
    <message>
        <source>Why is this hunk here?</source>
        <translation>Warum ist dieser Abschnitt da?</translation>
    </message>
    <message>
        <source>why</source>
        <translation>warum</translation>
    </message>
    <message>
        <source>Show why beside all lines</source>
        <translation>Neben allen Zeilen zeigen, warum sie da sind</translation>
    </message>
    <message>
        <source>To the list of files, and back</source>
        <translation>Zur Dateiliste und zurück</translation>
    </message>
    <message>
        <source>Use the whole width of the window</source>
        <translation>Die ganze Breite des Fensters nutzen</translation>
    </message>
    <message>
        <source>Timeline of the session</source>
        <translation>Zeitleiste der Sitzung</translation>
    </message>
    <message>
        <source>Open the file in your editor</source>
        <translation>Die Datei in Ihrem Editor öffnen</translation>
    </message>
    <message>
        <source>Show all keys</source>
        <translation>Alle Tasten zeigen</translation>
    </message>
    <message>
        <source>all keys</source>
        <translation>alle Tasten</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Navigieren</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>Entscheiden</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Pictures side by side, overlaid, to swipe over, or their difference</source>
        <translation>Bilder nebeneinander, übereinander, zum Wischen oder ihr Unterschied</translation>
    </message>
</context>
<context>
    <name>pilothouse::ReviewPainter</name>
    <message>
        <source>Viewed</source>
        <translation>Angesehen</translation>
    </message>
    <message>
        <source>changed since viewed</source>
        <translation>seit dem Ansehen geändert</translation>
    </message>
    <message>
        <source>unusual characters in the name</source>
        <translation>ungewöhnliche Zeichen im Namen</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message numerus="yes">
        <source>%n unchanged line(s)</source>
        <translation>
            <numerusform>%n unveränderte Zeile</numerusform>
            <numerusform>%n unveränderte Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading the picture…</source>
        <translation>Das Bild wird gelesen …</translation>
    </message>
    <message>
        <source>Before and after, one over the other</source>
        <translation>Vorher und nachher übereinander</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Overlaid</source>
        <translation>Übereinander</translation>
    </message>
    <message>
        <source>Swipe</source>
        <translation>Wischen</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>No pixel differs.</source>
        <translation>Kein Bildpunkt ist anders.</translation>
    </message>
    <message>
        <source>%1 % of the pixels differ.</source>
        <translation>%1 % der Bildpunkte sind anders.</translation>
    </message>
    <message>
        <source>Left of the line before, right of it after</source>
        <translation>Links der Linie vorher, rechts davon nachher</translation>
    </message>
    <message>
        <source>What differs is marked</source>
        <translation>Was anders ist, ist markiert</translation>
    </message>
</context>
<context>
    <name>pilothouse::ReviewPictures</name>
    <message>
        <source>No picture of a kind that is shown</source>
        <translation>Kein Bild in einem Format, das gezeigt wird</translation>
    </message>
    <message>
        <source>The picture cannot be read</source>
        <translation>Das Bild kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>The picture is too large to be shown</source>
        <translation>Das Bild ist zu groß, um gezeigt zu werden</translation>
    </message>
</context>
<context>
    <name>pilothouse::ReviewProgress</name>
    <message numerus="yes">
        <source>Reviewed %1 of %n hunk(s)</source>
        <translation>
            <numerusform>%1 von %n Abschnitt geprüft</numerusform>
            <numerusform>%1 von %n Abschnitten geprüft</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::ReviewView</name>
    <message>
        <source>Comments between the lines</source>
        <translation>Kommentare zwischen den Zeilen</translation>
    </message>
</context>
<context>
    <name>pilothouse::ReviewWords</name>
    <message>
        <source>%1 of %2 hunks</source>
        <comment>reviewed</comment>
        <translation>%1 von %2 Abschnitten</translation>
    </message>
    <message>
        <source>added</source>
        <translation>hinzugefügt</translation>
    </message>
    <message>
        <source>modified</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>renamed</source>
        <translation>umbenannt</translation>
    </message>
    <message>
        <source>copied</source>
        <translation>kopiert</translation>
    </message>
    <message>
        <source>changed in type</source>
        <translation>in der Art geändert</translation>
    </message>
    <message>
        <source>changed in mode</source>
        <translation>im Modus geändert</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>unentschieden</translation>
    </message>
    <message>
        <source>partly decided</source>
        <translation>teilweise entschieden</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>partly accepted, partly rejected</source>
        <translation>teils angenommen, teils abgelehnt</translation>
    </message>
    <message>
        <source>committed</source>
        <translation>committet</translation>
    </message>
    <message>
        <source>Runs when a shell enters the folder (%1)</source>
        <translation>Läuft, wenn eine Shell den Ordner betritt (%1)</translation>
    </message>
    <message>
        <source>Can run when an editor opens the folder (%1)</source>
        <translation>Kann laufen, wenn ein Editor den Ordner öffnet (%1)</translation>
    </message>
    <message>
        <source>Takes effect when git runs (%1)</source>
        <translation>Wirkt, wenn git läuft (%1)</translation>
    </message>
    <message>
        <source>Can run when dependencies are installed (%1)</source>
        <translation>Kann laufen, wenn Abhängigkeiten installiert werden (%1)</translation>
    </message>
    <message>
        <source>Runs when the project is built or tested (%1)</source>
        <translation>Läuft, wenn das Projekt gebaut oder getestet wird (%1)</translation>
    </message>
    <message>
        <source>Runs on servers with the project’s secrets (%1)</source>
        <translation>Läuft auf Servern mit den Geheimnissen des Projekts (%1)</translation>
    </message>
    <message>
        <source>Tells coding agents what to do (%1)</source>
        <translation>Sagt Programmieragenten, was sie tun sollen (%1)</translation>
    </message>
    <message>
        <source>Changes how programs start (%1)</source>
        <translation>Ändert, wie Programme starten (%1)</translation>
    </message>
</context>
<context>
    <name>pilothouse::Runner</name>
    <message>
        <source>The engine runs on %1; Pilothouse&apos;s sandboxes need amd64 or arm64.</source>
        <translation>Die Engine läuft auf %1; die Sandboxes von Pilothouse brauchen amd64 oder arm64.</translation>
    </message>
    <message>
        <source>There is no session %1. See the list of sessions.</source>
        <translation>Es gibt keine Sitzung %1. Sehen Sie in der Liste der Sitzungen nach.</translation>
    </message>
    <message>
        <source>New session</source>
        <translation>Neue Sitzung</translation>
    </message>
    <message>
        <source>The change set has no such file.</source>
        <translation>Diese Datei gibt es unter den Änderungen nicht.</translation>
    </message>
    <message>
        <source>The sandbox is not running. Continue the session first.</source>
        <translation>Die Sandbox läuft nicht. Setzen Sie zuerst die Sitzung fort.</translation>
    </message>
    <message>
        <source>The image %1 can carry sandboxes.</source>
        <translation>Das Image %1 eignet sich für Sandboxes.</translation>
    </message>
    <message>
        <source>%1 and %2 of this data directory belong to no session any more.</source>
        <translation>%1 und %2 dieses Datenverzeichnisses gehören zu keiner Sitzung mehr.</translation>
    </message>
    <message numerus="yes">
        <source>%n container(s)</source>
        <translation>
            <numerusform>%n Container</numerusform>
            <numerusform>%n Container</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s)</source>
        <translation>
            <numerusform>%n Volume</numerusform>
            <numerusform>%n Volumes</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 is ready</source>
        <translation>%1 %2 ist bereit</translation>
    </message>
    <message>
        <source>There is no session %1.</source>
        <translation>Eine Sitzung %1 gibt es nicht.</translation>
    </message>
</context>
<context>
    <name>pilothouse::SandboxLink</name>
    <message>
        <source>The connection to the sandbox was given up.</source>
        <translation>Die Verbindung zur Sandbox wurde aufgegeben.</translation>
    </message>
    <message>
        <source>The sandbox has ended. Continue the session to start it again on the same files.</source>
        <translation>Die Sandbox ist beendet. Setzen Sie die Sitzung fort, um sie mit denselben Dateien wieder zu starten.</translation>
    </message>
</context>
<context>
    <name>pilothouse::SensitiveFiles</name>
    <message>
        <source>The list of sensitive files is missing from the program.</source>
        <translation>Die Liste der heiklen Dateien fehlt im Programm.</translation>
    </message>
    <message>
        <source>The list of sensitive files cannot be read.</source>
        <translation>Die Liste der heiklen Dateien kann nicht gelesen werden.</translation>
    </message>
</context>
<context>
    <name>pilothouse::SessionActor</name>
    <message>
        <source>The prompt is empty. Say what the agent should do.</source>
        <translation>Der Prompt ist leer. Sagen Sie, was der Agent tun soll.</translation>
    </message>
    <message>
        <source>That prompt is no longer waiting.</source>
        <translation>Dieser Prompt wartet nicht mehr.</translation>
    </message>
    <message>
        <source>The question %1 is not open any more.</source>
        <translation>Die Frage %1 ist nicht mehr offen.</translation>
    </message>
    <message>
        <source>There is nothing to cancel: the agent is not working.</source>
        <translation>Es gibt nichts abzubrechen: Der Agent arbeitet nicht.</translation>
    </message>
    <message>
        <source>A session needs a name.</source>
        <translation>Eine Sitzung braucht einen Namen.</translation>
    </message>
    <message>
        <source>A session cannot go from %1 to %2.</source>
        <translation>Eine Sitzung kann nicht von %1 zu %2 übergehen.</translation>
    </message>
    <message>
        <source>The agent wants to be signed in, which this model choice does not need. Check the agent&apos;s configuration.</source>
        <translation>Der Agent verlangt eine Anmeldung, die das gewählte Modell nicht braucht. Prüfen Sie die Konfiguration des Agenten.</translation>
    </message>
    <message>
        <source>The connection to the sandbox is down.</source>
        <translation>Die Verbindung zur Sandbox ist unterbrochen.</translation>
    </message>
    <message>
        <source>The agent&apos;s process ended in the middle of the turn. Send another prompt to start it again.</source>
        <translation>Der Prozess des Agenten endete mitten im Durchgang. Senden Sie einen weiteren Prompt, um ihn wieder zu starten.</translation>
    </message>
    <message>
        <source>The agent did not answer in time and was ended.</source>
        <translation>Der Agent hat nicht rechtzeitig geantwortet und wurde beendet.</translation>
    </message>
    <message>
        <source>I denied what you asked for. My reason: %1</source>
        <translation>Ich habe abgelehnt, worum du gebeten hast. Meine Begründung: %1</translation>
    </message>
    <message>
        <source>I denied “%1”. My reason: %2</source>
        <translation>Ich habe „%1“ abgelehnt. Meine Begründung: %2</translation>
    </message>
    <message>
        <source>The agent ended before it was ready. Its last words are in the transcript.</source>
        <translation>Der Agent endete, bevor er bereit war. Seine letzten Worte stehen im Verlauf.</translation>
    </message>
    <message>
        <source>Pilothouse is ending.</source>
        <translation>Pilothouse wird beendet.</translation>
    </message>
    <message>
        <source>The session is just being ended.</source>
        <translation>Die Sitzung wird gerade abgeschlossen.</translation>
    </message>
    <message>
        <source>The session was ended.</source>
        <translation>Die Sitzung wurde abgeschlossen.</translation>
    </message>
    <message>
        <source>The agent refused to open a session: “%1”. Check the agent&apos;s configuration, or choose another agent.</source>
        <translation>Der Agent wollte keine Sitzung öffnen: „%1“. Prüfen Sie die Einstellungen des Agenten oder wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>The agent ended the turn with an error: “%1”. Send another prompt to try again.</source>
        <translation>Der Agent beendete den Durchgang mit einem Fehler: „%1“. Senden Sie einen weiteren Prompt, um es noch einmal zu versuchen.</translation>
    </message>
    <message>
        <source>I rejected parts of your changes and took them out of the files in the workspace: %1. Do not bring them back.</source>
        <translation>Ich habe Teile Ihrer Änderungen abgelehnt und aus den Dateien im Arbeitsbereich genommen: %1. Bringen Sie sie nicht zurück.</translation>
    </message>
    <message>
        <source>I changed my mind about parts that I had rejected; they are in these files again: %1.</source>
        <translation>Bei Teilen, die ich abgelehnt hatte, habe ich es mir anders überlegt; sie sind wieder in diesen Dateien: %1.</translation>
    </message>
    <message>
        <source>There is no comment that waits to be sent.</source>
        <translation>Es gibt keinen Kommentar, der auf das Senden wartet.</translation>
    </message>
    <message>
        <source>The sandbox is not running. Continue the session first.</source>
        <translation>Die Sandbox läuft nicht. Setzen Sie zuerst die Sitzung fort.</translation>
    </message>
    <message>
        <source>What you rejected before cannot be brought back by itself: its files were changed since. The timeline has it.</source>
        <translation>Was Sie vorher abgelehnt haben, kann nicht von selbst zurückkommen: Seine Dateien wurden seitdem geändert. Die Zeitleiste hat es.</translation>
    </message>
    <message>
        <source>The connection to the sandbox broke while its files were changed.</source>
        <translation>Die Verbindung zur Sandbox brach, während ihre Dateien geändert wurden.</translation>
    </message>
    <message>
        <source>The agent is working on these files. Stop its turn first.</source>
        <translation>Der Agent arbeitet an diesen Dateien. Halten Sie zuerst seinen Durchgang an.</translation>
    </message>
    <message>
        <source>This session has no snapshot %1.</source>
        <translation>Diese Sitzung hat keinen Schnappschuss %1.</translation>
    </message>
    <message>
        <source>I brought the files in the workspace back to an earlier state. Ignored files and running processes are as they were. Look at the files before you change them: what you remember of them may be wrong.</source>
        <translation>Ich habe die Dateien im Arbeitsbereich auf einen früheren Stand zurückgebracht. Ignorierte Dateien und laufende Prozesse sind, wie sie waren. Sehen Sie die Dateien an, bevor Sie sie ändern: Was Sie davon in Erinnerung haben, kann falsch sein.</translation>
    </message>
    <message>
        <source>The files are those of the snapshot. Not brought back: ignored files, running processes, and what the agent remembers; it is told with your next prompt.</source>
        <translation>Die Dateien sind die des Schnappschusses. Nicht zurückgeholt: ignorierte Dateien, laufende Prozesse und das, woran der Agent sich erinnert; er erfährt es mit Ihrem nächsten Prompt.</translation>
    </message>
</context>
<context>
    <name>pilothouse::SessionDelegate</name>
    <message>
        <source>Title of the session</source>
        <translation>Titel der Sitzung</translation>
    </message>
</context>
<context>
    <name>pilothouse::SessionHeader</name>
    <message>
        <source>HEAD with your uncommitted changes</source>
        <translation>HEAD mit Ihren nicht committeten Änderungen</translation>
    </message>
    <message>
        <source>with the practice model</source>
        <translation>mit dem Übungsmodell</translation>
    </message>
    <message>
        <source>with %1</source>
        <translation>mit %1</translation>
    </message>
    <message>
        <source>%1 tokens  ·  %2</source>
        <translation>%1 Token  ·  %2</translation>
    </message>
    <message>
        <source>Sandbox: everything is enforced or watched</source>
        <translation>Sandbox: alles ist erzwungen oder überwacht</translation>
    </message>
    <message>
        <source>Sandbox: every check is enforced</source>
        <translation>Sandbox: jede Prüfung ist erzwungen</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>watched</source>
        <translation>überwacht</translation>
    </message>
    <message>
        <source>enforced</source>
        <translation>erzwungen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Move to the Trash…</source>
        <translation>In den Papierkorb legen …</translation>
    </message>
    <message>
        <source>Mode of the agent</source>
        <translation>Modus des Agenten</translation>
    </message>
    <message>
        <source>More about this session</source>
        <translation>Mehr zu dieser Sitzung</translation>
    </message>
    <message numerus="yes">
        <source>%n model call(s), %1 tokens read (%2 of them from the cache), %3 written; metered on this machine</source>
        <translation>
            <numerusform>%n Modellaufruf, %1 Token gelesen (%2 davon aus dem Zwischenspeicher), %3 geschrieben; auf diesem Rechner gezählt</numerusform>
            <numerusform>%n Modellaufrufe, %1 Token gelesen (%2 davon aus dem Zwischenspeicher), %3 geschrieben; auf diesem Rechner gezählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sandbox: %n check(s) are missing</source>
        <translation>
            <numerusform>Sandbox: %n Prüfung nicht erfüllt</numerusform>
            <numerusform>Sandbox: %n Prüfungen nicht erfüllt</numerusform>
        </translation>
    </message>
    <message>
        <source>Compare the attempts at this task</source>
        <translation>Die Versuche an dieser Aufgabe vergleichen</translation>
    </message>
</context>
<context>
    <name>pilothouse::SessionListModel</name>
    <message>
        <source>Inbox</source>
        <translation>Eingang</translation>
    </message>
    <message>
        <source>A question</source>
        <translation>Eine Frage</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Inbox, %1 waiting</source>
        <translation>Eingang, %1 wartend</translation>
    </message>
    <message>
        <source>Question of %1: %2</source>
        <translation>Frage von %1: %2</translation>
    </message>
    <message>
        <source>%1, %2, %3 lines added, %4 removed</source>
        <translation>%1, %2, %3 Zeilen hinzugefügt, %4 entfernt</translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s)</source>
        <translation>
            <numerusform>%n Versuch</numerusform>
            <numerusform>%n Versuche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s): %1</source>
        <translation>
            <numerusform>%n Versuch: %1</numerusform>
            <numerusform>%n Versuche: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::SessionLog</name>
    <message>
        <source>Pilothouse is ending.</source>
        <translation>Pilothouse wird beendet.</translation>
    </message>
</context>
<context>
    <name>pilothouse::SessionReview</name>
    <message>
        <source>There is no decision to undo.</source>
        <translation>Es gibt keine Entscheidung, die rückgängig gemacht werden kann.</translation>
    </message>
    <message>
        <source>There is no undone decision to bring back.</source>
        <translation>Es gibt keine zurückgenommene Entscheidung, die wiederkommen könnte.</translation>
    </message>
    <message>
        <source>There is no such decision in this session.</source>
        <translation>Diese Entscheidung gibt es in dieser Sitzung nicht.</translation>
    </message>
    <message>
        <source>There is no such comment in this session.</source>
        <translation>Diesen Kommentar gibt es in dieser Sitzung nicht.</translation>
    </message>
    <message>
        <source>The comment was sent already. Write another one.</source>
        <translation>Der Kommentar wurde schon gesendet. Schreiben Sie einen weiteren.</translation>
    </message>
    <message>
        <source>The comment is empty.</source>
        <translation>Der Kommentar ist leer.</translation>
    </message>
</context>
<context>
    <name>pilothouse::SessionTerminal</name>
    <message>
        <source>The shell ended with status %1.</source>
        <translation>Die Shell endete mit Status %1.</translation>
    </message>
</context>
<context>
    <name>pilothouse::SessionView</name>
    <message>
        <source>The session is being prepared</source>
        <translation>Die Sitzung wird vorbereitet</translation>
    </message>
    <message>
        <source>What should the agent do?</source>
        <translation>Was soll der Agent tun?</translation>
    </message>
    <message>
        <source>The agent starts as soon as its sandbox is ready. You can write to it already.</source>
        <translation>Der Agent startet, sobald seine Sandbox bereit ist. Sie können ihm schon schreiben.</translation>
    </message>
    <message>
        <source>Write to it below. It works in a sandbox on a copy of your repository; nothing leaves it without you.</source>
        <translation>Schreiben Sie ihm unten. Er arbeitet in einer Sandbox an einer Kopie Ihres Repositorys; ohne Sie verlässt sie nichts.</translation>
    </message>
    <message>
        <source>The session failed.</source>
        <translation>Die Sitzung ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>The session was cancelled. A prompt brings it back.</source>
        <translation>Die Sitzung wurde abgebrochen. Ein Prompt bringt sie zurück.</translation>
    </message>
    <message>
        <source>The connection to the sandbox is being made again. The agent goes on working meanwhile; nothing is lost.</source>
        <translation>Die Verbindung zur Sandbox wird neu aufgebaut. Der Agent arbeitet inzwischen weiter; nichts geht verloren.</translation>
    </message>
    <message>
        <source>The sandbox of this session is not connected.</source>
        <translation>Die Sandbox dieser Sitzung ist nicht verbunden.</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>The agent waits for your answer</source>
        <translation>Der Agent wartet auf Ihre Antwort</translation>
    </message>
    <message>
        <source>A prompt brings this session back</source>
        <translation>Ein Prompt bringt diese Sitzung zurück</translation>
    </message>
    <message>
        <source>The agent is done with its turn.</source>
        <translation>Der Agent ist mit seinem Durchgang fertig.</translation>
    </message>
    <message>
        <source>The session failed. %1</source>
        <translation>Die Sitzung ist fehlgeschlagen. %1</translation>
    </message>
    <message>
        <source>The session ended.</source>
        <translation>Die Sitzung ist beendet.</translation>
    </message>
    <message>
        <source>The changes are on branch %1 of your repository.</source>
        <translation>Die Änderungen sind auf Zweig %1 Ihres Repositorys.</translation>
    </message>
    <message>
        <source>Changes (%1)</source>
        <translation>Änderungen (%1)</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Parts of the session</source>
        <translation>Teile der Sitzung</translation>
    </message>
    <message>
        <source>Terminal</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Opening the session</source>
        <translation>Die Sitzung wird geöffnet</translation>
    </message>
    <message>
        <source>Your prompt also tells the agent why you said no</source>
        <translation>Ihr Prompt sagt dem Agenten auch, warum Sie abgelehnt haben</translation>
    </message>
    <message>
        <source>Show the files</source>
        <translation>Die Dateien zeigen</translation>
    </message>
    <message>
        <source>What is checked out</source>
        <translation>Was ausgecheckt ist</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Open that session</source>
        <translation>Diese Sitzung öffnen</translation>
    </message>
</context>
<context>
    <name>pilothouse::Sidebar</name>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>Oben anheften</translation>
    </message>
    <message>
        <source>Move to the Trash…</source>
        <translation>In den Papierkorb legen …</translation>
    </message>
    <message>
        <source>New session</source>
        <translation>Neue Sitzung</translation>
    </message>
    <message>
        <source>Filter sessions</source>
        <translation>Sitzungen filtern</translation>
    </message>
    <message>
        <source>Inbox and sessions</source>
        <translation>Eingang und Sitzungen</translation>
    </message>
    <message>
        <source>End the session</source>
        <translation>Sitzung abschließen</translation>
    </message>
</context>
<context>
    <name>pilothouse::SnapshotImporter</name>
    <message>
        <source>The sandbox&apos;s connection was given up before its last snapshot was stored.</source>
        <translation>Die Verbindung der Sandbox wurde aufgegeben, bevor ihr letzter Schnappschuss gespeichert war.</translation>
    </message>
    <message>
        <source>The import was given up.</source>
        <translation>Der Import wurde aufgegeben.</translation>
    </message>
    <message>
        <source>A snapshot cannot be stored: a file in the data directory cannot be made.</source>
        <translation>Ein Schnappschuss kann nicht gespeichert werden: Im Datenverzeichnis lässt sich keine Datei anlegen.</translation>
    </message>
    <message>
        <source>A snapshot cannot be stored: there is no room where the data directory lies.</source>
        <translation>Ein Schnappschuss kann nicht gespeichert werden: Wo das Datenverzeichnis liegt, ist kein Platz.</translation>
    </message>
    <message>
        <source>The sandbox cannot take a snapshot of its files now; it tries again every few seconds. If its disk is full, make room for the container engine.</source>
        <translation>Die Sandbox kann gerade keinen Schnappschuss ihrer Dateien aufnehmen; sie versucht es alle paar Sekunden erneut. Falls ihr Datenträger voll ist, schaffen Sie Platz für die Container-Engine.</translation>
    </message>
</context>
<context>
    <name>pilothouse::StatusStrip</name>
    <message>
        <source>No container engine answers</source>
        <translation>Keine Container-Engine antwortet</translation>
    </message>
    <message>
        <source>Everything is saved</source>
        <translation>Alles ist gespeichert</translation>
    </message>
    <message>
        <source>Nothing can be saved at the moment</source>
        <translation>Zurzeit kann nichts gespeichert werden</translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) work</source>
        <translation>
            <numerusform>%n Agent arbeitet</numerusform>
            <numerusform>%n Agenten arbeiten</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking for a container engine…</source>
        <translation>Eine Container-Engine wird gesucht …</translation>
    </message>
</context>
<context>
    <name>pilothouse::Store</name>
    <message>
        <source>A message is larger than 64 MiB and cannot be stored.</source>
        <translation>Eine Nachricht ist größer als 64 MiB und kann nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>An event without a payload cannot be stored.</source>
        <translation>Ein Ereignis ohne Inhalt kann nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>There is no such session.</source>
        <translation>Diese Sitzung gibt es nicht.</translation>
    </message>
    <message>
        <source>A session begins with an event of this program.</source>
        <translation>Eine Sitzung beginnt mit einem Ereignis dieses Programms.</translation>
    </message>
</context>
<context>
    <name>pilothouse::TerminalPane</name>
    <message>
        <source>Open a shell</source>
        <translation>Eine Shell öffnen</translation>
    </message>
    <message>
        <source>Open another shell</source>
        <translation>Eine weitere Shell öffnen</translation>
    </message>
    <message>
        <source>The shell ended</source>
        <translation>Die Shell ist beendet</translation>
    </message>
    <message>
        <source>No sandbox is running</source>
        <translation>Keine Sandbox läuft</translation>
    </message>
    <message>
        <source>A shell can be opened while the session&apos;s sandbox is up. Send a prompt or continue the session to bring it back.</source>
        <translation>Eine Shell lässt sich öffnen, solange die Sandbox der Sitzung läuft. Senden Sie einen Prompt oder setzen Sie die Sitzung fort, um sie zurückzubringen.</translation>
    </message>
    <message>
        <source>A shell in the sandbox</source>
        <translation>Eine Shell in der Sandbox</translation>
    </message>
    <message>
        <source>Look around in the agent&apos;s workspace with the same rights as the agent. Nothing you type here reaches your own files.</source>
        <translation>Sehen Sie sich im Arbeitsbereich des Agenten mit denselben Rechten um wie er. Nichts, was Sie hier eingeben, erreicht Ihre eigenen Dateien.</translation>
    </message>
</context>
<context>
    <name>pilothouse::TerminalView</name>
    <message>
        <source>Terminal</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>Paste several lines?</source>
        <translation>Mehrere Zeilen einfügen?</translation>
    </message>
    <message>
        <source>The text has line breaks, so the shell would run its lines at once.</source>
        <translation>Der Text enthält Zeilenumbrüche, die Shell würde seine Zeilen also sofort ausführen.</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>pilothouse::TimelineBar</name>
    <message>
        <source>Nothing happened yet</source>
        <translation>Noch ist nichts geschehen</translation>
    </message>
    <message>
        <source>%1   →   %2</source>
        <translation>%1   →   %2</translation>
    </message>
    <message>
        <source>All changes</source>
        <translation>Alle Änderungen</translation>
    </message>
    <message>
        <source>Show what the whole session changed, and follow it</source>
        <translation>Zeigen, was die ganze Sitzung geändert hat, und ihr folgen</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Show what the agent did then</source>
        <translation>Zeigen, was der Agent damals tat</translation>
    </message>
    <message>
        <source>Restore…</source>
        <translation>Wiederherstellen …</translation>
    </message>
    <message>
        <source>Bring the sandbox’s files back to this moment</source>
        <translation>Die Dateien der Sandbox auf diesen Zeitpunkt zurückbringen</translation>
    </message>
    <message>
        <source>Fork…</source>
        <translation>Fork …</translation>
    </message>
    <message>
        <source>Start another session from this moment</source>
        <translation>Von diesem Zeitpunkt an eine weitere Sitzung beginnen</translation>
    </message>
</context>
<context>
    <name>pilothouse::TimelineScale</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>What the session began from</source>
        <translation>Womit die Sitzung begann</translation>
    </message>
    <message>
        <source>Something was written</source>
        <translation>Etwas wurde geschrieben</translation>
    </message>
    <message>
        <source>End of turn %1</source>
        <translation>Ende von Durchgang %1</translation>
    </message>
    <message>
        <source>End of turn %1: %2</source>
        <translation>Ende von Durchgang %1: %2</translation>
    </message>
    <message>
        <source>You restored an earlier moment</source>
        <translation>Sie haben einen früheren Zeitpunkt zurückgeholt</translation>
    </message>
    <message>
        <source>What you rejected was taken out</source>
        <translation>Was Sie abgelehnt haben, wurde herausgenommen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
</context>
<context>
    <name>pilothouse::TranscriptView</name>
    <message>
        <source>Transcript</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Jump to latest</source>
        <translation>Zum Neuesten springen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Open %1 in the browser</source>
        <translation>%1 im Browser öffnen</translation>
    </message>
    <message>
        <source>Copy the address %1</source>
        <translation>Die Adresse %1 kopieren</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
</context>
<context>
    <name>pilothouse::TreeComparison</name>
    <message>
        <source>Lines that differ</source>
        <translation>Zeilen, die sich unterscheiden</translation>
    </message>
    <message>
        <source>They are the same.</source>
        <translation>Sie sind gleich.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) differ, +%1 −%2</source>
        <translation>
            <numerusform>%n Datei ist anders, +%1 −%2</numerusform>
            <numerusform>%n Dateien sind anders, +%1 −%2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pilothouse::UsageChart</name>
    <message>
        <source>Usage over time</source>
        <translation>Verbrauch über die Zeit</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: nothing</source>
        <translation>%1: nichts</translation>
    </message>
    <message>
        <source>%1: %2 (%3)</source>
        <translation>%1: %2 (%3)</translation>
    </message>
    <message>
        <source>Nothing was used in this time.</source>
        <translation>In dieser Zeit wurde nichts verbraucht.</translation>
    </message>
</context>
<context>
    <name>pilothouse::UsageDialog</name>
    <message>
        <source>Usage and budgets</source>
        <translation>Verbrauch und Budgets</translation>
    </message>
    <message>
        <source>By repository</source>
        <translation>Nach Repository</translation>
    </message>
    <message>
        <source>By agent</source>
        <translation>Nach Agent</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Nach Modell</translation>
    </message>
    <message>
        <source>By session</source>
        <translation>Nach Sitzung</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 Tage</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 Tage</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>What usage is summed up by</source>
        <translation>Wonach der Verbrauch zusammengezählt wird</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>What is counted</source>
        <translation>Was gezählt wird</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>Als CSV exportieren …</translation>
    </message>
    <message>
        <source>Sums</source>
        <translation>Summen</translation>
    </message>
    <message>
        <source>Dearest turns</source>
        <translation>Teuerste Durchgänge</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>Every turn</source>
        <translation>Jeder Durchgang</translation>
    </message>
    <message>
        <source>Every session</source>
        <translation>Jede Sitzung</translation>
    </message>
    <message>
        <source>Every day</source>
        <translation>Jeder Tag</translation>
    </message>
    <message>
        <source>Money</source>
        <translation>Geld</translation>
    </message>
    <message>
        <source>Tool calls</source>
        <translation>Werkzeugaufrufe</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Agents started</source>
        <translation>Gestartete Agenten</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>What the budget is for</source>
        <translation>Wofür das Budget ist</translation>
    </message>
    <message>
        <source>What the budget limits</source>
        <translation>Was das Budget begrenzt</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>2.50, 500k, 10m, 200MB</source>
        <translation>2.50, 500k, 10m, 200MB</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Setzen</translation>
    </message>
    <message>
        <source>Remove the chosen one</source>
        <translation>Gewähltes entfernen</translation>
    </message>
    <message>
        <source>%L1 ms</source>
        <translation>%L1 ms</translation>
    </message>
    <message>
        <source>%1 and more</source>
        <translation>%1 und mehr</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>Im Cache</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>Erstes Byte</translation>
    </message>
    <message>
        <source>Session %1</source>
        <translation>Sitzung %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Repository %1</source>
        <translation>Repository %1</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>%1, turn %2</source>
        <translation>%1, Durchgang %2</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>Durchgang</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>not counted, at most</source>
        <translation>nicht gezählt, höchstens</translation>
    </message>
    <message>
        <source>counted</source>
        <translation>gezählt</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>First byte after</source>
        <translation>Erstes Byte nach</translation>
    </message>
    <message>
        <source>Whole answer after</source>
        <translation>Ganze Antwort nach</translation>
    </message>
    <message>
        <source>How it is counted</source>
        <translation>Wie gezählt wird</translation>
    </message>
    <message>
        <source>Every repository</source>
        <translation>Jedes Repository</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Set by</source>
        <translation>Gesetzt von</translation>
    </message>
    <message>
        <source>usage.csv</source>
        <translation>verbrauch.csv</translation>
    </message>
</context>
<context>
    <name>pilothouse::VerdictDialog</name>
    <message numerus="yes">
        <source>Send %n comment(s) to the agent</source>
        <translation>
            <numerusform>%n Kommentar an den Agenten senden</numerusform>
            <numerusform>%n Kommentare an den Agenten senden</numerusform>
        </translation>
    </message>
    <message>
        <source>Conclude the review</source>
        <translation>Das Review abschließen</translation>
    </message>
    <message>
        <source>Your verdict on what is on the screen</source>
        <translation>Ihr Urteil über das, was auf dem Bildschirm ist</translation>
    </message>
    <message>
        <source>It is about exactly these files as they are now. When one of them changes it is stale.</source>
        <translation>Es gilt für genau diese Dateien, wie sie jetzt sind. Ändert sich eine davon, ist es veraltet.</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Genehmigen</translation>
    </message>
    <message>
        <source>Request changes</source>
        <translation>Änderungen verlangen</translation>
    </message>
    <message>
        <source>Only comment</source>
        <translation>Nur kommentieren</translation>
    </message>
    <message numerus="yes">
        <source>%n hunk(s) are not reviewed yet.</source>
        <translation>
            <numerusform>%n Abschnitt ist noch nicht geprüft.</numerusform>
            <numerusform>%n Abschnitte sind noch nicht geprüft.</numerusform>
        </translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Zusammenfassung</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
</context>
<context>
    <name>pilothouse::WelcomePage</name>
    <message>
        <source>Welcome aboard</source>
        <translation>Willkommen an Bord</translation>
    </message>
    <message>
        <source>Pilothouse runs AI coding agents in containers: you give the task, watch, answer and decide what becomes a commit.</source>
        <translation>Pilothouse führt KI-Programmieragenten in Containern aus: Sie geben die Aufgabe, sehen zu, antworten und entscheiden, was ein Commit wird.</translation>
    </message>
    <message>
        <source>Practice session</source>
        <translation>Übungssitzung</translation>
    </message>
    <message>
        <source>A real agent in a real sandbox mends a small program. Its model is built in and follows a script: no network, no key, no bill.</source>
        <translation>Ein echter Agent in einer echten Sandbox repariert ein kleines Programm. Sein Modell ist eingebaut und folgt einem Skript: kein Netzwerk, kein Schlüssel, keine Rechnung.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>Start the practice session</source>
        <translation>Die Übungssitzung beginnen</translation>
    </message>
    <message>
        <source>Your repository</source>
        <translation>Ihr Repository</translation>
    </message>
    <message>
        <source>Choose a git repository, an agent and a model. The agent gets a copy; your files stay as they are until you accept.</source>
        <translation>Wählen Sie ein git-Repository, einen Agenten und ein Modell. Der Agent bekommt eine Kopie; Ihre Dateien bleiben, wie sie sind, bis Sie annehmen.</translation>
    </message>
    <message>
        <source>New session…</source>
        <translation>Neue Sitzung …</translation>
    </message>
    <message>
        <source>The agent works in a container without network, on a copy of your repository.</source>
        <translation>Der Agent arbeitet in einem Container ohne Netzwerk an einer Kopie Ihres Repositorys.</translation>
    </message>
    <message>
        <source>It asks before it acts; you see the exact command or change and allow or deny it.</source>
        <translation>Er fragt, bevor er handelt; Sie sehen den genauen Befehl oder die genaue Änderung und erlauben sie oder lehnen sie ab.</translation>
    </message>
    <message>
        <source>You review the difference and take over what you want as a commit on a new branch.</source>
        <translation>Sie prüfen den Unterschied und übernehmen, was Sie wollen, als Commit auf einem neuen Zweig.</translation>
    </message>
</context>
<context>
    <name>pilothouse::WhyCard</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is known about these lines.</source>
        <translation>Über diese Zeilen ist nichts bekannt.</translation>
    </message>
    <message>
        <source>You asked</source>
        <translation>Sie fragten</translation>
    </message>
    <message>
        <source>The agent said</source>
        <translation>Der Agent sagte</translation>
    </message>
    <message>
        <source>It did</source>
        <translation>Ausgeführt</translation>
    </message>
    <message>
        <source>At that time</source>
        <translation>Zu dieser Zeit</translation>
    </message>
    <message>
        <source>Show in the transcript</source>
        <translation>Im Verlauf zeigen</translation>
    </message>
    <message>
        <source>Only this call</source>
        <translation>Nur dieser Aufruf</translation>
    </message>
    <message>
        <source>One tool call</source>
        <translation>Ein Werkzeugaufruf</translation>
    </message>
    <message>
        <source>Only this turn</source>
        <translation>Nur dieser Durchgang</translation>
    </message>
    <message>
        <source>Turn %1</source>
        <translation>Durchgang %1</translation>
    </message>
</context>
<context>
    <name>pilothouse::cli::CommandLine</name>
    <message>
        <source>Session %1</source>
        <translation>Sitzung %1</translation>
    </message>
    <message>
        <source>Answer with: pilothouse approve %1 %2   or: pilothouse deny %1 %2</source>
        <translation>Antworten Sie mit: pilothouse approve %1 %2   oder: pilothouse deny %1 %2</translation>
    </message>
    <message>
        <source>Allow it? y: once, a: always, anything else: no</source>
        <translation>Erlauben? y: einmal, a: immer, alles andere: nein</translation>
    </message>
    <message>
        <source>The practice session: a model without a network mends a failing test in a sample repository, in a real sandbox.</source>
        <translation>Die Übungssitzung: Ein Modell ohne Netzwerk repariert einen fehlschlagenden Test in einem Beispiel-Repository, in einer echten Sandbox.</translation>
    </message>
    <message>
        <source>Practice session</source>
        <translation>Übungssitzung</translation>
    </message>
    <message>
        <source>See it with: git -C &apos;%1&apos; show %2</source>
        <translation>Ansehen mit: git -C &apos;%1&apos; show %2</translation>
    </message>
    <message>
        <source>The data directory can be written again; the session goes on.</source>
        <translation>Das Datenverzeichnis ist wieder beschreibbar; die Sitzung geht weiter.</translation>
    </message>
    <message>
        <source>The folder could not be opened.</source>
        <translation>Der Ordner konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>Let it out? y: once, t: for this turn, s: this session, r: this repository, a: always, anything else: no</source>
        <translation>Hinauslassen? y: einmal, t: für diesen Durchgang, s: diese Sitzung, r: dieses Repository, a: immer, alles andere: nein</translation>
    </message>
    <message>
        <source>Extend the budget? y: by what it needs, p: freeze the agent, anything else: stop</source>
        <translation>Das Budget erweitern? y: um das Nötige, p: den Agenten einfrieren, alles andere: anhalten</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <comment>minutes and seconds</comment>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <comment>hours and minutes</comment>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 k</source>
        <comment>thousands</comment>
        <translation>%1 Tsd.</translation>
    </message>
    <message>
        <source>%1 M</source>
        <comment>millions</comment>
        <translation>%1 Mio.</translation>
    </message>
</context>
</TS>

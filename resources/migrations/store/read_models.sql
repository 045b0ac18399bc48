-- What is derived from the log. These tables are dropped and filled again whenever their shape changes.

CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    repository INTEGER NOT NULL,
    repository_path TEXT NOT NULL,
    agent TEXT NOT NULL,
    agent_version TEXT NOT NULL,
    model TEXT NOT NULL,
    mode TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    turn_started_ms INTEGER NOT NULL,
    worked_ms INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    changed_files INTEGER NOT NULL,
    added_lines INTEGER NOT NULL,
    removed_lines INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL,
    open_approvals TEXT NOT NULL -- a JSON array
);

CREATE TABLE turn (
    session INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    PRIMARY KEY (session, turn)
) WITHOUT ROWID;

CREATE TABLE tool_call (
    session INTEGER NOT NULL,
    id TEXT NOT NULL,
    turn INTEGER NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    command TEXT NOT NULL,
    place TEXT NOT NULL,
    agent TEXT NOT NULL,
    model TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    exit_code INTEGER,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    PRIMARY KEY (session, id)
) WITHOUT ROWID;

CREATE TABLE approval (
    session INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    tool_call TEXT NOT NULL,
    requested_seq INTEGER NOT NULL,
    requested_ms INTEGER NOT NULL,
    decided_seq INTEGER NOT NULL, -- 0 while it waits
    decided_ms INTEGER NOT NULL,
    decision TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    PRIMARY KEY (session, id)
) WITHOUT ROWID;
CREATE INDEX approval_open ON approval (requested_ms) WHERE decided_seq = 0;

-- The words of docid's event; the text itself is in the log only.
CREATE VIRTUAL TABLE search_words USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE search_doc (
    docid INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    seq INTEGER NOT NULL
);
CREATE INDEX search_doc_by_session ON search_doc (session);

-- The first event of each session that the index has not taken in yet.
CREATE TABLE search_progress (
    session INTEGER PRIMARY KEY,
    next_seq INTEGER NOT NULL
);

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
    open_approvals TEXT NOT NULL, -- a JSON array
    attempts TEXT NOT NULL, -- the group's name
    base TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    tree TEXT NOT NULL,
    all_taken INTEGER NOT NULL
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

-- Requests to models. What is charged counts against budgets: the reserve until the answer came, then its cost.
CREATE TABLE usage (
    session INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    repository INTEGER NOT NULL,
    day TEXT NOT NULL, -- 2026-01-31, in the time zone that this machine had
    agent TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    requested_ms INTEGER NOT NULL,
    answered_ms INTEGER NOT NULL, -- 0 while it is under way
    settled INTEGER NOT NULL, -- 0: under way, 1: by what the provider counted, 2: at the reserve
    priced INTEGER NOT NULL, -- its cost is known
    status INTEGER NOT NULL,
    prompt INTEGER NOT NULL,
    completion INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    reserved_nanos INTEGER NOT NULL,
    reserved_tokens INTEGER NOT NULL,
    charged_nanos INTEGER NOT NULL,
    charged_tokens INTEGER NOT NULL,
    waited_ms INTEGER NOT NULL, -- on the host, before it went out
    first_byte_ms INTEGER NOT NULL, -- from there; -1: none came
    took_ms INTEGER NOT NULL, -- from there to its end
    PRIMARY KEY (session, attempt)
) WITHOUT ROWID;
CREATE INDEX usage_by_turn ON usage (session, turn, settled, charged_nanos, charged_tokens);
CREATE INDEX usage_by_repository ON usage (repository, settled, charged_nanos, charged_tokens);
CREATE INDEX usage_by_day ON usage (day, settled, charged_nanos, charged_tokens);

-- What else is counted against budgets.
CREATE TABLE spend (
    session INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    repository INTEGER NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL, -- tool_calls, children, network
    amount INTEGER NOT NULL,
    PRIMARY KEY (session, turn, day, kind)
) WITHOUT ROWID;

-- The budgets that a session's log names.
CREATE TABLE session_budget (
    session INTEGER NOT NULL,
    scope TEXT NOT NULL,
    subject TEXT NOT NULL, -- the session's id; for one turn "7/3"
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (session, scope, subject, kind)
) WITHOUT ROWID;

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

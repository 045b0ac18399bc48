-- The truth: the log, and what cannot be derived from it.
-- A statement ends with a semicolon at the end of a line.

-- A session's id is never used again, also after it was deleted for good.
CREATE TABLE session_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_ms INTEGER NOT NULL,
    removed_ms INTEGER, -- when it went to the trash
    purging INTEGER NOT NULL DEFAULT 0 -- its deletion began and will be finished
);

-- Clustered by session, so that a session's last events lie on a few neighbouring pages.
CREATE TABLE event (
    session INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    payload BLOB, -- UTF-8; null where the payload is in a file
    blob BLOB, -- the SHA-256 of a payload that is in a file
    PRIMARY KEY (session, seq)
) WITHOUT ROWID;

-- The highest number of each durable channel of each guest.
CREATE TABLE link_position (
    session INTEGER NOT NULL,
    incarnation INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (session, incarnation, channel)
) WITHOUT ROWID;

-- Which session's events name a file, so that the last one deletes it.
CREATE TABLE blob_use (
    blob BLOB NOT NULL,
    session INTEGER NOT NULL,
    PRIMARY KEY (blob, session)
) WITHOUT ROWID;
CREATE INDEX blob_use_by_session ON blob_use (session);

CREATE TABLE agent_version (
    sha256 TEXT PRIMARY KEY,
    config BLOB NOT NULL,
    first_seen_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE repository (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL
);

-- What external steps returned, by their idempotency key.
CREATE TABLE done_step (
    session INTEGER NOT NULL,
    key TEXT NOT NULL,
    result BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (session, key)
) WITHOUT ROWID;

CREATE TABLE store_info (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

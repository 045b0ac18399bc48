-- What a person limited; budgets of one session are in its log.

CREATE TABLE budget (
    scope TEXT NOT NULL,
    subject TEXT NOT NULL, -- '': every one
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (scope, subject, kind)
) WITHOUT ROWID;

-- Every change of it, for ever.
CREATE TABLE budget_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount INTEGER, -- null: removed
    set_by TEXT NOT NULL,
    at_ms INTEGER NOT NULL
);

-- What sessions used that were deleted for good, so that it stays spent.
CREATE TABLE purged_usage (
    repository INTEGER NOT NULL,
    day TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    calls INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    nanos INTEGER NOT NULL,
    PRIMARY KEY (repository, day, provider, model)
) WITHOUT ROWID;

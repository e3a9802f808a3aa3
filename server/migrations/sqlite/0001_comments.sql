-- Times are milliseconds since 1970 (UTC); yes and no are 1 and 0.
CREATE TABLE server (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL,
    secret TEXT NOT NULL
) STRICT;

CREATE TABLE articles (
    slug TEXT PRIMARY KEY,
    headline TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'off')),
    premoderated INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    seq INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER NOT NULL DEFAULT 0,
    counts_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- published: it has been visible once. children: its direct replies that have. below: in the row of
-- a thread's first comment, how many of the thread's other comments are visible.
CREATE TABLE comments (
    article TEXT NOT NULL REFERENCES articles (slug),
    id TEXT NOT NULL,
    parent_id TEXT,
    root_id TEXT NOT NULL,
    name TEXT NOT NULL,
    avatar TEXT,
    badge TEXT,
    text TEXT NOT NULL,
    text_hash TEXT NOT NULL DEFAULT '',
    reader TEXT,
    created_at INTEGER NOT NULL,
    edited_at INTEGER,
    status TEXT NOT NULL,
    why TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    likes INTEGER NOT NULL DEFAULT 0,
    replies INTEGER NOT NULL DEFAULT 0,
    published INTEGER NOT NULL DEFAULT 0,
    children INTEGER NOT NULL DEFAULT 0,
    below INTEGER NOT NULL DEFAULT 0,
    featured INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (article, id)
) STRICT;

CREATE INDEX threads_by_time ON comments (article, created_at, id) WHERE parent_id IS NULL;
CREATE INDEX threads_by_likes ON comments (article, likes, created_at, id) WHERE parent_id IS NULL;
CREATE INDEX replies_by_time ON comments (article, root_id, created_at, id, status)
    WHERE parent_id IS NOT NULL;
CREATE INDEX replies_by_parent ON comments (article, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX comments_by_id ON comments (id);
CREATE INDEX comments_queued ON comments (created_at, id) WHERE why IS NOT NULL;
CREATE INDEX comments_by_reader ON comments (reader, text_hash, created_at)
    WHERE reader IS NOT NULL;

CREATE TABLE events (
    article TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    comment_id TEXT,
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (article, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX events_by_comment ON events (article, comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX events_by_time ON events (created_at);

CREATE TABLE likes (
    article TEXT NOT NULL,
    comment_id TEXT NOT NULL,
    reader TEXT NOT NULL,
    PRIMARY KEY (article, reader, comment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE reports (
    article TEXT NOT NULL,
    comment_id TEXT NOT NULL,
    reader TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (article, comment_id, reader)
) STRICT, WITHOUT ROWID;

-- One row a submission: the key is a hash of article, reader and Idempotency-Key.
CREATE TABLE submissions (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    comment_id TEXT NOT NULL,
    code INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX submissions_by_time ON submissions (created_at);

-- Comments whose likes or replies have changed since they were last told.
CREATE TABLE dirty (
    article TEXT NOT NULL,
    comment_id TEXT NOT NULL,
    PRIMARY KEY (article, comment_id)
) STRICT, WITHOUT ROWID;

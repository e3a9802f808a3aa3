-- Times are milliseconds since 1970 (UTC); yes and no are 1 and 0.
CREATE TABLE server (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL,
    secret TEXT NOT NULL
);

CREATE TABLE articles (
    slug TEXT COLLATE "C" PRIMARY KEY,
    headline TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'off')),
    premoderated BIGINT NOT NULL DEFAULT 0,
    total BIGINT NOT NULL DEFAULT 0,
    seq BIGINT NOT NULL DEFAULT 0,
    last_at BIGINT NOT NULL DEFAULT 0,
    counts_at BIGINT NOT NULL DEFAULT 0
);

-- published: it has been visible once. children: its direct replies that have. below: in the row of
-- a thread's first comment, how many of the thread's other comments are visible.
CREATE TABLE comments (
    article TEXT COLLATE "C" NOT NULL REFERENCES articles (slug),
    id TEXT COLLATE "C" NOT NULL,
    parent_id TEXT COLLATE "C",
    root_id TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    avatar TEXT,
    badge TEXT,
    text TEXT NOT NULL,
    text_hash TEXT NOT NULL DEFAULT '',
    reader TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    status TEXT NOT NULL,
    why TEXT,
    version BIGINT NOT NULL DEFAULT 1,
    likes BIGINT NOT NULL DEFAULT 0,
    replies BIGINT NOT NULL DEFAULT 0,
    published BIGINT NOT NULL DEFAULT 0,
    children BIGINT NOT NULL DEFAULT 0,
    below BIGINT NOT NULL DEFAULT 0,
    featured BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (article, id)
);

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
    article TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    comment_id TEXT COLLATE "C",
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (article, seq)
);

CREATE INDEX events_by_comment ON events (article, comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX events_by_time ON events (created_at);

CREATE TABLE likes (
    article TEXT COLLATE "C" NOT NULL,
    comment_id TEXT COLLATE "C" NOT NULL,
    reader TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (article, reader, comment_id)
);

CREATE TABLE reports (
    article TEXT COLLATE "C" NOT NULL,
    comment_id TEXT COLLATE "C" NOT NULL,
    reader TEXT COLLATE "C" NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (article, comment_id, reader)
);

-- One row a submission: the key is a hash of article, reader and Idempotency-Key.
CREATE TABLE submissions (
    key TEXT COLLATE "C" PRIMARY KEY,
    body TEXT NOT NULL,
    comment_id TEXT COLLATE "C" NOT NULL,
    code BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX submissions_by_time ON submissions (created_at);

-- Comments whose likes or replies have changed since they were last told.
CREATE TABLE dirty (
    article TEXT COLLATE "C" NOT NULL,
    comment_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (article, comment_id)
);

//! What a discussion's backend can be asked: addresses, heads and bodies, as plain values that are
//! tested without a network. The protocol stands in `docs/comments-protocol.md`.

use super::http::{self, Call};
use super::wire::comments as wire;
use super::wire::json::{Context, Decoded, JsonProblem, Notes, Place};
use super::wire::value::Value;
use super::{BackendError, Fault};
use crate::config::Kind;
use crate::model::discussion::Sort;
use crate::model::moderation::{Action, Change, Keeping, Queue, QueueEvent, Waiting};
use crate::model::slug::encoded;
use crate::model::{Comment, CommentPage, Cursor, Event, Slug};
use crate::state::console;

/// How many threads come at a time.
pub const THREADS: usize = 20;
/// How many comments of each thread come with it.
pub const REPLIES: usize = 20;
/// How many more of one thread come at a time.
const MORE_REPLIES: usize = 100;
/// The most threads that one answer holds.
const MOST_THREADS: usize = 200;

/// Something to ask, and how to read the answer.
#[derive(Clone, Debug)]
pub struct Ask<T> {
    /// What is asked.
    pub call: Call,
    base: String,
    decode: fn(&Place<'_>) -> Decoded<T>,
}

impl<T> Ask<T> {
    /// Asks, and reads the answer.
    ///
    /// # Errors
    ///
    /// Every [`Fault`].
    pub async fn answer(self) -> Result<T, BackendError> {
        let text = http::ask(self.call.clone()).await;
        let answer = text.and_then(|text| self.read_noted(&super::parse(&text)?));
        let url = self.call.url;
        match answer {
            Ok((answer, left_out)) => {
                console::left_out(&url, &left_out);
                Ok(answer)
            }
            Err(fault) => Err(BackendError { url, fault }),
        }
    }

    /// Reads the answer where its text has been read.
    ///
    /// # Errors
    ///
    /// [`Fault::Contract`].
    pub fn read(&self, value: &Value) -> Result<T, Fault> {
        self.read_noted(value).map(|(answer, _)| answer)
    }

    /// The same, beside what had to be left out.
    fn read_noted(&self, value: &Value) -> Result<(T, Vec<JsonProblem>), Fault> {
        let notes = Notes::default();
        let whole = Place::whole(value, Context::new(&self.base, &notes));
        let answer = (self.decode)(&whole).map_err(Fault::Contract)?;
        Ok((answer, notes.take()))
    }
}

/// Reads one event of the stream.
///
/// # Errors
///
/// [`Fault::Malformed`] or [`Fault::Contract`].
pub fn event(text: &str, base: &str) -> Result<Event, Fault> {
    let value = super::parse(text)?;
    let notes = Notes::default();
    wire::event(&Place::whole(&value, Context::new(base, &notes))).map_err(Fault::Contract)
}

/// Reads one event of the moderators' stream.
///
/// # Errors
///
/// [`Fault::Malformed`] or [`Fault::Contract`].
pub fn queue_event(text: &str) -> Result<QueueEvent, Fault> {
    let value = super::parse(text)?;
    let notes = Notes::default();
    wire::queue_event(&Place::whole(&value, Context::new("/", &notes))).map_err(Fault::Contract)
}

/// A comment as its writer sends it off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post<'a> {
    /// Names this post for ever, so that it can be sent any number of times.
    pub key: &'a str,
    /// The comment that it answers.
    pub parent_id: Option<&'a str>,
    /// What the writer calls themselves.
    pub name: &'a str,
    /// What they say.
    pub text: &'a str,
    /// What only a robot fills in.
    pub website: &'a str,
    /// How long it was written for, in milliseconds.
    pub took_ms: u32,
}

/// The backend of one story's discussion, as one reader asks it.
#[derive(Clone, Debug)]
pub struct DiscussionBackend {
    /// What it can do.
    pub kind: Kind,
    /// The base of its addresses.
    pub base: String,
    /// The story.
    pub slug: Slug,
}

impl DiscussionBackend {
    fn url(&self, rest: &str) -> String {
        format!("{}articles/{}/comments{rest}", self.base, self.slug)
    }

    fn ask<T>(
        &self,
        method: &'static str,
        rest: &str,
        reader: Option<&str>,
        decode: fn(&Place<'_>) -> Decoded<T>,
    ) -> Ask<T> {
        let headers = reader.map(|key| ("broadsheet-reader", key.to_owned()));
        let headers = headers.into_iter().collect();
        let call = Call { method, url: self.url(rest), headers, ..Call::default() };
        Ask { call, base: self.base.clone(), decode }
    }

    /// The first threads, or so many that `at_least` of them come.
    pub fn first(&self, sort: Sort, at_least: usize, reader: Option<&str>) -> Ask<CommentPage> {
        if self.kind == Kind::Files {
            return self.ask("", ".json", None, wire::comments);
        }
        let limit = at_least.clamp(THREADS, MOST_THREADS);
        let rest = format!("?sort={}&limit={limit}&replies={REPLIES}", sort_name(sort));
        self.ask("", &rest, reader, wire::page)
    }

    /// The next page of threads, or so many that `at_least` of them come.
    pub fn more(
        &self,
        sort: Sort,
        cursor: &str,
        at_least: usize,
        reader: Option<&str>,
    ) -> Ask<CommentPage> {
        let mut ask = self.first(sort, at_least, reader);
        ask.call.url += &format!("&cursor={}", encoded(cursor));
        ask
    }

    /// More of a thread.
    pub fn replies(&self, id: &str, cursor: &str, reader: Option<&str>) -> Ask<CommentPage> {
        let rest =
            format!("/{}/replies?limit={MORE_REPLIES}&cursor={}", encoded(id), encoded(cursor));
        self.ask("", &rest, reader, wire::page)
    }

    /// A comment with those above it.
    pub fn permalink(&self, id: &str, reader: Option<&str>) -> Ask<CommentPage> {
        self.ask("", &format!("/{}", encoded(id)), reader, wire::page)
    }

    /// What happened since.
    pub fn changes(&self, after: &Cursor) -> Ask<Vec<Event>> {
        let rest = format!("/changes?after={}", encoded(&after.to_string()));
        self.ask("", &rest, None, wire::changes)
    }

    /// The address of the stream of what happens from now on.
    pub fn stream(&self, after: &Cursor) -> String {
        self.url(&format!("/stream?after={}", encoded(&after.to_string())))
    }

    /// Sends a comment off.
    pub fn post(&self, post: &Post<'_>, reader: &str) -> Ask<(Comment, Option<String>)> {
        let parent = post.parent_id.map_or("null".to_owned(), quoted);
        let body = [
            "{\"text\":",
            &quoted(post.text),
            ",\"parent_id\":",
            &parent,
            ",\"author\":{\"name\":",
            &quoted(post.name),
            "},\"website\":",
            &quoted(post.website),
            ",\"took_ms\":",
            &post.took_ms.to_string(),
            "}",
        ];
        let mut ask = self.ask("POST", "", Some(reader), wire::posted);
        ask.call.headers.push(("idempotency-key", post.key.to_owned()));
        with_json(ask, body.concat())
    }

    /// Changes one's own comment.
    pub fn edit(
        &self,
        id: &str,
        text: &str,
        token: &str,
        reader: Option<&str>,
    ) -> Ask<(Comment, Option<String>)> {
        let ask = self.ask("PATCH", &format!("/{}", encoded(id)), reader, wire::posted);
        with_json(with_token(ask, token), format!("{{\"text\":{}}}", quoted(text)))
    }

    /// Removes one's own comment.
    pub fn remove(
        &self,
        id: &str,
        token: &str,
        reader: Option<&str>,
    ) -> Ask<(Comment, Option<String>)> {
        let ask = self.ask("DELETE", &format!("/{}", encoded(id)), reader, wire::posted);
        with_token(ask, token)
    }

    /// Takes back what was sent under a key, and may have come.
    pub fn withdraw(&self, key: &str, reader: &str) -> Ask<()> {
        let mut ask = self.ask("DELETE", "", Some(reader), wire::nothing);
        ask.call.headers.push(("idempotency-key", key.to_owned()));
        ask
    }

    /// Likes a comment, or takes it back.
    pub fn like(&self, id: &str, has_liked: bool, reader: &str) -> Ask<(u32, bool)> {
        let method = if has_liked { "PUT" } else { "DELETE" };
        self.ask(method, &format!("/{}/like", encoded(id)), Some(reader), wire::liked)
    }

    /// Tells the moderators of a comment.
    pub fn report(&self, id: &str, reason: &str, note: &str, reader: &str) -> Ask<()> {
        let ask =
            self.ask("POST", &format!("/{}/report", encoded(id)), Some(reader), wire::nothing);
        let body = ["{\"reason\":", &quoted(reason), ",\"note\":", &quoted(note), "}"];
        with_json(ask, body.concat())
    }
}

/// How many comments each of some stories has.
pub fn counts(base: &str, slugs: &[Slug]) -> Ask<Vec<(Slug, u32)>> {
    let list: Vec<String> = slugs.iter().map(ToString::to_string).collect();
    let url = format!("{base}comments/counts?articles={}", list.join(","));
    let call = Call { url, ..Call::default() };
    Ask { call, base: base.to_owned(), decode: wire::counts }
}

/// What only moderators may ask.
#[derive(Clone, Debug)]
pub struct ModerationBackend {
    /// The base of the addresses.
    pub base: String,
    /// The moderators' token.
    pub token: String,
}

impl ModerationBackend {
    fn ask<T>(
        &self,
        method: &'static str,
        rest: &str,
        decode: fn(&Place<'_>) -> Decoded<T>,
    ) -> Ask<T> {
        let url = format!("{}moderation/{rest}", self.base);
        let call = Call { method, url, ..Call::default() };
        with_token(Ask { call, base: self.base.clone(), decode }, &self.token)
    }

    /// A page of what waits; the first without a cursor.
    pub fn queue(&self, cursor: Option<&str>) -> Ask<Queue> {
        let rest = cursor.map(|cursor| format!("?cursor={}", encoded(cursor)));
        self.ask("", &format!("queue{}", rest.unwrap_or_default()), wire::queue)
    }

    /// Decides on a comment as it was read: the server refuses what would let something else stand.
    pub fn decide(&self, read: &Waiting, action: Action) -> Ask<(Comment, Option<String>)> {
        let Waiting { comment, article, .. } = read;
        let ask = self.ask("POST", &format!("comments/{}", encoded(&comment.id)), wire::posted);
        // A slug has nothing that JSON would have to escape.
        let article = article.as_ref().map(|slug| format!(",\"article\":\"{slug}\""));
        let (action, article) = (action.name(), article.unwrap_or_default());
        let version = comment.version;
        with_json(ask, format!("{{\"action\":\"{action}\",\"version\":{version}{article}}}"))
    }

    /// A comment of a story as moderators may read it.
    pub fn comment(&self, slug: &Slug, id: &str) -> Ask<Waiting> {
        self.ask("", &format!("articles/{slug}/comments/{}", encoded(id)), wire::waiting)
    }

    /// How a story's discussion is kept.
    pub fn article(&self, slug: &Slug) -> Ask<Keeping> {
        self.ask("", &format!("articles/{slug}"), wire::keeping)
    }

    /// Keeps a story's discussion differently.
    pub fn keep(&self, slug: &Slug, change: Change) -> Ask<Keeping> {
        let body = match change {
            Change::Close => r#"{"state":"closed"}"#,
            Change::Open => r#"{"state":"open"}"#,
            Change::Premoderate => r#"{"premoderated":true}"#,
            Change::LetIn => r#"{"premoderated":false}"#,
        };
        with_json(self.ask("PUT", &format!("articles/{slug}"), wire::keeping), body.to_owned())
    }

    /// A ticket for the stream.
    pub fn ticket(&self) -> Ask<String> {
        self.ask("POST", "tickets", wire::ticket)
    }

    /// The address of the stream of what happens to the queue.
    pub fn stream(&self, ticket: &str) -> String {
        format!("{}moderation/stream?ticket={}", self.base, encoded(ticket))
    }
}

fn with_json<T>(mut ask: Ask<T>, body: String) -> Ask<T> {
    ask.call.headers.push(("content-type", "application/json".to_owned()));
    ask.call.body = Some(body);
    ask
}

fn with_token<T>(mut ask: Ask<T>, token: &str) -> Ask<T> {
    ask.call.headers.push(("authorization", format!("Bearer {token}")));
    ask
}

fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "newest",
        Sort::Oldest => "oldest",
        Sort::Liked => "liked",
    }
}

/// A text as JSON writes it. By hand: a serializer for the few bodies that are sent would cost the
/// reader more bytes than this.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if c < ' ' => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn backend(kind: Kind) -> DiscussionBackend {
        let slug = Slug::new("alaska-summit").unwrap();
        DiscussionBackend { kind, base: "/api/".to_owned(), slug }
    }

    #[test]
    fn addresses() {
        let server = backend(Kind::Server);
        let cursor = Cursor { epoch: "a&b".to_owned(), seq: 7 };
        let base = "/api/articles/alaska-summit/comments";
        for (call, url) in [
            (server.first(Sort::Liked, 0, None).call, "?sort=liked&limit=20&replies=20"),
            (server.first(Sort::Newest, 999, None).call, "?sort=newest&limit=200&replies=20"),
            (
                server.more(Sort::Oldest, "x y", 0, None).call,
                "?sort=oldest&limit=20&replies=20&cursor=x%20y",
            ),
            (server.permalink("a/b", None).call, "/a%2Fb"),
            (server.changes(&cursor).call, "/changes?after=a%26b%3A7"),
            (server.like("a", true, "k").call, "/a/like"),
            (backend(Kind::Files).first(Sort::Newest, 0, Some("k")).call, ".json"),
        ] {
            assert_eq!(call.url, format!("{base}{url}"));
        }
        assert_eq!(server.stream(&cursor), format!("{base}/stream?after=a%26b%3A7"));
        // A file's answer is everybody's: a head of its own would keep a CDN from keeping it.
        assert_eq!(backend(Kind::Files).first(Sort::Newest, 0, Some("k")).call.headers, []);
    }

    #[test]
    fn a_post_is_json() {
        let post = Post {
            key: "k",
            parent_id: Some("p"),
            name: "Zoë \"Z\"",
            text: "a\n\u{1}\\",
            website: "",
            took_ms: 5,
        };
        let call = backend(Kind::Server).post(&post, "r").call;
        let body: Value = serde_json::from_str(call.body.as_deref().unwrap()).unwrap();
        assert_eq!(
            body,
            json!({"text": "a\n\u{1}\\", "parent_id": "p", "author": {"name": "Zoë \"Z\""},
                "website": "", "took_ms": 5})
        );
        let names: Vec<_> = call.headers.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["broadsheet-reader", "idempotency-key", "content-type"]);
    }

    #[test]
    fn a_decision_says_what_was_read() {
        let answer = r#"{"comment":{"id":"a/b","article":"talks","author":{"name":"Z"},"text":"t",
            "status":"pending","created_at":"2026-11-23T09:00:00Z","version":3}}"#;
        let moderators = ModerationBackend { base: "/api/".to_owned(), token: "m".to_owned() };
        let read = moderators.comment(&Slug::new("talks").unwrap(), "a/b");
        let read = read.read(&crate::backend::parse(answer).unwrap()).unwrap();
        let call = moderators.decide(&read, Action::Approve).call;
        assert_eq!((call.method, &*call.url), ("POST", "/api/moderation/comments/a%2Fb"));
        let body: Value = serde_json::from_str(call.body.as_deref().unwrap()).unwrap();
        assert_eq!(body, json!({"action": "approve", "version": 3, "article": "talks"}));
    }

    proptest! {
        #[test]
        fn any_text_is_quoted(text in "(\\PC|[\\x00-\\x1f\"\\\\]){0,40}") {
            prop_assert_eq!(serde_json::from_str::<String>(&quoted(&text)).unwrap(), text);
        }
    }
}

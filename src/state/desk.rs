//! The desk: documents that were asked for, kept for a while.
//!
//! A copy younger than [`FRESH`] answers at once. Two who ask for one document share one request,
//! and a request that nobody waits for any more is given up.

use std::any::Any;
use std::sync::Arc;

use crate::prelude::*;
use futures::future::{FutureExt, LocalBoxFuture, Shared, WeakShared, pending};

use crate::backend::http::{self, Call};
use crate::backend::supply::Supply;
use crate::backend::wire::json::Notes;
use crate::backend::wire::value::Value;
use crate::backend::{Backend, BackendError, Fault, Request, parse};
use crate::model::Timestamp;
use crate::state::latest::Latest;
use crate::state::{IS_BROWSER, console};

/// How long a copy answers without asking again, in milliseconds.
const FRESH: i64 = 60_000;
/// How many documents are kept; the one that was used longest ago goes first.
const MOST_KEPT: usize = 40;

type Document = Arc<dyn Any + Send + Sync>;
/// Reads a document; a list that is cut came with a page.
type Read = Box<dyn Fn(&Value, bool) -> Result<(Document, Notes), Fault>>;
type Outcome = Result<Document, BackendError>;
type Flight = Shared<LocalBoxFuture<'static, Outcome>>;

/// A document of any kind, and whether it is what the backend has now.
#[derive(Debug)]
pub struct Answer {
    url: String,
    document: Document,
    /// When it was fetched, where a newer one was asked for and could not be had.
    pub stale_since: Option<Timestamp>,
}

impl Answer {
    /// The document.
    ///
    /// # Errors
    ///
    /// Where it is of another kind. One address is always read as one kind of document; were it not,
    /// the reader gets words rather than a dead page.
    pub fn document<T: Send + Sync + 'static>(self) -> Result<Arc<T>, BackendError> {
        let Self { url, document, .. } = self;
        document.downcast().map_err(|_| BackendError { url, fault: Fault::Unreachable })
    }
}

struct Kept {
    url: String,
    document: Document,
    fetched_at: Timestamp,
}

/// Lists rather than maps: they are short, and a map of each kind would cost the reader more bytes.
#[derive(Default)]
struct Drawer {
    /// In the order of use, the latest last.
    kept: Vec<Kept>,
    flights: Vec<(String, WeakShared<LocalBoxFuture<'static, Outcome>>)>,
    /// The last that was fetched of the lists with more stories than a page has.
    list: Option<List>,
}

/// A list as it was fetched: its further parts need not be fetched again.
struct List {
    url: String,
    value: Value,
    fetched_at: Timestamp,
}

impl Drawer {
    fn take(&mut self, url: &str) -> Option<Kept> {
        let place = self.kept.iter().position(|kept| kept.url == url)?;
        Some(self.kept.remove(place))
    }

    /// Forgets all that came of a document.
    fn forget(&mut self, url: &str) {
        self.kept.retain(|kept| whole(&kept.url) != whole(url));
        self.list.take_if(|list| list.url == whole(url));
    }

    fn keep(&mut self, kept: Kept) {
        self.kept.push(kept);
        if self.kept.len() > MOST_KEPT {
            self.kept.remove(0);
        }
    }
}

/// The paths of lists' further pages by their addresses, those that were learnt last.
type Paths = Latest<String, String, 16>;

/// The documents that were asked for.
#[derive(Clone, Copy)]
pub struct Desk {
    paths: StoredValue<Paths>,
    backend: StoredValue<Backend>,
    supply: StoredValue<Supply>,
    drawer: StoredValue<Drawer>,
}

impl Desk {
    /// A desk with nothing on it but what came with the page.
    pub fn new(backend: Backend, supply: Supply) -> Self {
        Self {
            paths: StoredValue::default(),
            backend: StoredValue::new(backend),
            supply: StoredValue::new(supply),
            drawer: StoredValue::default(),
        }
    }

    /// What came with the page.
    pub fn supply(self) -> StoredValue<Supply> {
        self.supply
    }

    /// The path of a list's further page, where it is known: only the page before it names it.
    pub fn path_of(self, address: &str) -> Option<String> {
        self.paths.try_with_value(|paths| paths.get(&address.to_owned()).cloned()).flatten()
    }

    /// Remembers it.
    pub fn learn_path(self, address: String, path: String) {
        let _ = self.paths.try_update_value(|paths| paths.keep(address, path));
    }

    /// What the backend can be asked for.
    pub fn request<T>(self, request: impl FnOnce(&Backend) -> T) -> T {
        self.backend.with_value(request)
    }

    /// The copy at hand, if any, however old.
    pub fn peek<T: Send + Sync + 'static>(self, request: &Request<T>) -> Option<Arc<T>> {
        self.kept(&request.url).and_then(|(document, _)| document.downcast().ok())
    }

    /// What is asked for, where all of it came with the page. A backend is not asked: nobody would wait for its
    /// answer.
    pub fn at_once<T>(self, ask: impl FnOnce() -> LocalBoxFuture<'static, T>) -> Option<T> {
        let is_all = |is_all| self.supply.update_value(|supply| supply.is_all_there_is = is_all);
        is_all(true);
        let answer = ask().now_or_never();
        is_all(false);
        answer
    }

    /// Asks for a document: a fresh copy at hand, else the backend, else an old copy marked as such.
    /// With `again` no copy at hand will do, since the reader asked for another try.
    ///
    /// # Errors
    ///
    /// The backend's, where there is no copy at all, or where the document is known to be gone.
    pub fn ask<T: Send + Sync + 'static>(
        self,
        request: Request<T>,
        again: bool,
    ) -> LocalBoxFuture<'static, Result<Answer, BackendError>> {
        let url = request.url.clone();
        let read = move |value: &Value, is_cut: bool| {
            request
                .read_part(value, is_cut)
                .map(|(document, notes)| (Arc::new(document) as Document, notes))
        };
        self.document(url, Box::new(read), again).boxed_local()
    }

    /// The same for any kind of document: everything that doesn't depend on the kind stands in the
    /// program once.
    async fn document(self, url: String, read: Read, again: bool) -> Result<Answer, BackendError> {
        let supplied = self
            .supply
            .try_update_value(|supply| Some((supply.take(&url)?, supply.is_cut(&url))))
            .flatten();
        if let Some((supplied, is_cut)) = supplied {
            let outcome =
                supplied.map_err(|fault| BackendError { url: url.clone(), fault }).and_then(
                    |value| received(&url, &read, &value, is_cut).map(|(document, _)| document),
                );
            if !IS_BROWSER && let Err(error) = &outcome {
                // Where a page is rendered nobody can ask again: what went wrong is told to all who do.
                let fault = error.fault.clone();
                self.supply.update_value(|supply| supply.add(url.clone(), Err(fault)));
            }
            self.land(&url, &outcome);
            return outcome.map(|document| Answer { url, document, stale_since: None });
        }
        let at_hand = self.kept(&url).or_else(|| self.part_at_hand(&url, &read));
        if let Some((document, fetched_at)) = &at_hand
            && !again
            && console::now().0 - fetched_at.0 < FRESH
        {
            return Ok(Answer { url, document: document.clone(), stale_since: None });
        }
        if IS_BROWSER && self.supply.with_value(|supply| supply.is_all_there_is) {
            return pending().await;
        }
        match (self.flight(&url, read, again).await, at_hand) {
            (Ok(document), _) => Ok(Answer { url, document, stale_since: None }),
            (Err(error), Some((document, fetched_at))) if error.may_pass() => {
                Ok(Answer { url, document, stale_since: Some(fetched_at) })
            }
            (Err(error), _) => Err(error),
        }
    }

    fn kept(self, url: &str) -> Option<(Document, Timestamp)> {
        self.drawer.try_update_value(|drawer| {
            let kept = drawer.take(url)?;
            let found = (kept.document.clone(), kept.fetched_at);
            drawer.keep(kept);
            Some(found)
        })?
    }

    /// A part of the long list that was fetched last, where it is one of that.
    fn part_at_hand(self, url: &str, read: &Read) -> Option<(Document, Timestamp)> {
        self.drawer.try_with_value(|drawer| {
            let list = drawer.list.as_ref().filter(|list| list.url == whole(url))?;
            let (part, _) = read(&list.value, false).ok()?;
            Some((part, list.fetched_at))
        })?
    }

    /// The request that is under way for a document, or a new one.
    fn flight(self, url: &str, read: Read, fresh: bool) -> Flight {
        let under_way = self.drawer.try_update_value(|drawer| {
            // One that was given up stood before whatever was asked for since.
            drawer.flights.retain(|(_, flight)| flight.upgrade().is_some());
            drawer.flights.iter().find(|(address, _)| address == url)?.1.upgrade()
        });
        if let Some(flight) = under_way.flatten() {
            return flight;
        }
        let address = url.to_owned();
        let flight = async move {
            let outcome = self.fetch(&address, &read, fresh).await;
            self.land(&address, &outcome);
            outcome
        };
        let flight = flight.boxed_local().shared();
        if let Some(weak) = flight.downgrade() {
            self.drawer.update_value(|drawer| {
                drawer.flights.push((url.to_owned(), weak));
            });
        }
        flight
    }

    async fn fetch(self, url: &str, read: &Read, fresh: bool) -> Outcome {
        let call =
            Call { url: url.to_owned(), is_fresh: fresh, is_document: true, ..Call::default() };
        let text = http::ask(call).await;
        let value = text.and_then(|text| parse(&text));
        let value = value.map_err(|fault| BackendError { url: url.to_owned(), fault });
        let outcome = value.and_then(|value| {
            let (document, goes_on) = received(url, read, &value, false)?;
            let is_long = goes_on || url.contains('#');
            let _ = self.drawer.try_update_value(|drawer| {
                // What was read of an older copy does not go on from this one.
                drawer.forget(url);
                if is_long {
                    let (url, fetched_at) = (whole(url).to_owned(), console::now());
                    drawer.list = Some(List { url, value, fetched_at });
                }
            });
            Ok(document)
        });
        if let Err(error) = &outcome {
            console::warn(&error.to_string());
        }
        outcome
    }

    fn land(self, url: &str, outcome: &Outcome) {
        self.drawer.update_value(|drawer| {
            drawer.flights.retain(|(address, flight)| address != url && flight.upgrade().is_some());
            match outcome {
                Ok(document) => {
                    drawer.take(url);
                    let (url, document) = (url.to_owned(), document.clone());
                    drawer.keep(Kept { url, document, fetched_at: console::now() });
                }
                Err(error) if !error.may_pass() => drawer.forget(url),
                Err(_) => {}
            }
        });
    }
}

/// The address of the document that a part of a list is in.
fn whole(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

/// What came, and whether it holds more than was read of it.
fn received(
    url: &str,
    read: &Read,
    value: &Value,
    is_cut: bool,
) -> Result<(Document, bool), BackendError> {
    let fault = |fault| BackendError { url: url.to_owned(), fault };
    let (document, notes) = read(value, is_cut).map_err(fault)?;
    console::left_out(url, &notes.take());
    Ok((document, notes.goes_on()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::model::{Article, CardList, Slug};

    fn kept(url: &str) -> Kept {
        Kept { url: url.to_owned(), document: Arc::new(()), fetched_at: Timestamp(0) }
    }

    fn desk(supplied: &[(&str, &str)]) -> Desk {
        let mut supply = Supply::default();
        for (url, text) in supplied {
            supply.add((*url).to_owned(), parse(text));
        }
        let config = r#"{"site": {"name": "B", "lang": "en", "url": "https://b.example"},
            "edition": {"kind": "files", "url": "/edition"}, "comments": {"kind": "off"}}"#;
        Desk::new(Backend::new(&Config::parse(config).expect("a configuration")), supply)
    }

    fn section(desk: Desk) -> Request<CardList> {
        desk.request(|backend| backend.section(&Slug::new("world").expect("a slug")))
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let mut drawer = Drawer::default();
        for number in 0..MOST_KEPT {
            drawer.keep(kept(&number.to_string()));
        }
        let used = drawer.take("0").expect("the first is there");
        drawer.keep(used);
        drawer.keep(kept("one more"));
        assert!(drawer.take("1").is_none());
        assert!(drawer.take("0").is_some() && drawer.take("one more").is_some());
        assert_eq!(drawer.kept.len(), MOST_KEPT - 2);
    }

    #[test]
    fn what_came_with_the_page_is_not_asked_for() {
        let world = r#"{"name": "World", "cards": []}"#;
        let url = section(desk(&[])).url;
        let desk = desk(&[(&url, world)]);
        assert!(desk.peek(&section(desk)).is_none());
        for _ in 0..2 {
            // No answer can be waited for here: it is there at once, the second time as a fresh copy.
            let answer = desk.ask(section(desk), false).now_or_never().expect("it is at hand");
            let answer = answer.expect("it can be read");
            assert_eq!(answer.stale_since, None);
            assert_eq!(answer.document::<CardList>().expect("a list").name, "World");
        }
        assert!(desk.peek(&section(desk)).is_some());
    }

    #[test]
    fn what_came_damaged_is_the_backends_error_and_not_kept() {
        let url = section(desk(&[])).url;
        let desk = desk(&[(&url, r#"{"name": 7}"#)]);
        let answer = desk.ask(section(desk), false).now_or_never().expect("it is at hand");
        let error = answer.expect_err("it can't be read");
        assert_eq!(error.url, url);
        assert!(matches!(error.fault, Fault::Contract(_)), "{error}");
        assert!(desk.peek(&section(desk)).is_none());
    }

    #[test]
    fn two_share_a_request_and_nobody_waiting_ends_it() {
        let desk = desk(&[]);
        let read = || -> Read { Box::new(|_, _| Err(Fault::Unreachable)) };
        let first = desk.flight("/a", read(), false);
        let second = desk.flight("/a", read(), false);
        assert!(first.ptr_eq(&second));
        assert!(!first.ptr_eq(&desk.flight("/b", read(), false)));
        drop((first, second));
        let given_up = desk.drawer.with_value(|drawer| {
            drawer.flights.iter().all(|(_, flight)| flight.upgrade().is_none())
        });
        assert!(given_up);
        // Asked for anew it is shared as before.
        let third = desk.flight("/a", read(), false);
        assert!(third.ptr_eq(&desk.flight("/a", read(), false)));
    }

    #[test]
    fn an_address_read_as_two_kinds_is_an_error() {
        let url = section(desk(&[])).url;
        let desk = desk(&[(&url, r#"{"name": "World", "cards": []}"#)]);
        let answer = desk.ask(section(desk), false).now_or_never().expect("it is at hand");
        assert!(answer.expect("it can be read").document::<Article>().is_err());
    }
}

//! A place in somebody's JSON that knows its own path.
//!
//! Decoding by hand over one parsed value rather than by derived code: the error names the path, a
//! bad item is left out without its siblings, and the reader pays for one parser, not for one per
//! type.

use std::cell::{Cell, RefCell};
use std::fmt;

use super::value::Value;

/// What the JSON should have held, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonProblem {
    /// The path: `body[3].photo.src`; empty for the whole.
    pub path: String,
    /// What was expected there: `expected a string`.
    pub message: &'static str,
}

impl fmt::Display for JsonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the whole" } else { &self.path };
        write!(f, "{path}: {}", self.message)
    }
}

/// What decoding answers. The problem is boxed: it is rare, and one word is handed on in few instructions.
pub type Decoded<T> = Result<T, Box<JsonProblem>>;

/// How many notes of one document are kept: a million bad items say no more than the first of them,
/// and writing them all to the console would stop the page.
const MOST_NOTES: usize = 20;

/// How many items the lists of one document may have in all: several times what the longest story or a
/// discussion in a file has. Eight megabytes hold millions of empty cells, which would stop the page.
const MOST_ITEMS: usize = 100_000;

/// What was left out while the rest was taken, for the console.
#[derive(Debug, Default)]
pub struct Notes {
    problems: RefCell<Vec<JsonProblem>>,
    /// How many items of lists were taken.
    items: Cell<usize>,
    goes_on: Cell<bool>,
}

impl Notes {
    fn add(&self, problem: JsonProblem) {
        let mut notes = self.problems.borrow_mut();
        if notes.len() < MOST_NOTES {
            notes.push(problem);
        }
    }

    /// Hands over the notes taken so far.
    pub fn take(&self) -> Vec<JsonProblem> {
        self.problems.take()
    }

    /// Notes that a part of a list was read, and that the document holds more.
    pub fn go_on(&self) {
        self.goes_on.set(true);
    }

    /// Whether a part of a list was read, and the document holds more.
    pub fn goes_on(&self) -> bool {
        self.goes_on.get()
    }

    /// Counts an item of a list; whether another may be taken.
    fn count_item(&self) -> bool {
        let items = self.items.get() + 1;
        self.items.set(items);
        items < MOST_ITEMS
    }
}

/// What every decoder is given beside the JSON.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The backend's base, which relative pictures resolve against; ends in `/`.
    pub base: &'a str,
    /// Where to write what is left out.
    pub notes: &'a Notes,
    /// How much of the list that it holds is read.
    pub extent: Extent<'a>,
}

impl<'a> Context<'a> {
    /// That of a document which is read as a whole.
    pub fn new(base: &'a str, notes: &'a Notes) -> Self {
        Self { base, notes, extent: Extent::Whole }
    }
}

/// How much is read of a document that holds a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent<'a> {
    /// All of it.
    Whole,
    /// The part that this path names, below the backend's base.
    Part(&'a str),
    /// All of it, which is a part already: it came with the page that shows it.
    Cut,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Whole,
    Key(&'a str),
    Index(usize),
}

/// One value and the way to it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    value: &'a Value,
    step: Step<'a>,
    above: Option<&'a Place<'a>>,
    context: Context<'a>,
}

impl<'a> Place<'a> {
    /// The whole document.
    pub fn whole(value: &'a Value, context: Context<'a>) -> Self {
        Self { value, step: Step::Whole, above: None, context }
    }

    /// The backend's base, which relative pictures resolve against.
    pub fn base(&self) -> &'a str {
        self.context.base
    }

    /// How much of the document's list is read.
    pub fn extent(&self) -> Extent<'a> {
        self.context.extent
    }

    /// What is noted beside what is read.
    pub fn notes(&self) -> &'a Notes {
        self.context.notes
    }

    /// A problem at this place.
    #[inline(never)]
    pub fn problem(&self, message: &'static str) -> Box<JsonProblem> {
        Box::new(JsonProblem { path: self.path(), message })
    }

    fn path(&self) -> String {
        let mut path = self.above.map(Place::path).unwrap_or_default();
        match self.step {
            Step::Whole => {}
            Step::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
        path
    }

    fn key<'p>(&'p self, key: &'p str) -> Place<'p> {
        self.below(Step::Key(key), self.value.get(key).unwrap_or(&Value::Null))
    }

    /// A field of what must be an object.
    fn field<'p>(&'p self, key: &'p str) -> Decoded<Place<'p>> {
        self.object()?;
        Ok(self.key(key))
    }

    fn below<'p>(&'p self, step: Step<'p>, value: &'p Value) -> Place<'p> {
        Place { value, step, above: Some(self), context: self.context }
    }

    fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Fails unless the value is an object.
    pub fn object(&self) -> Decoded<()> {
        match self.value {
            Value::Object(_) => Ok(()),
            _ => Err(self.problem("expected an object")),
        }
    }

    /// Whether there is such a field, right or wrong; one that is null isn't there.
    pub fn has(&self, key: &str) -> bool {
        !self.key(key).is_null()
    }

    /// That an object has no other fields than these: of a misspelt key nothing else would tell.
    pub fn only(&self, keys: &[&str]) -> Decoded<()> {
        let Value::Object(fields) = self.value else { return Ok(()) };
        match fields.iter().find(|(key, _)| !keys.contains(&&**key)) {
            Some((key, _)) => Err(self.key(key).problem("there is no such key")),
            None => Ok(()),
        }
    }

    /// A field that must be there and right.
    pub fn required<T>(&self, key: &str, decode: fn(&Place<'_>) -> Decoded<T>) -> Decoded<T> {
        decode(&self.field(key)?)
    }

    /// What a closure makes of a field that must be there.
    pub fn inside<T>(&self, key: &str, decode: impl Fn(&Place<'_>) -> Decoded<T>) -> Decoded<T> {
        decode(&self.field(key)?)
    }

    /// The fields of the object at this place, those that are right.
    pub fn fields<T>(&self, decode: fn(&Place<'_>) -> Decoded<T>) -> Vec<(String, T)> {
        let mut right = Vec::new();
        if let Value::Object(fields) = self.value {
            for (key, value) in fields {
                let place = self.below(Step::Key(key), value);
                if !place.is_null()
                    && let Some(field) = place.noted(decode(&place))
                {
                    right.push((key.clone(), field));
                }
            }
        }
        right
    }

    /// A field that may be missing or null. A wrong one is left out, with a note.
    pub fn optional<T>(&self, key: &str, decode: fn(&Place<'_>) -> Decoded<T>) -> Option<T> {
        let place = self.key(key);
        if place.is_null() {
            return None;
        }
        place.noted(decode(&place))
    }

    /// A list that must be there. A wrong item is left out, with a note.
    pub fn required_list<T>(
        &self,
        key: &str,
        decode: fn(&Place<'_>) -> Decoded<T>,
    ) -> Decoded<Vec<T>> {
        self.field(key)?.items(decode)
    }

    /// A list that may be missing or null. A wrong item is left out, with a note.
    pub fn list<T>(&self, key: &str, decode: fn(&Place<'_>) -> Decoded<T>) -> Vec<T> {
        let place = self.key(key);
        if place.is_null() {
            return Vec::new();
        }
        place.noted(place.items(decode)).unwrap_or_default()
    }

    /// The items of the list at this place. A wrong item is left out, with a note.
    pub fn items<T>(&self, decode: fn(&Place<'_>) -> Decoded<T>) -> Decoded<Vec<T>> {
        let mut items = Vec::new();
        self.each(&mut |place| {
            items.push(decode(place)?);
            Ok(())
        })?;
        Ok(items)
    }

    fn each(&self, take: &mut dyn FnMut(&Place<'_>) -> Decoded<()>) -> Decoded<()> {
        let Value::List(values) = self.value else { return Err(self.problem("expected a list")) };
        let mut is_right = values.is_empty();
        for (index, value) in values.iter().enumerate() {
            let place = self.below(Step::Index(index), value);
            if self.noted(take(&place)).is_none() {
                continue;
            }
            is_right = true;
            if !self.context.notes.count_item() {
                self.context.notes.add(*place.problem("too much: what follows is left out"));
                break;
            }
        }
        // One bad item is an accident; nothing but bad ones is a document of another kind, and a
        // page that came out empty without a word would hide it.
        if is_right { Ok(()) } else { Err(self.problem("none of its items can be read")) }
    }

    fn noted<T>(&self, decoded: Decoded<T>) -> Option<T> {
        decoded.map_err(|problem| self.context.notes.add(*problem)).ok()
    }

    /// The text at this place, as it is.
    pub fn text(&self) -> Decoded<&'a str> {
        self.value.text().ok_or_else(|| self.problem("expected a string"))
    }

    /// Whether there is a string here rather than a list.
    pub fn is_text(&self) -> bool {
        matches!(self.value, Value::Text(_))
    }

    /// The truth at this place.
    pub fn truth(&self) -> Decoded<bool> {
        match self.value {
            Value::Truth(truth) => Ok(*truth),
            _ => Err(self.problem("expected true or false")),
        }
    }

    /// The number at this place.
    pub fn number(&self) -> Decoded<f64> {
        self.value.number().ok_or_else(|| self.problem("expected a number"))
    }

    /// The whole number at this place, zero or above, that fits 32 bits.
    pub fn count(&self) -> Decoded<u32> {
        self.value.count().ok_or_else(|| self.problem("expected a whole number, zero or above"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(json: serde_json::Value) -> Value {
        Value::from(&json)
    }

    fn word(place: &Place<'_>) -> Decoded<String> {
        place.text().map(str::to_owned)
    }

    fn photo_src(place: &Place<'_>) -> Decoded<String> {
        let photo = place.key("photo");
        photo.required("src", word)
    }

    #[test]
    fn a_problem_names_its_path() {
        let value = written(json!({"body": [{}, {}, {}, {"photo": {"src": 7}}]}));
        let notes = Notes::default();
        let whole = Place::whole(&value, Context::new("/", &notes));
        assert_eq!(whole.list("body", photo_src), Vec::<String>::new());
        let said: Vec<_> = notes.take().iter().map(ToString::to_string).collect();
        assert_eq!(said[0], "body[0].photo: expected an object");
        assert_eq!(said[3], "body[3].photo.src: expected a string");
    }

    #[test]
    fn a_bad_item_goes_without_its_siblings() {
        let value = written(json!({"tags": ["a", 1, null, "b"], "none": null, "odd": {}}));
        let notes = Notes::default();
        let whole = Place::whole(&value, Context::new("/", &notes));
        assert_eq!(whole.required_list("tags", word), Ok(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(whole.list("none", word), Vec::<String>::new());
        assert_eq!(whole.list("odd", word), Vec::<String>::new());
        assert_eq!(whole.optional("tags", word), None);
        assert_eq!(
            whole.required_list("none", word).unwrap_err().to_string(),
            "none: expected a list"
        );
        assert_eq!(notes.take().len(), 4);
    }

    #[test]
    fn a_document_has_no_more_items_than_a_page_bears() {
        fn row(place: &Place<'_>) -> Decoded<Vec<String>> {
            place.items(word)
        }
        let value = written(json!({"rows": vec![vec![""; 1_000]; 100], "words": ["a", "b"]}));
        let notes = Notes::default();
        let whole = Place::whole(&value, Context::new("/", &notes));
        let rows = whole.list("rows", row);
        let cells: usize = rows.iter().map(Vec::len).sum();
        assert!(cells < MOST_ITEMS && cells > MOST_ITEMS - 1_000, "{cells}");
        // What stands behind it is not without its beginning.
        assert_eq!(whole.list("words", word), ["a"]);
        assert!(notes.take()[0].to_string().ends_with("too much: what follows is left out"));
    }
}

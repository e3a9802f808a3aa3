//! JSON as it was written: from a text to values.
//!
//! By hand, as the decoding is: a library's parser also knows streams, errors of input and output,
//! fields in the order of their names and the last bit of every float, which each reader would fetch.

/// How deep lists and objects may stand in one another; deeper ones could overflow the stack.
const DEEPEST: usize = 127;
/// From here on a further digit would overflow: it only counts.
const MOST: u64 = 1_000_000_000_000_000_000;

const TOO_SHORT: &str = "it ends too early";

/// A value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Truth(bool),
    /// A number; whole ones are exact up to 2⁵³.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object, with its fields in the order in which they were written.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// A field of an object; of several with one name the last.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The text that it is.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number that it is.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The whole number from zero up to 32 bits that it is.
    pub fn count(&self) -> Option<u32> {
        self.number().filter(|number| f64::from(*number as u32) == *number).map(|n| n as u32)
    }
}

/// Reads a text.
///
/// # Errors
///
/// What was found wrong, and where.
pub fn parse(text: &str) -> Result<Value, String> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(DEEPEST).and_then(|value| match reader.peek_word() {
        None => Ok(value),
        Some(_) => Err("something follows its end"),
    });
    value.map_err(|problem| {
        let before = text.get(..reader.at).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let lines = before.bytes().filter(|byte| *byte == b'\n').count();
        format!("{problem} at line {} column {}", lines + 1, line.chars().count() + 1)
    })
}

type Read<T> = Result<T, &'static str>;

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What comes behind blanks.
    fn peek_word(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, depth: usize) -> Read<Value> {
        match self.peek_word().ok_or(TOO_SHORT)? {
            b'"' => self.string().map(Value::Text),
            b'[' => {
                let mut items = Vec::new();
                self.items(b']', depth, &mut |reader, depth| {
                    items.push(reader.value(depth)?);
                    Ok(())
                })?;
                Ok(Value::List(items))
            }
            b'{' => {
                let mut fields = Vec::new();
                self.items(b'}', depth, &mut |reader, depth| {
                    if reader.peek_word() != Some(b'"') {
                        return Err("expected the name of a field");
                    }
                    let name = reader.string()?;
                    reader.peek_word();
                    if !reader.takes(b':') {
                        return Err("expected a colon");
                    }
                    fields.push((name, reader.value(depth)?));
                    Ok(())
                })?;
                Ok(Value::Object(fields))
            }
            b'-' | b'0'..=b'9' => self.number().map(Value::Number),
            b't' => self.word("true", Value::Truth(true)),
            b'f' => self.word("false", Value::Truth(false)),
            b'n' => self.word("null", Value::Null),
            _ => Err("expected a value"),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Read<Value> {
        for byte in word.bytes() {
            if !self.takes(byte) {
                return Err("expected a value");
            }
        }
        Ok(value)
    }

    /// Takes what stands between brackets, divided by commas.
    fn items(
        &mut self,
        end: u8,
        depth: usize,
        take: &mut dyn FnMut(&mut Self, usize) -> Read<()>,
    ) -> Read<()> {
        let depth = depth.checked_sub(1).ok_or("too many things stand in one another")?;
        self.at += 1;
        self.peek_word();
        if self.takes(end) {
            return Ok(());
        }
        loop {
            take(self, depth)?;
            self.peek_word();
            if self.takes(end) {
                return Ok(());
            }
            if !self.takes(b',') {
                return Err(if self.peek().is_none() { TOO_SHORT } else { "expected a comma" });
            }
        }
    }

    fn string(&mut self) -> Read<String> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let begin = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..b' ')) {
                self.at += 1;
            }
            string.push_str(self.text.get(begin..self.at).unwrap_or_default());
            if self.takes(b'"') {
                return Ok(string);
            }
            if !self.takes(b'\\') {
                let is_end = self.peek().is_none();
                return Err(if is_end { TOO_SHORT } else { "a control character in a text" });
            }
            string.push(self.escaped()?);
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Read<char> {
        let what = self.peek().ok_or(TOO_SHORT)?;
        self.at += 1;
        Ok(match what {
            b'"' | b'\\' | b'/' => what.into(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.hexadecimal()?;
                // Two halves of a character beyond the first 65,536.
                if (0xd800..0xdc00).contains(&code) && self.takes(b'\\') && self.takes(b'u') {
                    let low = self.hexadecimal()?.checked_sub(0xdc00).filter(|low| *low < 0x400);
                    code = low.map_or(0xd800, |low| 0x10000 + ((code - 0xd800) << 10) + low);
                }
                char::from_u32(code).ok_or("half a character in a text")?
            }
            _ => return Err("an unknown escape in a text"),
        })
    }

    fn hexadecimal(&mut self) -> Read<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            code = code * 16 + digit.ok_or("expected four hexadecimal digits")?;
            self.at += 1;
        }
        Ok(code)
    }

    fn number(&mut self) -> Read<f64> {
        let is_negative = self.takes(b'-');
        let (mut digits, mut exponent) = (0, 0);
        let has_zero = self.takes(b'0');
        if self.digits(&mut digits, &mut exponent) > 0 && has_zero {
            return Err("a number that begins with a zero");
        }
        if !has_zero && digits == 0 {
            return Err("expected a digit");
        }
        if self.takes(b'.') {
            let count = self.digits(&mut digits, &mut exponent);
            exponent -= i64::from(count);
            if count == 0 {
                return Err("expected a digit");
            }
        }
        if self.takes(b'e') || self.takes(b'E') {
            let is_negative = self.takes(b'-');
            let _ = is_negative || self.takes(b'+');
            let mut power = 0;
            if self.digits(&mut power, &mut 0) == 0 {
                return Err("expected a digit");
            }
            // Far beyond what the digits of the largest document can make up for.
            let power = power.min(100_000_000) as i64;
            exponent += if is_negative { -power } else { power };
        }
        // Exact for all that people write: up to 15 digits, and powers that a float holds exactly.
        let power = 10_f64.powi(exponent.abs().min(400) as i32);
        let number = match (digits, exponent) {
            (0, _) => 0.0,
            (digits, ..0) => digits as f64 / power,
            (digits, _) => digits as f64 * power,
        };
        match number.is_finite() {
            true => Ok(if is_negative { -number } else { number }),
            false => Err("a number out of range"),
        }
    }

    /// Takes digits, and says how many. Those that no longer fit count in the exponent.
    fn digits(&mut self, number: &mut u64, exponent: &mut i64) -> u32 {
        let mut count = 0;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            self.at += 1;
            count += 1;
            if *number < MOST {
                *number = *number * 10 + u64::from(byte - b'0');
            } else {
                *exponent += 1;
            }
        }
        count
    }
}

#[cfg(test)]
impl From<&serde_json::Value> for Value {
    fn from(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Self::Null,
            Json::Bool(truth) => Self::Truth(*truth),
            Json::Number(number) => number.as_f64().map_or(Self::Null, Self::Number),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Json::Object(fields) => {
                let field = |(key, value): (&String, &Json)| (key.clone(), value.into());
                Self::Object(fields.iter().map(field).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether a library's parser reads the same.
    fn agrees(ours: &Value, theirs: &serde_json::Value) -> bool {
        match (ours, theirs) {
            (Value::Null, theirs) => theirs.is_null(),
            (Value::Truth(truth), theirs) => theirs.as_bool() == Some(*truth),
            (Value::Number(ours), theirs) => theirs
                .as_f64()
                .is_some_and(|theirs| (ours - theirs).abs() <= theirs.abs() * 1e-15 + 1e-290),
            (Value::Text(text), theirs) => theirs.as_str() == Some(text),
            (Value::List(ours), serde_json::Value::Array(theirs)) => {
                ours.len() == theirs.len()
                    && ours.iter().zip(theirs).all(|(ours, theirs)| agrees(ours, theirs))
            }
            (Value::Object(_), serde_json::Value::Object(theirs)) => theirs
                .iter()
                .all(|(key, theirs)| ours.get(key).is_some_and(|ours| agrees(ours, theirs))),
            _ => false,
        }
    }

    fn holds(text: &str) -> Result<(), TestCaseError> {
        match (parse(text), serde_json::from_str(text)) {
            (Ok(ours), Ok(theirs)) => prop_assert!(agrees(&ours, &theirs), "{text}: {ours:?}"),
            (Err(_), Err(_)) => {}
            (ours, theirs) => prop_assert!(false, "{text}: {ours:?}, {theirs:?}"),
        }
        Ok(())
    }

    #[test]
    fn what_is_wrong_and_where() {
        for (text, said) in [
            ("", "it ends too early at line 1 column 1"),
            ("<!doctype html>", "expected a value at line 1 column 1"),
            ("{\"a\": 1,\n \"é\" 2}", "expected a colon at line 2 column 6"),
            ("[1 2]", "expected a comma at line 1 column 4"),
            ("[1] 2", "something follows its end at line 1 column 5"),
            ("\"\\ud800\"", "half a character in a text at line 1 column 8"),
            ("1e999", "a number out of range at line 1 column 6"),
            ("1e9223372036854775808", "a number out of range at line 1 column 22"),
        ] {
            assert_eq!(parse(text), Err(said.to_owned()));
        }
    }

    #[test]
    fn numbers_are_what_is_written() {
        for text in
            ["0", "-0", "800", "1795425000000", "9007199254740991", "0.25", "-1.5e3", "1e22"]
        {
            assert_eq!(parse(text), Ok(Value::Number(text.parse().unwrap())), "{text}");
        }
        for wrong in ["01", "-", "1.", ".5", "1e", "+1", "1.e2", "0x1", "NaN"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        let count = |text| parse(text).unwrap().count();
        assert_eq!(
            (count("7"), count("-1"), count("1.5"), count("4294967296")),
            (Some(7), None, None, None)
        );
    }

    #[test]
    fn the_last_of_several_fields_counts_and_no_depth_overflows() {
        assert_eq!(parse(r#"{"a":1,"a":2}"#).unwrap().get("a"), Some(&Value::Number(2.0)));
        for depth in [126, 127, 128, 100_000] {
            holds(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).unwrap();
        }
    }

    proptest! {
        #[test]
        fn reads_as_a_library_does(text in r#"([\[\]{},:"\\ ]|null|true|"k"|"a":|[0-9.eE+-]{1,3}|\\u[d0][8c09]0f|\\[nt/x]|é|\n){0,24}"#) {
            holds(&text)?;
        }

        #[test]
        fn any_number(number in any::<f64>(), digits in "-?[0-9]{1,25}(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?") {
            holds(&serde_json::Value::from(number).to_string())?;
            holds(&digits)?;
        }

        #[test]
        fn any_text(text in "\\PC{0,20}", raw in "(\\PC|\\\\u[0-9a-f]{4}|[\\x00-\\x1f]){0,8}") {
            holds(&serde_json::Value::from(text).to_string())?;
            holds(&format!("\"{raw}\""))?;
        }
    }
}

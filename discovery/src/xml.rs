//! XML, written element by element.

use crate::text::escaped;

/// The first line of every document.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Appends an element that holds text.
pub fn element(out: &mut String, name: &str, text: &str) {
    element_with(out, name, &[], text);
}

/// Appends an element with attributes that holds text, or closes itself where there is none.
pub fn element_with(out: &mut String, name: &str, attributes: &[(&str, &str)], text: &str) {
    open(out, name, attributes);
    if text.is_empty() {
        out.pop();
        out.push_str("/>\n");
    } else {
        out.push_str(&escaped(text));
        close(out, name);
    }
}

/// Appends an element's beginning.
pub fn open(out: &mut String, name: &str, attributes: &[(&str, &str)]) {
    out.push('<');
    out.push_str(name);
    for (attribute, value) in attributes {
        out.push_str(&format!(" {attribute}=\"{}\"", escaped(value)));
    }
    out.push('>');
}

/// Appends an element's end.
pub fn close(out: &mut String, name: &str) {
    out.push_str(&format!("</{name}>\n"));
}

//! From views to the text of a page, as a server sends it before the program has come.
//!
//! What is written here is what a browser takes up again in `draw`: the same elements in the same order.
//! HTML has no way to write two texts side by side, so a comment divides them; and where a view draws
//! nothing, or a list ends, stands the comment that `draw` would have put there.

use std::borrow::Cow;

use leptos::prelude::{Owner, untrack};

use super::skeleton::END;
use super::{Kind, Slot, Template, Value, View, is_empty};

/// Divides texts, and marks where something may come to stand.
const MARK: &str = "<!---->";
/// The elements that have no end (HTML, "void elements").
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Writes what is drawn as HTML.
pub fn to_html(draw: impl FnOnce() -> View) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        let mut writer = Writer::default();
        untrack(|| writer.view(draw()));
        writer.html
    });
    owner.cleanup();
    html
}

#[derive(Default)]
struct Writer {
    html: String,
    /// Whether a text that is written now would run into the one before.
    is_after_text: bool,
}

impl Writer {
    fn view(&mut self, view: View) {
        let Some(kind) = view.0 else { return };
        match *kind {
            Kind::Text(text) => self.text(&text),
            Kind::Element(template) => self.template(template),
            Kind::Many(views) => views.into_iter().for_each(|view| self.view(view)),
            Kind::Changing(answer) => {
                let view = answer();
                match is_empty(&view.0) {
                    true => self.mark(),
                    false => self.view(view),
                }
            }
            Kind::Rows(each) => {
                each().into_iter().for_each(|(_, draw)| self.view(draw()));
                self.mark();
            }
            Kind::Later(draw) | Kind::Others(draw) => self.view(draw()),
            // What no view is made of.
            Kind::ChangingValue(_) | Kind::Listener(..) | Kind::Known(_) => {}
        }
    }

    fn mark(&mut self) {
        self.html.push_str(MARK);
        self.is_after_text = false;
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.is_after_text {
            self.mark();
        }
        escape(text, &mut self.html);
        self.is_after_text = true;
    }

    fn template(&mut self, template: Template) {
        let mut slots = template.slots.into_iter();
        let mut open: Vec<&str> = Vec::new();
        // The attributes of the element whose tag is still open.
        let mut tag: Option<Tag> = None;
        for step in template.steps.split_terminator(END) {
            let (what, said) = step.split_at(1);
            match what {
                "=" | ":" | "." | "*" => {
                    let slot = if what == "=" { None } else { slots.next() };
                    if let Some(tag) = &mut tag {
                        tag.attribute(what, said, slot);
                    }
                    continue;
                }
                _ => self.close_tag(&mut tag),
            }
            match what {
                "<" => {
                    open.push(said);
                    tag = Some(Tag { name: said, attributes: Vec::new() });
                }
                "\"" => self.text(said),
                "#" => {
                    if let Some(Slot(content)) = slots.next() {
                        self.view(View(content));
                    }
                }
                _ => self.end(open.pop()),
            }
        }
    }

    fn close_tag(&mut self, tag: &mut Option<Tag>) {
        let Some(tag) = tag.take() else { return };
        tag.write(&mut self.html);
        self.is_after_text = false;
    }

    fn end(&mut self, name: Option<&str>) {
        if let Some(name) = name.filter(|name| !VOID.contains(name)) {
            self.html.push_str("</");
            self.html.push_str(name);
            self.html.push('>');
        }
        self.is_after_text = false;
    }
}

/// An element's first tag.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, Cow<'a, str>)>,
}

impl<'a> Tag<'a> {
    fn attribute(&mut self, what: &str, said: &'a str, slot: Option<Slot>) {
        match what {
            "=" => {
                if let Some((name, value)) = said.split_once('=') {
                    self.attributes.push((name, value.into()));
                }
            }
            ":" => {
                if let Some(value) = slot.and_then(text_of) {
                    self.attributes.push((said, value));
                }
            }
            "." if slot.and_then(text_of).is_some() => self.class(said),
            // Nobody listens to a text.
            _ => {}
        }
    }

    fn class(&mut self, class: &'a str) {
        match self.attributes.iter_mut().find(|(name, _)| *name == "class") {
            Some((_, classes)) => *classes = format!("{classes} {class}").into(),
            None => self.attributes.push(("class", class.into())),
        }
    }

    fn write(self, html: &mut String) {
        html.push('<');
        html.push_str(self.name);
        for (name, value) in self.attributes {
            html.push(' ');
            html.push_str(name);
            if !value.is_empty() {
                html.push_str("=\"");
                escape(&value, html);
                html.push('"');
            }
        }
        html.push('>');
        if matches!(self.name, "pre" | "textarea" | "listing") {
            // A browser drops the first line break in these; this one, not the text's own.
            html.push('\n');
        }
    }
}

fn text_of(slot: Slot) -> Option<Cow<'static, str>> {
    let mut value = Value(slot.0);
    loop {
        match *value.0? {
            Kind::Text(text) => return Some(text),
            Kind::ChangingValue(answer) => value = answer(),
            _ => return None,
        }
    }
}

/// Writes a text so that a browser reads the same again, in an element as in an attribute.
pub fn escape(text: &str, html: &mut String) {
    let mut rest = text;
    while let Some(place) = rest.find(['&', '<', '>', '"', '\r', '\0']) {
        html.push_str(&rest[..place]);
        html.push_str(match rest.as_bytes()[place] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            // A parser would make a line feed of it.
            b'\r' => "&#13;",
            // A parser would drop it.
            _ => "\u{fffd}",
        });
        rest = &rest[place + 1..];
    }
    html.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    fn html<V: IntoView>(draw: impl FnOnce() -> V) -> String {
        to_html(|| draw().into_view())
    }

    #[test]
    fn elements_attributes_and_texts() {
        let busy = true;
        let drawn = html(|| {
            view! { <p class="kicker" class:is-busy=busy lang="ur" hidden=false><b>"A & B"</b>" < C"<img alt="" src="a\"b"/></p> }
        });
        assert_eq!(
            drawn,
            "<p class=\"kicker is-busy\" lang=\"ur\"><b>A &amp; B</b> &lt; C<img alt src=\"a&quot;b\"></p>"
        );
    }

    #[test]
    fn texts_side_by_side_stay_apart() {
        let (empty, name) = (String::new(), "Ada".to_owned());
        let drawn = html(|| view! { <p>"by "{empty}{name}{move || "x".to_owned()}</p> });
        assert_eq!(drawn, "<p>by <!---->Ada<!---->x</p>");
    }

    #[test]
    fn what_draws_nothing_has_its_mark() {
        let drawn = html(|| view! { <p>{move || None::<String>}"a"{None::<String>}"b"</p> });
        assert_eq!(drawn, "<p><!---->a<!---->b</p>");
        let list = html(|| {
            view! { <ul><For each=|| [1_usize, 2] key=|n| *n let:n><li>{n.to_string()}</li></For></ul> }
        });
        assert_eq!(list, "<ul><li>1</li><li>2</li><!----></ul>");
    }

    #[test]
    fn no_text_ends_its_element() {
        let hostile = "</textarea><script>x</script>\r\n\0\"'".to_owned();
        let drawn = html(|| view! { <textarea title=hostile.clone()>{hostile}</textarea> });
        let escaped = "&lt;/textarea&gt;&lt;script&gt;x&lt;/script&gt;&#13;\n\u{fffd}&quot;'";
        assert_eq!(drawn, format!("<textarea title=\"{escaped}\">\n{escaped}</textarea>"));
    }
}

//! The hand-written page's markup: text in runs, and pictures as the site itself has them.

use serde_json::Value;

const SIZES: &str = "(min-width: 60rem) 42rem, 100vw";

/// Text as it may stand between tags and in an attribute.
fn escape(plain: &str) -> String {
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A field's text; nothing where there is none.
pub fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

/// A text in runs, each with its emphasis and its link.
pub fn runs(value: &Value) -> String {
    let Some(runs) = value.as_array() else { return text(value) };
    let run = |run: &Value| {
        let mut said = text(&run["text"]);
        for (field, tag) in [("emphasis", "em"), ("strong", "strong")] {
            if run[field] == true {
                said = format!("<{tag}>{said}</{tag}>");
            }
        }
        match run["href"].as_str() {
            Some(href) => format!(r#"<a href="{}">{said}</a>"#, escape(href)),
            None => said,
        }
    };
    runs.iter().map(run).collect()
}

/// A photograph with its caption and credit.
pub fn figure(photo: &Value, is_first: bool) -> String {
    let (caption, credit) = (runs(&photo["caption"]), text(&photo["credit"]["text"]));
    let picture = picture(photo, is_first);
    format!("<figure>{picture}<figcaption>{caption} {credit}</figcaption></figure>")
}

/// A photograph in its widths and formats; only the first is fetched before it comes into view.
pub fn picture(photo: &Value, is_first: bool) -> String {
    let sources: String = ["image/avif", "image/jpeg"]
        .into_iter()
        .filter_map(|media_type| {
            let srcset = srcset(photo, media_type)?;
            Some(format!(r#"<source type="{media_type}" srcset="{srcset}" sizes="{SIZES}">"#))
        })
        .collect();
    let when =
        if is_first { r#"loading="eager" fetchpriority="high""# } else { r#"loading="lazy""# };
    format!(
        r#"<picture>{sources}<img {when} decoding="async" src="/edition/{}" width="{}" height="{}" alt="{}"></picture>"#,
        text(&photo["src"]),
        photo["width"],
        photo["height"],
        text(&photo["alt"]),
    )
}

fn srcset(photo: &Value, media_type: &str) -> Option<String> {
    let fits = |item: &&Value| item["type"] == media_type;
    let item = |item: &Value| format!("/edition/{} {}w", text(&item["src"]), item["width"]);
    let items: Vec<_> = photo["srcset"].as_array()?.iter().filter(fits).map(item).collect();
    (!items.is_empty()).then(|| items.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn text_stays_text() {
        let said = json!([{"text": "1 < 2 & "}, {"text": "so", "strong": true, "href": "/a\"b"}]);
        let written = r#"1 &lt; 2 &amp; <a href="/a&quot;b"><strong>so</strong></a>"#;
        assert_eq!(runs(&said), written);
    }

    #[test]
    fn a_picture_names_its_formats_apart() {
        let photo = json!({
            "src": "p-400.jpg", "width": 400, "height": 300, "alt": "A bridge",
            "srcset": [{"src": "p-400.avif", "width": 400, "type": "image/avif"},
                       {"src": "p-800.avif", "width": 800, "type": "image/avif"}],
        });
        let written = picture(&photo, false);
        let avif =
            r#"type="image/avif" srcset="/edition/p-400.avif 400w, /edition/p-800.avif 800w""#;
        assert!(written.contains(avif), "{written}");
        assert!(!written.contains("image/jpeg"), "{written}");
    }
}

//! Text in runs as nodes: nothing of it is ever parsed as markup.

use crate::prelude::*;

use crate::model::{Href, Run, Text};

/// Text in runs.
#[component]
pub fn Runs(
    /// The text.
    text: Text,
) -> impl IntoView {
    text.0.into_iter().map(run).collect_view()
}

fn run(run: Run) -> AnyView {
    let mut view = run.text.into_any();
    if run.emphasis {
        view = view! { <em>{view}</em> }.into_any();
    }
    if run.strong {
        view = view! { <strong>{view}</strong> }.into_any();
    }
    if let Some(lang) = run.lang {
        let dir = lang.direction().as_str();
        view = view! { <span lang=lang.as_str().to_owned() dir=dir>{view}</span> }.into_any();
    }
    match run.href {
        Some(href) => link(&href, view),
        None => view,
    }
}

/// A link; one that leads elsewhere gets no hold on this page.
pub fn link(href: &Href, content: AnyView) -> AnyView {
    let rel = (!href.is_within_site()).then_some("noopener noreferrer");
    view! { <a href=href.as_str().to_owned() rel=rel>{content}</a> }.into_any()
}

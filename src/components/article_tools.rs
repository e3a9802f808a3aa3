//! What a reader can do with a story: share, text size, print.

use crate::prelude::*;
use crate::state::task::spawn;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::ShareData;

use super::disclosure::ChoiceMenu;
use crate::head::public_address;
use crate::model::Slug;
use crate::model::slug::encoded;
use crate::state::{reading, tools};
use crate::words;

/// The row of buttons above a story.
#[component]
pub fn ArticleTools(
    /// The story's address.
    slug: Slug,
    /// The story's headline.
    headline: String,
) -> impl IntoView {
    let (preferences, config) = (reading().preferences, tools().config);
    let url = config.with_value(|config| public_address(config, &slug));
    let mail = format!("mailto:?subject={}&body={}", encoded(&headline), encoded(&url));
    let shared = url.clone();
    view! {
        <div class="article-tools" role="group" aria-label=words::STORY_TOOLS>
            // Which of the two shows is known before the page is drawn, by what `boot.js` has found out.
            <button class="pill with-share-sheet" type="button" on:click=move |_| share(&headline, &shared)>
                {words::SHARE}
            </button>
            <CopyLink url/>
            <a class="pill without-share-sheet" href=mail>{words::MAIL}</a>
            <ChoiceMenu title=words::TEXT_SIZE names=&words::TEXT_SIZES choice=preferences.text_size/>
            <button class="pill" type="button" on:click=move |_| { let _ = window().print(); }>{words::PRINT}</button>
        </div>
    }
}

#[component]
fn CopyLink(url: String) -> impl IntoView {
    let announcer = tools().announcer;
    let label = RwSignal::new(words::COPY_LINK);
    let copy = move |_| {
        let url = url.clone();
        spawn(async move {
            let said = if copied(&url).await { words::LINK_COPIED } else { words::LINK_NOT_COPIED };
            let _ = label.try_set(said);
            announcer.say(said.to_owned());
        });
    };
    view! { <button class="pill" type="button" on:click=copy>{move || label.get()}</button> }
}

/// Whether the text is on the clipboard now. Without HTTPS a browser has no clipboard at all.
async fn copied(text: &str) -> bool {
    let navigator = window().navigator();
    let has_clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| !clipboard.is_undefined());
    has_clipboard && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

fn share(headline: &str, url: &str) {
    let navigator = window().navigator();
    if !js_sys::Reflect::has(&navigator, &JsValue::from_str("share")).unwrap_or_default() {
        return;
    }
    let data = ShareData::new();
    data.set_title(headline);
    data.set_url(url);
    let sheet = navigator.share_with_data(&data);
    // A reader who closes the sheet without sharing is an error to the browser alone.
    spawn(async move {
        let _ = JsFuture::from(sheet).await;
    });
}

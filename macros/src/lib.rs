//! `view!` and `#[component]` in Leptos' own syntax, compiled to data instead of to types.
//!
//! Leptos makes a type of every view, and with it code to build, update and remove it. Here a view is
//! one text that describes its elements (see `template`) and a list of what goes into its slots; the
//! `view` module of the site draws all of them with the same code.

mod template;

use proc_macro::TokenStream;
use quote::quote;

/// Elements, texts and components, as in Leptos: `<p class="kicker" lang=lang>{kicker}</p>`.
///
/// Elements take attributes (values or closures), `class:name=`, `on:event=` and `node_ref=`;
/// components take props, `let:name` and children.
#[proc_macro]
pub fn view(tokens: TokenStream) -> TokenStream {
    template::view(tokens.into()).into()
}

/// A component: a function of its props. As Leptos', except that what it returns stays what it is.
#[proc_macro_attribute]
pub fn component(_: TokenStream, function: TokenStream) -> TokenStream {
    let function = proc_macro2::TokenStream::from(function);
    quote! { #[::leptos::component(transparent)] #function }.into()
}

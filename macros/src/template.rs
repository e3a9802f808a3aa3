//! From the tokens of a `view!` to its template and slots.
//!
//! A template is a list of steps, each ended by U+001F; its first character says what it does:
//!
//! | step | what |
//! | --- | --- |
//! | `<p` | begins an element |
//! | `=class=kicker` | a fixed attribute |
//! | `:href` | an attribute whose value is the next slot |
//! | `.is-busy` | a class that stands when the next slot is there |
//! | `*` | what else the element has, in the next slot: a listener, or whoever wants to know it |
//! | `"text` | fixed text |
//! | `#` | nodes, in the next slot |
//! | `>` | ends the element |

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use rstml::node::{
    KeyedAttribute, KeyedAttributeValue, Node, NodeAttribute, NodeElement, NodeName,
};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};

const END: char = '\u{1f}';

pub fn view(tokens: TokenStream) -> TokenStream {
    let config = rstml::ParserConfig::default().recover_block(true);
    let (nodes, errors) = rstml::Parser::new(config).parse_recoverable(tokens).split_vec();
    let errors = errors.into_iter().map(|error| error.emit_as_expr_tokens());
    let nodes = fragment(&nodes);
    quote! { { #[allow(unused_braces)] { #(#errors;)* #nodes } } }
}

/// Several nodes side by side, each a view of its own.
fn fragment(nodes: &[Node]) -> TokenStream {
    let nodes = nodes.iter().filter(|node| !matches!(node, Node::Comment(_) | Node::Doctype(_)));
    let mut views: Vec<_> = nodes.map(alone).collect();
    match (views.pop(), views.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            views.extend(last);
            quote! { crate::view::View::many(::std::vec![#(#views),*]) }
        }
    }
}

/// A node that stands in no other.
fn alone(node: &Node) -> TokenStream {
    match node {
        Node::Element(element) if is_component(element) => component(element),
        Node::Element(element) => {
            let mut template = Template::default();
            template.element(element);
            let Template { steps, slots, problems } = template;
            quote! { { #(#problems)* crate::view::View::new(#steps, ::std::boxed::Box::new([#(#slots),*])) } }
        }
        Node::Text(text) => {
            let text = text.value_string();
            quote! { crate::view::IntoView::into_view(#text) }
        }
        Node::RawText(text) => {
            let text = text.to_string_best();
            quote! { crate::view::IntoView::into_view(#text) }
        }
        Node::Block(block) => {
            quote_spanned! {block.span()=> crate::view::IntoView::into_view(#block) }
        }
        Node::Fragment(nodes) => fragment(nodes.children()),
        Node::Comment(_) | Node::Doctype(_) | Node::Custom(_) => {
            quote! { crate::view::View::NOTHING }
        }
    }
}

#[derive(Default)]
struct Template {
    steps: String,
    slots: Vec<TokenStream>,
    problems: Vec<TokenStream>,
}

impl Template {
    fn step(&mut self, step: &str) {
        self.steps.push_str(step);
        self.steps.push(END);
    }

    fn slot(&mut self, step: &str, slot: TokenStream) {
        self.step(step);
        self.slots.push(slot);
    }

    fn problem(&mut self, at: &impl Spanned, message: &str) {
        self.problems.push(syn::Error::new(at.span(), message).to_compile_error());
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Element(element) if !is_component(element) => self.element(element),
            Node::Text(text) => self.step(&format!("\"{}", text.value_string())),
            Node::RawText(text) => self.step(&format!("\"{}", text.to_string_best())),
            Node::Comment(_) | Node::Doctype(_) => {}
            node => {
                let view = alone(node);
                self.slot("#", quote! { crate::view::Slot::view(#view) });
            }
        }
    }

    fn element(&mut self, element: &NodeElement<rstml::Infallible>) {
        self.step(&format!("<{}", element.name()));
        // What is fixed comes first: with its element it is made once and then copied.
        let (fixed, others): (Vec<_>, Vec<_>) =
            element.attributes().iter().partition(|attribute| is_fixed(attribute));
        for attribute in fixed.into_iter().chain(others) {
            match attribute {
                NodeAttribute::Attribute(attribute) => self.attribute(attribute),
                NodeAttribute::Block(block) => self.problem(block, "expected an attribute"),
            }
        }
        for child in element.children() {
            self.node(child);
        }
        self.step(">");
    }

    fn attribute(&mut self, attribute: &KeyedAttribute) {
        let name = attribute.key.to_string();
        let Some(value) = attribute.value() else {
            return self.step(&format!("={name}="));
        };
        match name.split_once(':') {
            Some(("on", event)) => {
                let event = format_ident!("{event}", span = attribute.key.span());
                let slot = quote_spanned! {value.span()=>
                    crate::view::Slot::listener(::leptos::ev::#event, #value)
                };
                self.slot("*", slot);
            }
            Some(("class", class)) => self.value(&format!(".{class}"), value),
            Some(_) => self.problem(&attribute.key, "only `on:` and `class:` are known here"),
            None if name == "node_ref" => {
                let slot = quote_spanned! {value.span()=> crate::view::Slot::node_ref(#value) };
                self.slot("*", slot);
            }
            None => match literal(value) {
                Some(text) => self.step(&format!("={name}={text}")),
                None => self.value(&format!(":{name}"), value),
            },
        }
    }

    fn value(&mut self, step: &str, value: &Expr) {
        let slot = quote_spanned! {value.span()=>
            crate::view::Slot::value(#value)
        };
        self.slot(step, slot);
    }
}

fn literal(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

fn is_component(element: &NodeElement<rstml::Infallible>) -> bool {
    let NodeName::Path(name) = element.name() else { return false };
    let last = name.path.segments.last();
    last.is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
}

/// A component's call. What its body reads is read once: it runs again when its parent does, not
/// when a signal changes.
fn is_fixed(attribute: &NodeAttribute) -> bool {
    let NodeAttribute::Attribute(attribute) = attribute else { return false };
    let value = attribute.value();
    value.is_none_or(|value| literal(value).is_some() && !attribute.key.to_string().contains(':'))
}

fn component(element: &NodeElement<rstml::Infallible>) -> TokenStream {
    let name = element.name();
    let mut props = Vec::new();
    let mut bound = Vec::new();
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(attribute) = attribute else {
            props.push(syn::Error::new(attribute.span(), "expected a prop").to_compile_error());
            continue;
        };
        let key = &attribute.key;
        if let Some(name) = key.to_string().strip_prefix("let:") {
            bound.push(format_ident!("{name}", span = key.span()).to_token_stream());
        } else if let KeyedAttributeValue::Binding(binding) = &attribute.possible_value {
            bound.push(binding.inputs.to_token_stream());
        } else {
            let value =
                attribute.value().map_or_else(|| quote! { #key }, |value| quote! { #value });
            props.push(quote! { .#key(#[allow(unused_braces)] { #value }) });
        }
    }
    if !element.children().is_empty() {
        let children = fragment(element.children());
        props.push(match bound.is_empty() {
            true => quote! { .children(::std::boxed::Box::new(move || #children)) },
            false => quote! { .children(move |#(#bound),*| #children) },
        });
    }
    quote! {
        crate::view::component(|| ::leptos::component::component_view(
            #[allow(clippy::needless_borrows_for_generic_args)]
            &#name,
            ::leptos::component::component_props_builder(&#name) #(#props)* .build(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The template of a view, its steps divided by blanks, and how many slots it has.
    fn template(tokens: TokenStream) -> (String, usize) {
        let written = view(tokens).to_string();
        let steps = written.split('"').find(|part| part.starts_with('<')).unwrap_or_default();
        (steps.replace("\\u{1f}", " "), written.matches("Slot ::").count())
    }

    #[test]
    fn what_is_fixed_stands_in_the_template() {
        let (steps, slots) = template(quote! { <p class="kicker" hidden><bdi/></p> });
        assert_eq!((steps.trim_end(), slots), ("<p =class=kicker =hidden= <bdi > >", 0));
    }

    #[test]
    fn what_is_not_has_slots_in_its_order() {
        let (steps, slots) = template(quote! {
            <a href=href class:busy=busy on:click=follow node_ref=link>{name}<Age at/></a>
        });
        assert_eq!((steps.trim_end(), slots), ("<a :href .busy * * # # >", 6));
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        for unknown in [quote! { <p style:color="red"/> }, quote! { <p prop:value=value/> }] {
            let written = view(unknown).to_string();
            assert!(written.contains("compile_error"), "{written}");
        }
    }
}

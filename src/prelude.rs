//! What a component needs: Leptos, with its views and signals as [`crate::view`] and [`crate::signal`]
//! have them.

pub use leptos::prelude::*;

pub use crate::view::{
    AnyView, Children, CollectView, For, IntoAny, IntoView, Show, View, component, view,
};

pub use crate::signal::{ArcRwSignal, Effect, Memo, RwSignal, Signal, StoredValue};

//! How far the reader has gone in the lists that they have left, for the way back.

use super::latest::Latest;
use crate::model::Card;

/// What stood of a list beyond its beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Extent {
    /// All its stories that had come.
    pub cards: Vec<Card>,
    /// The path of the page after them.
    pub next: Option<String>,
    /// The number of the last page among them.
    pub number: u32,
}

/// Lists by the address of their page, the last eight that were left.
pub type Lists = Latest<String, Extent, 8>;

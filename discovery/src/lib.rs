//! What search engines, link previews and feed readers read of a site.
//!
//! Finished model values in, text out: no clock, no network, no disk. The server asks for documents
//! and decides what is kept; what stands here only writes.
//!
//! | module | what it writes |
//! | --- | --- |
//! | [`mod@head`] | the elements of a page's `<head>`: title, description, previews, feeds |
//! | [`mod@structured`] | what the page is, in schema.org's words (JSON-LD) |
//! | [`feed`] | RSS 2.0 and JSON Feed 1.1 of the edition, a section, a tag or an author |
//! | [`sitemap`] | every address of the site, and the news of the last two days |
//! | [`robots`] | where crawlers may go |
//! | [`discovered`] | the addresses of the files above |
//!
//! Texts come from a newsroom's backend and are hostile until they are written: [`text`] says how
//! they are escaped, [`address`] how addresses are made absolute.

pub mod address;
mod dates;
pub mod discovered;
pub mod feed;
pub mod head;
pub mod picture;
pub mod robots;
pub mod sitemap;
pub mod structured;
pub mod text;
mod xml;

pub use discovered::{Discovered, FeedKind, feed_address};
pub use feed::Feed;
pub use head::head;
pub use robots::robots;
pub use sitemap::{Entry, Pages, Sitemap, news_since, news_sitemap};
pub use structured::structured;

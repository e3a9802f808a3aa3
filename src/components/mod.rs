//! Draw what they are given: finished values and signals by typed props. They fetch nothing on
//! their own account; the two that need more than they were given ([`Comments`], [`Listing`]) ask
//! for it through what their page handed them.

pub mod article_meta;
pub mod article_tools;
pub mod author_card;
pub mod blocks;
pub mod body;
pub mod comments;
pub mod container;
pub mod disclosure;
pub mod frame;
pub mod front_page_cards;
pub mod inline_problem;
pub mod later;
pub mod listing;
pub mod live_mark;
pub mod most_read;
pub mod photo;
pub mod reading_progress;
pub mod story_card;
pub mod text;
pub mod time;
pub mod top_stories;

pub use article_meta::ArticleMeta;
pub use article_tools::ArticleTools;
pub use author_card::AuthorCard;
pub use blocks::blocks;
pub use body::{Headings, body};
pub use comments::Comments;
pub use comments::place::DiscussionPlace;
pub use container::ContainerView;
pub use front_page_cards::FrontPageCards;
pub use inline_problem::InlineProblem;
pub use later::Later;
pub use listing::Listing;
pub use live_mark::LiveMark;
pub use most_read::MostRead;
pub use photo::PhotoView;
pub use reading_progress::ReadingProgress;
pub use story_card::StoryCard;
pub use text::Runs;
pub use time::{Age, Moment, Passed};
pub use top_stories::TopStories;

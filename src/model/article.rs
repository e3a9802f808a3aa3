//! A story, whole.

use super::names::Names;
use super::{
    Card, Contributor, Direction, Element, Href, Language, Live, Photo, SectionRef, Slug, Text,
    Timestamp,
};

/// A story as its page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// The story's address.
    pub slug: Slug,
    /// The headline.
    pub headline: String,
    /// The word or two above the headline.
    pub kicker: Option<String>,
    /// The paragraph below the headline.
    pub standfirst: Option<Text>,
    /// Where the story belongs.
    pub section: SectionRef,
    /// Who wrote it, as printed, for a story without contributors of its own.
    pub byline: Option<String>,
    /// When it was published; absent where the backend's date can't be read.
    pub published_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// The author cards.
    pub contributors: Vec<Contributor>,
    /// The picture above the story.
    pub main_photo: Option<Photo>,
    /// What to take away, in plain text.
    pub key_points: Vec<String>,
    /// The story.
    pub body: Vec<Element>,
    /// Whether the story is being told live.
    pub live: Option<Live>,
    /// What a story that is told live was told in, the newest first (see [`newest_first`]).
    pub blocks: Vec<Block>,
    /// What it is about.
    pub tags: Vec<Tag>,
    /// Where the story's own home is, if not here.
    pub canonical_url: Option<Href>,
    /// What was wrong and has been put right.
    pub corrections: Vec<Correction>,
    /// What else to read.
    pub related: Vec<Card>,
    /// The story's language, where it differs from the edition's.
    pub lang: Option<Language>,
    /// Which way it runs, where it differs from the edition's.
    pub dir: Option<Direction>,
    /// What readers may do below it.
    pub commenting: Commenting,
    /// How long it takes to read.
    pub reading_minutes: Option<u32>,
    /// How many comments there were when the story was written out.
    pub comment_count: Option<u32>,
}

/// A part of a story that is told live.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its name in the story: what its own address ends in.
    pub id: String,
    /// When it was written; absent where the backend's date can't be read.
    pub at: Option<Timestamp>,
    /// Its heading.
    pub title: Option<String>,
    /// Whether the story can't be told without it.
    pub is_key_event: bool,
    /// What it says.
    pub body: Vec<Element>,
}

impl Block {
    /// What the block is called where others lead to it: its title, else how it begins; `None` for
    /// one without a word.
    pub fn name(&self) -> Option<String> {
        let begins = |element: &Element| match element {
            Element::Paragraph(text)
            | Element::Heading(_, text)
            | Element::Quote { text, .. }
            | Element::Pullquote { text, .. } => Some(text.to_line()),
            _ => None,
        };
        self.title.clone().or_else(|| self.body.iter().find_map(begins))
    }
}

/// Blocks in the order in which they are shown, the newest first: as they were sent, which leaves one
/// that an editor has moved in its place. A list that runs the other way, as some systems keep it, is
/// turned round: that it does is said by more steps forward in time than back. Of several blocks with
/// one id the first as sent is kept.
pub fn newest_first(mut blocks: Vec<Block>) -> Vec<Block> {
    let mut seen = Names::default();
    blocks.retain(|block| seen.add(&block.id, 0));
    let (mut forward, mut last) = (0, None);
    for at in blocks.iter().filter_map(|block| block.at) {
        forward += last.map_or(0, |last| at.cmp(&last) as i32);
        last = Some(at);
    }
    if forward > 0 {
        blocks.reverse();
    }
    blocks
}

/// What a story is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The tag's address.
    pub slug: Slug,
    /// The tag's name.
    pub name: String,
}

/// An error owned up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// When it was put right.
    pub at: Option<Timestamp>,
    /// What was wrong.
    pub text: Text,
}

/// What readers may do below a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commenting {
    /// Read and write.
    Open,
    /// Read.
    Closed,
    /// There is no discussion.
    Off,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(id: &str, at: Option<i64>) -> Block {
        let body = vec![Element::Paragraph(Text::plain("It rains."))];
        Block { id: id.to_owned(), at: at.map(Timestamp), title: None, is_key_event: false, body }
    }

    fn order(times: &[Option<i64>]) -> Vec<usize> {
        let blocks = times.iter().enumerate().map(|(i, at)| block(&i.to_string(), *at));
        newest_first(blocks.collect()).iter().map(|block| block.id.parse().unwrap()).collect()
    }

    #[test]
    fn blocks_stay_as_sent_unless_they_run_the_other_way() {
        assert_eq!(order(&[Some(3), Some(2), Some(1)]), [0, 1, 2]);
        assert_eq!(order(&[Some(1), Some(2), Some(3)]), [2, 1, 0]);
        // One that an editor holds at the top, and two of one minute.
        assert_eq!(order(&[Some(1), Some(9), Some(8), Some(8), Some(7)]), [0, 1, 2, 3, 4]);
        assert_eq!(order(&[Some(1), None, Some(2), None]), [3, 2, 1, 0]);
        assert_eq!(order(&[None, None]), [0, 1]);
        assert_eq!(order(&[Some(1), Some(2), Some(1)]), [0, 1, 2]);
    }

    #[test]
    fn of_one_id_the_first_is_kept() {
        let sent = vec![block("a", Some(3)), block("b", Some(2)), block("a", Some(1))];
        let blocks = newest_first(sent);
        let kept: Vec<_> = blocks.iter().map(|block| (block.id.as_str(), block.at)).collect();
        assert_eq!(kept, [("a", Some(Timestamp(3))), ("b", Some(Timestamp(2)))]);
    }

    #[test]
    fn a_block_is_called_by_its_title_or_its_beginning() {
        let mut block = block("a", None);
        assert_eq!(block.name().as_deref(), Some("It rains."));
        block.body.insert(0, Element::Divider);
        assert_eq!(block.name().as_deref(), Some("It rains."));
        block.title = Some("Rain".to_owned());
        assert_eq!(block.name().as_deref(), Some("Rain"));
        (block.title, block.body) = (None, vec![Element::Divider]);
        assert_eq!(block.name(), None);
    }

    proptest! {
        #[test]
        fn no_block_is_lost_and_the_newer_half_comes_first(
            times in prop::collection::vec(prop::option::of(0_i64..50), 0..20)
        ) {
            let order = order(&times);
            let mut all = order.clone();
            all.sort_unstable();
            prop_assert_eq!(all, (0..times.len()).collect::<Vec<_>>());
            let dated: Vec<_> = order.iter().filter_map(|place| times[*place]).collect();
            let forward = dated.windows(2).filter(|pair| pair[0] < pair[1]).count();
            let back = dated.windows(2).filter(|pair| pair[0] > pair[1]).count();
            prop_assert!(forward <= back);
        }
    }
}

//! A photograph with its caption and credit.

use super::{Href, Src, Text};

/// A picture that knows its size, so that the page never shifts when it arrives.
#[derive(Clone, Debug, PartialEq)]
pub struct Photo {
    /// What every browser can show, and what is shown where no better candidate fits.
    pub src: Src,
    /// The candidates by format, in the order that the backend prefers.
    pub sources: Vec<Source>,
    /// Width in pixels as made.
    pub width: u32,
    /// Height in pixels as made.
    pub height: u32,
    /// What the picture shows, for those who don't see it; empty where it is decoration.
    pub alt: String,
    /// What the reader should know of it.
    pub caption: Option<Text>,
    /// Whose work it is.
    pub credit: Option<Credit>,
    /// What must stay in sight when the picture is cropped.
    pub focal_point: Option<FocalPoint>,
    /// The same picture cut to other shapes. Only search engines read them, and every byte of the
    /// client is paid for by readers: so they are known natively alone.
    #[cfg(not(target_arch = "wasm32"))]
    pub crops: Vec<Crop>,
}

impl Photo {
    /// The candidates that a browser looks at first: of the first named format, since those stand before
    /// the picture's own element; else those of no named one.
    pub fn first_source(&self) -> Option<&Source> {
        let typed = self.sources.iter().find(|source| source.media_type.is_some());
        typed.or(self.sources.first())
    }
}

/// A picture cut to another shape.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crop {
    /// The address.
    pub src: Src,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// The same picture in one format, in several widths.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The media type (`image/avif`); `None` where the backend doesn't say.
    pub media_type: Option<String>,
    /// Address and width in pixels of each candidate.
    pub candidates: Vec<(Src, u32)>,
}

impl Source {
    /// The candidates as HTML's `srcset` writes them.
    pub fn srcset(&self) -> String {
        let candidates: Vec<_> = self
            .candidates
            .iter()
            .map(|(src, width)| format!("{} {width}w", src.in_srcset()))
            .collect();
        candidates.join(", ")
    }
}

/// Who made the picture or owns it. It shows with or without a caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// As it is printed: `Mira Okafor / Broadsheet`.
    pub text: String,
    /// Where it leads, if anywhere.
    pub href: Option<Href>,
}

/// What must stay in sight, as shares of the width from the left and of the height from the top, in
/// quarters: a style sheet without inline styles can name five places each way and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FocalPoint {
    /// Percent of the width: 0, 25, 50, 75 or 100.
    pub x: u8,
    /// Percent of the height: 0, 25, 50, 75 or 100.
    pub y: u8,
}

impl FocalPoint {
    /// The nearest place that the style sheet knows to two shares between 0 and 1.
    pub fn new(x: f64, y: f64) -> Self {
        let quarters = |share: f64| (share.clamp(0.0, 1.0) * 4.0).round() as u8 * 25;
        Self { x: quarters(x), y: quarters(y) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_focal_point_is_one_of_five_each_way() {
        assert_eq!(FocalPoint::new(0.3, 0.9), FocalPoint { x: 25, y: 100 });
        assert_eq!(FocalPoint::new(-7.0, f64::NAN), FocalPoint { x: 0, y: 0 });
    }

    #[test]
    fn a_srcset_survives_commas_and_spaces() {
        let src = Src::new("a,b c.avif", "/edition/").unwrap();
        let source = Source { media_type: None, candidates: vec![(src.clone(), 400), (src, 800)] };
        assert_eq!(source.srcset(), "/edition/a%2Cb%20c.avif 400w, /edition/a%2Cb%20c.avif 800w");
    }
}

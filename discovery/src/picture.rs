//! Pictures as search engines and link previews take them: absolute, in JPEG or PNG, with their size.

use broadsheet::config::Config;
use broadsheet::model::{Photo, Src};

use crate::address;
use crate::text::in_one_line;

/// The most crops of one picture that are named: Google asks for three.
const MOST_CROPS: usize = 6;
/// Formats that the large link previews don't draw.
const NOT_DRAWN: [&str; 6] = ["avif", "heic", "heif", "jxl", "svg", "webp"];

/// A picture outside of any page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The absolute address.
    pub url: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What it shows; empty where it is decoration.
    pub alt: String,
    /// Whose work it is.
    pub credit: Option<String>,
}

impl Picture {
    /// The one picture that stands for a photo: its `src`, which every browser can show. Where that is
    /// in a format of browsers alone, the widest JPEG or PNG among the candidates; where there is none
    /// either, or no address that could be opened, nothing.
    pub fn of(config: &Config, photo: &Photo) -> Option<Self> {
        if is_drawn(&photo.src) {
            return Self::made(config, photo, &photo.src, (photo.width, photo.height));
        }
        let is_fit = |media_type: &Option<String>| {
            matches!(media_type.as_deref(), Some("image/jpeg" | "image/png"))
        };
        let fit = photo.sources.iter().filter(|source| is_fit(&source.media_type));
        let (src, width) = fit.flat_map(|source| &source.candidates).max_by_key(|(_, w)| *w)?;
        let height = u64::from(*width) * u64::from(photo.height) / u64::from(photo.width.max(1));
        let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
        Self::made(config, photo, src, (*width, height))
    }

    /// A photo in every shape that it is cut to; the photo itself alone where it isn't cut.
    pub fn shapes(config: &Config, photo: &Photo) -> Vec<Self> {
        let crops = photo.crops.iter().filter(|crop| is_drawn(&crop.src)).take(MOST_CROPS);
        let crops = crops.filter_map(|c| Self::made(config, photo, &c.src, (c.width, c.height)));
        let crops: Vec<_> = crops.collect();
        if crops.is_empty() { Self::of(config, photo).into_iter().collect() } else { crops }
    }

    /// The site's own mark, for a page without a picture (512 by 512 pixels).
    pub fn logo(config: &Config) -> Self {
        Self {
            url: address::of_path(config, "/icons/icon-512.png"),
            width: 512,
            height: 512,
            alt: config.site.name.clone(),
            credit: None,
        }
    }

    /// The media type, where the address tells it.
    pub fn media_type(&self) -> Option<&'static str> {
        match ending(&self.url).as_str() {
            "jpg" | "jpeg" => Some("image/jpeg"),
            "png" => Some("image/png"),
            "gif" => Some("image/gif"),
            _ => None,
        }
    }

    fn made(
        config: &Config,
        photo: &Photo,
        src: &Src,
        (width, height): (u32, u32),
    ) -> Option<Self> {
        Some(Self {
            url: address::of_picture(config, src)?,
            width,
            height,
            alt: in_one_line(&photo.alt),
            credit: photo.credit.as_ref().map(|credit| in_one_line(&credit.text)),
        })
    }
}

fn is_drawn(src: &Src) -> bool {
    !NOT_DRAWN.contains(&ending(src.as_str()).as_str())
}

/// The ending of an address's last segment, in small letters.
fn ending(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

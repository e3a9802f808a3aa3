//! The photographs of an edition: what the files on disk say of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::newsroom::{in_order, string};
use super::problems::Problems;

/// The order of a photo's fields.
const PHOTO: &[&str] = &["src", "srcset", "width", "height", "crops", "alt", "caption", "credit"];
/// Endings and media types, the one that a browser should try first in front.
const FORMATS: [(&str, &str); 2] = [("avif", "image/avif"), ("jpg", "image/jpeg")];

/// The files of the folder `photos`, named `{id}-{width}.{avif,jpg}`, and the crops among them, named
/// `{id}-{width}x{height}.jpg`.
#[derive(Default)]
pub struct Photos(BTreeMap<String, Renditions>);

/// The files of one photograph.
#[derive(Default)]
struct Renditions {
    /// Width and height of each JPEG.
    sizes: BTreeMap<u32, u32>,
    /// The widths that each format of [`FORMATS`] comes in, in order.
    widths: [Vec<u32>; 2],
    /// Width and height of each crop, in order.
    crops: Vec<(u32, u32)>,
}

impl Photos {
    /// Reads the names of the files, and the size of each JPEG from its header.
    pub fn read(edition: &Path, problems: &mut Problems) -> Result<Self> {
        let dir = edition.join("photos");
        let mut photos = Self::default();
        for entry in fs::read_dir(&dir).with_context(|| dir.display().to_string())? {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if let Some((id, width, height)) = crop_parts(name) {
                let size = size_of(&path)?;
                if size != (width, height) {
                    let (width, height) = size;
                    let is = format_args!("the picture is {width} by {height}");
                    problems.add(&format!("photos/{name}"), "size", is);
                }
                photos.add_crop(id, width, height);
                continue;
            }
            let Some((id, width, "jpg" | "avif")) = parts(name) else { continue };
            if name.ends_with(".jpg") {
                let size = size_of(&path)?;
                if size.0 != width {
                    problems.add(
                        &format!("photos/{name}"),
                        "width",
                        format!("the picture is {} wide", size.0),
                    );
                }
                photos.add_jpeg(id, width, size.1);
            } else {
                photos.add_avif(id, width);
            }
        }
        photos.check_shapes(problems);
        Ok(photos)
    }

    /// Adds a JPEG of a photograph.
    pub fn add_jpeg(&mut self, id: &str, width: u32, height: u32) {
        let renditions = self.0.entry(id.to_owned()).or_default();
        renditions.sizes.insert(width, height);
        insert(&mut renditions.widths[1], width);
    }

    /// Adds an AVIF of a photograph.
    pub fn add_avif(&mut self, id: &str, width: u32) {
        insert(&mut self.0.entry(id.to_owned()).or_default().widths[0], width);
    }

    /// Adds a crop of a photograph.
    pub fn add_crop(&mut self, id: &str, width: u32, height: u32) {
        insert(&mut self.0.entry(id.to_owned()).or_default().crops, (width, height));
    }

    /// Gives a photo its crops, the widest first; takes them away where there are none. A photo on
    /// another host is left as it is.
    pub fn name_crops(&self, photo: &mut Value) {
        let Some(src) = string(photo, "src").filter(|src| !src.contains("://")) else { return };
        let found = src.strip_prefix("photos/").and_then(parts);
        let found = found.and_then(|(id, ..)| Some((id, &self.0.get(id)?.crops)));
        let crops = found.into_iter().flat_map(|(id, crops)| {
            crops.iter().rev().map(move |(width, height)| {
                let src = format!("photos/{id}-{width}x{height}.jpg");
                json!({"src": src, "width": width, "height": height})
            })
        });
        let crops: Vec<_> = crops.collect();
        if let Some(fields) = photo.as_object_mut() {
            fields.shift_remove("crops");
            if !crops.is_empty() {
                fields.insert("crops".to_owned(), crops.into());
            }
        }
        *photo = in_order(photo, PHOTO);
    }

    /// Gives a photo its size and the other files of the same picture. A photo on another host is
    /// left as it is.
    pub fn complete(&self, photo: &mut Value, file: &str, path: &str, problems: &mut Problems) {
        let Some(src) = string(photo, "src").map(str::to_owned) else {
            return problems.add(file, format_args!("{path}.src"), "expected a string");
        };
        if src.contains("://") {
            return;
        }
        let found = src.strip_prefix("photos/").and_then(parts).and_then(|(id, width, _)| {
            let renditions = self.0.get(id)?;
            Some((id, renditions, width, *renditions.sizes.get(&width)?))
        });
        let Some((id, renditions, width, height)) = found else {
            return problems.add(file, format_args!("{path}.src"), format_args!("no file {src}"));
        };
        photo["srcset"] = renditions.srcset(id);
        photo["width"] = json!(width);
        photo["height"] = json!(height);
        *photo = in_order(photo, PHOTO);
    }

    /// Renditions of one photograph have one shape, but for the rounding to whole pixels.
    fn check_shapes(&self, problems: &mut Problems) {
        for (id, renditions) in &self.0 {
            let Some((&widest, &tallest)) = renditions.sizes.last_key_value() else {
                problems.add(&format!("photos/{id}"), "jpg", "no JPEG behind the other files");
                continue;
            };
            for (&width, &height) in &renditions.sizes {
                let expected = f64::from(width) * f64::from(tallest) / f64::from(widest);
                if (expected - f64::from(height)).abs() > 1.0 {
                    let file = format!("photos/{id}-{width}.jpg");
                    problems.add(&file, "height", format_args!("{height}, expected {expected:.0}"));
                }
            }
        }
    }
}

impl Renditions {
    fn srcset(&self, id: &str) -> Value {
        let of_format = |(widths, (ending, media_type)): (&Vec<u32>, (&str, &str))| {
            let item = |&width: &u32| json!({"src": format!("photos/{id}-{width}.{ending}"), "width": width, "type": media_type});
            widths.iter().map(item).collect::<Vec<_>>()
        };
        self.widths.iter().zip(FORMATS).flat_map(of_format).collect()
    }
}

/// Id, width and ending of a file's name.
fn parts(name: &str) -> Option<(&str, u32, &str)> {
    let (stem, ending) = name.rsplit_once('.')?;
    let (id, width) = stem.rsplit_once('-')?;
    Some((id, width.parse().ok()?, ending))
}

/// Id, width and height of a crop's name.
fn crop_parts(name: &str) -> Option<(&str, u32, u32)> {
    let (id, size) = name.strip_suffix(".jpg")?.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    Some((id, width.parse().ok()?, height.parse().ok()?))
}

/// Width and height of a picture, from its header.
fn size_of(path: &Path) -> Result<(u32, u32)> {
    let size = imagesize::size(path).with_context(|| path.display().to_string())?;
    Ok((size.width as u32, size.height as u32))
}

fn insert<T: Ord>(sorted: &mut Vec<T>, item: T) {
    if let Err(at) = sorted.binary_search(&item) {
        sorted.insert(at, item);
    }
}

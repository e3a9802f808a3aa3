//! How much of a page must have come before its story can be read: a browser tells of the bytes of a document
//! when it has come to its end, which is long after.

use std::io::Write;

use anyhow::bail;
use journeys::Result;

/// What stands before the story's first paragraph, and what ends that.
const BEGIN: &str = "class=\"story-body\"";
const END: &str = "</p>";

/// How many compressed bytes are looked at at a time.
const PIECE: usize = 128;

/// The compressed bytes of a document up to the end of its story's first paragraph; all of them where it has
/// none.
///
/// # Errors
///
/// Where it can't be had, or does not come as browsers have it, compressed by brotli.
pub async fn until_readable(url: &str) -> Result<u64> {
    let asked = reqwest::Client::new().get(url).header("accept-encoding", "br");
    let answer = asked.send().await?.error_for_status()?;
    if answer.headers().get("content-encoding").is_none_or(|it| it != "br") {
        bail!("{url} did not come compressed");
    }
    prefix(&answer.bytes().await?)
}

fn prefix(packed: &[u8]) -> Result<u64> {
    let mut reader = brotli::DecompressorWriter::new(Vec::new(), 4_096);
    for (place, piece) in packed.chunks(PIECE).enumerate() {
        reader.write_all(piece)?;
        reader.flush()?;
        if has_story(reader.get_ref()) {
            return Ok((place * PIECE + piece.len()) as u64);
        }
    }
    Ok(packed.len() as u64)
}

/// Whether the first paragraph of a story is there; what has come may end within a character.
fn has_story(page: &[u8]) -> bool {
    let page = String::from_utf8_lossy(page);
    page.split_once(BEGIN).is_some_and(|(_, body)| body.contains(END))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(page: &str) -> Vec<u8> {
        let mut packed = Vec::new();
        let asked = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
        brotli::BrotliCompress(&mut page.as_bytes(), &mut packed, &asked).unwrap();
        packed
    }

    #[test]
    fn what_follows_the_first_paragraph_does_not_count() {
        let noise = |n: u32| format!("{:x}", n.wrapping_mul(2_654_435_761));
        let noise: String = (0..400_000).map(noise).collect();
        let long = packed(&format!("<div {BEGIN}><p>One.</p><p>{noise}</p></div>"));
        assert!(prefix(&long).unwrap() < long.len() as u64 / 2);
        let without = packed(&noise);
        assert_eq!(prefix(&without).unwrap(), without.len() as u64);
    }
}

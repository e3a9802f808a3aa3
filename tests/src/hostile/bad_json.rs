//! Files that a parser must accept, refuse, or either, in a public corpus.

use std::path::Path;

use serde::Deserialize;

use super::read;
use crate::{Answer, Result};

/// A file of the corpus.
#[derive(Clone, Debug, Deserialize)]
pub struct BadJson {
    /// Its name, fit for a slug.
    pub id: String,
    /// Its name in the corpus.
    pub name: String,
    expect: String,
    b64: String,
}

impl BadJson {
    /// The corpus's files.
    pub fn all(folder: &Path) -> Result<Vec<Self>> {
        let files: Vec<Self> = read(&folder.join("bad-json.json"))?;
        anyhow::ensure!(files.len() == 340, "the corpus has changed: {} files", files.len());
        Ok(files)
    }

    /// The file as a backend's answer.
    pub fn answer(&self) -> Answer {
        Answer::text("application/json", base64(&self.b64))
    }

    /// Whether a line of the console says where the file is wrong: as JSON, or by the contract.
    pub fn is_named_in(&self, line: &str) -> bool {
        let (not_json, contract) = (line.contains(": not JSON: "), line.contains(": expected "));
        match self.expect.as_str() {
            "accept" => contract,
            "reject" => not_json,
            _ => not_json || contract,
        }
    }
}

/// Decodes base64, whatever is no digit of it left out.
fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte));
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for digit in digits {
        held = (held << 6 | digit as u32) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_read() {
        assert_eq!(base64("WzEyMy40NTZlLTc4OV0="), b"[123.456e-789]");
        assert_eq!(base64(""), b"");
        assert_eq!(base64("/+8="), [0xFF, 0xEF]);
    }
}

//! Compressed copies beside the files of a built site.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result};

/// Smaller files fit into a packet or two however they are sent.
const SMALLEST: u64 = 1024;

/// Writes `.br` and `.gz` beside every file that gains by it, and says how many there were.
///
/// `index.html` has none: deployers edit it, and a web server that prefers the compressed copy
/// would go on sending the old one.
pub fn run(folder: &Path) -> Result<usize> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.retain(|file| *file != folder.join("index.html"));
    // The largest first, so that no core is left alone with it at the end.
    files.sort_by_key(|file| fs::metadata(file).map_or(0, |file| file.len()));
    let count = files.len();
    let waiting = Mutex::new(files);
    let next = || waiting.lock().ok()?.pop();
    let work = || -> Result<()> {
        while let Some(file) = next() {
            copies(&file).with_context(|| format!("{} cannot be compressed", file.display()))?;
        }
        Ok(())
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for worker in workers {
            let other = worker.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a worker panicked")));
            done = done.and(other);
        }
        done
    })?;
    Ok(count)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if is_text(&path) && entry.metadata()?.len() > SMALLEST {
            files.push(path);
        }
    }
    Ok(())
}

/// Pictures and fonts are compressed already.
fn is_text(file: &Path) -> bool {
    file.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| {
        matches!(
            extension,
            "css" | "html" | "js" | "json" | "map" | "svg" | "txt" | "wasm" | "webmanifest" | "xml"
        )
    })
}

fn copies(file: &Path) -> Result<()> {
    let plain = fs::read(file)?;
    write_beside(file, "br", &smallest(&plain)?)?;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&plain)?;
    write_beside(file, "gz", &packed.finish()?)
}

/// The smallest of some ways to compress by Brotli. All are read alike; which of them suits a program
/// best is as good as chance, and makes up to 2 % of it.
fn smallest(plain: &[u8]) -> Result<Vec<u8>> {
    let mut smallest = Vec::new();
    // How much is looked at at once, and how distances are written (RFC 7932, sections 4 and 9.2).
    for (lgblock, postfix, direct) in [(0, 0, 0), (16, 0, 0), (16, 0, 12), (16, 1, 12)] {
        let mut params = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: 22,
            lgblock,
            size_hint: plain.len(),
            ..Default::default()
        };
        params.dist.distance_postfix_bits = postfix;
        params.dist.num_direct_distance_codes = direct;
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut &*plain, &mut packed, &params)?;
        if smallest.is_empty() || packed.len() < smallest.len() {
            smallest = packed;
        }
    }
    Ok(smallest)
}

fn write_beside(file: &Path, ending: &str, packed: &[u8]) -> Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    fs::write(name, packed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn text_is_compressed_and_the_rest_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let long = "All the news. ".repeat(200);
        fs::create_dir(folder.path().join("edition")).unwrap();
        for name in ["index.html", "edition/a.json", "a.wasm", "photo.avif"] {
            fs::write(folder.path().join(name), &long).unwrap();
        }
        fs::write(folder.path().join("small.js"), "1").unwrap();
        assert_eq!(run(folder.path()).unwrap(), 2);
        for name in ["index.html.br", "photo.avif.br", "small.js.gz"] {
            assert!(!folder.path().join(name).exists(), "{name}");
        }
        let packed = fs::read(folder.path().join("edition/a.json.br")).unwrap();
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &packed[..], &mut plain).unwrap();
        assert_eq!(plain, long.as_bytes());
        let packed = fs::read(folder.path().join("a.wasm.gz")).unwrap();
        let mut plain = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut plain).unwrap();
        assert_eq!(plain, long);
    }
}

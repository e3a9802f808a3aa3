//! What the server costs, as Linux says in `/proc`.

use std::fs;

use anyhow::{Context, Result};

/// The clock ticks of a second that `/proc` counts in on every Linux of today.
const TICKS: f64 = 100.0;

/// The memory that is in use, in KB.
pub fn memory(pid: Option<u32>) -> Result<Option<u64>> {
    let Some(pid) = pid else {
        return Ok(None);
    };
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()).context("no VmRSS")?;
    Ok(Some(number.parse()?))
}

/// The processor time that was used, in seconds.
pub fn cpu(pid: Option<u32>) -> Result<Option<f64>> {
    let Some(pid) = pid else {
        return Ok(None);
    };
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, which may hold anything, ends with the last bracket.
    let (_, fields) = stat.rsplit_once(')').context("no name")?;
    let mut fields = fields.split_whitespace().skip(11).map(str::parse::<f64>);
    let (user, system) = (fields.next().context("no time")??, fields.next().context("no time")??);
    Ok(Some((user + system) / TICKS))
}

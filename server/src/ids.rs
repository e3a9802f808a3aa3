//! Names for comments and databases: ULIDs, whose order is the order of their making.

use std::io;

/// Crockford's base 32: no letter that is taken for a digit.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A ULID for a moment, in milliseconds since 1970: 48 bits of time, then 80 of chance.
pub fn ulid(at: i64) -> io::Result<String> {
    let chance = u128::from_be_bytes(random()?) & ((1 << 80) - 1);
    let time = u128::from(at.max(0).cast_unsigned()) & ((1 << 48) - 1);
    let bits = (time << 80) | chance;
    let letter = |place: u32| char::from(LETTERS[(bits >> (5 * place)) as usize & 31]);
    Ok((0..26).rev().map(letter).collect())
}

/// Bytes of chance from the operating system.
pub fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes that hexadecimal digits stand for.
pub fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16);
    let byte = |pair: &[u8]| u8::try_from(value(pair[0])? * 16 + value(pair[1])?).ok();
    digits.chunks_exact(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ulids_sort_later() {
        let made: Vec<String> =
            [0, 1, 31, 32, 1_700_000_000_000].map(|at| ulid(at).unwrap()).to_vec();
        assert!(made.is_sorted(), "{made:?}");
        assert!(made.iter().all(|id| id.len() == 26));
        assert!(made[4].starts_with("01HF7YAT00"), "{}", made[4]);
    }

    #[test]
    fn hexadecimal_goes_both_ways() {
        assert_eq!(hex(&[0, 171, 255]), "00abff");
        assert_eq!(from_hex("00ABff"), Some(vec![0, 171, 255]));
        for wrong in ["0", "0g", "é", "+1"] {
            assert_eq!(from_hex(wrong), None, "{wrong}");
        }
    }
}

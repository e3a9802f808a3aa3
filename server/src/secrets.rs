//! What only the server can make or check: tokens, tickets, and the hashes of readers' keys.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::ids::{from_hex, hex};

/// How long a ticket for the moderators' stream is good for, in milliseconds.
const TICKET: i64 = 60_000;

/// The secret of the database, which all replicas share.
///
/// Everything is derived from it, so that nothing secret has to be kept a row.
#[derive(Clone)]
pub struct Secrets {
    key: Vec<u8>,
    admin: Option<[u8; 32]>,
}

impl Secrets {
    /// From the database's secret and the moderators' token; an empty token is none.
    pub fn new(key: &[u8], admin: Option<&str>) -> Self {
        let mut secrets = Self { key: key.to_vec(), admin: None };
        let token = admin.map(str::trim).filter(|token| !token.is_empty());
        secrets.admin = token.map(|token| secrets.sum("admin", &[token]));
        secrets
    }

    /// The token that changes and removes a comment.
    pub fn token(&self, article: &str, id: &str) -> String {
        hex(&self.sum("comment", &[article, id]))
    }

    /// Whether `given` is the token of a comment, in a time that tells nothing.
    pub fn is_token(&self, given: &str, article: &str, id: &str) -> bool {
        let sum = from_hex(given).unwrap_or_default();
        self.mac("comment", &[article, id]).verify_slice(&sum).is_ok()
    }

    /// Whether `given` is the moderators' token; never where there is none.
    pub fn is_admin(&self, given: &str) -> bool {
        // Both sides are hashed first, so that neither length nor content shows in the time.
        self.admin
            .is_some_and(|admin| self.mac("admin", &[given.trim()]).verify_slice(&admin).is_ok())
    }

    /// A ticket for the moderators' stream. It names its own end, so that any replica takes it.
    pub fn ticket(&self, now: i64) -> String {
        let until = (now + TICKET).to_string();
        let sum = hex(&self.sum("ticket", &[&until]));
        format!("{until}.{sum}")
    }

    /// Whether a ticket is the server's own and still good.
    pub fn is_ticket(&self, given: &str, now: i64) -> bool {
        let Some((until, sum)) = given.split_once('.') else {
            return false;
        };
        let sum = from_hex(sum).unwrap_or_default();
        let own = self.mac("ticket", &[until]).verify_slice(&sum).is_ok();
        // Without a token there are no moderators, and tickets from before are void.
        own && self.admin.is_some() && until.parse().is_ok_and(|until: i64| now <= until)
    }

    /// The hash that stands for a reader in the database.
    pub fn reader(&self, key: &str) -> String {
        self.short("reader", &[key])
    }

    /// The hash of a text, by which one that is said twice is known again.
    pub fn text(&self, text: &str) -> String {
        self.short("text", &[text])
    }

    /// The hash of a submission's key.
    pub fn submission(&self, article: &str, reader: &str, key: &str) -> String {
        self.short("submission", &[article, reader, key])
    }

    /// Half of a sum: 128 bits, which nobody finds a second text for by chance.
    fn short(&self, what: &str, parts: &[&str]) -> String {
        hex(&self.sum(what, parts)[..16])
    }

    fn sum(&self, what: &str, parts: &[&str]) -> [u8; 32] {
        self.mac(what, parts).finalize().into_bytes().into()
    }

    fn mac(&self, what: &str, parts: &[&str]) -> Hmac<Sha256> {
        // HMAC takes keys of every length, so that this arm is never taken.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key)
            .unwrap_or_else(|_| Hmac::new(&Default::default()));
        mac.update(what.as_bytes());
        for part in parts {
            // With its length before it no part can run into the next.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_comment_alone() {
        let secrets = Secrets::new(b"secret", None);
        let token = secrets.token("talks", "a");
        assert!(secrets.is_token(&token, "talks", "a"));
        assert!(!secrets.is_token(&token, "talks", "b"));
        assert!(!secrets.is_token(&token, "talk", "sa"));
        assert!(!secrets.is_token("", "talks", "a"));
        assert!(!Secrets::new(b"other", None).is_token(&token, "talks", "a"));
    }

    #[test]
    fn without_a_token_there_are_no_moderators() {
        let open = Secrets::new(b"secret", Some("open sesame\n"));
        assert!(open.is_admin("open sesame"));
        assert!(!open.is_admin("open sesam"));
        for none in [None, Some(""), Some(" \n")] {
            assert!(!Secrets::new(b"secret", none).is_admin(""));
        }
    }

    #[test]
    fn a_ticket_ends() {
        let secrets = Secrets::new(b"secret", Some("token"));
        let ticket = secrets.ticket(1_000);
        assert!(secrets.is_ticket(&ticket, 61_000));
        assert!(!secrets.is_ticket(&ticket, 61_001));
        assert!(!secrets.is_ticket(&ticket.replacen("61000", "99000", 1), 1_000));
        assert!(!Secrets::new(b"secret", None).is_ticket(&ticket, 1_000));
    }
}

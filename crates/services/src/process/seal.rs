//! Secrets that must be read again later, sealed with the one key of the installation.
//!
//! What is sealed can be kept anywhere: without the key nothing can be read from it, and it opens only for what it
//! belongs to, so that one sealed secret cannot be put in the place of another.
//!
//! ```
//! use services::IdGenerator;
//! use services::seal::{Sealed, SecretKey};
//!
//! let key = SecretKey::parse("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f").unwrap();
//! let ids = IdGenerator::seeded().unwrap();
//! let kept = key.seal(&ids, "a webhook's key", b"open sesame").unwrap().to_string();
//! assert_eq!(key.open("a webhook's key", &Sealed::parse(&kept).unwrap()).unwrap(), b"open sesame");
//! assert!(key.open("another webhook's key", &Sealed::parse(&kept).unwrap()).is_err());
//! ```

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::id_generator::IdGenerator;

/// How many bytes the key has.
const KEY_LENGTH: usize = 32;
/// The first byte of what is sealed: the cipher, and which key. A second key would be a second number.
const VERSION: u8 = 1;

/// The key that secrets are sealed with. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; KEY_LENGTH]);

/// A secret that only the key opens, as bytes or as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

/// What is wrong with a key or with what it was to seal or open, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealError(&'static str);

impl SecretKey {
    /// A new key.
    ///
    /// # Errors
    /// When the machine gives no randomness.
    pub fn generate() -> Result<Self, SealError> {
        let mut key = [0; KEY_LENGTH];
        getrandom::fill(&mut key).map_err(|_| SealError("the machine gives no randomness"))?;
        Ok(Self(key))
    }

    /// Reads 64 hexadecimal digits, or 32 bytes in Base64; blanks around them do not count.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let text = text.trim();
        let decoded = if text.len() == 2 * KEY_LENGTH { from_hex(text) } else { STANDARD.decode(text).ok() };
        let key = decoded.and_then(|key| key.try_into().ok());
        key.map(Self).ok_or(SealError("64 hexadecimal digits, or 32 bytes in Base64, are expected"))
    }

    /// The key as 64 hexadecimal digits, for the file it is kept in.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Seals a secret for what it belongs to: `server/token-secret`.
    ///
    /// # Errors
    /// When the secret is too long for the cipher, which none is.
    pub fn seal(&self, ids: &IdGenerator, belongs_to: &str, secret: &[u8]) -> Result<Sealed, SealError> {
        let too_long = |_| SealError("the secret is too long to be sealed");
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&ids.bytes()[..NONCE_LEN]);
        let mut bytes = secret.to_vec();
        let nonce_used = Nonce::assume_unique_for_key(nonce);
        self.cipher()?
            .seal_in_place_append_tag(nonce_used, owner(belongs_to), &mut bytes)
            .map_err(too_long)?;
        Ok(Sealed([&[VERSION], nonce.as_slice(), &bytes].concat()))
    }

    /// Opens what was sealed for this.
    ///
    /// # Errors
    /// When it was sealed with another key or for something else, or is damaged.
    pub fn open(&self, belongs_to: &str, sealed: &Sealed) -> Result<Vec<u8>, SealError> {
        let wrong = SealError("it was sealed with another key, or is damaged");
        let (head, bytes) = sealed.0.split_first_chunk::<{ 1 + NONCE_LEN }>().ok_or(wrong)?;
        let [VERSION, nonce @ ..] = *head else { return Err(wrong) };
        let mut bytes = bytes.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce);
        let opened = self.cipher()?.open_in_place(nonce, owner(belongs_to), &mut bytes).map_err(|_| wrong)?;
        Ok(opened.to_vec())
    }

    fn cipher(&self) -> Result<LessSafeKey, SealError> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.0);
        key.map(LessSafeKey::new).map_err(|_| SealError("the key does not fit the cipher"))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("********")
    }
}

impl Sealed {
    /// Reads the text of [`Sealed::to_string`]; whether it can be opened shows when it is.
    ///
    /// # Errors
    /// When it is no such text.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        STANDARD_NO_PAD.decode(text).map(Self).map_err(|_| SealError("it is not sealed, or is damaged"))
    }
}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD_NO_PAD.encode(&self.0))
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for SealError {}

/// What the cipher binds the secret to.
fn owner(belongs_to: &str) -> Aad<Vec<u8>> {
    Aad::from([&[VERSION], belongs_to.as_bytes()].concat())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks_exact(2);
    pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SecretKey {
        SecretKey([byte; KEY_LENGTH])
    }

    #[test]
    fn a_key_is_read_from_either_form_and_never_printed() {
        assert_eq!(SecretKey::parse(&format!(" {}\n", key(0xAB).to_hex())), Ok(key(0xAB)));
        assert_eq!(SecretKey::parse(&"Ab".repeat(32)), Ok(key(0xAB)));
        assert_eq!(SecretKey::parse(&STANDARD.encode([7; 32])), Ok(key(7)));
        for wrong in
            ["", "07", &"07".repeat(31), &"0g".repeat(32), &"é".repeat(32), &STANDARD.encode([7; 31])]
        {
            assert!(SecretKey::parse(wrong).is_err(), "{wrong} was taken");
        }
        assert_eq!(format!("{:?}", key(7)), "********");
        assert_ne!(SecretKey::generate(), SecretKey::generate());
    }

    #[test]
    fn only_the_key_opens_what_it_sealed_and_only_for_what_it_belongs_to() {
        let ids = IdGenerator::seeded().unwrap();
        let sealed = key(1).seal(&ids, "a", b"secret").unwrap();
        assert_eq!(key(1).open("a", &sealed).unwrap(), b"secret");
        assert!(key(2).open("a", &sealed).is_err() && key(1).open("b", &sealed).is_err());
        assert_ne!(key(1).seal(&ids, "a", b"secret").unwrap(), sealed, "each time anew");
        assert!(!format!("{sealed:?} {sealed}").contains("secret"));
        for place in 0..sealed.0.len() {
            let mut damaged = sealed.clone();
            damaged.0[place] ^= 1;
            assert!(key(1).open("a", &damaged).is_err(), "byte {place} was changed");
            assert!(key(1).open("a", &Sealed(sealed.0[..place].to_vec())).is_err(), "cut at {place}");
        }
        assert_eq!(Sealed::parse(&sealed.to_string()), Ok(sealed));
        assert!(Sealed::parse("no seal!").is_err());
    }
}

//! People's passwords: kept as argon2id hashes.

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, PasswordVerifier, Version};
use data_encoding::HEXLOWER;
use model::text::Password;

use crate::app::App;
use crate::error::Error;
use crate::id_generator::IdGenerator;

/// As [`hash_here`], where it holds nobody up: it takes tens of milliseconds and 19 MiB, so it comes before a transaction.
///
/// # Errors
/// As [`hash_here`].
pub(crate) async fn hash(app: &App, password: &Password) -> Result<String, Error> {
    let (own, password) = (app.clone(), password.clone());
    app.slow_work().run_behind(move || hash_here(own.ids(), &password)).await?
}

/// Whether `given` is the password of which `kept` is the hash. Where nothing is kept it is no, after as long a time. It runs
/// where it holds nobody up.
///
/// # Errors
/// When the machine lacks the memory for it.
pub(crate) async fn verify(app: &App, kept: Option<String>, given: &str) -> Result<bool, Error> {
    let given = given.to_owned();
    app.slow_work().run_behind(move || verify_here(kept.as_deref(), &given)).await?
}

/// Takes as long as any other, and is of no password: what is compared where an account has none, or is not there.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn verify_here(kept: Option<&str>, given: &str) -> Result<bool, Error> {
    // What is longer than any password is none, and is not worth the time of reading it.
    let (kept, given) = if Password::parse(given).is_ok() { (kept, given) } else { (None, "") };
    if let Some((salt, expected)) = kept.and_then(former) {
        let mut hash = vec![0; expected.len()];
        argon()?.hash_password_into(given.as_bytes(), &salt, &mut hash).map_err(Error::internal)?;
        // Hashes of BLAKE3 are compared in a time that tells nothing.
        return Ok(blake3::hash(&hash) == blake3::hash(&expected));
    }
    match argon()?.verify_password(given.as_bytes(), kept.unwrap_or(NOBODYS)) {
        Ok(()) => Ok(kept.is_some()),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(why) => Err(Error::internal(why)),
    }
}

/// Salt and hash of what an earlier version kept; `None` for what this one keeps.
fn former(kept: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let (salt, hash) = kept.strip_prefix("argon2id$")?.split_once('$')?;
    let decode = |text: &str| HEXLOWER.decode(text.as_bytes()).ok();
    Some((decode(salt)?, decode(hash)?))
}

/// Hashes a password for keeping, with the parameters OWASP names (19 MiB, two passes), as a PHC string:
/// `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`. The string names its parameters, so that raising them here leaves the
/// hashes that are kept good.
///
/// Hashes of earlier versions are `argon2id$SALT$HASH` in hexadecimal, of the same parameters: they do not begin with `$`.
///
/// # Errors
/// When the machine lacks the memory for it.
fn hash_here(ids: &IdGenerator, password: &Password) -> Result<String, Error> {
    let hash = argon()?.hash_password_with_salt(password.as_bytes(), &ids.bytes()[..16]);
    hash.map(|hash| hash.to_string()).map_err(Error::internal)
}

fn argon() -> Result<Argon2<'static>, Error> {
    let params = Params::new(19 * 1024, 2, 1, Some(32)).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::phc::PasswordHash;

    use super::*;

    #[test]
    fn a_hash_names_its_parameters_and_is_verified_by_them() {
        let ids = IdGenerator::seeded().unwrap();
        let password = Password::parse("correct horse").unwrap();
        let kept = hash_here(&ids, &password).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hash_here(&ids, &password).unwrap(), "each has a salt of its own");
        let read = PasswordHash::new(&kept).unwrap();
        // Verifying takes the parameters of the string, not those of the verifier.
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        assert!(weak.verify_password(b"correct horse", &read).is_ok());
        assert!(weak.verify_password(b"correct house", &read).is_err());
    }

    #[test]
    fn a_password_is_known_by_its_hash_of_this_or_of_an_earlier_version() {
        let ids = IdGenerator::seeded().unwrap();
        let password = Password::parse("correct horse").unwrap();
        let kept = hash_here(&ids, &password).unwrap();
        let mut hash = [0; 32];
        argon().unwrap().hash_password_into(password.as_bytes(), b"sixteen bytes ..", &mut hash).unwrap();
        let hex = |bytes: &[u8]| HEXLOWER.encode(bytes);
        let former = format!("argon2id${}${}", hex(b"sixteen bytes .."), hex(&hash));
        for kept in [kept, former] {
            assert!(verify_here(Some(&kept), "correct horse").unwrap());
            for wrong in ["correct house", "", "correct hors", &"x".repeat(100_000)] {
                assert!(!verify_here(Some(&kept), wrong).unwrap());
            }
        }
        assert!(!verify_here(None, "correct horse").unwrap());
        assert!(verify_here(Some("no hash"), "correct horse").is_err());
    }
}

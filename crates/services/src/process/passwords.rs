//! People's passwords: kept as argon2id hashes.

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
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
    app.slow_work().run(move || hash_here(own.ids(), &password)).await?
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
    let params = Params::new(19 * 1024, 2, 1, Some(32)).map_err(Error::internal)?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon.hash_password_with_salt(password.as_bytes(), &ids.bytes()[..16]);
    hash.map(|hash| hash.to_string()).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;
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
}

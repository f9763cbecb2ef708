//! People's passwords: kept as argon2id hashes.

use argon2::{Algorithm, Argon2, Params, Version};

use model::text::Password;

use crate::error::Error;
use crate::id_generator::IdGenerator;

/// Hashes a password for keeping: `argon2id$SALT$HASH` in hexadecimal, with the parameters OWASP names (19 MiB, two
/// passes).
///
/// # Errors
/// When the machine lacks the memory for it.
pub(crate) fn hash(ids: &IdGenerator, password: &Password) -> Result<String, Error> {
    let salt = ids.bytes();
    let mut out = [0; 32];
    let params = Params::new(19 * 1024, 2, 1, Some(out.len())).map_err(Error::internal)?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(password.as_bytes(), &salt[..16], &mut out).map_err(Error::internal)?;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Ok(format!("argon2id${}${}", hex(&salt[..16]), hex(&out)))
}

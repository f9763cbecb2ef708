//! A stored response, and parts of it that every form of file needs.

use model::column::Meta;
use model::field::FieldKind;
use model::response::Slot;
use model::response::body::MetaRef;

/// A stored response.
#[derive(Debug, Clone, Copy)]
pub struct StoredResponse<'a> {
    /// Its id.
    pub id: &'a str,
    /// When it was recorded, in milliseconds since 1970.
    pub recorded_ms: i64,
    /// When it was last changed, in milliseconds since 1970.
    pub modified_ms: i64,
    /// Its body, written with the list the [`BoundPlan`] was made for.
    pub body: &'a [u8],
}

/// The metadata that is kept as text; empty for the others.
#[inline]
pub(super) fn meta_text<'a>(meta: Meta, of: &MetaRef<'a>) -> &'a str {
    match meta {
        Meta::IpAddress => of.ip_address,
        Meta::RecipientLastName => of.recipient_last_name,
        Meta::RecipientFirstName => of.recipient_first_name,
        Meta::RecipientEmail => of.recipient_email,
        Meta::ExternalReference => of.external_reference,
        Meta::LocationLatitude => of.latitude,
        Meta::LocationLongitude => of.longitude,
        Meta::DistributionChannel => of.channel,
        Meta::UserLanguage => of.language,
        _ => "",
    }
}

/// Hands over each id of an answer that may hold several.
#[inline]
pub(super) fn each_id(slot: Slot<'_>, kind: &FieldKind, separator: char, mut take: impl FnMut(&str)) {
    match slot {
        Slot::Empty => {}
        Slot::Integer(number) => take(&number.to_string()),
        Slot::Text(text) => text.split(separator).filter(|id| !id.is_empty()).for_each(take),
        Slot::Mask(mut bits) => {
            let FieldKind::Choices(ids) = kind else { return };
            while bits != 0 {
                if let Some(id) = ids.get(bits.trailing_zeros() as usize) {
                    take(id);
                }
                bits &= bits - 1;
            }
        }
    }
}

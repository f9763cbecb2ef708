//! What the file of an operation needs.

pub(crate) use model::access::Action;
pub(crate) use model::account::{AccountStatus, DivisionStatus};
pub(crate) use model::error::codes;
pub(crate) use model::id::*;
pub(crate) use model::permissions::Leaf;
pub(crate) use model::scope::{Resource, Scope};
pub(crate) use model::survey::overview::ResponseCounts;
pub(crate) use model::text::{
    ApiToken, Email, FieldName, IdempotencyKey, LanguageCode, Name, Password, PersonName, TimeZone, UserName,
    UserType, VersionDescription,
};
pub(crate) use model::{CertificateRequest, Change, Moment, example as sample, fixed};
pub(crate) use schemars::JsonSchema;
pub(crate) use serde::{Deserialize, Serialize};

pub(crate) use crate::permissions::PermissionTree;
pub(crate) use crate::unsupported::unsupported;
pub(crate) use crate::{
    ByKey, ByOffset, Call, Category, Created, Effect, Endpoint, Example, File, Json, Lead, MetaOnly, Needs,
    Nothing, Operation, Page, Permission, Rendered, TryIt, Verb, Whole,
};

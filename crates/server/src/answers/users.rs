//! Users and their tokens.

use contract::users::{
    ApiToken, CallerView, CreateUser, CreateUserApiToken, CreatedUser, DeleteUser, GetUser, GetUserApiToken,
    ListUsers, ListedUser, NewStatus, UpdateUser, UserView, WhoAmI,
};
use contract::{Json, MetaOnly};
use model::account::{AccountStatus, User};
use services::users::{self, NewUser, UserChange};
use services::{Context, Error};

use super::page;
use crate::answer::{Answer, Request};

impl Answer for WhoAmI {
    async fn answer(cx: &mut Context, _: Request<Self>) -> Result<Self::Result, Error> {
        let user = users::who_am_i(cx).await?;
        Ok(Json(CallerView {
            brand_id: user.brand.to_string(),
            user_id: user.id.to_string(),
            user_name: user.username.clone(),
            account_type: user.user_type.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            email: user.email.clone(),
            datacenter: cx.app.settings().datacenter.clone(),
            language: user.language.to_uppercase(),
        }))
    }
}

impl Answer for ListUsers {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let offset = request.query.offset.unwrap_or(0);
        let (rows, more) = users::list(cx, offset).await?;
        Ok(page(offset, rows, more, |user| ListedUser {
            id: user.id.to_string(),
            division_id: user.division.map(|id| id.to_string()),
            username: user.username,
            first_name: user.first_name,
            last_name: user.last_name,
            user_type: user.user_type,
            email: user.email,
            account_status: status(user.status).to_owned(),
        }))
    }
}

impl Answer for CreateUser {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let new = request.body.0;
        let new = NewUser {
            username: new.username,
            first_name: new.first_name,
            last_name: new.last_name,
            user_type: new.user_type,
            email: new.email,
            password: new.password,
            language: new.language,
            time_zone: new.time_zone,
            division: new.division_id,
            expires: new.account_expiration_date,
        };
        Ok(Json(CreatedUser { id: users::create(cx, new).await?.to_string() }))
    }
}

impl Answer for GetUser {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let user = users::get(cx, &request.path.user_id).await?;
        let response_counts = users::response_counts(cx, &user.id).await?;
        let User { id, brand, division, username, first_name, last_name, email, user_type, .. } = user;
        Ok(Json(UserView {
            id: id.to_string(),
            username,
            first_name,
            last_name,
            user_type,
            organization_id: brand.to_string(),
            division_id: division.map(|id| id.to_string()),
            language: user.language,
            email,
            account_status: status(user.status).to_owned(),
            unsubscribed: false,
            account_creation_date: user.created,
            account_expiration_date: user.expires,
            password_last_changed_date: user.password_changed,
            password_expiration_date: None,
            last_login_date: user.last_login,
            time_zone: user.time_zone,
            response_counts,
        }))
    }
}

impl Answer for UpdateUser {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let change = request.body.0;
        let change = UserChange {
            username: change.username,
            first_name: change.first_name,
            last_name: change.last_name,
            user_type: change.user_type,
            email: change.email,
            password: change.password,
            language: change.language,
            time_zone: change.time_zone,
            division: change.division_id,
            expires: change.account_expiration_date,
            status: change.status.map(|status| match status {
                NewStatus::Active => AccountStatus::Active,
                NewStatus::Disabled => AccountStatus::Disabled,
                NewStatus::NotVerified => AccountStatus::NotVerified,
            }),
        };
        users::update(cx, &request.path.user_id, change).await?;
        Ok(MetaOnly)
    }
}

impl Answer for DeleteUser {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        users::delete(cx, &request.path.user_id).await?;
        Ok(MetaOnly)
    }
}

impl Answer for GetUserApiToken {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        Ok(Json(ApiToken { api_token: users::api_token(cx, &request.path.user_id).await? }))
    }
}

impl Answer for CreateUserApiToken {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        Ok(Json(ApiToken { api_token: users::create_api_token(cx, &request.path.user_id).await? }))
    }
}

fn status(status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Active => "active",
        AccountStatus::Disabled => "disabled",
        AccountStatus::NotVerified => "notVerified",
    }
}

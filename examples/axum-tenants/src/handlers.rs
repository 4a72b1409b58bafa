//! What requests do.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use polyschema::migrate::error::Error;
use polyschema::migrate::tenants::{CreateOptions, TenantError};
use polyschema::prelude::*;
use serde::{Deserialize, Serialize};
use tracing::Instrument;

use crate::models::{Color, NewNote, Note, Shared, Tenant};
use crate::{App, Current, Refused};

/// Who signs up.
#[derive(Deserialize)]
pub(crate) struct SignUp {
    name: String,
}

/// A note as it is sent.
#[derive(Deserialize)]
pub(crate) struct Text {
    text: String,
    color: String,
}

/// A note as it is shown.
#[derive(Serialize)]
pub(crate) struct Shown {
    text: String,
    hex: String,
}

/// Creates a tenant: its schema by the revisions, and its row in the registry.
pub(crate) async fn sign_up(
    State(app): State<App>,
    Json(SignUp { name }): Json<SignUp>,
) -> Result<(StatusCode, String), Refused> {
    let Ok(tenant) = Tenant::named(&name) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, "no tenant can have this name".to_owned()));
    };
    let mut connection = app.pool.acquire(&tenant).await?;
    let created = app.tenants.create(&mut connection, &name, &CreateOptions::default()).await;
    match created {
        Ok(_) => {
            // Somebody may have asked for it before it was there.
            app.resolver.forget(&name);
            Ok((StatusCode::CREATED, name))
        }
        Err(Error::Tenants(error)) if is_taken(&error) => {
            Ok((StatusCode::CONFLICT, "the name is taken".to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

fn is_taken(error: &TenantError) -> bool {
    matches!(error, TenantError::Exists { .. } | TenantError::SchemaExists { .. })
}

/// The tenant's notes, with what all tenants share about their colors.
pub(crate) async fn list(
    State(app): State<App>,
    Current(tenant): Current,
) -> Result<Json<Vec<Shown>>, Refused> {
    let (notes, colors) = (Note::bind(&tenant), Color::bind_schema::<Shared>());
    let rows = notes
        .select()
        .join(&colors)
        .order_by(notes.note_id.asc())
        .columns((notes.text, colors.hex))
        .fetch_all(&app.pool)
        .await?;
    tracing::info!(notes = rows.len(), "listed");
    Ok(Json(rows.into_iter().map(|(text, hex)| Shown { text, hex }).collect()))
}

/// Adds a note.
pub(crate) async fn add(
    State(app): State<App>,
    Current(tenant): Current,
    Json(Text { text, color }): Json<Text>,
) -> Result<StatusCode, Refused> {
    Note::bind(&tenant).insert(NewNote { text, color }).execute(&app.pool).await?;
    Ok(StatusCode::CREATED)
}

/// Adds notes in a task of its own: the tenant moves into it, and so does the span, if it is told to.
pub(crate) async fn add_many(
    State(app): State<App>,
    Current(tenant): Current,
    Json(texts): Json<Vec<Text>>,
) -> Result<StatusCode, Refused> {
    let task = async move {
        for Text { text, color } in texts {
            Note::bind(&tenant).insert(NewNote { text, color }).execute(&app.pool).await?;
        }
        tracing::info!("added in the background");
        polyschema::Result::<()>::Ok(())
    };
    tokio::spawn(task.in_current_span()).await??;
    Ok(StatusCode::CREATED)
}

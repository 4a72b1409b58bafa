//! One model, many schemas.

pub use polyschema_core::*;
pub use polyschema_derive as derive;

/// What generated code names. Not for users.
#[doc(hidden)]
pub mod __private {
    pub use ::core;
    pub use ::std;
    pub use polyschema_core as schema_core;
}

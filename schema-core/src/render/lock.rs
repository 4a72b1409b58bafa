//! `FOR UPDATE` and its like, of PostgreSQL.

use crate::ast::{Lock, LockStrength, LockWait};
use crate::error::Result;
use crate::ident::quote;
use crate::render::Renderer;

impl Renderer<'_> {
    pub(super) fn lock(&mut self, lock: Option<&Lock>) -> Result<()> {
        let Some(lock) = lock else {
            return Ok(());
        };
        self.push(match lock.strength {
            LockStrength::Update => " FOR UPDATE",
            LockStrength::NoKeyUpdate => " FOR NO KEY UPDATE",
            LockStrength::Share => " FOR SHARE",
            LockStrength::KeyShare => " FOR KEY SHARE",
        });
        for (i, source) in lock.of.iter().enumerate() {
            self.push(if i == 0 { " OF " } else { ", " });
            let at = self.named(*source)?;
            let Self { tables, sql, .. } = self;
            quote(&tables[at].label, sql);
        }
        self.push(match lock.wait {
            LockWait::Wait => "",
            LockWait::Skip => " SKIP LOCKED",
            LockWait::Fail => " NOWAIT",
        });
        Ok(())
    }
}

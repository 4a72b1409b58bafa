//! Windows.

use crate::ast::{Frame, FrameUnit, Window};
use crate::error::Result;
use crate::render::Renderer;
use crate::value::ValueRef;

impl<'a> Renderer<'a> {
    pub(super) fn over(&mut self, window: &'a Window) -> Result<()> {
        self.push(" OVER (");
        let mut space = "";
        if !window.partition_by.is_empty() {
            self.push("PARTITION BY ");
            self.separated(&window.partition_by, ", ", Self::expr)?;
            space = " ";
        }
        if !window.order_by.is_empty() {
            self.push(space);
            self.push("ORDER BY ");
            self.separated(&window.order_by, ", ", Self::order_key)?;
            space = " ";
        }
        if let Some(frame) = window.frame {
            self.push(space);
            self.frame(frame)?;
        }
        self.push(")");
        Ok(())
    }

    fn frame(&mut self, frame: Frame) -> Result<()> {
        self.push(match frame.unit {
            FrameUnit::Rows => "ROWS BETWEEN ",
            FrameUnit::Range => "RANGE BETWEEN ",
            FrameUnit::Groups => "GROUPS BETWEEN ",
        });
        self.frame_end(frame.from, "UNBOUNDED PRECEDING")?;
        self.push(" AND ");
        self.frame_end(frame.to, "UNBOUNDED FOLLOWING")
    }

    fn frame_end(&mut self, end: Option<i64>, unbounded: &str) -> Result<()> {
        let Some(by) = end else {
            self.push(unbounded);
            return Ok(());
        };
        if by == 0 {
            self.push("CURRENT ROW");
            return Ok(());
        }
        self.bind_ref(ValueRef::I64(by.abs()))?;
        self.push(if by < 0 { " PRECEDING" } else { " FOLLOWING" });
        Ok(())
    }
}

//! Plans as SQL text: what `upgrade.sql` and `downgrade.sql` hold below their header.

use polyschema_core::render::SchemaSpelling;
use polyschema_core::render::ddl::{DdlStyle, to_sql_with};

use super::step::{Plan, Step};

impl Plan {
    /// The statements as SQL, each with a `-- step:` line above it, and the first of a step with a
    /// `-- hazard:` line for each of its hazards. Empty when nothing must happen.
    pub fn sql(&self, schemas: &SchemaSpelling) -> String {
        let mut style = DdlStyle::new(self.dialect);
        style.schemas = schemas;
        let steps: Vec<String> = self.steps.iter().map(|step| step.sql(style)).collect();
        steps.join("\n")
    }
}

impl Step {
    fn sql(&self, style: DdlStyle<'_>) -> String {
        let mut hazards = String::new();
        for hazard in &self.hazards {
            hazards.push_str(&line("hazard", &hazard.to_string()));
        }
        let mut paragraphs = Vec::new();
        for statement in &self.statements {
            let step = line("step", &self.name);
            let hazards = std::mem::take(&mut hazards);
            paragraphs.push(format!("{step}{hazards}{};\n", to_sql_with(statement, style)));
        }
        paragraphs.join("\n")
    }
}

/// A comment. Names may have line breaks in them, which would end it.
fn line(key: &str, text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("-- {key}: {text}\n")
}

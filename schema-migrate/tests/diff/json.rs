//! Diffs as JSON: names are stable, and what is written is read.

use polyschema_core::Dialect;
use polyschema_migrate::diff::{Diff, Scope, diff};

use crate::cases;

#[test]
fn a_diff_is_written_with_names_in_snake_case() {
    let of = |text| cases::catalog(text, Dialect::Postgres);
    let from = of(
        r#"asia.tables.t.columns = [{ name = "a", type = "text" }, { name = "b", type = "text" }]"#,
    );
    let to = of(r#"
        asia.tables.t.comment = "x"
        asia.tables.t.columns = [
            { name = "b", type = "varchar(9)" },
            { name = "aa", type = "text" },
        ]
        asia.tables.t.unique = [["b"]]
    "#);
    let found = diff(&from, &to, &Scope::between_snapshots());
    insta::assert_snapshot!(serde_json::to_string_pretty(&found).unwrap(), @r##"
    {
      "changes": [
        {
          "alter_table": {
            "table": "asia.t",
            "change": {
              "drop_column": {
                "name": "a",
                "sql_type": "text",
                "nullable": false
              }
            }
          }
        },
        {
          "alter_table": {
            "table": "asia.t",
            "change": {
              "alter_column": {
                "from": {
                  "name": "b",
                  "sql_type": "text",
                  "nullable": false
                },
                "to": {
                  "name": "b",
                  "sql_type": {
                    "varchar": 9
                  },
                  "nullable": false
                }
              }
            }
          }
        },
        {
          "alter_table": {
            "table": "asia.t",
            "change": {
              "add_column": {
                "name": "aa",
                "sql_type": "text",
                "nullable": false
              }
            }
          }
        },
        {
          "alter_table": {
            "table": "asia.t",
            "change": {
              "add_constraint": {
                "unique": {
                  "name": "uq_t_b",
                  "columns": [
                    "b"
                  ]
                }
              }
            }
          }
        },
        {
          "comment": {
            "on": {
              "table": "asia.t"
            },
            "from": null,
            "to": "x"
          }
        }
      ],
      "questions": [
        {
          "rename": {
            "column": {
              "table": "asia.t",
              "from": "a",
              "to": "aa"
            }
          },
          "similarity": 85
        }
      ]
    }
    "##);
}

#[test]
fn what_is_written_is_read() {
    cases::check("changes", |case| {
        let found = diff(&case.from, &case.to, &Scope::between_snapshots());
        let read: Diff = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
        assert_eq!(read, found);
        Some(read.to_string())
    });
}

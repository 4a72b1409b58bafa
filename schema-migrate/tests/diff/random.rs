//! Random catalogs over few names, so that two of them have much in common.

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    CheckDef, ColumnDef, DomainDef, EnumDef, ExclusionDef, Fill, ForeignKeyDef, Identity, IndexDef,
    IndexKeyDef, IndexOn, Literal, OwnedBy, PartitionBy, PartitionStrategy, PrimaryKeyDef,
    QualifiedName, SchemaDef, SequenceDef, SqlType, TableDef, UniqueDef, ViewDef,
};
use polyschema_core::spec::{Deferrable, Nulls, ReferentialAction};
use polyschema_core::{Catalog, Dialect};

/// Draws numbers from bytes; when they are used up, the rest is 0.
struct Draw<'a>(std::slice::Iter<'a, u8>);

impl Draw<'_> {
    fn below(&mut self, limit: u8) -> u8 {
        self.0.next().map_or(0, |byte| byte % limit)
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 1
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::from(self.below(u8::try_from(of.len()).unwrap()))].clone()
    }

    fn comment(&mut self) -> Option<String> {
        self.one(&[None, Some("one".to_owned()), Some("two".to_owned())])
    }
}

/// What tables and columns are called.
#[derive(Clone, Copy)]
pub enum Names {
    Old,
    /// Other names, with a hint of the old ones.
    New,
}

impl Names {
    fn of(self, name: &str) -> Ident {
        match self {
            Self::Old => ident(name),
            Self::New => ident(&format!("new_{name}")),
        }
    }

    fn hint(self, name: &str) -> Option<Ident> {
        match self {
            Self::Old => None,
            Self::New => Some(ident(name)),
        }
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

/// The catalog of some bytes: the same for the same bytes, but for the names.
pub fn catalog(bytes: &[u8], names: Names) -> Catalog {
    let mut draw = Draw(bytes.iter());
    let mut schemas: Vec<SchemaDef> = Vec::new();
    for name in ["a", "b"] {
        if draw.below(5) > 0 {
            let def = schema(name, schemas.first(), names, &mut draw);
            schemas.push(def);
        }
    }
    Catalog::from_schemas(Dialect::Postgres, schemas).unwrap()
}

fn schema(name: &str, other: Option<&SchemaDef>, names: Names, draw: &mut Draw<'_>) -> SchemaDef {
    let mut schema = SchemaDef::new(ident(name));
    schema.comment = draw.comment();
    let of = |object: &str| QualifiedName::new(ident(name), ident(object));
    if draw.yes() {
        let mut labels = vec!["x".to_owned(), "y".to_owned(), "z".to_owned()];
        labels.rotate_left(usize::from(draw.below(3)));
        labels.truncate(1 + usize::from(draw.below(3)));
        let mut def = EnumDef::new(of("mood"), labels);
        def.comment = draw.comment();
        schema.enums.insert(ident("mood"), def);
    }
    if draw.yes() {
        schema.domains.insert(ident("code"), domain(of("code"), draw));
    }
    for table in ["t", "u", "v"] {
        if draw.below(4) > 0 {
            let def = self::table(table, &schema, other, names, draw);
            schema.tables.insert(def.name.name.clone(), def);
        }
    }
    if draw.yes() {
        schema.sequences.insert(ident("numbers"), sequence(of("numbers"), &schema, draw));
    }
    if draw.yes()
        && let Some(table) = schema.tables.keys().next()
    {
        let mut def = ViewDef::new(of("some"), format!("SELECT 1 FROM {}", table.as_str()));
        def.materialized = draw.yes();
        def.comment = draw.comment();
        schema.views.insert(ident("some"), def);
    }
    schema
}

fn domain(name: QualifiedName, draw: &mut Draw<'_>) -> DomainDef {
    let mut def = DomainDef::new(name, draw.one(&[SqlType::Text, SqlType::Varchar(9)]));
    def.nullable = draw.yes();
    def.default = draw.one(&[None, Some("'x'".to_owned())]);
    def.collation = draw.one(&[None, Some("C".to_owned())]);
    def.comment = draw.comment();
    for (name, text) in [("one", "VALUE <> ''"), ("two", "length(VALUE) > 1")] {
        if draw.yes() {
            def.checks.push(CheckDef::new(ident(name), text));
        }
    }
    def
}

fn sequence(name: QualifiedName, schema: &SchemaDef, draw: &mut Draw<'_>) -> SequenceDef {
    let mut def = SequenceDef::new(name);
    def.sql_type = draw.one(&[SqlType::BigInt, SqlType::Integer]);
    (def.start, def.increment) = (draw.one(&[1, 5]), draw.one(&[1, 5]));
    (def.min, def.max, def.cache) = (draw.one(&[1, 0]), draw.one(&[99, 1000]), draw.one(&[1, 8]));
    def.cycle = draw.yes();
    def.comment = draw.comment();
    if draw.yes()
        && let Some(table) = schema.tables.values().next()
    {
        let (table, column) = (table.name.clone(), table.columns[0].name.clone());
        def.owned_by = Some(OwnedBy { table, column });
    }
    def
}

fn table(
    name: &str,
    schema: &SchemaDef,
    other: Option<&SchemaDef>,
    names: Names,
    draw: &mut Draw<'_>,
) -> TableDef {
    let mut table = TableDef::new(QualifiedName::new(schema.name.clone(), names.of(name)));
    table.renamed_from = names.hint(name);
    table.comment = draw.comment();
    table.unlogged = draw.below(4) == 1;
    if !table.unlogged && draw.below(6) == 1 {
        let key = names.of("id").as_str().to_owned();
        table.partition_by = Some(PartitionBy::new(PartitionStrategy::Range, key));
    }
    for column in ["id", "c", "d", "e"] {
        if column == "id" || draw.below(3) > 0 {
            let def = self::column(column, schema, names, draw);
            table.columns.push(def);
        }
    }
    constraints(&mut table, schema, other, names, draw);
    let column = draw.one(&table.columns).name;
    for on in
        [IndexOn::Column(column.clone()), IndexOn::Expression(format!("({} + 1)", column.as_str()))]
    {
        if draw.yes() {
            let kind = if matches!(on, IndexOn::Column(_)) { column.as_str() } else { "expr" };
            let name = format!("ix_{}_{kind}", table.name.name.as_str());
            table.indexes.push(index(&name, on, &column, draw));
        }
    }
    table
}

fn column(name: &str, schema: &SchemaDef, names: Names, draw: &mut Draw<'_>) -> ColumnDef {
    let mut types = vec![SqlType::Integer, SqlType::BigInt, SqlType::Integer];
    types.extend(schema.enums.values().map(|def| SqlType::Enum(def.name.clone())));
    types.extend(schema.domains.values().map(|def| SqlType::Domain(def.name.clone())));
    let id = names.of("id");
    let mut def = ColumnDef::new(
        names.of(name),
        if name == "id" { SqlType::Integer } else { draw.one(&types) },
    );
    def.renamed_from = names.hint(name);
    def.nullable = draw.yes();
    def.comment = draw.comment();
    def.collation = draw.one(&[None, None, Some("C".to_owned())]);
    def.fill = match draw.below(6) {
        1 => Some(Fill::Default(Literal::Int(1))),
        2 => Some(Fill::DefaultSql("now()".to_owned())),
        3 if name != "id" => Some(Fill::Generated(format!("{} + 1", id.as_str()))),
        4 if name == "id" => {
            Some(Fill::Identity(draw.one(&[Identity::Always, Identity::ByDefault])))
        }
        _ => None,
    };
    def
}

fn constraints(
    table: &mut TableDef,
    schema: &SchemaDef,
    other: Option<&SchemaDef>,
    names: Names,
    draw: &mut Draw<'_>,
) {
    let (id, name) = (names.of("id"), table.name.name.clone());
    let name = name.as_str();
    let some = draw.one(&table.columns).name;
    let called = |kind: &str, columns: &str| ident(&format!("{kind}_{name}{columns}"));
    let deferrable =
        [Deferrable::Not, Deferrable::InitiallyImmediate, Deferrable::InitiallyDeferred];
    if draw.yes() {
        let mut key = PrimaryKeyDef::new(called("pk", ""), vec![id.clone()]);
        key.deferrable = draw.one(&deferrable);
        table.primary_key = Some(key);
    }
    if draw.yes() {
        let columns = vec![some.clone()];
        let mut unique = UniqueDef::new(called("uq", &format!("_{}", some.as_str())), columns);
        unique.nulls_not_distinct = draw.yes();
        unique.include = draw.one(&[vec![], vec![id.clone()]]);
        table.unique.push(unique);
    }
    for number in ["", "_2"] {
        if draw.yes() {
            let predicate = format!("{} > {}", some.as_str(), draw.below(3));
            let mut check = CheckDef::new(called("ck", number), predicate);
            check.validated = draw.yes();
            table.checks.push(check);
        }
    }
    let near = schema.tables.values().next();
    let far = other.and_then(|schema| schema.tables.values().next());
    for (at, referenced) in [near, far].into_iter().flatten().enumerate() {
        let columns = vec![some.clone()];
        let mut key = ForeignKeyDef::new(
            called("fk", &format!("_{}_{at}", some.as_str())),
            columns,
            referenced.name.clone(),
            vec![id.clone()],
        );
        key.on_delete = draw.one(&[ReferentialAction::NoAction, ReferentialAction::Cascade]);
        key.on_update = draw.one(&[ReferentialAction::NoAction, ReferentialAction::SetNull]);
        key.match_full = draw.yes();
        key.deferrable = draw.one(&deferrable);
        table.foreign_keys.push(key);
    }
    if draw.yes() {
        let element = (IndexKeyDef::new(IndexOn::Column(id)), draw.one(&["=", "<>"]).to_owned());
        let mut exclusion = ExclusionDef::new(called("ex", ""), vec![element]);
        exclusion.method = draw.one(&[None, Some("gist".to_owned())]);
        exclusion.predicate = draw.one(&[None, Some(format!("{} > 0", some.as_str()))]);
        table.exclusions.push(exclusion);
    }
}

fn index(name: &str, on: IndexOn, column: &Ident, draw: &mut Draw<'_>) -> IndexDef {
    let mut key = IndexKeyDef::new(on);
    key.descending = draw.yes();
    key.nulls = draw.one(&[None, Some(Nulls::First), Some(Nulls::Last)]);
    key.operator_class = draw.one(&[None, Some("int4_ops".to_owned())]);
    let mut index = IndexDef::new(ident(name), vec![key]);
    index.unique = draw.yes();
    index.method = draw.one(&[None, Some("hash".to_owned())]);
    index.include = draw.one(&[vec![], vec![column.clone()]]);
    index.predicate = draw.one(&[None, Some(format!("{} > 0", column.as_str()))]);
    index
}

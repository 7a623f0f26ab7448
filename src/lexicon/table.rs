//! Tables of tab-separated values: comment lines with `#`, then a line of column names.

/// The rows of a table, each a list of as many fields as the table has columns.
pub(super) fn rows<'a, const N: usize>(
    table: &'a str,
    columns: [&str; N],
) -> impl Iterator<Item = [&'a str; N]> {
    let mut lines = table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let places = columns.map(|column| {
        names
            .iter()
            .position(|name| *name == column)
            .expect("built-in tables have their columns; a test reads them all")
    });
    lines.map(move |line| {
        let mut row = [""; N];
        for (index, field) in line.split('\t').enumerate() {
            if let Some(column) = places.iter().position(|&place| place == index) {
                row[column] = field;
            }
        }
        row
    })
}

/// The parts of a field that holds a list, without empty ones.
pub(super) fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').filter(|part| !part.is_empty())
}

//! Tables for the terminal and for a Markdown page.

/// A table whose first column says what, and whose others say how much.
#[derive(Debug)]
pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with the names of its columns.
    pub fn new(title: String, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&name| name.to_owned()).collect();
        Self { title, rows: vec![columns] }
    }

    /// Adds a row, as long as the first.
    pub fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }

    /// The table as Markdown writes it.
    pub fn markdown(&self) -> String {
        let line = |row: &Vec<String>| format!("| {} |\n", row.join(" | "));
        let mut lines = self.rows.iter().map(line);
        let columns = self.rows[0].len();
        let rule = format!("| --- |{}\n", " ---: |".repeat(columns - 1));
        format!(
            "### {}\n\n{}{rule}{}",
            self.title,
            lines.next().unwrap_or_default(),
            lines.collect::<String>()
        )
    }

    /// The table in columns.
    pub fn plain(&self) -> String {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        let widths: Vec<_> = (0..self.rows[0].len()).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| {
                if column == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") }
            });
            format!("  {}\n", cells.collect::<Vec<_>>().join("   ").trim_end())
        };
        format!("{}\n\n{}", self.title, self.rows.iter().map(line).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new("Bytes".to_owned(), &["kind", "app"]);
        table.row(["wasm".to_owned(), "180,278".to_owned()]);
        assert_eq!(table.plain(), "Bytes\n\n  kind       app\n  wasm   180,278\n");
        assert_eq!(
            table.markdown(),
            "### Bytes\n\n| kind | app |\n| --- | ---: |\n| wasm | 180,278 |\n"
        );
    }
}

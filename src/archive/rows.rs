//! Many short lists in one piece of memory.

/// A list of values for each of `0..n`: one allocation for all of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rows<T> {
    /// Row `i` is `values[ends[i - 1]..ends[i]]`.
    ends: Vec<u32>,
    values: Vec<T>,
}

impl<T> Rows<T> {
    /// No rows yet; room for `n`.
    pub fn with_capacity(n: usize) -> Self {
        Self {
            ends: Vec::with_capacity(n),
            values: Vec::new(),
        }
    }

    /// No rows yet; room for `n` with `n_values` in all.
    pub(super) fn with_room_for(n: usize, n_values: usize) -> Self {
        Self {
            ends: Vec::with_capacity(n),
            values: Vec::with_capacity(n_values),
        }
    }

    /// Adds the next row.
    pub fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.values.extend(row);
        self.ends.push(self.values.len() as u32);
    }

    /// Row `index`; empty beyond the last one.
    pub fn row(&self, index: usize) -> &[T] {
        let Some(&end) = self.ends.get(index) else {
            return &[];
        };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.values[start as usize..end as usize]
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.len()).map(|index| self.row(index))
    }

    /// Gives back the room that it grew into.
    pub(super) fn fit(&mut self) {
        self.values.shrink_to_fit();
    }

    /// All values, row after row.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    pub(super) fn row_mut(&mut self, index: usize) -> &mut [T] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &mut self.values[start as usize..self.ends[index] as usize]
    }

    pub(super) fn values_mut(&mut self) -> &mut [T] {
        &mut self.values
    }
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl<T, Row: IntoIterator<Item = T>> FromIterator<Row> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        let rows = rows.into_iter();
        let mut all = Self::with_capacity(rows.size_hint().0);
        for row in rows {
            all.push(row);
        }
        all.fit();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_put_in() {
        let rows: Rows<u8> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
        assert_eq!(rows.row(0), [1, 2]);
        assert!(rows.row(1).is_empty());
        assert_eq!(rows.row(2), [3]);
        assert!(rows.row(3).is_empty(), "beyond the last row");
        assert_eq!(rows.len(), 3);
    }
}

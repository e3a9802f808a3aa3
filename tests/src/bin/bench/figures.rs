//! Medians with their range, and how they are written.

/// What many measurements of one thing come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    median: f64,
    least: f64,
    most: f64,
}

impl Figure {
    /// Of at least one measurement.
    pub fn of(measured: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = measured.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let median = match sorted.as_slice() {
            [] => f64::NAN,
            odd if odd.len() % 2 == 1 => odd[middle],
            even => (even[middle - 1] + even[middle]) / 2.0,
        };
        let at = |place: Option<&f64>| place.copied().unwrap_or(f64::NAN);
        Self { median, least: at(sorted.first()), most: at(sorted.last()) }
    }

    /// How many times as much as something else.
    pub fn times(self) -> String {
        self.written(|value| format!("{value:.2}"), "×")
    }

    /// Milliseconds.
    pub fn milliseconds(self) -> String {
        self.written(|value| grouped(value.round() as u64), " ms")
    }

    /// Bytes.
    pub fn bytes(self) -> String {
        self.written(|value| grouped(value.round() as u64), "")
    }

    /// A layout shift.
    pub fn shift(self) -> String {
        // A sum of nothing is minus nothing.
        self.written(|value| format!("{:.4}", value + 0.0), "")
    }

    fn written(self, number: impl Fn(f64) -> String, unit: &str) -> String {
        let (least, most) = (number(self.least), number(self.most));
        format!("{}{unit} ({least}–{most})", number(self.median))
    }
}

/// `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(Figure::of([3.0, 1.0, 2.0]).times(), "2.00× (1.00–3.00)");
        assert_eq!(Figure::of([4.0, 1.0, 2.0, 3.0]).milliseconds(), "3 ms (1–4)");
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, written) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(number), written);
        }
    }
}

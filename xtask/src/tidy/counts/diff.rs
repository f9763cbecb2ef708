//! Reads what `git diff --unified=0` prints.

/// One file that a range changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FileDiff<'a> {
    pub(super) old: Changed<'a>,
    pub(super) new: Changed<'a>,
}

/// The lines of one side that the other has not, each with its number from 1.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changed<'a> {
    /// `None` where the file is not there.
    pub(super) path: Option<&'a str>,
    pub(super) lines: Vec<(usize, &'a str)>,
}

/// The files in a diff. Of binary files, and of those that only move, no line is told.
pub(super) fn read(text: &str) -> Vec<FileDiff<'_>> {
    let mut files: Vec<FileDiff<'_>> = Vec::new();
    // How many lines of each side the hunk still has: within it a line that begins with `---` is content.
    let (mut old_left, mut new_left) = (0, 0);
    let (mut old_number, mut new_number) = (0, 0);
    for line in text.lines() {
        if line.starts_with("diff --git ") && old_left + new_left == 0 {
            files.push(FileDiff::default());
        }
        let Some(file) = files.last_mut() else { continue };
        if let Some(content) = line.strip_prefix('-').filter(|_| old_left > 0) {
            file.old.lines.push((old_number, content));
            (old_number, old_left) = (old_number + 1, old_left - 1);
        } else if let Some(content) = line.strip_prefix('+').filter(|_| new_left > 0) {
            file.new.lines.push((new_number, content));
            (new_number, new_left) = (new_number + 1, new_left - 1);
        } else if let Some(path) = line.strip_prefix("--- a/") {
            file.old.path = Some(path.trim_end_matches('\t'));
        } else if let Some(path) = line.strip_prefix("+++ b/") {
            file.new.path = Some(path.trim_end_matches('\t'));
        } else if let Some((old, new)) = hunk(line) {
            ((old_number, old_left), (new_number, new_left)) = (old, new);
        }
    }
    files
}

/// `@@ -3,2 +5 @@` as first line and number of lines of either side.
fn hunk(line: &str) -> Option<((usize, usize), (usize, usize))> {
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let range = |text: &str| -> Option<(usize, usize)> {
        let (first, count) = text.split_once(',').unwrap_or((text, "1"));
        Some((first.parse().ok()?, count.parse().ok()?))
    };
    Some((range(old)?, range(new)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_their_numbers_and_dashes_can_be_content() {
        let text = "diff --git a/a.sql b/a.sql\nindex 1..2 100644\n--- a/a.sql\n+++ b/a.sql\n\
                    @@ -2 +2,2 @@ x\n--- old\n+++ new\n+b\n@@ -9,1 +11,0 @@\n-c\n\
                    diff --git a/b b/b\nnew file mode 100644\n--- /dev/null\n+++ b/b\n@@ -0,0 +1 @@\n+d\n";
        let files = read(text);
        assert_eq!(files.len(), 2);
        assert_eq!(files[0].old, Changed { path: Some("a.sql"), lines: vec![(2, "-- old"), (9, "c")] });
        assert_eq!(files[0].new, Changed { path: Some("a.sql"), lines: vec![(2, "++ new"), (3, "b")] });
        assert_eq!(files[1].old.path, None);
        assert_eq!(files[1].new.lines, [(1, "d")]);
    }
}

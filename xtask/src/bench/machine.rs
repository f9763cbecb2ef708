//! What Linux says of a process.

use crate::process::Outcome;

/// Bytes of memory it holds now (`VmRSS`).
pub(crate) fn memory_now(process: u32) -> Outcome<u64> {
    field(process, "VmRSS:")
}

/// The most it ever held since the last [`forget_peak`] (`VmHWM`).
pub(super) fn memory_peak(process: u32) -> Outcome<u64> {
    field(process, "VmHWM:")
}

/// Bytes it has written so far, into files and sockets.
pub(super) fn written(process: u32) -> Outcome<u64> {
    let counts = std::fs::read_to_string(format!("/proc/{process}/io"))?;
    let count = counts.lines().find_map(|line| line.strip_prefix("wchar:"));
    Ok(count.ok_or("no such count")?.trim().parse()?)
}

/// Begins a new peak.
pub(super) fn forget_peak(process: u32) -> Outcome<()> {
    Ok(std::fs::write(format!("/proc/{process}/clear_refs"), "5")?)
}

fn field(process: u32, name: &str) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such field")?;
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_memory_is_known() {
        let process = std::process::id();
        assert!(written(process).is_ok());
        assert!(memory_now(process).unwrap() > 1 << 18);
        forget_peak(process).unwrap();
        assert!(memory_peak(process).unwrap() >= 1 << 18);
    }
}

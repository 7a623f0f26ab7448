//! The table of traditional characters, as the browser loads it.

use std::io;

use super::Sink;
use super::fold::traditional_pairs;
use super::shard::{pack, varint};

/// Writes the table and returns its name below `search/`.
///
/// Before compression: for each pair, by rising traditional character, its distance from the one
/// before, then the way from it to the simplified one (even: twice forward; odd: twice back minus
/// one), as varints.
pub(crate) fn write(sink: &Sink<'_>) -> io::Result<String> {
    let bytes = pack(&encode());
    let name = format!("c/table-{}.bin", &blake3::hash(&bytes).to_hex()[..6]);
    sink(format!("search/{name}"), bytes)?;
    Ok(name)
}

fn encode() -> Vec<u8> {
    let (mut gaps, mut ways) = (Vec::new(), Vec::new());
    let mut last = 0;
    for (from, to) in traditional_pairs() {
        let (from, to) = (from as u32, to as u32);
        varint::write(&mut gaps, from - last);
        let way = if to >= from {
            2 * (to - from)
        } else {
            2 * (from - to) - 1
        };
        varint::write(&mut ways, way);
        last = from;
    }
    gaps.append(&mut ways);
    gaps
}

#![allow(dead_code)]
//! Crate documentation.
use std::{collections::HashMap, fmt};
use crate::queue as q;
extern crate alloc;
mod other;

/// Doc comment
/// on two lines.
pub struct Lease<T> { value: T }

pub trait Clock {
    fn now(&self) -> u64;
    fn later(&self) -> u64 { self.now() + 1 }
}

impl<T: Clone> Lease<T> {
    pub fn new(value: T) -> Self { Self { value } }

    /* block /* nested */ comment */
    pub async fn renew(&mut self, by: u64) -> Result<u64, fmt::Error> {
        let Some(x) = by.checked_add(1) else { return Err(fmt::Error); };
        let y = parse(x)?;
        if let Some(z) = y && z > 1 {
            for i in 0..z {
                loop { if i == 3 || i == 4 { break; } }
            }
        } else if x == 2 {
            while x < 3 { }
        } else {
            unsafe { core::hint::unreachable_unchecked() }
        }
        Ok(x)
    }
}

impl<T> fmt::Display for Lease<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::A | Kind::B => write!(f, "ab"),
            Kind::C(n) if n > 0 => { fn inner() {} Ok(()) }
            _ => Ok(()),
        }
    }
}

fn main() {
    let double = |x: i32| -> i32 { x * 2 };
    let v: Vec<i32> = vec![1].into_iter().map(move |x| if x > 0 { x } else { -x }).collect();
    let s = r#"raw

text"#;
}

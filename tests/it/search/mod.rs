//! Both indexes against a plain look at every text.

mod bad;
mod built;
mod bulk;
mod golden;
mod random;
mod tables;

//! Both indexes against a plain look at every text.

mod built;
mod bulk;
mod golden;
mod random;
mod tables;

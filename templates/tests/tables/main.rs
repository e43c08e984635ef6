//! The macros that generated code is written with, called from another crate as that calls them.

#[cfg(test)]
mod choices;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod records;
#[cfg(test)]
mod simple;
#[cfg(test)]
mod wire;

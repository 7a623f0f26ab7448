//! What a template may use: plain structs, one per template, fields ready to print.

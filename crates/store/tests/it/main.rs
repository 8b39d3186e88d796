//! The store on a real database: SQLite, and PostgreSQL when `RELAIS_TEST_DB` says so.

mod migrations;

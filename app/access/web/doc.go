// Package web holds the pages of access: logging in and out, one's own
// account, and for administrators the accounts, their roles, and the record
// of who did what.
package web

// Package tables writes the tables that leave relevo: lists to be filled in, figures to go on
// working with, templates. There are two kinds of file, CSV and XLSX, and one rule for both:
// what somebody wrote is a text, whatever it begins with, so that no spreadsheet calculates it.
//
// Reading tables that others made is another matter, with other dangers: package roster.
package tables
